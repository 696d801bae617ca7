//! A choice from a list: the browser's own, which every keyboard, phone and screen reader knows.

use super::Field;
use leptos::callback::Callable;
use leptos::html;
use leptos::prelude::*;

/// One of what can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// A bare select, named by `label`; for tool bars. What `on_change` does not take into `value` is not shown either.
#[component]
pub fn Select(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    view! { <Control choices value on_change attr:aria-label=move || label.get() /> }
}

/// A select with its label above it.
#[component]
pub fn SelectField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] node_ref: NodeRef<html::Select>,
) -> impl IntoView {
    view! {
        <Field label hint error let:field>
            <Control
                node_ref
                choices
                value
                on_change
                attr:id=field.id()
                attr:aria-describedby=field.note_id()
                attr:aria-invalid=move || field.invalid()
            />
        </Field>
    }
}

#[component]
fn Control(
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    on_change: Callback<String>,
    #[prop(optional)] node_ref: NodeRef<html::Select>,
) -> impl IntoView {
    let select = node_ref;
    let show = move || {
        if let (Some(select), Some(value)) = (select.try_get_untracked().flatten(), value.try_get_untracked())
        {
            select.set_value(&value);
        }
    };
    Effect::new(move |_| {
        select.track();
        choices.track();
        value.track();
        // A select ignores a value that it has no option for yet, so this waits for the options.
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            show();
        });
    });
    view! {
        <select
            class="input"
            node_ref=select
            on:change:target=move |event| {
                on_change.try_run(event.target().value());
                show();
            }
        >
            <For each=move || choices.get() key=|choice| choice.clone() let:choice>
                <option value=choice.value>{choice.label}</option>
            </For>
        </select>
    }
}
