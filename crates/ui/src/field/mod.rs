//! Labelled fields. An error stands beside its field and is tied to it for screen readers.

mod checkbox;
mod select;
mod text;

pub use checkbox::{Checkbox, Tick};
pub use select::{Choice, Select, SelectField};
pub use text::{SearchBox, TextArea, TextField};

use crate::{focus, fresh_id};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What a control has to say of itself to be the one of its field.
#[derive(Clone, Copy)]
pub struct FieldControl {
    id: StoredValue<String>,
    error: Signal<Option<String>>,
}

impl FieldControl {
    fn new(error: Signal<Option<String>>) -> Self {
        Self { id: StoredValue::new(fresh_id()), error }
    }

    /// For `id`.
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// For `aria-describedby`.
    pub fn note_id(self) -> String {
        format!("{}-note", self.id.get_value())
    }

    /// For `aria-invalid`; tracked.
    pub fn invalid(self) -> Option<&'static str> {
        self.error.with(Option::is_some).then_some("true")
    }
}

/// A label, its control, and below it a hint or what is wrong. The control is made by `children`:
///
/// ```ignore
/// view! {
///     <Field label="Token" let:control>
///         <input class="input" id=control.id() aria-describedby=control.note_id() aria-invalid=move || control.invalid() />
///     </Field>
/// }
/// ```
#[component]
pub fn Field<C, V>(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    children: C,
) -> impl IntoView
where
    C: FnOnce(FieldControl) -> V + 'static,
    V: IntoView + 'static,
{
    let control = FieldControl::new(error);
    view! {
        <div class="field">
            <label for=control.id()>{move || label.get()}</label>
            {children(control)}
            <FieldNote id=control.note_id() hint error />
        </div>
    }
}

/// Several controls under one legend.
#[component]
pub fn FieldGroup(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// `group` or `radiogroup`.
    #[prop(default = "group")]
    role: &'static str,
    children: Children,
) -> impl IntoView {
    let control = FieldControl::new(error);
    view! {
        <div class="field" role=role aria-labelledby=control.id() aria-describedby=control.note_id()>
            <span class="legend" id=control.id()>{move || label.get()}</span>
            {children()}
            <FieldNote id=control.note_id() hint error />
        </div>
    }
}

/// What stands below a field: the error if there is one, else the hint.
#[component]
pub fn FieldNote(
    /// The control names it in `aria-describedby`.
    id: String,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <span id=id class=move || if error.with(Option::is_some) { "error" } else { "hint" }>
            {move || error.get().or_else(|| hint.get()).unwrap_or_default()}
        </span>
    }
}

/// What went wrong with a form as a whole, spoken when it appears.
#[component]
pub fn FormAlert(#[prop(into)] message: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div role="alert">
            {move || message.get().map(|message| view! { <p class="note bad">{message}</p> })}
        </div>
    }
}

/// Goes to the first field of `form` that one of `errors` is said beside, once they are on the page: the form may be
/// longer than the screen, and the button that sends it far below. What is wrong with the form as a whole is brought
/// into sight.
pub fn focus_error(form: &Element, errors: Vec<String>) {
    let form = form.clone();
    leptos::task::spawn_local(async move {
        leptos::task::tick().await;
        // Other things may be wrong there that nobody complained of, such as an address to try a call from.
        let is_meant = |note: &Element| {
            let said = note.text_content().unwrap_or_default();
            errors.iter().any(|error| said.contains(error.as_str()))
        };
        let Ok(notes) = form.query_selector_all(".error, p.note.bad") else { return };
        let notes = (0..notes.length()).filter_map(|at| notes.get(at)?.dyn_into::<Element>().ok());
        let Some(note) = notes.into_iter().find(is_meant) else { return };
        let field = note.closest(".field").ok().flatten();
        let control = field.and_then(|field| field.query_selector("input, select, textarea").ok().flatten());
        match control {
            Some(control) if focus::focused().as_deref() != Some(&control) => {
                let _ = control.unchecked_into::<HtmlElement>().focus();
            }
            // The focus, where it is already, scrolls to nothing.
            control => control.unwrap_or(note).scroll_into_view(),
        }
    });
}
