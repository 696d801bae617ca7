//! The texts of the console in every language, read and checked while the console is built.
//!
//! A file `locales/TAG.json` has one language, by its BCP 47 tag: an object of texts by their keys. A text is a
//! string, with `{placeholders}`, or an object of its plural forms by CLDR category. Every language must have the
//! keys and placeholders of English, no more and no fewer. The site serves the files as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use serde_json::Value as Text;

/// How a language is called in itself.
const OWN_NAME: &str = "own_name";

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
    /// Reads `locales/TAG.json` of the repository. The error names the file and the key.
    pub fn read(root: &Path) -> Result<Self, String> {
        let folder = root.join("locales");
        let mut files = BTreeMap::new();
        for path in entries(&folder)? {
            if let Some(tag) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json")) {
                files.insert(tag.to_owned(), read_file(&path)?);
            }
        }
        Self::parse(&files)
    }

    /// From the contents of the files, by tag.
    fn parse(files: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut languages = BTreeMap::new();
        for (tag, text) in files {
            let texts: Texts = serde_json::from_str(text).map_err(|e| format!("locales/{tag}.json: {e}"))?;
            languages.insert(tag.clone(), texts);
        }
        let mut english = languages.get("en").cloned().ok_or("locales/en.json is missing")?;
        for (tag, texts) in &languages {
            compare(tag, &english, texts)?;
        }
        // It is for the list of languages, which is known before a language is loaded.
        english.remove(OWN_NAME);
        Ok(Self { languages, english })
    }

    /// The tags, sorted.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// How a language is called in itself.
    pub fn own_name(&self, tag: &str) -> &str {
        self.text(tag, OWN_NAME).and_then(Text::as_str).unwrap_or_default()
    }

    /// Keys and English texts, sorted by key.
    pub fn english(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.english.iter().map(|(key, text)| (key.as_str(), text))
    }

    /// One text of a language.
    pub fn text(&self, tag: &str, key: &str) -> Option<&Text> {
        self.languages.get(tag)?.get(key)
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
        check_forms(&format!("locales/{tag}.json: `{key}`"), text)?;
    }
    Ok(())
}

fn check_forms(place: &str, text: &Text) -> Result<(), String> {
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

fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

fn read_file(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = r#"{ "b": "{who} said", "own_name": "English", "c": "Edit", "a": { "one": "{count} token", "other": "{count} tokens" } }"#;
    const GERMAN: &str =
        r#"{ "own_name": "Deutsch", "a": { "other": "{count} Token" }, "b": "sagte {who}", "c": "Ändern" }"#;

    fn with(tag: &str, text: &str) -> Result<Catalogue, String> {
        let languages = [("en".to_owned(), ENGLISH.to_owned()), (tag.to_owned(), text.to_owned())];
        Catalogue::parse(&languages.into())
    }

    /// The Rust sources of the app.
    fn sources(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for path in entries(folder).unwrap() {
            if path.is_dir() {
                found.extend(sources(&path));
            } else {
                found.push(read_file(&path).unwrap());
            }
        }
        found
    }

    /// The methods that a source calls, also where the call begins a new line.
    fn calls(source: &str) -> impl Iterator<Item = &str> {
        let rest = source.split(['.', ':']).skip(1);
        rest.filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
            rest.get(..end)
        })
    }

    #[test]
    fn the_languages_are_sorted_by_tag_and_the_texts_by_key() {
        let catalogue = with("de", GERMAN).unwrap();
        assert_eq!(catalogue.tags().collect::<Vec<_>>(), ["de", "en"]);
        assert_eq!(catalogue.own_name("de"), "Deutsch");
        assert_eq!(catalogue.english().map(|(key, _)| key).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(catalogue.text("de", "c").and_then(Text::as_str), Some("Ändern"));
    }

    #[test]
    fn every_text_is_used() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let sources = sources(&root.join("src"));
        let used: BTreeSet<&str> = sources.iter().flat_map(|source| calls(source)).collect();
        let catalogue = Catalogue::read(&root).unwrap();
        let unused: Vec<_> = catalogue.english.keys().filter(|key| !used.contains(key.as_str())).collect();
        assert_eq!(unused, [""; 0]);
    }

    #[test]
    fn a_language_with_other_keys_placeholders_or_forms_is_refused() {
        for (from, to, why) in [
            ("\"b\"", "\"d\"", "`b` is missing"),
            ("\"b\"", "\"d\": \"\", \"b\"", "`d` is not in en.json"),
            ("{who}", "{wer}", "`b` has the placeholders {\"wer\"}, not {\"who\"}"),
            ("\"sagte {who}\"", "{ \"other\": \"{who}\" }", "`b` must have plural forms exactly where"),
            ("\"other\"", "\"one\"", "`a` needs the form `other`"),
            ("\"other\"", "\"some\": \"\", \"other\"", "`a`: `some` is no plural category"),
            ("{ \"own", "\"own", "locales/de.json: "),
        ] {
            let text = GERMAN.replace(from, to);
            assert_ne!(text, GERMAN);
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
