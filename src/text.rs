//! Every text a person reads, in the chosen language.
//!
//! The functions are generated from `locales/*.json` by `build.rs`; the texts themselves come as two assets, packed by
//! `crates/catalogue`: what the list and signing in need, and what comes with the second part of the app. A text is a
//! position in one of them, so that neither keys nor texts are in the wasm.
//! Changing the language draws the page anew; a text is therefore read once and never a signal.

use latchkey_connector::value::Value;
use latchkey_model::runs_leftwards;
use std::cell::{Cell, RefCell};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Tells the keys that a file is made of from those of another build.
pub struct Keys {
    pub hash: &'static str,
    pub count: usize,
}

/// What tells its keys apart, and then the texts: strings, or objects of forms by CLDR category.
type Table = &'static [Value];

thread_local! {
    static TABLE: Cell<Table> = const { Cell::new(&[]) };
    static LATER_TABLE: Cell<Table> = const { Cell::new(&[]) };
    static LANGUAGE: RefCell<String> = RefCell::new(String::from("en"));
}

/// Puts a language's texts to use. `false` if they are not the ones this build was made with (a stale cache);
/// the texts in use then stay. Without `second`, the texts of the second part stay in any case.
///
/// The tables are kept for the life of the page: views hold their texts. That is some 15 KB for each change of
/// the language.
pub fn install(language: &str, first: &str, second: Option<&str>) -> bool {
    let Some(first) = read(first, &FIRST) else { return false };
    if !second.is_none_or(install_later) {
        return false;
    }
    TABLE.set(first.leak());
    LANGUAGE.with(|l| language.clone_into(&mut l.borrow_mut()));
    true
}

/// Puts the texts of the second part to use, in the language that is in use; `false` as with [`install`].
pub fn install_later(json: &str) -> bool {
    let texts = read(json, &LATER);
    let fits = texts.is_some();
    if let Some(texts) = texts {
        LATER_TABLE.set(texts.leak());
    }
    fits
}

fn read(json: &str, keys: &Keys) -> Option<Vec<Value>> {
    let Ok(Value::Array(texts)) = Value::parse(json) else { return None };
    let is_text = |text: &Value| matches!(text, Value::String(_) | Value::Object(_));
    // Texts are found by position: a cached file with as many but other keys would shift them.
    let hash = texts.first().and_then(Value::as_str);
    (hash == Some(keys.hash) && texts.len() == keys.count + 1 && texts.iter().all(is_text)).then_some(texts)
}

/// The BCP 47 tag of the language in use.
pub fn language() -> String {
    LANGUAGE.with(|l| l.borrow().clone())
}

/// No text is at a position where forms are, and the other way round: every language was compared with English.
fn at(table: Table, index: usize) -> &'static str {
    table.get(index).and_then(Value::as_str).unwrap_or_default()
}

fn get(index: usize) -> &'static str {
    at(TABLE.get(), index)
}

fn fill(index: usize, arguments: &[(&str, &str)]) -> String {
    put(get(index), arguments)
}

fn plural(index: usize, count: u64, arguments: &[(&str, &str)]) -> String {
    put_count(TABLE.get(), index, count, arguments)
}

/// The same with the texts of the second part. Not inlined: by their names the hook sees that nothing of the first
/// part, which has these texts not yet, uses one (`xtask/trunk-hook/src/part`).
mod later {
    use super::{LATER_TABLE, Table, at, put, put_count};

    /// A debug build has one part, and only here can it be seen that a text is wanted too early.
    fn table() -> Table {
        let table = LATER_TABLE.get();
        debug_assert!(!table.is_empty(), "a text of the second part was wanted before that is here");
        table
    }

    #[inline(never)]
    pub fn get(index: usize) -> &'static str {
        at(table(), index)
    }

    #[inline(never)]
    pub fn fill(index: usize, arguments: &[(&str, &str)]) -> String {
        put(get(index), arguments)
    }

    #[inline(never)]
    pub fn plural(index: usize, count: u64, arguments: &[(&str, &str)]) -> String {
        put_count(table(), index, count, arguments)
    }
}

fn put_count(table: Table, index: usize, count: u64, arguments: &[(&str, &str)]) -> String {
    let category = crate::clock::plural_category(count);
    let forms = table.get(index).and_then(Value::as_object);
    let form = forms.and_then(|forms| forms.get(&category).or_else(|| forms.get("other")));
    let number = crate::clock::number(count);
    let mut all = arguments.to_vec();
    all.push(("count", &number));
    put(form.and_then(Value::as_str).unwrap_or_default(), &all)
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
