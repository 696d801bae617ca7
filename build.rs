//! Makes the typed catalogue of texts from `locales/*.json`.
//!
//! A text becomes a function with one argument per `{placeholder}`; a text with plural forms (an object by
//! CLDR category) takes `count: u64` as well. Every language must have the keys and placeholders of
//! English, no more and no fewer: anything else fails the build with the file and the key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

type Catalogue = BTreeMap<String, serde_json::Value>;

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=locales");
    let folder = Path::new("locales");
    let english = read(&folder.join("en.json"))?;
    let mut languages = vec![("en".to_owned(), own_name(&english))];
    for entry in std::fs::read_dir(folder).map_err(|e| format!("locales: {e}"))? {
        let path = entry.map_err(|e| format!("locales: {e}"))?.path();
        let Some(tag) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".json"))
        else {
            continue;
        };
        if tag != "en" {
            let other = read(&path)?;
            compare(tag, &english, &other)?;
            languages.push((tag.to_owned(), own_name(&other)));
        }
    }
    languages.sort();
    let mut code = String::new();
    for (index, (key, value)) in english.iter().enumerate() {
        write_text(&mut code, index, key, value)?;
    }
    let _ = writeln!(code, "/// How many texts a language has.\npub const TEXTS: usize = {};", english.len());
    let _ = writeln!(
        code,
        "/// The languages there are: BCP 47 tag and own name.\npub const LANGUAGES: &[(&str, &str)] = &{languages:?};"
    );
    let _ = writeln!(code, "/// Tells these keys from those of another build.");
    let _ = writeln!(code, "pub const KEYS: u32 = {};", fingerprint(&english));
    let out = std::env::var("OUT_DIR").map_err(|e| e.to_string())?;
    std::fs::write(Path::new(&out).join("texts.rs"), code).map_err(|e| e.to_string())
}

/// How a language is called in itself. Known before the language is loaded, and without the browser's tables: to look
/// up ten of them there was a good part of the work before the first row stood.
fn own_name(catalogue: &Catalogue) -> String {
    catalogue.get("own_name").and_then(|name| name.as_str()).unwrap_or_default().to_owned()
}

fn read(path: &Path) -> Result<Catalogue, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}

/// FNV-1a over the keys in their order, as `src/text.rs` computes it over what it loads.
fn fingerprint(catalogue: &Catalogue) -> u32 {
    let bytes = catalogue.keys().flat_map(|key| key.bytes().chain([b'\n']));
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn compare(tag: &str, english: &Catalogue, other: &Catalogue) -> Result<(), String> {
    for key in english.keys() {
        if !other.contains_key(key) {
            return Err(format!("locales/{tag}.json: `{key}` is missing"));
        }
    }
    for (key, value) in other {
        let Some(original) = english.get(key) else {
            return Err(format!("locales/{tag}.json: `{key}` is not in en.json"));
        };
        if original.is_object() != value.is_object() {
            return Err(format!(
                "locales/{tag}.json: `{key}` must have plural forms exactly where English has"
            ));
        }
        let (want, have) = (placeholders(original), placeholders(value));
        if want != have {
            return Err(format!("locales/{tag}.json: `{key}` has the placeholders {have:?}, not {want:?}"));
        }
        forms(&format!("locales/{tag}.json: `{key}`"), value)?;
    }
    Ok(())
}

fn forms(place: &str, value: &serde_json::Value) -> Result<(), String> {
    match value {
        serde_json::Value::String(_) => Ok(()),
        serde_json::Value::Object(forms) => {
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
fn placeholders(value: &serde_json::Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut scan = |text: &str| {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { break };
            names.insert(name.to_owned());
            rest = tail;
        }
    };
    match value {
        serde_json::Value::String(text) => scan(text),
        serde_json::Value::Object(forms) => forms.values().filter_map(|v| v.as_str()).for_each(scan),
        _ => {}
    }
    names
}

fn write_text(code: &mut String, index: usize, key: &str, value: &serde_json::Value) -> Result<(), String> {
    forms(&format!("locales/en.json: `{key}`"), value)?;
    let sample = match value {
        serde_json::Value::String(text) => text.as_str(),
        other => other.get("other").and_then(|v| v.as_str()).unwrap_or_default(),
    };
    let _ = writeln!(code, "/// {}", sample.replace('\n', " "));
    let names = placeholders(value);
    let plural = value.is_object();
    if names.is_empty() && !plural {
        let _ = writeln!(code, "pub fn {key}() -> &'static str {{ get({index}) }}");
        return Ok(());
    }
    let mut parameters = String::new();
    let mut arguments = String::new();
    if plural {
        parameters.push_str("count: u64, ");
    }
    for name in &names {
        if plural && name == "count" {
            continue;
        }
        let _ = write!(parameters, "{name}: &str, ");
        let _ = write!(arguments, "(\"{name}\", {name}), ");
    }
    let call = if plural {
        format!("plural({index}, count, &[{arguments}])")
    } else {
        format!("fill({index}, &[{arguments}])")
    };
    let _ = writeln!(code, "pub fn {key}({parameters}) -> String {{ {call} }}");
    Ok(())
}
