//! One of a few that all stand there.

use crate::field::{Choice, FieldGroup};
use crate::fresh_id;
use leptos::callback::Callable;
use leptos::prelude::*;

/// One of a few words in a row, under a legend; `children` stand below, in the same field.
#[component]
pub fn Segmented(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (id, name) = (fresh_id(), fresh_id());
    view! {
        <div class="field">
            <span class="legend" id=id.clone()>{move || label.get()}</span>
            <div class="segmented" role="radiogroup" aria-labelledby=id>
                <For each=move || choices.get() key=|choice| choice.clone() let:choice>
                    <label>
                        <Radio name=name.clone() value=choice.value chosen=move || Some(value.get()) on_change />
                        <span>{choice.label}</span>
                    </label>
                </For>
            </div>
            {children.map(|children| children())}
        </div>
    }
}

/// One of a few, each a line of its own: as long as what it stands for. Nothing has to be chosen yet.
#[component]
pub fn RadioGroup(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<Option<String>>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let name = fresh_id();
    view! {
        <FieldGroup label error role="radiogroup">
            <div class="choices">
                <For each=move || choices.get() key=|choice| choice.clone() let:choice>
                    <label class="check">
                        <Radio name=name.clone() value=choice.value chosen=value on_change />
                        <span>{choice.label}</span>
                    </label>
                </For>
            </div>
        </FieldGroup>
    }
}

#[component]
fn Radio(
    name: String,
    value: String,
    #[prop(into)] chosen: Signal<Option<String>>,
    on_change: Callback<String>,
) -> impl IntoView {
    let (own, told) = (value.clone(), value.clone());
    view! {
        <input
            type="radio"
            name=name
            value=value
            prop:checked=move || chosen.with(|chosen| chosen.as_deref() == Some(own.as_str()))
            on:change=move |_| {
                on_change.try_run(told.clone());
            }
        />
    }
}
