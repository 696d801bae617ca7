//! Labelled fields. An error stands beside its field and is tied to it for screen readers.

use super::fresh_id;
use crate::browser;
use crate::dom::{El, Live, after, el, icons, live, svg_icon};
use crate::state::State;
use latchkey_model::has;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What stands below a field; nothing for `None`.
pub type Note = Live<Option<String>>;

pub fn no_note() -> Note {
    live(|| None)
}

/// A note that shows a signal.
pub fn note(signal: State<Option<String>>) -> Note {
    live(move || signal.get())
}

pub struct TextField {
    label: &'static str,
    kind: &'static str,
    value: State<String>,
    error: Note,
    hint: Note,
    required: bool,
    autofocus: bool,
    autocomplete: &'static str,
}

impl TextField {
    pub fn new(label: &'static str, value: State<String>) -> Self {
        Self {
            label,
            kind: "text",
            value,
            error: no_note(),
            hint: no_note(),
            required: false,
            autofocus: false,
            autocomplete: "off",
        }
    }

    /// The `type` of the input, or `textarea`.
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    pub fn error(mut self, error: Note) -> Self {
        self.error = error;
        self
    }

    pub fn hint(mut self, hint: Note) -> Self {
        self.hint = hint;
        self
    }

    pub fn required(mut self, required: bool) -> Self {
        self.required = required;
        self
    }

    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    /// The `autocomplete` token (`username`, `current-password`, `off`).
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    pub fn view(self) -> El {
        let control = if self.kind == "textarea" {
            el("textarea").attr("rows", "2")
        } else {
            el("input").attr("type", self.kind).attr("autocomplete", self.autocomplete)
        };
        let control = control
            .class("input")
            .attr("spellcheck", "false")
            .flag("autofocus", self.autofocus)
            .value(self.value);
        let control = if self.required { control.attr("aria-required", "true") } else { control };
        labelled(self.label, control, self.hint, self.error)
    }
}

/// A label, its control, a hint and an error, in one column.
pub fn labelled(label: &str, control: El, hint: Note, error: Note) -> El {
    let id = fresh_id();
    let wrong = error.clone();
    let control = control
        .attr("id", &id)
        .attr("aria-describedby", &[&id, "-note"].concat())
        .bind_true("aria-invalid", move || wrong().is_some());
    el("div")
        .class("field")
        .child(el("label").attr("for", &id).text(label))
        .child(control)
        .child(notes(&id, hint, error))
}

/// Several controls under one legend.
pub fn group(label: &str, content: El, error: Note) -> El {
    let id = fresh_id();
    el("div")
        .class("field")
        .attr("role", "group")
        .attr("aria-labelledby", &id)
        .attr("aria-describedby", &[&id, "-note"].concat())
        .child(el("span").class("legend").attr("id", &id).text(label))
        .child(content)
        .child(notes(&id, no_note(), error))
}

/// The error if there is one, else the hint.
fn notes(id: &str, hint: Note, error: Note) -> El {
    let wrong = error.clone();
    el("span")
        .attr("id", &[id, "-note"].concat())
        .bind("class", move || Some(if wrong().is_some() { "error" } else { "hint" }.to_owned()))
        .live(move || error().or_else(|| hint()).unwrap_or_default())
}

/// Goes to the first field of a form that one of `complaints` is said beside: the form may be longer than the screen, and
/// the button that sends it far below. What is wrong with the form as a whole is brought into sight.
pub fn go_to_complaint(complaints: Vec<String>) {
    after(move || {
        // Other things may be wrong there that nobody complained of, such as an address to try a call from.
        let is_complaint = |note: &Element| {
            complaints.iter().any(|words| has(&note.text_content().unwrap_or_default(), words))
        };
        let notes = browser::all(":is(dialog, form.fields) :is(.error, p.note.bad)");
        let Some(note) = notes.into_iter().find(is_complaint) else { return };
        let field = note.closest(".field").ok().flatten();
        let control = field.and_then(|f| f.query_selector("input, select, textarea").ok().flatten());
        match control {
            Some(control) if browser::focused().as_deref() != Some(&control) => {
                let _ = control.unchecked_into::<HtmlElement>().focus();
            }
            // The focus, where it is already, scrolls to nothing.
            control => control.unwrap_or(note).scroll_into_view(),
        }
    });
}

/// A checkbox whose name is its label.
pub fn checkbox(
    label: &str,
    note: &str,
    checked: impl Fn() -> bool + 'static,
    set: impl FnMut(bool) + 'static,
) -> El {
    let note = (!note.is_empty()).then(|| el("span").class("dim").text(note));
    el("label")
        .class("check")
        .child(el("input").attr("type", "checkbox").attr("aria-label", label).checked(checked, set))
        .child(el("span").text(label))
        .maybe(note)
}

/// A search box with its icon.
pub fn search(label: &str, value: impl Fn() -> String + 'static, set: impl FnMut(String) + 'static) -> El {
    el("label").class("search").child(svg_icon(icons::SEARCH)).child(
        el("input")
            .class("input")
            .attr("type", "search")
            .attr("aria-label", label)
            .attr("placeholder", label)
            .attr("autocomplete", "off")
            .show_value(value)
            .on_input(set),
    )
}

/// What went wrong with a form as a whole, spoken when it appears.
pub fn alert(message: Note) -> El {
    el("div")
        .attr("role", "alert")
        .region(move || message().map(|text| el("p").class("note bad").text(&text)))
}
