//! Finds elements as a person does: by role and accessible name.
//!
//! The few rules of ARIA that the console's own elements need, not all of them: the walkthroughs ask the
//! browser's accessibility tree.

use super::document;
use wasm_bindgen::JsCast;
use web_sys::Element;

pub fn all(place: &Element, selector: &str) -> Vec<Element> {
    let found = place.query_selector_all(selector).unwrap();
    (0..found.length()).map(|i| found.get(i).unwrap().unchecked_into()).collect()
}

/// The text of an element in one line, the style sheet left out.
pub fn text(element: &Element) -> String {
    let copy: Element = element.clone_node_with_deep(true).unwrap().unchecked_into();
    all(&copy, "style").iter().for_each(Element::remove);
    let text = copy.text_content().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn role(element: &Element) -> String {
    if let Some(role) = element.get_attribute("role") {
        return role;
    }
    let kind = element.get_attribute("type").unwrap_or_default();
    match (element.local_name().as_str(), kind.as_str()) {
        ("input", "checkbox") => "checkbox",
        ("input", "search") => "searchbox",
        ("input", _) | ("textarea", _) => "textbox",
        ("a", _) if element.has_attribute("href") => "link",
        ("select", _) => "combobox",
        ("h1" | "h2" | "h3", _) => "heading",
        (tag @ ("button" | "dialog" | "main" | "option" | "form"), _) => tag,
        _ => "",
    }
    .to_owned()
}

fn texts_of(element: &Element, attribute: &str) -> Option<String> {
    let ids = element.get_attribute(attribute)?;
    let texts = ids.split_whitespace().filter_map(|id| document().get_element_by_id(id));
    Some(texts.map(|e| text(&e)).collect::<Vec<_>>().join(" "))
}

pub fn name(element: &Element) -> String {
    if let Some(name) = texts_of(element, "aria-labelledby").or_else(|| element.get_attribute("aria-label")) {
        return name;
    }
    if matches!(element.local_name().as_str(), "input" | "textarea" | "select") {
        let label = document().query_selector(&format!("label[for='{}']", element.id())).unwrap();
        return label.or_else(|| element.closest("label").unwrap()).map_or_else(String::new, |l| text(&l));
    }
    text(element)
}

/// What a screen reader adds to the name: the hint, or what is wrong.
pub fn description(element: &Element) -> String {
    texts_of(element, "aria-describedby").unwrap_or_default()
}

pub fn maybe(place: &Element, wanted: &str, named: &str) -> Option<Element> {
    all(place, "*").into_iter().find(|e| role(e) == wanted && (named.is_empty() || name(e) == named))
}

/// What every alert there says, in one line.
pub fn alerts(place: &Element) -> String {
    let said: Vec<String> = all(place, "[role=alert]").iter().map(text).filter(|t| !t.is_empty()).collect();
    said.join(" ")
}

/// The element with this role and name; an empty name stands for any.
#[track_caller]
pub fn get(place: &Element, wanted: &str, named: &str) -> Element {
    maybe(place, wanted, named).unwrap_or_else(|| {
        let there: Vec<String> = all(place, "*")
            .iter()
            .filter(|e| !role(e).is_empty())
            .map(|e| format!("{} `{}`", role(e), name(e)))
            .collect();
        panic!("no {wanted} `{named}`; there is {}", there.join(", "))
    })
}
