//! The words that stand in the skeleton, in every language: the boot script knows which before the page is painted.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::{Failure, Result};

/// The texts by number, beginning with 1, as `data-word` in `index.html` names them.
const KEYS: [&str; 4] = ["overview", "access_tokens", "profile", "sign_in"];

/// Between languages, and between the words of one. All of it stands in an attribute with quotes around it.
const LANGUAGE: &str = ";";
const WORD: &str = "|";
const RESERVED: [char; 4] = [';', '|', '"', '&'];

/// `de|Übersicht|Zugriffstokens|...;en|...`, of `locales/TAG.json`.
pub fn words(locales: &Path) -> Result<String> {
    let entries = fs::read_dir(locales).map_err(|error| Failure::file("read", locales, &error))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let lines: Result<Vec<String>> = files.iter().map(|file| line(file)).collect();
    Ok(lines?.join(LANGUAGE))
}

fn line(file: &Path) -> Result<String> {
    let problem = |what: String| Failure::new(format!("{}: {what}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| Failure::file("read", file, &error))?;
    let texts: Value = serde_json::from_str(&text).map_err(|error| problem(error.to_string()))?;
    let tag = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let mut words = vec![tag];
    for key in KEYS {
        let word = texts.get(key).and_then(Value::as_str).filter(|word| !word.contains(RESERVED));
        words.push(word.ok_or_else(|| problem(format!("`{key}` cannot stand in the skeleton (words.rs)")))?);
    }
    Ok(words.join(WORD))
}

#[cfg(test)]
mod tests {
    use super::words;
    use std::path::Path;

    #[test]
    fn every_language_of_the_console_has_all_words() {
        let words = words(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales")).unwrap();
        assert!(words.contains("de|Übersicht|Zugriffstokens|Profil|Anmelden;en|Overview|"), "{words}");
        assert!(words.split(';').all(|language| language.split('|').count() == 5), "{words}");
    }
}
