//! Labelled fields. An error stands beside its field and is tied to it for screen readers.

use super::fresh_id;
use leptos::prelude::*;

pub struct TextField {
    pub id: String,
    pub label: &'static str,
    /// The `type` of the input, or `textarea`.
    pub kind: &'static str,
    pub value: RwSignal<String>,
    pub error: Signal<Option<String>>,
    pub hint: Signal<Option<String>>,
    pub required: bool,
    pub autofocus: bool,
    /// The `autocomplete` token (`username`, `current-password`, `off`).
    pub autocomplete: &'static str,
}

impl TextField {
    pub fn new(label: &'static str, value: RwSignal<String>) -> Self {
        Self {
            id: fresh_id(),
            label,
            kind: "text",
            value,
            error: Signal::stored(None),
            hint: Signal::stored(None),
            required: false,
            autofocus: false,
            autocomplete: "off",
        }
    }

    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    pub fn error(mut self, error: Signal<Option<String>>) -> Self {
        self.error = error;
        self
    }

    pub fn hint(mut self, hint: Signal<Option<String>>) -> Self {
        self.hint = hint;
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    pub fn view(self) -> AnyView {
        let (value, error) = (self.value, self.error);
        let described = [&self.id, "-hint ", &self.id, "-error"].concat();
        let invalid = move || error.with(Option::is_some).then_some("true");
        let required = self.required.then_some("true");
        let control = if self.kind == "textarea" {
            view! {
                <textarea
                    class="input"
                    id=self.id.clone()
                    rows="2"
                    aria-describedby=described
                    aria-invalid=invalid
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                ></textarea>
            }
            .into_any()
        } else {
            view! {
                <input
                    class="input"
                    id=self.id.clone()
                    type=self.kind
                    autocomplete=self.autocomplete
                    autofocus=self.autofocus
                    spellcheck="false"
                    aria-describedby=described
                    aria-invalid=invalid
                    aria-required=required
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
            }
            .into_any()
        };
        labelled(self.id, self.label, control, self.hint, error)
    }
}

/// A label, its control, a hint and an error, in one column.
pub fn labelled(
    id: String,
    label: &'static str,
    control: AnyView,
    hint: Signal<Option<String>>,
    error: Signal<Option<String>>,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {control}
            {below(id, hint, error)}
        </div>
    }
    .into_any()
}

/// Several controls under one legend.
pub fn group(label: &'static str, content: AnyView, error: Signal<Option<String>>) -> AnyView {
    let id = fresh_id();
    let legend = [&id, "-legend"].concat();
    let (named, described) = (legend.clone(), [&id, "-error"].concat());
    view! {
        <div class="field" role="group" aria-labelledby=named aria-describedby=described>
            <span class="legend" id=legend>{label}</span>
            {content}
            {below(id, Signal::stored(None), error)}
        </div>
    }
    .into_any()
}

fn below(id: String, hint: Signal<Option<String>>, error: Signal<Option<String>>) -> AnyView {
    let hint_id = [&id, "-hint"].concat();
    let error_id = [&id, "-error"].concat();
    view! {
        <span class="hint" id=hint_id>{move || hint.get()}</span>
        <span class="error" id=error_id>{move || error.get()}</span>
    }
    .into_any()
}

/// A checkbox whose name is its label.
pub fn checkbox(label: String, note: String, checked: Signal<bool>, set: impl Fn(bool) + 'static) -> AnyView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || checked.get()
                on:change=move |event| set(event_target_checked(&event))
                aria-label=label.clone()
            />
            <span>{label.clone()}</span>
            {(!note.is_empty()).then(|| view! { <span class="dim">{note}</span> })}
        </label>
    }
    .into_any()
}
