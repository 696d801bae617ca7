//! Every text that a person reads, dates and numbers, and errors in words: all in the chosen language.
//!
//! [`I18n`] has one typed method for each text, made from `locales/en.json` by `build.rs`. The texts come as the file
//! `locales/TAG.json`, loaded at run time. A view reads a text once: a change of the language draws the page anew.

mod date_format;
mod errors;
mod formats;
mod languages;

pub use languages::{apply, language_choices};

use crate::browser::storage::remembered;
use formats::Formats;
use latchkey_model::{DateOrder, runs_leftwards};
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The language in use and its texts. Made once, given by context.
#[derive(Clone, Copy)]
pub struct I18n {
    language: RwSignal<String>,
    texts: StoredValue<Texts>,
    formats: StoredValue<Formats>,
    date_order: RwSignal<Option<DateOrder>>,
}

pub fn use_i18n() -> I18n {
    expect_context()
}

/// Why a file of texts cannot be used; what it has to do with is the file's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextsError {
    /// Not JSON, or not an object of texts. In English, with line and column.
    Unreadable(String),
    /// It lacks a text, or has another kind of text there: it is of another version of the console.
    Missing(&'static str),
    /// It has a text that this version of the console does not know.
    Unknown(String),
}

type Texts = HashMap<String, Text>;

#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    /// By CLDR category.
    Plural(HashMap<String, String>),
}

impl I18n {
    /// `language`: its BCP 47 tag; `json`: the contents of its file.
    pub fn new(language: &str, json: &str) -> Result<Self, TextsError> {
        Ok(Self {
            texts: StoredValue::new(read(json)?),
            language: RwSignal::new(language.to_owned()),
            formats: StoredValue::new(Formats::new(language)),
            date_order: RwSignal::new(date_format::kept_order(remembered("date-format"))),
        })
    }

    /// Changes the language. The texts in use stay if the new ones are not those of this version.
    pub fn install(self, language: &str, json: &str) -> Result<(), TextsError> {
        let texts = read(json)?;
        self.texts.try_set_value(texts);
        self.formats.try_set_value(Formats::new(language));
        self.language.try_set(language.to_owned());
        Ok(())
    }

    /// The BCP 47 tag of the language in use; not followed.
    pub fn language(self) -> String {
        self.language.try_get_untracked().unwrap_or_default()
    }

    /// The tag, for what is drawn anew when the language changes.
    pub fn language_signal(self) -> Signal<String> {
        self.language.into()
    }

    /// Whether the language in use is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self.language.try_with_untracked(|tag| languages::is_right_to_left(tag)).unwrap_or_default()
    }

    /// A value among words of the language in use. From right to left it is isolated: an address or a date would
    /// else run backwards, or take the punctuation after it along. So is a value that itself runs that way.
    pub fn isolated(self, value: &str) -> String {
        isolated(value, self.is_right_to_left())
    }

    fn text(self, key: &str) -> String {
        self.filled(key, &[])
    }

    fn filled(self, key: &str, arguments: &[(&str, &str)]) -> String {
        let isolates = !arguments.is_empty() && self.is_right_to_left();
        let filled = self.texts.try_with_value(|texts| match texts.get(key) {
            Some(Text::Plain(text)) => fill(text, arguments, isolates),
            _ => String::new(),
        });
        filled.unwrap_or_default()
    }

    fn plural(self, key: &str, count: u64, arguments: &[(&str, &str)]) -> String {
        let category = self.plural_category(count);
        let number = self.number(count);
        let mut all = arguments.to_vec();
        all.push(("count", &number));
        let isolates = self.is_right_to_left();
        let filled = self.texts.try_with_value(|texts| match texts.get(key) {
            Some(Text::Plural(forms)) => {
                let form = forms.get(&category).or_else(|| forms.get("other"));
                form.map(|form| fill(form, &all, isolates)).unwrap_or_default()
            }
            _ => String::new(),
        });
        filled.unwrap_or_default()
    }
}

/// A text without the marks that only showing it needs, for where it becomes a value that is sent.
pub fn as_value(text: &str) -> String {
    text.replace(ISOLATE, "")
}

/// FIRST STRONG ISOLATE and its end (UAX #9, 2.4.2): what is between them orders itself and not its neighbours.
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

fn isolated(value: &str, right_to_left: bool) -> String {
    let [open, end] = ISOLATE;
    if right_to_left || runs_leftwards(value) { format!("{open}{value}{end}") } else { value.to_owned() }
}

/// Refuses what is not of this version, such as a file that a cache kept: half a language would be worse.
fn read(json: &str) -> Result<Texts, TextsError> {
    let texts: Texts =
        serde_json::from_str(json).map_err(|error| TextsError::Unreadable(error.to_string()))?;
    for (key, is_plural) in KEYS {
        let fits = match texts.get(*key) {
            Some(Text::Plain(_)) => !is_plural,
            Some(Text::Plural(forms)) => *is_plural && forms.contains_key("other"),
            None => false,
        };
        if !fits {
            return Err(TextsError::Missing(key));
        }
    }
    // `own_name` is for the list of languages and no text of its own.
    let is_known = |key: &String| key == "own_name" || KEYS.binary_search_by(|(k, _)| (*k).cmp(key)).is_ok();
    match texts.keys().find(|key| !is_known(key)) {
        Some(key) => Err(TextsError::Unknown(key.clone())),
        None => Ok(texts),
    }
}

/// Puts values in the places kept for them. A value is not searched for places.
fn fill(text: &str, arguments: &[(&str, &str)], right_to_left: bool) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        if let Some((_, value)) = arguments.iter().find(|(n, _)| *n == name) {
            out.push_str(&isolated(value, right_to_left));
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}
