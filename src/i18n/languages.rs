//! The languages there are.

use super::LANGUAGES;
use crate::browser::document;

/// The languages to choose from: tag, and name in itself.
pub fn language_choices() -> Vec<(String, String)> {
    LANGUAGES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect()
}

/// Tells the document its language, by BCP 47 tag, and direction.
pub fn apply(tag: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("lang", tag);
        let _ = root.set_attribute("dir", if is_right_to_left(tag) { "rtl" } else { "ltr" });
    }
}

pub(super) fn is_right_to_left(tag: &str) -> bool {
    matches!(tag.split('-').next(), Some("ar" | "fa" | "he" | "ur"))
}
