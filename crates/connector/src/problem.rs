//! What is wrong with a document, said for the person who wrote it.

use crate::value::{NotJson, Value};

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

pub(crate) fn missing(member: &str) -> Problem {
    Problem::new(["expected a member `", member, "`, found none"].concat())
}

pub(crate) fn one_of(words: &[&str], found: &Value) -> Problem {
    expected(&["one of `", &words.join("`, `"), "`"].concat(), found)
}

pub(crate) fn not_json(error: NotJson) -> Problem {
    let place = [error.line.to_string(), error.column.to_string()].join(" column ");
    Problem::new(["not JSON: expected ", error.expected, " at line ", &place].concat())
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
