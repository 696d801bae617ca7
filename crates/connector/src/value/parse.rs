//! JSON text to values, by serde_json.
//!
//! serde_json hands on numbers with a fraction, or of many digits, as floats only. A text that has such numbers is read
//! a second time, in which each value is first taken as the text that it is ([`RawValue`]).

use super::{Members, Object, Value};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::cell::{Cell, RefCell};
use std::fmt;

/// Why a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    pub expected: &'static str,
    /// From 1.
    pub line: usize,
    /// From 1, in bytes.
    pub column: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not JSON: expected {} at line {} column {}", self.expected, self.line, self.column)
    }
}

/// How many lists and objects may be in each other: more is an attack on the stack, not data.
const DEPTH: usize = 128;

impl Value {
    pub fn parse(text: &str) -> Result<Value, JsonError> {
        let notes = Notes::default();
        match read(text, ValueSeed { depth: DEPTH, place: None, notes: &notes }) {
            Ok(value) if !notes.inexact.get() => Ok(value),
            Ok(_) => exact(text, DEPTH).map_err(|error| JsonError::of(text, &error)),
            // No float holds the number, or serde_json takes one level less.
            Err(error) if matches!(said(&error).as_str(), OUT_OF_RANGE | TOO_DEEP) => {
                serde_json::from_str::<&RawValue>(text).map_err(|error| JsonError::of(text, &error))?;
                exact(text, DEPTH).map_err(|_| JsonError::of(text, &error))
            }
            Err(error) => Err(JsonError::of(text, &error)),
        }
    }
}

/// An entry of a list that is found and not read yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'t> {
    text: &'t RawValue,
    depth: usize,
}

impl Entry<'_> {
    /// `None`: it is no JSON after all. Half of a surrogate pair, and too many levels, show only here.
    pub fn value(self) -> Option<Value> {
        let notes = Notes::default();
        match read(self.text.get(), ValueSeed { depth: self.depth, place: None, notes: &notes }) {
            Ok(value) if !notes.inexact.get() => Some(value),
            _ => exact(self.text.get(), self.depth).ok(),
        }
    }
}

/// A text without the entries of one list in it: they are only found.
pub(crate) struct SplitText<'t> {
    /// The list in it is empty.
    pub value: Value,
    /// `None`: there is no list at that place, and nothing is left out of the value.
    pub entries: Option<Vec<Entry<'t>>>,
}

impl<'t> SplitText<'t> {
    /// `place`: the names of the members that lead to the list. `None`: the text is to be read as a whole.
    pub fn read(text: &'t str, place: &[String]) -> Option<Self> {
        let notes = Notes::default();
        let value = read(text, ValueSeed { depth: DEPTH, place: Some(place), notes: &notes }).ok()?;
        (!notes.inexact.get()).then(|| Self { value, entries: notes.entries.take() })
    }
}

fn read<'t>(text: &'t str, seed: ValueSeed<'_, 't>) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Reads one value.
#[derive(Clone, Copy)]
struct ValueSeed<'n, 't> {
    /// How many levels there may be.
    depth: usize,
    /// The names that lead from here to the list whose entries are left out.
    place: Option<&'n [String]>,
    notes: &'n Notes<'t>,
}

/// What is found on the way.
#[derive(Default)]
struct Notes<'t> {
    /// A number is not as it was written.
    inexact: Cell<bool>,
    entries: RefCell<Option<Vec<Entry<'t>>>>,
}

impl ValueSeed<'_, '_> {
    fn inside<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom(TOO_DEEP))?;
        Ok(Self { depth, place: None, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, 'de> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, 'de> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Value, E> {
        Ok(is.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        self.notes.inexact.set(true);
        Ok(Value::Null)
    }

    /// A number's text, from a [`Value`] that is read again.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, number: D) -> Result<Value, D::Error> {
        String::deserialize(number).map(Value::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        if self.place.is_some_and(<[_]>::is_empty) {
            let mut entries = Vec::new();
            while let Some(text) = list.next_element()? {
                entries.push(Entry { text, depth: inside.depth });
            }
            self.notes.entries.replace(Some(entries));
            return Ok(Value::Array(Vec::new()));
        }
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(inside)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let way = self.place.and_then(<[_]>::split_first);
        let mut object = Object::default();
        while let Some(name) = members.next_key::<String>()? {
            let seed = match way {
                Some((next, place)) if name == *next => {
                    // Of two members with one name the last counts.
                    self.notes.entries.take();
                    ValueSeed { place: Some(place), ..inside }
                }
                _ => inside,
            };
            object.insert(name, members.next_value_seed(seed)?);
        }
        Ok(Value::Object(object))
    }
}

/// For members of documents, which are read from a [`Value`].
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let notes = Notes::default();
        let value = ValueSeed { depth: DEPTH, place: None, notes: &notes }.deserialize(deserializer)?;
        if notes.inexact.get() {
            Err(D::Error::custom("expected a number as it was written"))
        } else {
            Ok(value)
        }
    }
}

/// Reads a value with numbers as they are written. Its text is known to be JSON but for what [`Entry::value`] names.
fn exact(text: &str, depth: usize) -> serde_json::Result<Value> {
    let text = text.trim_ascii();
    let inside = || depth.checked_sub(1).ok_or_else(|| Error::custom(TOO_DEEP));
    Ok(match text.bytes().next() {
        Some(b'{') => {
            let depth = inside()?;
            let Members(members) = serde_json::from_str(text)?;
            let member = |(name, value): (String, &RawValue)| Ok((name, exact(value.get(), depth)?));
            Value::Object(Members(members.into_iter().map(member).collect::<serde_json::Result<_>>()?))
        }
        Some(b'[') => {
            let depth = inside()?;
            let list: Vec<&RawValue> = serde_json::from_str(text)?;
            let entries = list.into_iter().map(|entry| exact(entry.get(), depth));
            Value::Array(entries.collect::<serde_json::Result<_>>()?)
        }
        Some(b'"') => Value::String(serde_json::from_str(text)?),
        Some(b't') => Value::Bool(true),
        Some(b'f') => Value::Bool(false),
        Some(b'n') => Value::Null,
        _ => Value::Number(text.to_owned()),
    })
}

const OUT_OF_RANGE: &str = "number out of range";
const TOO_DEEP: &str = "recursion limit exceeded";

/// The words of serde_json without the place.
fn said(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = error.to_string();
    said.strip_suffix(&place).map(str::to_owned).unwrap_or(said)
}

impl JsonError {
    /// In words that say what would have been right.
    fn of(text: &str, error: &serde_json::Error) -> Self {
        let lines = || text.split('\n').map(str::as_bytes);
        let (line, column) = match (error.line(), error.column()) {
            // Where a text ends too early, the place is that of the byte which is missing.
            (line, column) if error.is_eof() => (line.max(1), column + 1),
            // A line's end is what is wrong, and was counted already.
            (line @ 2.., 0) => (line - 1, lines().nth(line - 2).unwrap_or_default().len() + 1),
            (line, column) => (line.max(1), column.max(1)),
        };
        let found = lines().nth(line - 1).and_then(|line| line.get(column - 1));
        let expected = match said(error).as_str() {
            "EOF while parsing a list" | "expected `,` or `]`" => "`,` or `]`",
            "EOF while parsing an object" | "expected `,` or `}`" => "`,` or `}`",
            "EOF while parsing a string" | "expected `\"`" => "`\"`",
            "key must be a string" => "a name in `\"`",
            "trailing comma" if found == Some(&b'}') => "a name in `\"`",
            "expected `:`" => "`:`",
            "invalid number" | OUT_OF_RANGE => "a digit",
            "invalid escape" => "an escape",
            "unexpected end of hex escape" | "lone leading surrogate in hex escape" => "a whole character",
            "invalid unicode code point" => "a whole character",
            "trailing characters" => "the end",
            TOO_DEEP => "less depth",
            said if said.starts_with("control character") => "`\"`",
            _ => "a value",
        };
        Self { expected, line, column }
    }
}

#[cfg(test)]
mod tests;
