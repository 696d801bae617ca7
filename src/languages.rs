//! Changing the language while the console runs.

use crate::console::Console;
use crate::transport::fetch_asset;
use crate::{browser, text};

/// Fetches the texts of `tag` and puts them to use; `false` if they could not be had.
pub async fn switch(console: Console, tag: &str) -> bool {
    let asset = fetch_asset(&["locales/", tag, ".json"].concat()).await;
    if !asset.ok || !text::install(tag, &asset.text) {
        return false;
    }
    browser::remember("language", Some(tag));
    apply(tag);
    console.language.set(tag.to_owned());
    true
}

/// Tells the document its language and direction.
pub fn apply(tag: &str) {
    if let Some(root) = browser::document().and_then(|d| d.document_element()) {
        let _ = root.set_attribute("lang", tag);
        let _ = root.set_attribute("dir", if tag == "ar" { "rtl" } else { "ltr" });
    }
}
