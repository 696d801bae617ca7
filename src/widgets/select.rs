//! A choice from a list: the browser's own, which every keyboard, phone and screen reader knows.

use super::field::labelled;
use super::fresh_id;
use leptos::prelude::*;

pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// A bare select, named by `label`; for tool bars.
pub fn select(
    label: &'static str,
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    set: impl Fn(String) + 'static,
) -> AnyView {
    control(fresh_id(), Some(label), choices, value, Box::new(set))
}

/// A select with its label above it.
pub fn select_field(
    label: &'static str,
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    set: impl Fn(String) + 'static,
    hint: Signal<Option<String>>,
    error: Signal<Option<String>>,
) -> AnyView {
    let id = fresh_id();
    let view = control(id.clone(), None, choices, value, Box::new(set));
    labelled(id, label, view, hint, error)
}

fn control(
    id: String,
    label: Option<&'static str>,
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    set: Box<dyn Fn(String)>,
) -> AnyView {
    let described = [&id, "-hint ", &id, "-error"].concat();
    view! {
        <select
            class="input"
            id=id
            aria-label=label
            aria-describedby=label.is_none().then_some(described)
            prop:value=move || {
                // The options first: a select ignores a value that it has no option for yet.
                choices.track();
                value.get()
            }
            on:change=move |event| set(event_target_value(&event))
        >
            {move || {
                let chosen = value.get_untracked();
                choices.with(|list| {
                    list.iter()
                        .map(|c| {
                            view! {
                                <option value=c.value.clone() selected=c.value == chosen>
                                    {c.label.clone()}
                                </option>
                            }
                            .into_any()
                        })
                        .collect_view()
                })
            }}
        </select>
    }
    .into_any()
}
