//! The clipboard.

use super::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlInputElement};

/// Copies `input`'s value. Without the asynchronous clipboard (plain HTTP) the text is selected and copied the old
/// way; `false` means that not even that worked, and the text is selected.
pub async fn copy(input: &HtmlInputElement) -> bool {
    let Some(window) = window() else { return false };
    if window.is_secure_context()
        && JsFuture::from(window.navigator().clipboard().write_text(&input.value())).await.is_ok()
    {
        return true;
    }
    let _ = input.focus();
    input.select();
    let document = window.document().and_then(|document| document.dyn_into::<HtmlDocument>().ok());
    document.is_some_and(|document| document.exec_command("copy").unwrap_or(false))
}
