//! What stays in this browser. Never a secret, never a token's data.
//!
//! Storage may be switched off: what should be kept then lasts as long as the page.

use super::{document, window};
use wasm_bindgen::JsCast;
use web_sys::Storage;

/// Keeps a preference in this browser, or forgets it.
pub fn remember(name: &str, value: Option<&str>) {
    write(local(), name, value);
}

pub fn remembered(name: &str) -> Option<String> {
    read(local(), name)
}

/// Keeps something for as long as the tab is open, reloads included, or forgets it.
pub fn keep(name: &str, value: Option<&str>) {
    write(session(), name, value);
}

pub fn kept(name: &str) -> Option<String> {
    read(session(), name)
}

/// Cookies that scripts may read: name and value.
pub fn cookies() -> Vec<(String, String)> {
    let Some(document) = document().and_then(|document| document.dyn_into::<web_sys::HtmlDocument>().ok())
    else {
        return Vec::new();
    };
    let all = document.cookie().unwrap_or_default();
    let pairs = all.split(';').filter_map(|pair| pair.trim_start().split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn local() -> Option<Storage> {
    window()?.local_storage().ok()?
}

fn session() -> Option<Storage> {
    window()?.session_storage().ok()?
}

/// Other pages of the same origin share the storage.
fn own_name(name: &str) -> String {
    format!("latchkey.{name}")
}

fn write(storage: Option<Storage>, name: &str, value: Option<&str>) {
    if let Some(storage) = storage {
        let _ = match value {
            Some(value) => storage.set_item(&own_name(name), value),
            None => storage.remove_item(&own_name(name)),
        };
    }
}

fn read(storage: Option<Storage>, name: &str) -> Option<String> {
    storage?.get_item(&own_name(name)).ok()?
}
