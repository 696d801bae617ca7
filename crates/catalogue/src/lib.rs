//! The texts of the console in every language, checked, and packed for the site. Runs while that is built.
//!
//! A file `locales/TAG.json` has one language, by its BCP 47 tag: an object of texts by their keys. A text is a
//! string, with `{placeholders}`, or an object of its plural forms by CLDR category. Every language must have the
//! keys and placeholders of English, no more and no fewer.
//!
//! The site has no keys: a file there is an array of texts in the order of their keys. `build.rs` makes functions
//! that know their place in it, the hook of Trunk writes the files; the first element says of which keys it is made.
//! There are two files of each language, as there are two parts of the app ([`Part`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use serde_json::Value as Text;

/// The sources whose texts come with the second part of the app: files, and folders with a `/` at their end.
///
/// A text is of the second part if no other source uses it. That what is here is not used by the first part after all
/// is seen by the hook of Trunk when it parts the app (`xtask/trunk-hook/src/part`).
const LATER: &[&str] = &[
    "challenge.rs",
    "date_format.rs",
    "explain.rs",
    "leaving.rs",
    "pages/overview/",
    "pages/preferences.rs",
    "pages/profile.rs",
    "pages/unreachable.rs",
    "tokens/calendar.rs",
    "tokens/edit.rs",
    "tokens/fields.rs",
    "tokens/form.rs",
    "tokens/forms.rs",
    "tokens/generate.rs",
    "tokens/lost.rs",
    "tokens/pasted.rs",
    "tokens/revoke.rs",
    "tokens/rules/",
    "tokens/secret.rs",
    "tokens/stale.rs",
    "tokens/values.rs",
    "widgets/dialog.rs",
];

/// Which of a language's two files a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Loaded before the first page stands.
    First,
    /// Loaded with the second part of the app.
    Later,
}

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
    /// The keys of the first part.
    first: BTreeSet<String>,
}

impl Catalogue {
    /// Reads `locales/TAG.json` and `src` of the repository. The error names the file and the key.
    pub fn read(root: &Path) -> Result<Self, String> {
        let mut languages = BTreeMap::new();
        for (name, text) in files(&root.join("locales"), ".json")? {
            languages.insert(name.trim_end_matches(".json").to_owned(), text);
        }
        Self::parse(&languages, &sources(root)?)
    }

    /// From the contents of the files, those of the languages by tag, and of the sources.
    fn parse(files: &BTreeMap<String, String>, sources: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut languages = BTreeMap::new();
        for (tag, text) in files {
            let texts: Texts = serde_json::from_str(text).map_err(|e| format!("locales/{tag}.json: {e}"))?;
            languages.insert(tag.clone(), texts);
        }
        let mut english = languages.get("en").cloned().ok_or("locales/en.json is missing")?;
        for (tag, texts) in &languages {
            compare(tag, &english, texts)?;
        }
        // `build.rs` writes it into the app, for the list of languages.
        english.remove(OWN_NAME);
        let of_first = sources.iter().filter(|(name, _)| !is_later(name));
        let first = of_first.flat_map(|(_, source)| uses(source)).map(str::to_owned).collect();
        if let Some(lost) = LATER.iter().find(|later| !sources.keys().any(|name| is_at(name, later))) {
            return Err(format!("crates/catalogue: there is no src/{lost}"));
        }
        Ok(Self { languages, english, first })
    }

    /// The tags, sorted.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// How a language is called in itself.
    pub fn own_name(&self, tag: &str) -> &str {
        self.languages.get(tag).and_then(|texts| texts.get(OWN_NAME)?.as_str()).unwrap_or_default()
    }

    /// Keys and English texts, in the order of the packed ones.
    pub fn english(&self, part: Part) -> impl Iterator<Item = (&str, &Text)> {
        let texts = self.english.iter().filter(move |(key, _)| self.part(key) == part);
        texts.map(|(key, text)| (key.as_str(), text))
    }

    fn part(&self, key: &str) -> Part {
        if self.first.contains(key) { Part::First } else { Part::Later }
    }

    /// Tells the keys of a part from those of another version (FNV-1a, eight hexadecimal digits).
    pub fn fingerprint(&self, part: Part) -> String {
        let bytes = self.english(part).flat_map(|(key, _)| key.bytes().chain([b'\n']));
        let hash =
            bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        format!("{hash:08x}")
    }

    /// A part of a language as the site has it, for `text::install`.
    pub fn packed(&self, tag: &str, part: Part) -> String {
        let texts = self.languages.get(tag);
        let texts = self.english(part).filter_map(|(key, _)| texts?.get(key).cloned());
        let parts: Vec<Text> = std::iter::once(Text::String(self.fingerprint(part))).chain(texts).collect();
        Text::Array(parts).to_string()
    }
}

/// The files below a folder with this ending, by their path in it, with their contents.
fn files(folder: &Path, ending: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let place = folder.join(&below);
        let entries = std::fs::read_dir(&place).map_err(|error| format!("{}: {error}", place.display()))?;
        for entry in entries.flatten() {
            let name = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push(format!("{name}/"));
            } else if name.ends_with(ending) {
                let text = std::fs::read_to_string(entry.path());
                found.insert(name, text.map_err(|error| format!("{}: {error}", entry.path().display()))?);
            }
        }
    }
    Ok(found)
}

/// The Rust files of the app, by their path below `src`.
pub fn sources(root: &Path) -> Result<BTreeMap<String, String>, String> {
    files(&root.join("src"), ".rs")
}

/// Whether what a source draws comes with the second part of the app; by its path below `src`.
pub fn is_later(source: &str) -> bool {
    LATER.iter().any(|later| is_at(source, later))
}

fn is_at(source: &str, place: &str) -> bool {
    source == place || (place.ends_with('/') && source.starts_with(place))
}

/// The names that a source uses as `text::NAME`.
fn uses(source: &str) -> impl Iterator<Item = &str> {
    let rest = source.split("text::").skip(1);
    rest.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
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

    const ENGLISH: &str = r#"{ "b": "{who} said", "own_name": "English", "c": "Edit", "a": { "one": "{count} token", "other": "{count} tokens" } }"#;
    const GERMAN: &str =
        r#"{ "own_name": "Deutsch", "a": { "other": "{count} Token" }, "b": "sagte {who}", "c": "Ändern" }"#;

    fn with(tag: &str, text: &str) -> Result<Catalogue, String> {
        let there = LATER
            .iter()
            .map(|later| if later.ends_with('/') { format!("{later}mod.rs") } else { (*later).to_owned() });
        let mut sources: BTreeMap<String, String> = there.map(|name| (name, String::new())).collect();
        sources.insert("tokens/list.rs".into(), "note(&text::b(who), crate::text::a(2))".into());
        sources.insert("tokens/edit.rs".into(), "title(text::c()).note(text::b(who))".into());
        let languages = [("en".to_owned(), ENGLISH.to_owned()), (tag.to_owned(), text.to_owned())];
        Catalogue::parse(&languages.into(), &sources)
    }

    #[test]
    fn a_part_is_packed_in_the_order_of_the_keys_after_what_tells_them_apart() {
        let catalogue = with("de", GERMAN).unwrap();
        let (first, later) = (catalogue.fingerprint(Part::First), catalogue.fingerprint(Part::Later));
        assert_eq!((first.len(), later.len()), (8, 8));
        assert_ne!(first, later);
        let expected = format!(r#"["{first}",{{"other":"{{count}} Token"}},"sagte {{who}}"]"#);
        assert_eq!(catalogue.packed("de", Part::First), expected);
        assert_eq!(catalogue.packed("de", Part::Later), format!(r#"["{later}","Ändern"]"#));
        assert_eq!(catalogue.tags().collect::<Vec<_>>(), ["de", "en"]);
        assert_eq!(catalogue.own_name("de"), "Deutsch");
    }

    #[test]
    fn what_only_sources_of_the_second_part_use_is_in_its_file() {
        let catalogue = with("de", GERMAN).unwrap();
        let keys = |part| catalogue.english(part).map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(Part::First), ["a", "b"]);
        assert_eq!(keys(Part::Later), ["c"]);
    }

    #[test]
    fn other_keys_have_another_fingerprint() {
        let renamed = ENGLISH.replace("\"b\"", "\"bb\"");
        let fingerprint = |text: &str| with("en", text).unwrap().fingerprint(Part::First);
        assert_ne!(fingerprint(&renamed), fingerprint(ENGLISH));
        assert_eq!(fingerprint(&ENGLISH.replace("said", "says")), fingerprint(ENGLISH));
    }

    #[test]
    fn every_text_is_used() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let sources = sources(&root).unwrap();
        let used: BTreeSet<&str> = sources.values().flat_map(|source| uses(source)).collect();
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
