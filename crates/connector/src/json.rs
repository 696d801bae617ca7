//! Reads JSON into types, and says what is wrong with it and where.
//!
//! Not serde's derive: a type here is a table of names and slots, and one function reads them all. That costs
//! the wasm a fraction of a visitor per type, and the errors carry their path for free, built on the way out.
//! The type stays the one definition: [`record!`] and [`choice!`] make the reader and, with the feature
//! `schema`, the JSON Schema from it.

use crate::problem::Problem;
use crate::value::{NotJson, Value};

/// The first problem met while reading. Reading goes on past it, with defaults: no early return, and so no code
/// that takes half-read values down again, which would be most of the reader.
#[derive(Default)]
pub(crate) struct Problems {
    found: bool,
    /// What it is, where there are words for it.
    first: Option<Problem>,
    words: Option<&'static Words>,
}

/// What a text must be besides a text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grammar {
    Expression,
    Place,
    SecretText,
}

/// How it is said what is wrong, and what makes sure of single texts. Functions behind a table: reading documents for the
/// first page only sees that something is wrong ([`crate::rest`]).
#[derive(Debug)]
pub(crate) struct Words {
    pub expected: fn(&str, &Value) -> Problem,
    /// A member that must be there.
    pub missing: fn(&str) -> Problem,
    pub unknown: fn(&str, &str, &[&str]) -> Problem,
    pub one_of: fn(&[&str], &Value) -> Problem,
    pub not_json: fn(NotJson) -> Problem,
    /// The same problem, seen from what holds the member of this name.
    pub inside: fn(Problem, &str) -> Problem,
    pub text: fn(Grammar, &str) -> Result<(), Problem>,
}

impl Problems {
    /// `Err(None)`: something is wrong, and there were no words for it.
    pub fn first(self) -> Result<(), Option<Problem>> {
        if self.found { Err(self.first) } else { Ok(()) }
    }

    /// Of several problems the first counts.
    pub fn add(&mut self, say: &dyn Fn(&Words) -> Problem) {
        if !self.found {
            self.found = true;
            self.first = self.words.map(say);
        }
    }

    pub fn expected(&mut self, what: &str, found: &Value) {
        self.add(&|words| (words.expected)(what, found));
    }

    pub fn text(&mut self, grammar: Grammar, text: &str) {
        if let Some(Err(problem)) = self.words.map(|words| (words.text)(grammar, text)) {
            self.add(&|_| problem.clone());
        }
    }

    /// Reads a part; a problem found in it is seen from here.
    fn inside(&mut self, name: &str, slot: &mut dyn FromJson, value: &Value) {
        if !self.found {
            slot.read(value, self);
            if let (Some(problem), Some(words)) = (self.first.take(), self.words) {
                self.first = Some((words.inside)(problem, name));
            }
        }
    }
}

/// A type that a JSON value can be read into.
pub(crate) trait FromJson {
    fn read(&mut self, value: &Value, problems: &mut Problems);
}

/// `Err(None)`: something is wrong, and there are no `words` for it.
pub(crate) fn read(
    slot: &mut dyn FromJson,
    value: &Value,
    words: Option<&'static Words>,
) -> Result<(), Option<Problem>> {
    let mut problems = Problems { words, ..Problems::default() };
    slot.read(value, &mut problems);
    problems.first()
}

/// Takes what a value was found to be.
fn put<T>(slot: &mut T, found: Option<T>, what: &str, value: &Value, problems: &mut Problems) {
    match found {
        Some(found) => *slot = found,
        None => problems.expected(what, value),
    }
}

impl FromJson for String {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        put(self, value.as_str().map(str::to_owned), "a string", value, problems);
    }
}

impl FromJson for bool {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        put(self, value.as_bool(), "true or false", value, problems);
    }
}

impl FromJson for u64 {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        put(
            self,
            value.as_i64().and_then(|n| n.try_into().ok()),
            "a whole number that is not negative",
            value,
            problems,
        );
    }
}

impl FromJson for Value {
    fn read(&mut self, value: &Value, _: &mut Problems) {
        self.clone_from(value);
    }
}

/// `null` is the same as no value.
impl<T: FromJson + Default> FromJson for Option<T> {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        if !value.is_null() {
            self.get_or_insert_default().read(value, problems);
        }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        (**self).read(value, problems);
    }
}

impl<T: FromJson + Default> FromJson for Vec<T> {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        let Some(list) = value.as_array() else { return problems.expected("a list", value) };
        self.extend(list.iter().map(|_| T::default()));
        for (index, (slot, entry)) in self.iter_mut().zip(list).enumerate() {
            problems.inside(&index.to_string(), slot, entry);
        }
    }
}

/// An object whose members the author names, in the order of their names. A list of pairs: each type of map
/// would cost the wasm four kilobytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Members<T>(pub Vec<(String, T)>);

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Members<T> {
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }
}

impl<T: FromJson + Default> FromJson for Members<T> {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        let Some(object) = value.as_object() else { return problems.expected("an object", value) };
        self.0.extend(object.0.iter().map(|(name, _)| (name.clone(), T::default())));
        for ((name, slot), (_, entry)) in self.0.iter_mut().zip(&object.0) {
            problems.inside(name, slot, entry);
        }
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Members<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Members".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, T>::json_schema(generator)
    }
}

/// Defines a text of a [`Grammar`] of its name.
macro_rules! text {
    ($(#[$meta:meta])* pub struct $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name(pub String);

        impl $crate::json::FromJson for $name {
            fn read(&mut self, value: &$crate::value::Value, problems: &mut $crate::json::Problems) {
                self.0.read(value, problems);
                problems.text($crate::json::Grammar::$name, &self.0);
            }
        }
    };
}
pub(crate) use text;

/// A member of a record: its name, and whether it must be there.
pub(crate) type Member = (&'static str, bool);

/// Reads an object that has no members but these, each into its slot.
pub(crate) fn read_record(
    value: &Value,
    members: &[Member],
    slots: &mut [&mut dyn FromJson],
    problems: &mut Problems,
) {
    let Some(object) = value.as_object() else { return problems.expected("an object", value) };
    for (name, _) in &object.0 {
        if !members.iter().any(|(known, _)| known == name) {
            return problems.add(&|words| {
                let known: Vec<&str> = members.iter().map(|(known, _)| *known).collect();
                (words.inside)((words.unknown)("member", name, &known), name)
            });
        }
    }
    for ((name, must), slot) in members.iter().zip(slots) {
        match object.get(name) {
            Some(value) => problems.inside(name, *slot, value),
            None if *must => problems.add(&|words| (words.missing)(name)),
            None => {}
        }
    }
}

/// The index of one of these words.
pub(crate) fn word(value: &Value, words: &[&str], problems: &mut Problems) -> Option<usize> {
    let index = value.as_str().and_then(|text| words.iter().position(|word| *word == text));
    if index.is_none() {
        problems.add(&|say| match value.as_str() {
            Some(text) => (say.unknown)("value", text, words),
            None => (say.one_of)(words, value),
        });
    }
    index
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
        #[derive(Clone, Debug, Default, PartialEq)]
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
            fn read(&mut self, value: &$crate::value::Value, problems: &mut $crate::json::Problems) {
                const MEMBERS: &[$crate::json::Member] =
                    &[$(($crate::json::record!(@name $field $($json)?), $crate::json::record!(@must $($default)?))),*];
                $crate::json::read_record(value, MEMBERS, &mut [$(&mut self.$field),*], problems);
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $json:literal) => { $json };
    (@must default) => { false };
    (@must) => { true };
}
pub(crate) use record;

/// Defines an enum that is read from a word.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(#[$first_meta:meta])* $first:ident = $first_json:literal
            $(, $(#[$variant_meta:meta])* $variant:ident = $json:literal )* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            #[default]
            $(#[$first_meta])* #[cfg_attr(feature = "schema", schemars(rename = $first_json))] $first,
            $( $(#[$variant_meta])* #[cfg_attr(feature = "schema", schemars(rename = $json))] $variant, )*
        }
        $crate::json::words!($name { $first = $first_json, $($variant = $json),* });
    };
}
pub(crate) use choice;

/// The words of an enum that is defined elsewhere.
macro_rules! words {
    ($name:ident { $($variant:ident = $json:literal),* $(,)? }) => {
        impl $crate::json::FromJson for $name {
            fn read(&mut self, value: &$crate::value::Value, problems: &mut $crate::json::Problems) {
                const VARIANTS: &[$name] = &[$($name::$variant),*];
                let index = $crate::json::word(value, &[$($json),*], problems);
                if let Some(variant) = index.and_then(|index| VARIANTS.get(index)) {
                    *self = *variant;
                }
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

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

    fn problem(json: &str) -> (String, String) {
        let value = Value::parse(json).unwrap();
        assert_eq!(read(&mut Door::default(), &value, None), Err(None), "{json}");
        let p = read(&mut Door::default(), &value, Some(&crate::rest::WORDS)).unwrap_err().unwrap();
        (p.path, p.problem)
    }

    #[test]
    fn reads_what_fits() {
        let mut door = Door::default();
        let json = r#"{"width": 3, "color": null, "hinges": ["left"]}"#;
        super::read(&mut door, &Value::parse(json).unwrap(), None).unwrap();
        assert_eq!(door, Door { width: 3, colour: None, hinges: vec![Hinge::Left] });
    }

    #[test]
    fn names_the_place_and_what_was_expected_there() {
        let is = |json: &str, path: &str, text: &str| assert_eq!(problem(json), (path.into(), text.into()));
        is(r#"[]"#, "", "expected an object, found a list");
        is(r#"{}"#, "", "expected a member `width`, found none");
        is(r#"{"width": "3"}"#, "/width", "expected a whole number that is not negative, found a string");
        is(r#"{"width": 3, "colour": "red"}"#, "/colour", "unknown member `colour`: did you mean `color`?");
        is(
            r#"{"width": 3, "roof/~": 1}"#,
            "/roof~1~0",
            "unknown member `roof/~`: expected one of `width`, `color`, `hinges`",
        );
        is(
            r#"{"width": 3, "hinges": ["left", "rihgt"]}"#,
            "/hinges/1",
            "unknown value `rihgt`: did you mean `right`?",
        );
        is(r#"{"width": 3, "hinges": [1]}"#, "/hinges/0", "expected one of `left`, `right`, found a number");
    }
}
