//! JSON text to values, by serde_json.
//!
//! serde_json hands on numbers with a fraction, or of many digits, as floats only. A text that has such numbers is read
//! a second time, in which each value is first taken as the text that it is ([`RawValue`]).

use super::{Object, Value};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::cell::Cell;
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
        let inexact = Cell::new(false);
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = ValueSeed { depth: DEPTH, inexact: &inexact }.deserialize(&mut deserializer);
        match value.and_then(|value| deserializer.end().map(|()| value)) {
            Ok(value) if !inexact.get() => Ok(value),
            Ok(_) => exact(text, DEPTH).ok_or_else(|| JsonError::at_start("a value")),
            // No float holds the number, or serde_json takes one level less.
            Err(error) if matches!(said(&error).as_str(), OUT_OF_RANGE | TOO_DEEP) => {
                serde_json::from_str::<&RawValue>(text).map_err(|error| JsonError::of(text, &error))?;
                exact(text, DEPTH).ok_or_else(|| JsonError::of(text, &error))
            }
            Err(error) => Err(JsonError::of(text, &error)),
        }
    }
}

/// An entry of a list that was found and is read when it is its turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'t> {
    text: &'t RawValue,
    depth: usize,
}

impl Entry<'_> {
    /// `None`: it is no JSON after all. Half of a surrogate pair, and too many levels, show only here.
    pub fn value(self) -> Option<Value> {
        let inexact = Cell::new(false);
        let mut deserializer = serde_json::Deserializer::from_str(self.text.get());
        match (ValueSeed { depth: self.depth, inexact: &inexact }).deserialize(&mut deserializer) {
            Ok(value) if !inexact.get() => Some(value),
            _ => exact(self.text.get(), self.depth),
        }
    }
}

/// Reads a text, but for the entries of one list in it: they are only found.
pub(crate) struct ListReader<'t> {
    /// Empty where the list is.
    pub value: Value,
    /// `None`: there is no list at that place, and nothing is left out of the value.
    pub entries: Option<Vec<Entry<'t>>>,
}

impl<'t> ListReader<'t> {
    /// `place`: the names of the members that lead to the list. `None`: the text is to be read as a whole.
    pub fn read(text: &'t str, place: &[String]) -> Option<Self> {
        let inexact = Cell::new(false);
        let mut entries = None;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let values = ValueSeed { depth: DEPTH, inexact: &inexact };
        let value = ListSeed { place, entries: &mut entries, values }.deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        (!inexact.get()).then_some(Self { value, entries })
    }
}

/// Reads one value, and notes whether a number in it is not as it was written.
#[derive(Clone, Copy)]
struct ValueSeed<'c> {
    /// How many levels there may be.
    depth: usize,
    inexact: &'c Cell<bool>,
}

impl ValueSeed<'_> {
    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom(TOO_DEEP))?;
        Ok(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Value, E> {
        Ok(Value::Bool(is))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        self.inexact.set(true);
        Ok(Value::Null)
    }

    /// A number's text, from a [`Value`] that is read again.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, number: D) -> Result<Value, D::Error> {
        String::deserialize(number).map(Value::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element_seed(inside)? {
            list.push(entry);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut object = Object::default();
        while let Some(name) = members.next_key()? {
            object.insert(name, members.next_value_seed(inside)?);
        }
        Ok(Value::Object(object))
    }
}

/// For members of documents, which are read from a [`Value`].
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let inexact = Cell::new(false);
        let value = ValueSeed { depth: DEPTH, inexact: &inexact }.deserialize(deserializer)?;
        if inexact.get() { Err(D::Error::custom("expected a number as it was written")) } else { Ok(value) }
    }
}

/// Goes to a list, reading what is beside the way.
struct ListSeed<'p, 'e, 'c, 't> {
    place: &'p [String],
    entries: &'e mut Option<Vec<Entry<'t>>>,
    values: ValueSeed<'c>,
}

impl<'de> DeserializeSeed<'de> for ListSeed<'_, '_, '_, 'de> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        // Of two members with one name the last counts.
        *self.entries = None;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ListSeed<'_, '_, '_, 'de> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.values.visit_unit()
    }

    fn visit_bool<E: serde::de::Error>(self, is: bool) -> Result<Value, E> {
        self.values.visit_bool(is)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        self.values.visit_u64(number)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Value, E> {
        self.values.visit_i64(number)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        self.values.visit_f64(number)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.values.visit_str(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        if !self.place.is_empty() {
            return self.values.visit_seq(list);
        }
        let depth = self.values.inside()?.depth;
        let mut entries = Vec::new();
        while let Some(text) = list.next_element::<&'de RawValue>()? {
            entries.push(Entry { text, depth });
        }
        *self.entries = Some(entries);
        Ok(Value::Array(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let Some((next, place)) = self.place.split_first() else { return self.values.visit_map(members) };
        let values = self.values.inside()?;
        let mut object = Object::default();
        while let Some(name) = members.next_key::<String>()? {
            let value = if name == *next {
                members.next_value_seed(ListSeed { place, entries: &mut *self.entries, values })?
            } else {
                members.next_value_seed(values)?
            };
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// Reads a value whose text serde_json has found good but for what [`Entry::value`] names, with numbers as they are
/// written.
fn exact(text: &str, depth: usize) -> Option<Value> {
    let text = text.trim_ascii();
    Some(match text.bytes().next()? {
        b'{' => {
            let depth = depth.checked_sub(1)?;
            let Members(members) = serde_json::from_str(text).ok()?;
            let member = |(name, value): (String, &RawValue)| Some((name, exact(value.get(), depth)?));
            Value::Object(Object(members.into_iter().map(member).collect::<Option<_>>()?))
        }
        b'[' => {
            let depth = depth.checked_sub(1)?;
            let list: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            Value::Array(list.into_iter().map(|entry| exact(entry.get(), depth)).collect::<Option<_>>()?)
        }
        b'"' => Value::String(serde_json::from_str(text).ok()?),
        b't' => Value::Bool(true),
        b'f' => Value::Bool(false),
        b'n' => Value::Null,
        _ => Value::Number(text.to_owned()),
    })
}

/// An object's members in their order.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
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
    fn at_start(expected: &'static str) -> Self {
        Self { expected, line: 1, column: 1 }
    }

    /// In words that say what would have been right.
    fn of(text: &str, error: &serde_json::Error) -> Self {
        let line = error.line().max(1);
        // Where a text ends too early, the place is that of the byte which is missing.
        let column = (error.column() + usize::from(error.is_eof())).max(1);
        let bytes = text.split('\n').nth(line - 1).unwrap_or_default().as_bytes();
        let found = bytes.get(column - 1);
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
