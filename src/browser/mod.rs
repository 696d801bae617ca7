//! Thin wrappers of what the browser offers. Knows no token, backend, text or component.

pub mod address;
pub mod clipboard;
pub mod clock;
mod files;
pub mod focus;
pub mod frame;
pub mod storage;

pub use files::download;

use web_sys::{Document, Window};

pub fn window() -> Option<Window> {
    web_sys::window()
}

pub fn document() -> Option<Document> {
    window()?.document()
}

/// `false` where the browser knows that there is no network; `true` says little.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether somebody can see this tab.
pub fn is_visible() -> bool {
    document().is_none_or(|document| !document.hidden())
}

/// A fresh key for one intent: 128 random bits in hex. (`randomUUID` exists on HTTPS only.)
pub fn random_key() -> String {
    let mut bytes = [0u8; 16];
    if let Some(crypto) = window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// In lower case, by Unicode's rules. The browser has the tables for it; texts in ASCII need none.
pub fn lower_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    String::from(js_sys::JsString::from(text).to_lower_case())
}
