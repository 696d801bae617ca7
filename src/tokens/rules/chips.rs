//! What a list of rules holds, each with a button that takes it out.

use crate::dom::{El, after, el, icons};
use crate::state::State;
use crate::text;
use crate::widgets::button::icon_button;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The rules by their names, and how many more there are than are shown.
pub type Held = (Vec<String>, u64);

/// What was added or refused comes into `said`, since the focus stays where one typed; what was taken out is
/// put there here.
pub fn chips(
    blocked: bool,
    held: Box<dyn Fn() -> Held>,
    remove: Rc<dyn Fn(&str)>,
    said: State<String>,
) -> El {
    let class = if blocked { "rule no mono" } else { "rule mono" };
    let place = el("div").class("rules");
    let drawn = place.0.clone();
    let place = place.region(move || {
        let (names, more) = held();
        let chips = names.iter().enumerate().map(|(at, name)| {
            let (remove, gone, drawn) = (remove.clone(), name.clone(), drawn.clone());
            let take_out = move || {
                remove(&gone);
                said.set(text::rule_removed(&gone));
                let drawn = drawn.clone();
                after(move || focus_after(&drawn, at));
            };
            el("span").class(class).text(name).child(icon_button(icons::X, &text::remove(name), take_out))
        });
        let rest = (more > 0).then(|| el("span").class("dim").text(&text::and_more(more)));
        (!names.is_empty()).then(|| el("div").class("slot").all(chips).maybe(rest))
    });
    let status = el("span").class("visually-hidden").attr("role", "status").live(move || said.get());
    el("div").class("slot").child(place).child(status)
}

/// The focus was on a button that has gone with its rule: it goes to the next rule's, or to the field.
fn focus_after(drawn: &Element, at: usize) {
    let nth = [".rule:nth-child(", &(at + 1).to_string(), ") button"].concat();
    let find = |inside: &Element, selector: &str| inside.query_selector(selector).ok().flatten();
    let next = find(drawn, &nth).or_else(|| find(drawn, ".rule:last-of-type button")).or_else(|| {
        let list = drawn.closest("[role='group']").ok().flatten()?;
        find(&list, "input, button")
    });
    if let Some(next) = next {
        let _ = next.unchecked_into::<HtmlElement>().focus();
    }
}
