//! Small doors to the browser: address bar, storage, cookies, randomness, clipboard, focus.

use crate::dom::after_frame;
use futures::channel::oneshot;
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, Window};

pub fn window() -> Option<Window> {
    web_sys::window()
}

pub fn document() -> Option<Document> {
    window()?.document()
}

thread_local! {
    /// What the address becomes once the page was painted.
    static ADDRESS: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The address from `#` on. What it was to become is overtaken by what it is.
pub fn fragment() -> String {
    ADDRESS.take();
    window().and_then(|w| w.location().hash().ok()).unwrap_or_default()
}

pub fn push(href: &str) {
    settle_address();
    if let Some(history) = window().and_then(|w| w.history().ok()) {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(href));
    }
}

pub fn replace(href: &str) {
    replace_soon(href);
    settle_address();
}

/// As [`replace`], once the page was painted: to tell the browser takes longer than to find what was searched for.
pub fn replace_soon(href: &str) {
    if ADDRESS.replace(Some(href.to_owned())).is_none() {
        after_frame(settle_address);
    }
}

fn settle_address() {
    if let Some(href) = ADDRESS.take()
        && let Some(history) = window().and_then(|w| w.history().ok())
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&href));
    }
}

/// As the browser's Back button.
pub fn back() {
    settle_address();
    if let Some(history) = window().and_then(|w| w.history().ok()) {
        let _ = history.back();
    }
}

/// The address of the page, up to `#`.
pub fn page_address() -> String {
    // By name: a function of its own would be one more in the script that joins the wasm to the page.
    let href = window().and_then(|w| js_sys::Reflect::get(&w.location(), &JsValue::from_str("href")).ok());
    let href = href.and_then(|href| href.as_string()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// A path on this origin as a whole URL.
pub fn absolute(url: &str) -> String {
    if !url.starts_with('/') {
        return url.to_owned();
    }
    let origin = window().and_then(|w| w.location().origin().ok()).unwrap_or_default();
    origin + url
}

/// Keeps a preference in this browser, or forgets it. Never a secret, never a token's data.
pub fn remember(name: &str, value: Option<&str>) {
    // Storage may be switched off: the preference then lasts as long as the page.
    if let Some(storage) = window().and_then(|w| w.local_storage().ok()).flatten() {
        let key = ["latchkey.", name].concat();
        let _ = match value {
            Some(value) => storage.set_item(&key, value),
            None => storage.remove_item(&key),
        };
    }
}

pub fn remembered(name: &str) -> Option<String> {
    let storage = window()?.local_storage().ok()??;
    storage.get_item(&["latchkey.", name].concat()).ok()?
}

/// Keeps something for as long as the tab is open, reloads included, or forgets it. Never a secret.
pub fn keep(name: &str, value: Option<&str>) {
    if let Some(storage) = tab_storage() {
        let key = ["latchkey.", name].concat();
        let _ = match value {
            Some(value) => storage.set_item(&key, value),
            None => storage.remove_item(&key),
        };
    }
}

pub fn kept(name: &str) -> Option<String> {
    tab_storage()?.get_item(&["latchkey.", name].concat()).ok()?
}

fn tab_storage() -> Option<web_sys::Storage> {
    // By name, as the address above. It may be switched off, and is nothing or throws then.
    let window = window()?;
    js_sys::Reflect::get(&window, &JsValue::from_str("sessionStorage")).ok()?.dyn_into().ok()
}

/// Cookies that scripts may read: name and value.
pub fn cookies() -> Vec<(String, String)> {
    let Some(document) = document().and_then(|d| d.dyn_into::<web_sys::HtmlDocument>().ok()) else {
        return Vec::new();
    };
    let all = document.cookie().unwrap_or_default();
    let pairs = all.split(';').filter_map(|pair| pair.trim_start().split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A fresh key for one intent: 128 random bits in hex. (`randomUUID` exists on HTTPS only.)
pub fn fresh_key() -> String {
    let mut bytes = [0u8; 16];
    if let Some(crypto) = window().and_then(|w| w.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let mut key = String::with_capacity(32);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            key.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    key
}

/// Copies `input`'s value to the clipboard. Without the asynchronous clipboard (plain HTTP) the text is
/// selected and copied the old way; `false` means that not even that worked, and the text is selected.
pub async fn copy(input: &web_sys::HtmlInputElement) -> bool {
    let Some(window) = window() else { return false };
    if window.is_secure_context()
        && JsFuture::from(window.navigator().clipboard().write_text(&input.value())).await.is_ok()
    {
        return true;
    }
    let _ = input.focus();
    input.select();
    let Some(document) = document() else { return false };
    document.dyn_into::<web_sys::HtmlDocument>().is_ok_and(|d| d.exec_command("copy").unwrap_or(false))
}

/// `false` where the browser knows that there is no network; `true` says little.
pub fn is_online() -> bool {
    window().is_none_or(|w| w.navigator().on_line())
}

/// Whether somebody can see this tab.
pub fn is_visible() -> bool {
    document().is_none_or(|d| !d.hidden())
}

/// Whether something fits that is in the page.
pub fn has(selector: &str) -> bool {
    first(selector).is_some()
}

pub async fn sleep(seconds: u64) {
    let (sender, receiver) = oneshot::channel();
    let wake = move || {
        let _ = sender.send(());
    };
    leptos::leptos_dom::helpers::set_timeout(wake, Duration::from_secs(seconds));
    let _ = receiver.await;
}

/// Hands text to the person as a file, without a request.
pub fn download(file: &str, text: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = web_sys::Blob::new_with_str_sequence(&parts).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link = document()?.create_element("a").ok()?.dyn_into::<web_sys::HtmlAnchorElement>().ok()?;
    link.set_href(&url);
    link.set_download(file);
    link.click();
    web_sys::Url::revoke_object_url(&url).ok()
}

pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Focuses without scrolling there: for what has the focus again after it was drawn anew.
pub fn focus_in_place(element: &HtmlElement) {
    let options = js_sys::Object::new();
    // Setting a plain property of a fresh object cannot fail.
    let _ = js_sys::Reflect::set(&options, &JsValue::from_str("preventScroll"), &JsValue::TRUE);
    if let Ok(focus) = js_sys::Reflect::get(element, &JsValue::from_str("focus"))
        && let Some(focus) = focus.dyn_ref::<js_sys::Function>()
    {
        let _ = focus.call1(element, &options);
    }
}

/// Focuses the first element that fits; `false` if none does.
pub fn focus_first(selector: &str) -> bool {
    first(selector).is_some_and(|element| element.unchecked_into::<HtmlElement>().focus().is_ok())
}

/// The first element of the page that a selector fits.
pub fn first(selector: &str) -> Option<Element> {
    document()?.query_selector(selector).ok()?
}

/// All elements of the page that a selector fits, in their order.
pub fn all(selector: &str) -> Vec<Element> {
    let found = document().and_then(|d| d.query_selector_all(selector).ok());
    let element = |at| found.as_ref()?.item(at)?.dyn_into().ok();
    (0..found.as_ref().map_or(0, |found| found.length())).filter_map(element).collect()
}

pub fn focus(id: &str) {
    if let Some(element) = document().and_then(|d| d.get_element_by_id(id)) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// The key of a keyboard event; empty for other events.
pub fn key(event: &web_sys::Event) -> String {
    event.dyn_ref::<web_sys::KeyboardEvent>().map(web_sys::KeyboardEvent::key).unwrap_or_default()
}

/// In lower case, by Unicode's rules: the browser has the tables for it, which are 3 KB of wasm otherwise.
pub fn lower_case(text: &str) -> String {
    // Most texts need no tables, and going to the browser and back for each of thousands takes longer than the rest.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    String::from(js_sys::JsString::from(text).to_lower_case())
}
