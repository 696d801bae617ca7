//! Fields for text.

use super::Field;
use crate::{Icon, icons};
use leptos::callback::Callable;
use leptos::html;
use leptos::prelude::*;

/// A line of text with its label. `value` is what is typed, both ways.
#[component]
pub fn TextField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    /// The `type` of the input.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] required: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] placeholder: Signal<Option<String>>,
    /// Has the focus when the dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
    /// The `autocomplete` token (`username`, `current-password`, `off`).
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    view! {
        <Field label hint error let:control>
            <input
                node_ref=node_ref
                class="input"
                type=kind
                id=control.id()
                aria-describedby=control.note_id()
                aria-invalid=move || control.invalid()
                aria-required=move || required.get().then_some("true")
                disabled=move || disabled.get()
                placeholder=move || placeholder.get()
                autocomplete=autocomplete
                autofocus=autofocus
                spellcheck="false"
                prop:value=move || value.get()
                on:input:target=move |event| drop(value.try_set(event.target().value()))
            />
        </Field>
    }
}

/// Lines of text with their label. `value` is what is typed, both ways.
#[component]
pub fn TextArea(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(default = 2)] rows: u32,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] required: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] placeholder: Signal<Option<String>>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    view! {
        <Field label hint error let:control>
            <textarea
                node_ref=node_ref
                class="input"
                rows=rows.to_string()
                id=control.id()
                aria-describedby=control.note_id()
                aria-invalid=move || control.invalid()
                aria-required=move || required.get().then_some("true")
                disabled=move || disabled.get()
                placeholder=move || placeholder.get()
                autofocus=autofocus
                spellcheck="false"
                prop:value=move || value.get()
                on:input:target=move |event| drop(value.try_set(event.target().value()))
            ></textarea>
        </Field>
    }
}

/// A search box with its icon, named by `label`. What `on_input` does not take into `value` leaves the box again.
#[component]
pub fn SearchBox(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let input = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let field = event.target();
        on_input.try_run(field.value());
        if let Some(kept) = value.try_get_untracked()
            && kept != field.value()
        {
            field.set_value(&kept);
        }
    };
    view! {
        <label class="search">
            <Icon icon=icons::SEARCH />
            <input
                node_ref=node_ref
                class="input"
                type="search"
                aria-label=move || label.get()
                placeholder=move || label.get()
                autocomplete="off"
                prop:value=move || value.get()
                on:input:target=input
            />
        </label>
    }
}
