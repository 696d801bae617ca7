//! Every text a person reads, in the chosen language.
//!
//! The functions are generated from `locales/*.json` by `build.rs`; the texts themselves come as an asset.
//! They are positions in the sorted list of keys, so that neither keys nor texts are in the wasm.
//! Changing the language draws the page anew; a text is therefore read once and never a signal.

use latchkey_connector::value::{Object, Value};
use latchkey_model::{places, runs_leftwards};
use std::cell::{Cell, RefCell};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

#[derive(Clone, Copy)]
enum Entry {
    Plain(&'static str),
    /// By CLDR category.
    Plural(&'static [(&'static str, &'static str)]),
}

thread_local! {
    static TABLE: Cell<&'static [Entry]> = const { Cell::new(&[]) };
    static LANGUAGE: RefCell<String> = RefCell::new(String::from("en"));
}

/// Puts a language's texts to use. `false` if they are not the ones this build was made with (a stale cache);
/// the texts in use then stay.
///
/// The table is kept for the life of the page: views hold its texts. That is some 15 KB for each change of
/// the language.
pub fn install(language: &str, json: &str) -> bool {
    let Ok(Value::Object(Object(mut texts))) = Value::parse(json) else { return false };
    if texts.len() != TEXTS {
        return false;
    }
    let order = places(TEXTS, &|a, b| texts.get(a).map(|t| &t.0).cmp(&texts.get(b).map(|t| &t.0)));
    let mut table = Vec::with_capacity(TEXTS);
    // Texts are found by position: a cached file with as many but other keys would shift them.
    let mut keys: u32 = 0x811c_9dc5;
    for place in order {
        let key = texts.get(place).map(|text| text.0.as_bytes()).unwrap_or_default();
        for byte in key.iter().chain(b"\n") {
            keys = (keys ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
        table.push(match texts.get_mut(place).map(|text| std::mem::take(&mut text.1)) {
            Some(Value::String(text)) => Entry::Plain(text.leak()),
            Some(Value::Object(Object(forms))) => {
                let mut list: Vec<(&'static str, &'static str)> = Vec::new();
                for (category, form) in forms {
                    if let Value::String(form) = form {
                        list.push((category.leak(), form.leak()));
                    }
                }
                Entry::Plural(list.leak())
            }
            _ => return false,
        });
    }
    if keys != KEYS {
        return false;
    }
    TABLE.set(table.leak());
    LANGUAGE.with(|l| language.clone_into(&mut l.borrow_mut()));
    true
}

/// The BCP 47 tag of the language in use.
pub fn language() -> String {
    LANGUAGE.with(|l| l.borrow().clone())
}

fn entry(index: usize) -> Entry {
    TABLE.get().get(index).copied().unwrap_or(Entry::Plain(""))
}

fn get(index: usize) -> &'static str {
    match entry(index) {
        Entry::Plain(text) => text,
        Entry::Plural(_) => "",
    }
}

fn fill(index: usize, arguments: &[(&str, &str)]) -> String {
    put(get(index), arguments)
}

fn plural(index: usize, count: u64, arguments: &[(&str, &str)]) -> String {
    let category = crate::clock::plural_category(count);
    let form = match entry(index) {
        Entry::Plural(forms) => forms
            .iter()
            .find(|(c, _)| *c == category)
            .or_else(|| forms.iter().find(|(c, _)| *c == "other"))
            .map_or("", |(_, form)| *form),
        Entry::Plain(text) => text,
    };
    let number = crate::clock::number(count);
    let mut all = arguments.to_vec();
    all.push(("count", &number));
    put(form, &all)
}

/// Whether the language in use is written from right to left.
pub fn right_to_left() -> bool {
    LANGUAGE.with(|l| matches!(l.borrow().split('-').next(), Some("ar" | "fa" | "he" | "ur")))
}

/// FIRST STRONG ISOLATE and its end (UAX #9, 2.4.2): what is between them orders itself and not its neighbours.
const ISOLATE: [&str; 2] = ["\u{2068}", "\u{2069}"];

/// A value among words of the language in use. From right to left it is isolated: an address or a date would
/// else run backwards, or take the punctuation after it along. So is a value that itself runs that way.
pub fn isolated(value: &str) -> String {
    let [open, end] = ISOLATE;
    if right_to_left() || runs_leftwards(value) { [open, value, end].concat() } else { value.to_owned() }
}

/// A text without the marks that only showing it needs, for where it becomes a value that is sent.
pub fn as_value(text: &str) -> String {
    ISOLATE.iter().fold(text.to_owned(), |text, mark| text.replace(mark, ""))
}

fn put(text: &str, arguments: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        if let Some((_, value)) = arguments.iter().find(|(n, _)| *n == name) {
            out.push_str(&isolated(value));
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}
