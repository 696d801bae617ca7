//! The texts of the console in every language, checked, and packed for the site. Runs while that is built.
//!
//! A file `locales/TAG.json` has one language, by its BCP 47 tag: an object of texts by their keys. A text is a
//! string, with `{placeholders}`, or an object of its plural forms by CLDR category. Every language must have the
//! keys and placeholders of English, no more and no fewer.
//!
//! The site has no keys: a language is an array of its texts in the order of their keys. `build.rs` makes functions
//! that know their place in it, the hook of Trunk writes the files; the first element says of which keys it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use serde_json::Value as Text;

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

type Texts = BTreeMap<String, Text>;

/// All languages there are.
#[derive(Debug)]
pub struct Catalogue {
    /// By tag.
    languages: BTreeMap<String, Texts>,
    english: Texts,
}

impl Catalogue {
    /// Reads a folder of `TAG.json` files. The error names the file and the key.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let place = |error| format!("{}: {error}", folder.display());
        let mut languages = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(place)? {
            let path = entry.map_err(place)?.path();
            let Some(tag) =
                path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".json"))
            else {
                continue;
            };
            let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            languages.insert(tag.to_owned(), text);
        }
        Self::parse(&languages)
    }

    /// From the contents of the files, by tag.
    fn parse(files: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut languages = BTreeMap::new();
        for (tag, text) in files {
            let texts: Texts = serde_json::from_str(text).map_err(|e| format!("locales/{tag}.json: {e}"))?;
            languages.insert(tag.clone(), texts);
        }
        let english = languages.get("en").cloned().ok_or("locales/en.json is missing")?;
        for (tag, texts) in &languages {
            compare(tag, &english, texts)?;
        }
        Ok(Self { languages, english })
    }

    /// The tags, sorted.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// How a language is called in itself.
    pub fn own_name(&self, tag: &str) -> &str {
        self.languages.get(tag).and_then(|texts| texts.get("own_name")?.as_str()).unwrap_or_default()
    }

    /// Keys and English texts, in the order of the packed ones.
    pub fn english(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.english.iter().map(|(key, text)| (key.as_str(), text))
    }

    /// Tells these keys from those of another version (FNV-1a, eight hexadecimal digits).
    pub fn fingerprint(&self) -> String {
        let bytes = self.english.keys().flat_map(|key| key.bytes().chain([b'\n']));
        let hash =
            bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        format!("{hash:08x}")
    }

    /// A language as the site has it, for `text::install`.
    pub fn packed(&self, tag: &str) -> String {
        let texts = self.languages.get(tag).into_iter().flat_map(BTreeMap::values).cloned();
        let parts: Vec<Text> = std::iter::once(Text::String(self.fingerprint())).chain(texts).collect();
        Text::Array(parts).to_string()
    }
}

fn compare(tag: &str, english: &Texts, other: &Texts) -> Result<(), String> {
    for key in english.keys() {
        if !other.contains_key(key) {
            return Err(format!("locales/{tag}.json: `{key}` is missing"));
        }
    }
    for (key, text) in other {
        let Some(original) = english.get(key) else {
            return Err(format!("locales/{tag}.json: `{key}` is not in en.json"));
        };
        if original.is_object() != text.is_object() {
            return Err(format!(
                "locales/{tag}.json: `{key}` must have plural forms exactly where English has"
            ));
        }
        let (want, have) = (placeholders(original), placeholders(text));
        if want != have {
            return Err(format!("locales/{tag}.json: `{key}` has the placeholders {have:?}, not {want:?}"));
        }
        forms(&format!("locales/{tag}.json: `{key}`"), text)?;
    }
    Ok(())
}

fn forms(place: &str, text: &Text) -> Result<(), String> {
    match text {
        Text::String(_) => Ok(()),
        Text::Object(forms) => {
            if !forms.contains_key("other") {
                return Err(format!("{place} needs the form `other`"));
            }
            match forms.iter().find(|(name, text)| !CATEGORIES.contains(&name.as_str()) || !text.is_string())
            {
                Some((name, _)) => Err(format!("{place}: `{name}` is no plural category with a text")),
                None => Ok(()),
            }
        }
        _ => Err(format!("{place} must be a text or plural forms")),
    }
}

/// The placeholders of a text; of plural forms, those of all forms together.
pub fn placeholders(text: &Text) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut scan = |text: &str| {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { break };
            names.insert(name.to_owned());
            rest = tail;
        }
    };
    match text {
        Text::String(text) => scan(text),
        Text::Object(forms) => forms.values().filter_map(Text::as_str).for_each(scan),
        _ => {}
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = r#"{ "b": "{who} said", "own_name": "English", "a": { "one": "{count} token", "other": "{count} tokens" } }"#;

    fn with(tag: &str, text: &str) -> Result<Catalogue, String> {
        let files = [("en", ENGLISH), (tag, text)];
        Catalogue::parse(&files.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into())
    }

    #[test]
    fn a_language_is_packed_in_the_order_of_the_keys_after_what_tells_them_apart() {
        let german = r#"{ "own_name": "Deutsch", "a": { "other": "{count} Token" }, "b": "sagte {who}" }"#;
        let catalogue = with("de", german).unwrap();
        let keys = catalogue.fingerprint();
        assert_eq!(keys.len(), 8);
        let expected = format!(r#"["{keys}",{{"other":"{{count}} Token"}},"sagte {{who}}","Deutsch"]"#);
        assert_eq!(catalogue.packed("de"), expected);
        assert_eq!(catalogue.english().map(|(key, _)| key).collect::<Vec<_>>(), ["a", "b", "own_name"]);
        assert_eq!(catalogue.tags().collect::<Vec<_>>(), ["de", "en"]);
        assert_eq!(catalogue.own_name("de"), "Deutsch");
    }

    #[test]
    fn other_keys_have_another_fingerprint() {
        let renamed = ENGLISH.replace("\"b\"", "\"c\"");
        let fingerprint = |text: &str| with("en", text).unwrap().fingerprint();
        assert_ne!(fingerprint(&renamed), fingerprint(ENGLISH));
        assert_eq!(fingerprint(&ENGLISH.replace("said", "says")), fingerprint(ENGLISH));
    }

    #[test]
    fn a_language_with_other_keys_placeholders_or_forms_is_refused() {
        let german = r#"{ "own_name": "Deutsch", "a": { "other": "{count} Token" }, "b": "sagte {who}" }"#;
        for (from, to, why) in [
            ("\"b\"", "\"c\"", "`b` is missing"),
            ("\"b\"", "\"c\": \"\", \"b\"", "`c` is not in en.json"),
            ("{who}", "{wer}", "`b` has the placeholders {\"wer\"}, not {\"who\"}"),
            ("\"sagte {who}\"", "{ \"other\": \"{who}\" }", "`b` must have plural forms exactly where"),
            ("\"other\"", "\"one\"", "`a` needs the form `other`"),
            ("\"other\"", "\"some\": \"\", \"other\"", "`a`: `some` is no plural category"),
            ("{ \"own", "\"own", "locales/de.json: "),
        ] {
            let text = german.replace(from, to);
            assert_ne!(text, german);
            let refused = with("de", &text).unwrap_err();
            assert!(refused.starts_with("locales/de.json: ") && refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn what_is_neither_a_text_nor_forms_is_refused_in_english_too() {
        let refused = with("en", r#"{ "a": 7 }"#).unwrap_err();
        assert_eq!(refused, "locales/en.json: `a` must be a text or plural forms");
    }
}
