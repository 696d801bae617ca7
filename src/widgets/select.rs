//! A choice from a list: the browser's own, which every keyboard, phone and screen reader knows.

use super::field::{Note, labelled};
use crate::dom::{El, Live, effect, el};
use crate::later::Handler;

/// Value and label.
pub type Choice = (String, String);

/// A bare select, named by `label`; for tool bars.
pub fn select(
    label: &str,
    choices: Live<Vec<Choice>>,
    value: Live<String>,
    set: impl FnMut(String) + 'static,
) -> El {
    control(choices, value, Handler::new(set)).attr("aria-label", label)
}

/// A select with its label above it.
pub fn select_field(
    label: &str,
    choices: Live<Vec<Choice>>,
    value: Live<String>,
    set: impl FnMut(String) + 'static,
    hint: Note,
    error: Note,
) -> El {
    labelled(label, control(choices, value, Handler::new(set)), hint, error)
}

fn control(choices: Live<Vec<Choice>>, value: Live<String>, set: Handler<String>) -> El {
    let select = el("select").class("input");
    let place = select.clone();
    let mut offered = Vec::new();
    // Options and value in one effect: a select ignores a value that it has no option for yet.
    effect(move || {
        let choices = choices();
        if choices != offered {
            place.0.set_text_content(None);
            for (value, label) in &choices {
                let option = el("option").attr("value", value).text(label);
                let _ = place.0.append_child(&option.0);
            }
            offered = choices;
        }
        place.input().set_value(&value());
    });
    select.with_value_on("change", set)
}
