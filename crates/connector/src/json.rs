//! Reads JSON into types, and says what is wrong with it and where.
//!
//! Not serde's derive: one small function per type that walks a parsed [`Value`] costs the wasm about a
//! third of derived visitors, and its errors carry the path for free, built on the way out. The type
//! stays the one definition: [`record!`] and [`choice!`] make the reader and, with the feature `schema`,
//! the JSON Schema from it.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What is wrong, and the JSON pointer (RFC 6901) to it, relative to where reading began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub path: String,
    pub problem: String,
}

impl Problem {
    pub fn new(problem: String) -> Self {
        Self { path: String::new(), problem }
    }

    /// The same problem, seen from the value that holds `name`.
    pub fn inside(mut self, name: &str) -> Self {
        self.path.insert_str(0, &pointer_token(name));
        self
    }
}

/// `/name`, escaped as a JSON pointer wants it.
pub(crate) fn pointer_token(name: &str) -> String {
    let mut token = String::with_capacity(name.len() + 1);
    token.push('/');
    for c in name.chars() {
        match c {
            '~' => token.push_str("~0"),
            '/' => token.push_str("~1"),
            c => token.push(c),
        }
    }
    token
}

/// What a value is, for "found a number". Never the value: it may be a secret.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(s) if s.is_empty() => "an empty string",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

pub(crate) fn expected(what: &str, found: &Value) -> Problem {
    Problem::new(["expected ", what, ", found ", kind(found)].concat())
}

/// "unknown member `pth`, did you mean `path`?" and what there is.
pub(crate) fn unknown(what: &str, name: &str, known: &[&str]) -> Problem {
    let mut problem = ["unknown ", what, " `", name, "`"].concat();
    let nearest = known.iter().map(|k| (distance(name, k), *k)).min();
    match nearest {
        Some((steps, near)) if steps <= 2 || steps * 3 <= name.len() => {
            problem.push_str(&[": did you mean `", near, "`?"].concat());
        }
        _ if known.is_empty() => {}
        _ => problem.push_str(&[": expected one of `", &known.join("`, `"), "`"].concat()),
    }
    Problem::new(problem)
}

/// Levenshtein's distance, in bytes: names in documents are ASCII.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let best = (diagonal + usize::from(x != y)).min(*cell + 1).min(left + 1);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// A type that a JSON value can be read into.
pub(crate) trait FromJson: Sized {
    fn from_json(value: &Value) -> Result<Self, Problem>;
}

impl FromJson for String {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        value.as_str().map(str::to_owned).ok_or_else(|| expected("a string", value))
    }
}

impl FromJson for bool {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        value.as_bool().ok_or_else(|| expected("true or false", value))
    }
}

impl FromJson for u64 {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        value.as_u64().ok_or_else(|| expected("a whole number that is not negative", value))
    }
}

impl FromJson for Value {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        Ok(value.clone())
    }
}

/// `null` is the same as no value.
impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        if value.is_null() { Ok(None) } else { T::from_json(value).map(Some) }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        T::from_json(value).map(Box::new)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        let list = value.as_array().ok_or_else(|| expected("a list", value))?;
        let mut read = Vec::with_capacity(list.len());
        for (index, entry) in list.iter().enumerate() {
            read.push(T::from_json(entry).map_err(|p| p.inside(&index.to_string()))?);
        }
        Ok(read)
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        let mut read = BTreeMap::new();
        for (name, entry) in value.as_object().ok_or_else(|| expected("an object", value))? {
            read.insert(name.clone(), T::from_json(entry).map_err(|p| p.inside(name))?);
        }
        Ok(read)
    }
}

/// An object with no members but these.
pub(crate) fn object<'v>(value: &'v Value, known: &[&str]) -> Result<&'v Map<String, Value>, Problem> {
    let object = value.as_object().ok_or_else(|| expected("an object", value))?;
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(unknown("member", name, known).inside(name)),
        None => Ok(object),
    }
}

pub(crate) fn required<T: FromJson>(object: &Map<String, Value>, name: &str) -> Result<T, Problem> {
    match object.get(name) {
        Some(value) => T::from_json(value).map_err(|p| p.inside(name)),
        None => Err(Problem::new(["expected a member `", name, "`, found none"].concat())),
    }
}

pub(crate) fn optional<T: FromJson + Default>(object: &Map<String, Value>, name: &str) -> Result<T, Problem> {
    match object.get(name) {
        Some(value) => T::from_json(value).map_err(|p| p.inside(name)),
        None => Ok(T::default()),
    }
}

/// One of these words.
pub(crate) fn word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Result<T, Problem> {
    let known = || words.iter().map(|(w, _)| *w).collect::<Vec<_>>();
    let text =
        value.as_str().ok_or_else(|| expected(&["one of `", &known().join("`, `"), "`"].concat(), value))?;
    words.iter().find(|(w, _)| *w == text).map(|(_, t)| *t).ok_or_else(|| unknown("value", text, &known()))
}

/// Defines a struct that is read from an object. Members marked `= default` may be left out; a member whose
/// JSON name is no Rust name says it in brackets.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$field_meta:meta])* pub $field:ident $([$json:literal])? : $type:ty $(= $default:ident)? ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
        pub struct $name {
            $(
                $(#[$field_meta])*
                $(#[cfg_attr(feature = "schema", schemars(rename = $json))])?
                $(#[cfg_attr(feature = "schema", schemars($default))])?
                pub $field: $type,
            )*
        }

        impl $crate::json::FromJson for $name {
            fn from_json(value: &serde_json::Value) -> Result<Self, $crate::json::Problem> {
                let object = $crate::json::object(
                    value,
                    &[$($crate::json::record!(@name $field $($json)?)),*],
                )?;
                Ok(Self {
                    $($field: $crate::json::record!(
                        @read $($default)? (object, $crate::json::record!(@name $field $($json)?))
                    )?,)*
                })
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $json:literal) => { $json };
    (@read default ($object:expr, $name:expr)) => { $crate::json::optional($object, $name) };
    (@read ($object:expr, $name:expr)) => { $crate::json::required($object, $name) };
}
pub(crate) use record;

/// Defines an enum that is read from a word.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $json:literal ),* $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $( $(#[$variant_meta])* #[cfg_attr(feature = "schema", schemars(rename = $json))] $variant, )*
        }
        $crate::json::words!($name { $($variant = $json),* });
    };
}
pub(crate) use choice;

/// The words of an enum that is defined elsewhere.
macro_rules! words {
    ($name:ident { $($variant:ident = $json:literal),* $(,)? }) => {
        impl $crate::json::FromJson for $name {
            fn from_json(value: &serde_json::Value) -> Result<Self, $crate::json::Problem> {
                $crate::json::word(value, &[$(($json, $name::$variant)),*])
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    record! {
        pub struct Door {
            pub width: u64,
            pub colour ["color"]: Option<String> = default,
            pub hinges: Vec<Hinge> = default,
        }
    }

    choice! {
        pub enum Hinge { Left = "left", Right = "right" }
    }

    fn problem(value: Value) -> (String, String) {
        let p = Door::from_json(&value).unwrap_err();
        (p.path, p.problem)
    }

    #[test]
    fn reads_what_fits() {
        let door = Door::from_json(&json!({"width": 3, "color": null, "hinges": ["left"]})).unwrap();
        assert_eq!(door, Door { width: 3, colour: None, hinges: vec![Hinge::Left] });
    }

    #[test]
    fn names_the_place_and_what_was_expected_there() {
        let is = |value, path: &str, text: &str| assert_eq!(problem(value), (path.into(), text.into()));
        is(json!([]), "", "expected an object, found a list");
        is(json!({}), "", "expected a member `width`, found none");
        is(json!({"width": "3"}), "/width", "expected a whole number that is not negative, found a string");
        is(json!({"width": 3, "colour": "red"}), "/colour", "unknown member `colour`: did you mean `color`?");
        is(
            json!({"width": 3, "roof/~": 1}),
            "/roof~1~0",
            "unknown member `roof/~`: expected one of `width`, `color`, `hinges`",
        );
        is(
            json!({"width": 3, "hinges": ["left", "rihgt"]}),
            "/hinges/1",
            "unknown value `rihgt`: did you mean `right`?",
        );
        is(
            json!({"width": 3, "hinges": [1]}),
            "/hinges/0",
            "expected one of `left`, `right`, found a number",
        );
    }

    #[test]
    fn distance_counts_edits() {
        for (a, b, d) in [("", "abc", 3), ("path", "path", 0), ("pth", "path", 1), ("kitten", "sitting", 3)] {
            assert_eq!(distance(a, b), d, "{a} {b}");
        }
    }
}
