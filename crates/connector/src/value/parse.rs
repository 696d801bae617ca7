//! JSON text to a value, strictly by RFC 8259.

use super::{Object, Value};

/// Why a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson {
    pub expected: &'static str,
    /// From 1.
    pub line: usize,
    /// From 1, in bytes.
    pub column: usize,
}

/// As deep as serde_json goes: more is an attack on the stack, not data.
const DEPTH: usize = 128;

impl Value {
    pub fn parse(text: &str) -> Result<Value, NotJson> {
        let mut parsing = Parsing::new(text);
        loop {
            if let Some(parsed) = parsing.go_on(usize::MAX) {
                return parsed;
            }
        }
    }
}

/// A list or an object that has not ended yet.
enum Open {
    List(Vec<Value>),
    /// With the name of the member whose value comes next.
    Object(Object, String),
}

/// A text that is read a part at a time, so that a long one does not keep its reader from everything else.
pub struct Parsing<'t> {
    text: &'t str,
    rest: &'t str,
    /// What would have been right at `rest`, once something is wrong.
    expected: &'static str,
    /// What `rest` is in, the innermost last. Not on the machine's stack, which could not be left and come back to.
    open: Vec<Open>,
}

impl<'t> Parsing<'t> {
    pub fn new(text: &'t str) -> Self {
        let mut parsing = Self { text, rest: text, expected: "the end", open: Vec::new() };
        parsing.space();
        parsing
    }

    /// Reads on, at least so many bytes. `None`: there is more, call again.
    pub fn go_on(&mut self, bytes: usize) -> Option<Result<Value, NotJson>> {
        let until = self.rest.len().saturating_sub(bytes);
        loop {
            match self.step() {
                Some(None) if self.rest.len() <= until => return None,
                Some(None) => {}
                Some(Some(value)) if self.rest.is_empty() => return Some(Ok(value)),
                Some(Some(_)) | None => return Some(Err(self.not_json())),
            }
        }
    }

    fn not_json(&self) -> NotJson {
        let read = self.text.get(..self.text.len() - self.rest.len()).unwrap_or_default();
        let line = read.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = read.len() - read.rfind('\n').map_or(0, |at| at + 1) + 1;
        NotJson { expected: self.expected, line, column }
    }

    fn peek(&self) -> u8 {
        self.rest.as_bytes().first().copied().unwrap_or(0)
    }

    /// Takes so many bytes, all of them ASCII or whole characters.
    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    fn wrong<T>(&mut self, expected: &'static str) -> Option<T> {
        self.expected = expected;
        None
    }

    /// Takes this and the space after it.
    fn eat(&mut self, byte: u8) -> bool {
        let is = self.peek() == byte;
        if is {
            self.take(1);
            self.space();
        }
        is
    }

    /// From where a value begins to where the next one does, which is `Some(None)`, or to the end of the outermost.
    fn step(&mut self) -> Option<Option<Value>> {
        let mut value = match self.peek() {
            b'{' | b'[' if self.open.len() == DEPTH => return self.wrong("less depth"),
            b'{' => {
                self.eat(b'{');
                if !self.eat(b'}') {
                    let name = self.name()?;
                    self.open.push(Open::Object(Object::default(), name));
                    return Some(None);
                }
                Value::Object(Object::default())
            }
            b'[' => {
                self.eat(b'[');
                if !self.eat(b']') {
                    self.open.push(Open::List(Vec::new()));
                    return Some(None);
                }
                Value::Array(Vec::new())
            }
            b'"' => Value::String(self.string()?),
            b'-' | b'0'..=b'9' => self.number()?,
            _ => self.word()?,
        };
        loop {
            self.space();
            value = match self.open.pop() {
                None => return Some(Some(value)),
                Some(Open::List(mut list)) => {
                    list.push(value);
                    if self.eat(b',') {
                        self.open.push(Open::List(list));
                        return Some(None);
                    }
                    if !self.eat(b']') {
                        return self.wrong("`,` or `]`");
                    }
                    Value::Array(list)
                }
                Some(Open::Object(mut object, name)) => {
                    object.insert(name, value);
                    if self.eat(b',') {
                        let name = self.name()?;
                        self.open.push(Open::Object(object, name));
                        return Some(None);
                    }
                    if !self.eat(b'}') {
                        return self.wrong("`,` or `}`");
                    }
                    Value::Object(object)
                }
            };
        }
    }

    /// A member's name and the `:` after it.
    fn name(&mut self) -> Option<String> {
        if self.peek() != b'"' {
            return self.wrong("a name in `\"`");
        }
        let name = self.string()?;
        self.space();
        if self.eat(b':') { Some(name) } else { self.wrong("`:`") }
    }

    fn word(&mut self) -> Option<Value> {
        for (word, value) in [("null", Value::Null), ("true", true.into()), ("false", false.into())] {
            if self.rest.starts_with(word) {
                self.take(word.len());
                return Some(value);
            }
        }
        self.wrong("a value")
    }

    fn digits(&mut self) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        self.rest.len() < before
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.rest;
        if self.peek() == b'-' {
            self.take(1);
        }
        // No leading zero.
        let mut good = if self.peek() == b'0' { self.take(1) == "0" } else { self.digits() };
        if good && self.peek() == b'.' {
            self.take(1);
            good = self.digits();
        }
        if good && matches!(self.peek(), b'e' | b'E') {
            self.take(1);
            if matches!(self.peek(), b'+' | b'-') {
                self.take(1);
            }
            good = self.digits();
        }
        if !good {
            return self.wrong("a digit");
        }
        let written = start.get(..start.len() - self.rest.len())?;
        Some(Value::Number(written.to_owned()))
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        self.take(1);
        loop {
            let plain = self.rest.bytes().position(|b| b == b'"' || b == b'\\' || b < b' ');
            text.push_str(self.take(plain.unwrap_or(self.rest.len())));
            match self.peek() {
                b'"' => {
                    self.take(1);
                    return Some(text);
                }
                b'\\' => {
                    self.take(1);
                    text.push(self.escape()?);
                }
                _ => return self.wrong("`\"`"),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let escape = self.peek();
        let c = match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.take(1);
                let mut code = self.hex()?;
                if (0xd800..0xdc00).contains(&code) && self.rest.starts_with("\\u") {
                    self.take(2);
                    let low = self.hex()?;
                    // A low half that is none leaves a code that is no character.
                    code = match low.checked_sub(0xdc00) {
                        Some(low) if low < 0x400 => 0x10000 + ((code - 0xd800) << 10) + low,
                        _ => code,
                    };
                }
                return char::from_u32(code).or_else(|| self.wrong("a whole character"));
            }
            _ => return self.wrong("an escape"),
        };
        self.take(1);
        Some(c)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(digits) = digits else { return self.wrong("four hexadecimal digits") };
        self.take(4);
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same value in serde_json's words, and the same in the smallest parts; numbers by their writing are compared
    /// there.
    fn agree(text: &str) -> Result<(), TestCaseError> {
        let theirs = serde_json::from_str::<serde_json::Value>(text);
        let mut parsing = Parsing::new(text);
        let in_parts = std::iter::repeat_with(|| parsing.go_on(0)).flatten().next();
        prop_assert_eq!(in_parts, Some(Value::parse(text)));
        match (Value::parse(text), theirs) {
            (Ok(ours), Ok(theirs)) => {
                let again: serde_json::Value = serde_json::from_str(&ours.to_json()).unwrap();
                prop_assert_eq!(&again, &theirs, "{}", text);
                prop_assert_eq!(Value::parse(&ours.to_json()), Ok(ours));
            }
            (Err(_), Err(_)) => {}
            // Only there: a number that no float holds.
            (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {}
            (ours, theirs) => prop_assert!(false, "{text}: {ours:?} but {theirs:?}"),
        }
        Ok(())
    }

    #[test]
    fn agrees_with_serde_json_on_the_edges() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        for text in [
            "",
            " ",
            "null",
            "nul",
            "nulll",
            "true ",
            "tru",
            "[]",
            "[ ]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{}",
            "{ }",
            "{\"a\":1,}",
            "{\"a\" : 1 , \"b\":[{}]}",
            "{a:1}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1",
            "[",
            "]",
            "0",
            "-0",
            "-",
            "00",
            "01",
            "1.",
            ".5",
            "1.5",
            "-1.5e+10",
            "1e",
            "1e5",
            "1E-5",
            "1e+",
            "+1",
            "0x10",
            "123456789012345678901234567890",
            "1e999",
            "\"\"",
            "\"a",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            "\"\\x\"",
            "\"\\u00e9\"",
            "\"\\u00E\"",
            "\"\\u+0e9\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ud83dx\"",
            "\"\\ud83d\\u0041\"",
            "\"\\ud83d\\n\"",
            "\"\n\"",
            "\"\t\"",
            "\"\u{7f}\u{80}é😀\"",
            "\u{a0}1",
            "1\u{a0}",
            "1 1",
            "{} []",
            "\u{feff}1",
            "'a'",
            "NaN",
            "// x\n1",
            "\0",
        ] {
            agree(text).unwrap();
        }
        for depth in [126, 127, 128, 129, 100_000] {
            let ours = Value::parse(&deep(depth)).is_ok();
            assert_eq!(ours, depth <= 128, "{depth}");
        }
    }

    #[test]
    fn keeps_numbers_as_they_are_written() {
        let value = Value::parse("[1.50, 12345678901234567890123, -0]").unwrap();
        assert_eq!(value.to_json(), "[1.50,12345678901234567890123,-0]");
        for (text, number) in
            [("47.3769", 47.3769), ("-8.5417", -8.5417), ("0", 0.0), ("1.5e2", 150.0), ("25e-1", 2.5)]
        {
            let read = Value::parse(text).unwrap().as_f64().unwrap();
            assert!((read - number).abs() < 1e-12, "{text}: {read}");
        }
    }

    #[test]
    fn says_where_a_text_breaks_off() {
        for (text, expected, line, column) in [
            ("{\n  \"a\": 1\n  \"b\": 2}", "`,` or `}`", 3, 3),
            ("[1,\n]", "a value", 2, 1),
            ("{\"a\":1,}", "a name in `\"`", 1, 8),
            ("<html>", "a value", 1, 1),
            ("{} x", "the end", 1, 4),
            ("\"abc", "`\"`", 1, 5),
        ] {
            assert_eq!(Value::parse(text), Err(NotJson { expected, line, column }), "{text}");
        }
    }

    #[test]
    fn reads_no_more_at_a_time_than_it_is_told() {
        let text = ["[", &"{\"a\": [1, 2]}, ".repeat(99), "{}]"].concat();
        let mut parsing = Parsing::new(&text);
        let (mut before, mut parts) = (text.len(), 1);
        let value = loop {
            match parsing.go_on(100) {
                Some(value) => break value,
                None => assert!((100..120).contains(&(before - parsing.rest.len())), "{parts}"),
            }
            (before, parts) = (parsing.rest.len(), parts + 1);
        };
        assert_eq!(value, Value::parse(&text));
        assert!(parts > 10, "{parts}");
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json_on_any_text(text in "[\\[\\]{}:,\"\\\\0-9eE+.a-fnlrtu \\-é]{0,40}") {
            agree(&text)?;
        }

        #[test]
        fn agrees_with_serde_json_on_any_string(text in "\\PC*") {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(Value::parse(&json), Ok(Value::String(text.clone())));
            let ours = Value::String(text.clone()).to_json();
            prop_assert_eq!(serde_json::from_str::<String>(&ours).unwrap(), text);
        }
    }
}
