//! What is wrong with a document, said for the person who wrote it.

use serde::de::{Expected, Unexpected};
use std::fmt;

/// What is wrong, and the JSON pointer (RFC 6901) to it, relative to where reading began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: String,
    pub problem: String,
}

impl Problem {
    pub fn new(problem: impl Into<String>) -> Self {
        Self { path: String::new(), problem: problem.into() }
    }

    /// The same problem at this place.
    pub fn at(self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Problem {}

/// Where serde says what is wrong.
impl serde::de::Error for Problem {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Self::new(problem.to_string())
    }

    fn missing_field(member: &'static str) -> Self {
        Self::new(format!("expected a member `{member}`, found none"))
    }

    fn unknown_field(member: &str, known: &'static [&'static str]) -> Self {
        unknown("member", member, known)
    }

    fn unknown_variant(value: &str, known: &'static [&'static str]) -> Self {
        unknown("value", value, known)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Bool(_) => "a boolean",
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Str("") => "an empty string",
            Unexpected::Str(_) => "a string",
            Unexpected::Seq => "a list",
            Unexpected::Map => "an object",
            _ => "a number",
        };
        Self::new(format!("expected {expected}, found {found}"))
    }
}

/// `/name`, escaped as a JSON pointer wants it.
pub(crate) fn pointer_token(name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    format!("/{name}")
}

/// "`a`, `b`, `c`"
pub(crate) fn quoted(words: &[&str]) -> String {
    format!("`{}`", words.join("`, `"))
}

/// "unknown member `pth`: did you mean `path`?", or what there is.
pub(crate) fn unknown(what: &str, name: &str, known: &[&str]) -> Problem {
    let nearest = known.iter().map(|k| (distance(name, k), *k)).min();
    let known = match nearest {
        Some((steps, near)) if steps <= 2 || steps * 3 <= name.len() => format!(": did you mean `{near}`?"),
        Some(_) => format!(": expected one of {}", quoted(known)),
        None => String::new(),
    };
    Problem::new(format!("unknown {what} `{name}`{known}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        for (a, b, d) in [("", "abc", 3), ("path", "path", 0), ("pth", "path", 1), ("kitten", "sitting", 3)] {
            assert_eq!(distance(a, b), d, "{a} {b}");
        }
    }
}
