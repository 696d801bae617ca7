//! Token names and the rules a backend has for them.

use crate::text::{is_invisible, only_joins};
use std::fmt;

/// What the backend accepts as a token's name. Lengths are in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRules {
    pub required: bool,
    pub unique: bool,
    pub min_length: usize,
    pub max_length: usize,
}

impl Default for NameRules {
    fn default() -> Self {
        Self { required: true, unique: false, min_length: 1, max_length: 255 }
    }
}

/// A name that keeps its backend's rules, without surrounding space.
///
/// Empty only where the backend requires no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    Missing,
    TooShort {
        min: usize,
    },
    TooLong {
        max: usize,
        length: usize,
    },
    /// Control or direction-changing characters, which would hide what the name is.
    Invisible {
        character: char,
    },
    /// Another of the user's tokens has it (only where the backend wants names unique).
    Taken,
}

impl TokenName {
    /// Reads what a person typed. Space around it is dropped first, a line break from pasting included.
    ///
    /// `taken` is asked only where names must be unique, and only about a name that is else in order; it
    /// decides what "the same name" is (whether case counts).
    ///
    /// ```
    /// use latchkey_model::{NameError, NameRules, TokenName};
    ///
    /// let rules = NameRules { unique: true, max_length: 12, ..NameRules::default() };
    /// let taken = |name: &str| name == "deploy";
    /// assert_eq!(TokenName::parse(" nightly\n", &rules, taken).unwrap().as_str(), "nightly");
    /// assert_eq!(TokenName::parse("deploy", &rules, taken), Err(NameError::Taken));
    /// assert_eq!(TokenName::parse("  ", &rules, taken), Err(NameError::Missing));
    /// ```
    pub fn parse(
        text: &str,
        rules: &NameRules,
        taken: impl Fn(&str) -> bool,
    ) -> Result<TokenName, NameError> {
        let name = Self::check(text, rules)?;
        if rules.unique && !name.0.is_empty() && taken(&name.0) {
            return Err(NameError::Taken);
        }
        Ok(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }

    fn check(text: &str, rules: &NameRules) -> Result<TokenName, NameError> {
        let text = text.trim();
        let Some(first) = text.chars().next() else {
            return if rules.required { Err(NameError::Missing) } else { Ok(TokenName(String::new())) };
        };
        if let Some(character) = text.chars().find(|c| is_invisible(*c)) {
            return Err(NameError::Invisible { character });
        }
        if text.chars().all(only_joins) {
            return Err(NameError::Invisible { character: first });
        }
        let length = text.chars().count();
        if length < rules.min_length {
            return Err(NameError::TooShort { min: rules.min_length });
        }
        if length > rules.max_length {
            return Err(NameError::TooLong { max: rules.max_length, length });
        }
        Ok(TokenName(String::from(text)))
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, rules: &NameRules) -> Result<String, NameError> {
        TokenName::parse(text, rules, |_| false).map(TokenName::into_string)
    }

    #[test]
    fn names_of_all_scripts_are_taken_as_typed_without_the_space_around() {
        let rules = NameRules::default();
        for (typed, kept) in [
            ("ci", "ci"),
            ("  ci deploy\r\n", "ci deploy"),
            ("\u{a0}CI\u{3000}", "CI"),
            ("क्\u{200d}ष", "क्\u{200d}ष"),
            ("家族👨\u{200d}👩\u{200d}👧", "家族👨\u{200d}👩\u{200d}👧"),
            ("رمز النشر", "رمز النشر"),
        ] {
            assert_eq!(parse(typed, &rules).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn hidden_characters_are_refused_and_named() {
        let rules = NameRules::default();
        for (typed, character) in [
            ("ci\u{202e}yolped", '\u{202e}'),
            ("a\u{0}b", '\0'),
            ("a\tb", '\t'),
            ("a\nb", '\n'),
            ("\u{200b}", '\u{200b}'),
            ("a\u{2067}b", '\u{2067}'),
            ("a\u{200f}", '\u{200f}'),
            ("a\u{1b}[31m", '\u{1b}'),
            ("\u{200d}\u{200d}", '\u{200d}'),
        ] {
            assert_eq!(parse(typed, &rules), Err(NameError::Invisible { character }), "{typed:?}");
        }
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        let rules = NameRules { min_length: 3, max_length: 4, ..NameRules::default() };
        assert_eq!(parse("äö", &rules), Err(NameError::TooShort { min: 3 }));
        assert_eq!(parse("äöü", &rules).as_deref(), Ok("äöü"));
        assert_eq!(parse(" äöüß ", &rules).as_deref(), Ok("äöüß"));
        assert_eq!(parse("äöüßé", &rules), Err(NameError::TooLong { max: 4, length: 5 }));
    }

    #[test]
    fn an_empty_name_is_missing_only_where_one_is_required() {
        let optional = NameRules { required: false, min_length: 3, unique: true, ..NameRules::default() };
        assert_eq!(
            TokenName::parse(" \n", &optional, |_| true).map(TokenName::into_string).as_deref(),
            Ok("")
        );
        assert_eq!(parse("", &NameRules::default()), Err(NameError::Missing));
    }

    #[test]
    fn taken_names_matter_only_where_names_are_unique() {
        let unique = NameRules { unique: true, ..NameRules::default() };
        assert_eq!(TokenName::parse(" ci ", &unique, |n| n == "ci"), Err(NameError::Taken));
        assert!(TokenName::parse("ci", &NameRules::default(), |_| true).is_ok());
    }
}
