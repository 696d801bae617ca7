//! The fields of the profile: those that the backend lets one change are fields, the others are facts.

use crate::api::{ApiError, use_api};
use crate::browser::focus::focus;
use crate::browser::frame::after_frame;
use crate::i18n::{I18n, language_choices, use_i18n};
use crate::pages::heading::HEADING;
use crate::state::{use_notices, use_preferences, use_unsaved_work};
use latchkey_connector::{Field, FieldError, Intent, Profile};
use latchkey_model::shown;
use latchkey_ui::{Button, ButtonKind, Choice, FormAlert, SelectField, TextField, focus_error};
use leptos::html;
use leptos::prelude::*;

/// One field of the profile.
#[derive(Clone, Copy)]
struct ProfileField {
    /// As connectors name it in `profile_edit`.
    name: &'static str,
    /// Where complaints about it come from. [`Field::Form`]: it has none of its own.
    field: Field,
    /// As the backend has it.
    saved: RwSignal<String>,
    typed: RwSignal<String>,
}

impl ProfileField {
    fn new(name: &'static str, field: Field, value: String) -> Self {
        Self { name, field, saved: RwSignal::new(value.clone()), typed: RwSignal::new(value) }
    }

    fn is_changed(self) -> bool {
        self.typed.with_untracked(|typed| self.saved.with_untracked(|saved| saved != typed))
    }

    fn label(self, t: I18n) -> String {
        match self.name {
            "user_name" => t.user_name(),
            "full_name" => t.full_name(),
            "email" => t.email(),
            _ => t.preferred_language(),
        }
    }
}

#[component]
pub fn ProfileForm(profile: Profile) -> impl IntoView {
    let (api, t, notices) = (use_api(), use_i18n(), use_notices());
    let (preferences, unsaved) = (use_preferences(), use_unsaved_work());
    let fields = [
        ProfileField::new("user_name", Field::Form, profile.user_name),
        ProfileField::new("full_name", Field::FullName, profile.full_name),
        ProfileField::new("email", Field::Email, profile.email),
        ProfileField::new("language", Field::Language, profile.language),
    ];
    let can = api.capabilities();
    let (editable, facts): (Vec<_>, Vec<_>) =
        fields.into_iter().partition(|field| can.profile_edit.iter().any(|name| name == field.name));
    let facts = facts.into_iter().filter(|fact| fact.saved.with_untracked(|value| !value.is_empty()));
    let facts = facts.map(|fact| view! { <Fact fact/> }).collect_view();
    let facts = (!facts.is_empty()).then(|| view! { <dl class="facts">{facts}</dl> });
    if editable.is_empty() {
        return match facts {
            Some(facts) => facts.into_any(),
            None => view! { <p class="dim">{t.profile_empty()}</p> }.into_any(),
        };
    }

    let editable = StoredValue::new(editable);
    let changed = move || {
        let all = editable.get_value();
        all.into_iter().filter(|field| field.is_changed()).collect::<Vec<_>>()
    };
    unsaved.hold();
    unsaved.guard(t.unsaved(), move || !changed().is_empty(), || {});

    let form = NodeRef::<html::Form>::new();
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let refuse = move |found: Vec<FieldError>| {
        let said = found.iter().map(|error| error.message.clone()).collect();
        errors.set(found);
        if let Some(form) = form.get_untracked() {
            focus_error(&form, said);
        }
    };
    let save = Action::new_local(move |changed: &Vec<ProfileField>| {
        let changed = changed.clone();
        async move {
            let changes: Vec<(&'static str, String)> =
                changed.iter().map(|field| (field.name, field.typed.get_untracked())).collect();
            let sent = changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            match api.call(Intent::EditProfile { changes: sent }, "").await {
                Ok(_) => {
                    for (field, (name, value)) in changed.into_iter().zip(changes) {
                        field.saved.try_set(value.clone());
                        if name == "full_name" {
                            api.account.user.set(Some(value.clone()));
                        }
                        if name == "language" && preferences.prefer_language(&value).await {
                            // The page was drawn anew, and the button that had the focus is gone.
                            after_frame(|| focus(HEADING));
                        }
                    }
                    notices.success(t.profile_saved());
                }
                Err(error) => refuse(refused(t, &error, &editable.try_get_value().unwrap_or_default())),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if save.pending().get_untracked() {
            return;
        }
        errors.set(Vec::new());
        match changed() {
            changed if changed.is_empty() => {
                refuse(vec![FieldError { field: Field::Form, message: t.nothing_changed() }]);
            }
            changed => {
                save.dispatch_local(changed);
            }
        }
    };
    let inputs = editable.get_value().into_iter().map(|field| view! { <Input field errors/> }).collect_view();
    view! {
        {facts}
        <form class="fields" novalidate=true node_ref=form on:submit=submit>
            {inputs}
            <FormAlert message=error_of(errors, Field::Form)/>
            <div>
                <Button label=t.save_changes() kind=ButtonKind::Primary disabled=save.pending() submit=true/>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Fact(fact: ProfileField) -> impl IntoView {
    let t = use_i18n();
    let value = fact.saved.get_untracked();
    let value = if fact.name == "language" { t.language_name(&value) } else { shown(&value) };
    view! {
        <dt>{fact.label(t)}</dt>
        <dd>{value}</dd>
    }
}

#[component]
fn Input(field: ProfileField, errors: RwSignal<Vec<FieldError>>) -> impl IntoView {
    let t = use_i18n();
    let label = field.label(t);
    // A complaint about a field that has none of its own is one about the form.
    let error = match field.field {
        Field::Form => Signal::stored(None),
        own => error_of(errors, own),
    };
    match field.name {
        "language" => view! { <LanguageField value=field.typed error/> }.into_any(),
        "email" => {
            view! { <TextField label value=field.typed kind="email" autocomplete="email" error/> }.into_any()
        }
        "full_name" => view! { <TextField label value=field.typed autocomplete="name" error/> }.into_any(),
        _ => view! { <TextField label value=field.typed error/> }.into_any(),
    }
}

/// The console's languages, and the one that the profile has where the console has not.
#[component]
fn LanguageField(value: RwSignal<String>, error: Signal<Option<String>>) -> impl IntoView {
    let t = use_i18n();
    let saved = value.get_untracked();
    let mut choices: Vec<Choice> =
        language_choices().into_iter().map(|(value, label)| Choice { value, label }).collect();
    if saved.is_empty() {
        choices.insert(0, Choice::new("", t.language_empty()));
    } else if choices.iter().all(|choice| choice.value != saved) {
        choices.insert(0, Choice::new(saved.clone(), t.language_name(&saved)));
    }
    view! {
        <SelectField
            label=t.preferred_language()
            choices
            value
            on_change=move |tag: String| value.set(tag)
            error
        />
    }
}

fn error_of(errors: RwSignal<Vec<FieldError>>, field: Field) -> Signal<Option<String>> {
    Signal::derive(move || {
        errors.with(|all| all.iter().find(|error| error.field == field).map(|error| error.message.clone()))
    })
}

/// A complaint stands beside its field if that is shown. Without any, the answer as a whole is one.
fn refused(t: I18n, error: &ApiError, shown: &[ProfileField]) -> Vec<FieldError> {
    let place = |field| if shown.iter().any(|f| f.field == field) { field } else { Field::Form };
    let errors = t.field_errors(error).into_iter();
    let errors: Vec<_> = errors.map(|e| FieldError { field: place(e.field), ..e }).collect();
    if errors.is_empty() {
        vec![FieldError { field: Field::Form, message: t.explain(error) }]
    } else {
        errors
    }
}
