//! The input in which a rule is written, below the list that it is added to.

use crate::i18n::use_i18n;
use latchkey_ui::Button;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

/// What stands in the input, and what became of it.
#[derive(Clone, Copy)]
pub struct EntryState {
    pub typed: RwSignal<String>,
    was_refused: RwSignal<bool>,
    /// What was added or refused, for screen readers: the focus stays in the input.
    pub status: RwSignal<String>,
}

impl EntryState {
    pub fn new(typed: RwSignal<String>) -> Self {
        Self { typed, was_refused: RwSignal::new(false), status: RwSignal::new(String::new()) }
    }

    /// What `read` finds wrong with what is typed. Nothing before something was refused: nobody wants to hear of a rule
    /// that is not complete yet.
    pub fn refused<T: Default>(self, read: impl FnOnce(&str) -> T) -> T {
        if self.was_refused.get() { self.typed.with(|typed| read(typed)) } else { T::default() }
    }
}

/// Focuses the input of a list.
pub fn focus_input(node_ref: NodeRef<html::Input>) {
    if let Some(input) = node_ref.get_untracked() {
        let _ = input.focus();
    }
}

#[component]
pub fn RuleEntry(
    /// Name of the list.
    label: String,
    /// Stands in the empty input, and behind `label` in its accessible name.
    hint: String,
    /// More about what can be typed, for screen readers.
    #[prop(optional)]
    description: Option<String>,
    state: EntryState,
    node_ref: NodeRef<html::Input>,
    /// Makes rules of what is typed. `Ok(false)`: nothing is typed. `Err`: what is wrong with it, in words.
    #[prop(into)]
    on_add: Callback<(), Result<bool, String>>,
) -> impl IntoView {
    let t = use_i18n();
    let EntryState { typed, was_refused, status } = state;
    let add = move || {
        let given = typed.get_untracked();
        let added = on_add.run(());
        was_refused.set(added.is_err());
        match added {
            Ok(true) => status.set(t.rule_added(given.trim())),
            Ok(false) => {}
            Err(message) => status.set(message),
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        // Enter adds the rule. It does not send the form.
        if event.key() == "Enter" && typed.with_untracked(|typed| !typed.trim().is_empty()) {
            event.prevent_default();
            add();
        }
    };
    let on_input = move |event| {
        let starts_anew = typed.with_untracked(String::is_empty);
        let value = event_target_value(&event);
        if starts_anew || value.is_empty() {
            was_refused.set(false);
        }
        typed.set(value);
    };
    view! {
        <div class="add">
            <input
                node_ref=node_ref
                class="input mono"
                type="text"
                autocomplete="off"
                spellcheck="false"
                aria-label=format!("{label}: {hint}")
                aria-description=description
                placeholder=hint
                prop:value=typed
                on:input=on_input
                on:keydown=on_keydown
            />
            <Button label=t.add() small=true on_click=move |()| add()/>
        </div>
    }
}
