//! Where the focus is and where it goes.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement};

/// The element that has the focus; `None` where nothing has it.
pub(crate) fn focused() -> Option<HtmlElement> {
    let active: HtmlElement = document().active_element()?.dyn_into().ok()?;
    (active.tag_name() != "BODY").then_some(active)
}

/// Focuses without scrolling.
pub(crate) fn focus_in_place(element: &HtmlElement) {
    let how = FocusOptions::new();
    how.set_prevent_scroll(true);
    let _ = element.focus_with_options(&how);
}

/// Focuses an element if it can have the focus.
pub(crate) fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Whether one reads from right to left there.
pub(crate) fn is_rtl(element: &Element) -> bool {
    element.matches(":dir(rtl)").unwrap_or_default()
}
