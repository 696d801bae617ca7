//! The languages there are, and changing to another one while the console runs.

use super::{I18n, LANGUAGES};
use crate::api::boot::fetch_asset;
use crate::browser::document;
use crate::browser::storage::remember;

/// The languages to choose from: tag, and name in itself.
pub fn language_choices() -> Vec<(String, String)> {
    LANGUAGES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect()
}

/// The console's language for a BCP 47 tag: the same, else one of the same base (`pt-PT` gets `pt-BR`).
pub fn shipped_language(tag: &str) -> Option<&'static str> {
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let mut all = LANGUAGES.iter().map(|(tag, _)| *tag);
    all.clone().find(|l| l.eq_ignore_ascii_case(tag)).or_else(|| all.find(|l| base(l) == base(tag)))
}

impl I18n {
    /// Fetches the texts of `tag` and puts them to use, for this visit and the next ones; `false` if they could not
    /// be had.
    pub async fn load(self, tag: &str) -> bool {
        let asset = fetch_asset(&format!("locales/{tag}.json")).await;
        let is_loaded = asset.is_there() && self.install(tag, &asset.text).is_ok();
        if is_loaded {
            remember("language", Some(tag));
            self.apply();
        }
        is_loaded
    }

    /// Tells the document its language and direction.
    pub fn apply(self) {
        if let Some(root) = document().and_then(|document| document.document_element()) {
            let _ = root.set_attribute("lang", &self.language());
            let _ = root.set_attribute("dir", if self.is_right_to_left() { "rtl" } else { "ltr" });
        }
    }
}
