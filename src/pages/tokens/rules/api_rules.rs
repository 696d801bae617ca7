//! A list of API rules: patterns that are typed, and operations picked from the backend's list.

use super::api_picker::ApiPicker;
use super::chips::{RuleChips, ShownRules};
use super::entry::{EntryState, RuleEntry, focus_input};
use super::words::{api_error, list_label};
use crate::i18n::use_i18n;
use crate::state::use_operations;
use latchkey_model::{ApiRule, ApiRuleError, Mark, Marks, RuleList, marks};
use latchkey_ui::{FieldGroup, Icon, icons};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// Rules that are shown. Of more, how many more.
const SHOWN: usize = 12;

#[component]
pub fn ApiRulesField(
    list: RuleList,
    rules: RwSignal<Vec<ApiRule>>,
    /// In the input, and no rule yet.
    typed: RwSignal<String>,
    /// The rules were changed by hand.
    #[prop(into)]
    on_edit: Callback<()>,
    /// A rule names one operation: no input for patterns.
    is_single_only: bool,
    input: NodeRef<html::Input>,
    /// The button that opens the picker.
    picker: NodeRef<html::Button>,
    /// What is wrong with the list otherwise.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Below the list.
    children: Children,
) -> impl IntoView {
    let (t, store) = (use_i18n(), use_operations());
    let label = list_label(t, list);
    let state = EntryState::new(typed);
    let is_open = RwSignal::new(false);
    let marks = Memo::new(move |_| {
        rules.with(|rules| store.all.with(|operations| Arc::new(marks(rules, operations))))
    });
    let error = Signal::derive(move || {
        let refused = state.refused(|typed| read(typed).err());
        refused.map(|error| api_error(t, &error)).or_else(|| error.get())
    });
    let shown = Signal::derive(move || shown_rules(rules.get(), &marks.read()));
    let remove = move |gone: String| {
        on_edit.run(());
        rules.update(|rules| rules.retain(|rule| rule.to_string() != gone));
    };
    let add = move |()| {
        let added = take(typed, rules).map_err(|error| api_error(t, &error))?;
        if added {
            on_edit.run(());
        }
        Ok(added)
    };
    let focus = move |()| match picker.get_untracked().filter(|_| is_single_only) {
        Some(picker) => drop(picker.focus()),
        None => focus_input(input),
    };
    let count = move || {
        let (on, all) = marks.with(|marks| {
            let on = marks.operations.iter().filter(|mark| is_on(**mark)).count();
            (on, marks.operations.len())
        });
        t.apis_chosen(on as u64, &t.number(all as u64))
    };
    view! {
        <FieldGroup label=label.clone() error>
            <RuleChips
                is_blocked=list == RuleList::BlockedApis
                rules=shown
                on_remove=remove
                status=state.status
                on_empty=focus
            />
            {(!is_single_only)
                .then(|| view! { <RuleEntry label hint=t.api_input() state node_ref=input on_add=add/> })}
            <Show when=move || store.choices.with(|choices| !choices.is_empty())>
                <button
                    node_ref=picker
                    type="button"
                    class="btn small"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|open| *open = !*open)
                >
                    {move || {
                        let icon = if is_open.get() { icons::CHEVRON_UP } else { icons::CHEVRON_DOWN };
                        view! { <Icon icon/> }
                    }}
                    {t.choose_apis()}
                    <span class="dim">{count}</span>
                </button>
            </Show>
            <Show when=move || is_open.get()>
                <ApiPicker rules marks on_edit/>
            </Show>
            {children()}
        </FieldGroup>
    }
}

/// Whether all calls of an operation are meant.
pub fn is_on(mark: Mark) -> bool {
    matches!(mark, Mark::On | Mark::ByPattern)
}

/// Turns what is typed into a rule. What cannot be read stays typed. `true`: there was one.
pub fn take(typed: RwSignal<String>, rules: RwSignal<Vec<ApiRule>>) -> Result<bool, ApiRuleError> {
    let Some(rule) = typed.with_untracked(|typed| read(typed))? else { return Ok(false) };
    rules.update(|list| {
        if !list.contains(&rule) {
            list.push(rule);
        }
    });
    typed.set(String::new());
    Ok(true)
}

/// `None`: nothing is typed.
fn read(typed: &str) -> Result<Option<ApiRule>, ApiRuleError> {
    match typed.trim() {
        "" => Ok(None),
        text => text.parse().map(Some),
    }
}

/// Of many rules, those first that only their chip can remove: patterns. Rules of single operations are in the picker
/// as well.
fn shown_rules(rules: Vec<ApiRule>, marks: &Marks) -> ShownRules {
    let more = rules.len().saturating_sub(SHOWN);
    let rules = if more == 0 {
        rules
    } else {
        let (single, patterns): (Vec<_>, Vec<_>) =
            rules.into_iter().zip(&marks.own).partition(|(_, is_own)| **is_own);
        patterns.into_iter().chain(single).map(|(rule, _)| rule).collect()
    };
    ShownRules { names: rules.iter().take(SHOWN).map(ApiRule::to_string).collect(), more: more as u64 }
}
