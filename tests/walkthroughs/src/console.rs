//! What the browser logged: errors, exceptions, refused loads and policy reports alike.

use std::fmt;

use serde_json::Value;

/// The log of one tab, and which of its errors the test expects.
#[derive(Default)]
pub(crate) struct Console {
    entries: Vec<Entry>,
    expected: Vec<String>,
}

struct Entry {
    level: String,
    message: String,
}

impl Console {
    pub fn expect(&mut self, text: &str) {
        self.expected.push(text.to_owned());
    }

    /// Adds entries as ChromeDriver gives them: `[{ "level", "message", ... }]`.
    pub fn add(&mut self, entries: &Value) {
        let text = |entry: &Value, member: &str| {
            entry.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        self.entries.extend(
            entries
                .as_array()
                .into_iter()
                .flatten()
                .map(|entry| Entry { level: text(entry, "level"), message: text(entry, "message") }),
        );
    }

    /// Errors, and what the browser itself warns about: unused preloads, ignored integrity, and so on.
    pub fn unexpected(&self) -> Vec<String> {
        let is_bad = |entry: &&Entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING");
        let is_expected = |entry: &&Entry| self.expected.iter().any(|text| entry.message.contains(text));
        let bad = self.entries.iter().filter(is_bad).filter(|entry| !is_expected(entry));
        bad.map(|entry| format!("{}: {}", entry.level, entry.message)).collect()
    }
}

impl fmt::Display for Console {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.iter().try_for_each(|entry| writeln!(out, "  {}: {}", entry.level, entry.message))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Console;

    #[test]
    fn an_error_that_was_not_expected_is_told_and_an_expected_one_is_not() {
        let mut console = Console::default();
        console.expect("401");
        console.add(&json!([
            { "level": "SEVERE", "message": "the server responded with a status of 401" },
            { "level": "SEVERE", "message": "Refused to load" },
            { "level": "INFO", "message": "hello" },
        ]));
        assert_eq!(console.unexpected(), ["SEVERE: Refused to load"]);
    }
}
