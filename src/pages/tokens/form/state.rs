//! What is wrong in a form, and the controls that it stands beside.

use super::choices::ScopeChoices;
use super::convert::LocalTime;
use super::draft::PerList;
use super::problem::{FieldProblem, Problem};
use super::words::explain;
use crate::api::{ApiClient, ApiError};
use crate::browser::clock::{self, LocalZone};
use crate::browser::focus::focused;
use crate::i18n::I18n;
use crate::state::{Hold, OperationStore};
use latchkey_connector::{Field, Fields};
use leptos::html::{self, ElementType};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use std::ops::Deref;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Now and here, and dates as this visitor types them.
pub fn local_time(t: I18n) -> LocalTime<'static> {
    LocalTime { now: clock::now(), zone: &LocalZone, order: t.typed_date_order() }
}

#[derive(Clone, Copy)]
pub struct FormState {
    pub problems: RwSignal<Vec<FieldProblem>>,
    /// While the backend wants to be left alone.
    pub hold: Hold,
    pub(super) scopes: ScopeChoices,
    pub(super) controls: Controls,
    t: I18n,
}

/// The first control of each field.
#[derive(Clone, Copy, Default)]
pub(super) struct Controls {
    pub name: NodeRef<html::Input>,
    pub description: NodeRef<html::Textarea>,
    pub scope: NodeRef<html::Input>,
    pub expiration: NodeRef<html::Select>,
    /// Only while a date of one's own is chosen.
    pub date: NodeRef<html::Input>,
    pub preset: NodeRef<html::Select>,
    pub lists: PerList<NodeRef<html::Input>>,
    /// Of the lists of APIs, where patterns cannot be typed.
    pub pickers: PerList<NodeRef<html::Button>>,
    /// What is wrong with the form as a whole.
    pub alert: NodeRef<html::Div>,
}

impl FormState {
    /// `fields`: those that can be set.
    pub fn new(api: ApiClient, t: I18n, fields: &Fields) -> Self {
        Self {
            problems: RwSignal::new(Vec::new()),
            hold: Hold::new(),
            scopes: ScopeChoices::new(api, fields),
            controls: Controls::default(),
            t,
        }
    }

    /// Asks the backend for what can be chosen from and is not known yet.
    pub fn load_choices(self, operations: OperationStore) {
        operations.load();
        self.scopes.load();
    }

    /// What is wrong with `field`, in words.
    pub fn error(self, field: Field) -> Signal<Option<String>> {
        let error = Memo::new(move |_| {
            self.problems.with(|problems| {
                let words: Vec<String> = problems
                    .iter()
                    .filter(|problem| problem.field == field)
                    .map(|problem| explain(self.t, &problem.problem))
                    .collect();
                (!words.is_empty()).then(|| words.join(" "))
            })
        });
        error.into()
    }

    pub fn clear(self) {
        self.problems.set(Vec::new());
    }

    /// Says what is wrong, and goes to the first field of it: the form may be longer than the screen, and the button that
    /// sends it far below.
    pub fn refuse(self, problems: Vec<FieldProblem>) {
        // `Field` is in the order of the form.
        let first = problems.iter().map(|problem| problem.field).min();
        self.problems.set(problems);
        if let Some(first) = first {
            spawn_local(async move {
                tick().await;
                self.controls.go_to(first);
            });
        }
    }

    /// As [`FormState::refuse`], for the form as a whole.
    pub fn refuse_form(self, problem: Problem) {
        self.refuse(vec![FieldProblem::new(Field::Form, problem)]);
    }

    /// Puts a failed answer where it belongs: beside its field if that is among `shown`, else above the buttons. `more`
    /// comes after it.
    pub fn refuse_answer(self, error: &ApiError, shown: &Fields, more: Option<Problem>) {
        self.hold.after(error);
        let field_errors = self.t.field_errors(error);
        let mut problems: Vec<FieldProblem> = field_errors
            .into_iter()
            .map(|error| {
                let field = if shown.has(error.field) { error.field } else { Field::Form };
                FieldProblem::new(field, Problem::Backend(error.message))
            })
            .collect();
        if problems.is_empty() {
            problems.push(FieldProblem::new(Field::Form, Problem::Request(error.clone())));
        }
        problems.extend(more.map(|problem| FieldProblem::new(Field::Form, problem)));
        self.refuse(problems);
    }
}

impl Controls {
    fn go_to(self, field: Field) {
        match self.of(field) {
            Some(control) if focused().as_ref() != Some(&control) => drop(control.focus()),
            // Focus that is there already scrolls to nothing.
            Some(control) => control.scroll_into_view(),
            None => {
                let alert = self.alert.try_get_untracked().flatten();
                if let Some(note) = alert.and_then(|alert| alert.last_element_child()) {
                    note.scroll_into_view();
                }
            }
        }
    }

    /// `None`: the field is not in the form.
    fn of(self, field: Field) -> Option<HtmlElement> {
        match field {
            Field::Name => element(self.name),
            Field::Description => element(self.description),
            Field::Scopes => element(self.scope),
            Field::Expiry => element(self.date).or_else(|| element(self.expiration)),
            Field::Preset => element(self.preset),
            Field::AllowedApis => {
                element(self.lists.allowed_apis).or_else(|| element(self.pickers.allowed_apis))
            }
            Field::BlockedApis => {
                element(self.lists.blocked_apis).or_else(|| element(self.pickers.blocked_apis))
            }
            Field::AllowedIps => element(self.lists.allowed_ips),
            Field::BlockedIps => element(self.lists.blocked_ips),
            Field::Password | Field::FullName | Field::Email | Field::Language | Field::Form => None,
        }
    }
}

fn element<E>(node_ref: NodeRef<E>) -> Option<HtmlElement>
where
    E: ElementType,
    E::Output: Deref<Target = HtmlElement> + JsCast + Clone + 'static,
{
    node_ref.try_get_untracked().flatten().map(|element| (*element).clone())
}
