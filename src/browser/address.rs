//! The address bar and the tab's history.

use super::{frame, window};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::History;

thread_local! {
    /// What the address becomes once the page was painted. There is one address bar, whoever writes to it.
    static PENDING: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The address from `#` on. An address that was still to be written is given up.
pub fn fragment() -> String {
    PENDING.take();
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Goes to an address and keeps the one before for Back.
pub fn push(href: &str) {
    write_pending();
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(href));
    }
}

/// Changes the address in place: no step to go back.
pub fn replace(href: &str) {
    replace_soon(href);
    write_pending();
}

/// As [`replace`], once the page was painted: for what changes with each key, since telling the browser is slow.
pub fn replace_soon(href: &str) {
    if PENDING.replace(Some(href.to_owned())).is_none() {
        frame::after_frame(write_pending);
    }
}

/// As the browser's Back button.
pub fn back() {
    write_pending();
    if let Some(history) = history() {
        let _ = history.back();
    }
}

/// The address of the page, up to `#`.
pub fn page_address() -> String {
    let href = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// A path on this origin as a whole URL.
pub fn absolute(url: &str) -> String {
    if !url.starts_with('/') {
        return url.to_owned();
    }
    let origin = window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    origin + url
}

fn history() -> Option<History> {
    window()?.history().ok()
}

fn write_pending() {
    if let Some(href) = PENDING.take()
        && let Some(history) = history()
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&href));
    }
}
