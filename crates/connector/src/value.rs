//! JSON (RFC 8259) as a value, read and written.
//!
//! Not serde_json: it costs the wasm eleven kilobytes (brotli), most of them for floating point, which
//! connectors and tokens have no use for. Here a number is kept as it was written, so that an id of twenty
//! digits stays itself. Tests read the same texts with both and compare.

mod parse;

pub use parse::{NotJson, Parsing};

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    /// As it was written, for example `-1.5e3`.
    Number(String),
    String(String),
    Array(Vec<Value>),
    Object(Object),
}

/// Members in the order of the text. Of two with one name the last counts, as in browsers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(pub Vec<(String, Value)>);

impl Object {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value)
    }
    pub fn insert(&mut self, name: String, value: Value) {
        self.0.push((name, value));
    }
}

impl Value {
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(is) = self { Some(*is) } else { None }
    }
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = self { Some(text) } else { None }
    }
    pub fn as_array(&self) -> Option<&[Value]> {
        if let Value::Array(list) = self { Some(list) } else { None }
    }
    pub fn as_object(&self) -> Option<&Object> {
        if let Value::Object(object) = self { Some(object) } else { None }
    }
    /// A whole number in its plain writing.
    pub fn as_i64(&self) -> Option<i64> {
        if let Value::Number(number) = self { number.parse().ok() } else { None }
    }

    /// A number as close as a few multiplications come: for coordinates on a map, not for money.
    pub fn as_f64(&self) -> Option<f64> {
        let Value::Number(number) = self else { return None };
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let mut exponent: i32 = exponent.parse().ok()?;
        let mut value = 0.0;
        let mut fraction = false;
        for byte in mantissa.bytes() {
            match byte {
                b'.' => fraction = true,
                b'-' => {}
                digit => {
                    value = value * 10.0 + f64::from(digit - b'0');
                    exponent -= i32::from(fraction);
                }
            }
        }
        // Dividing by an exact power loses less than multiplying with an inexact one.
        for _ in 0..exponent.unsigned_abs().min(400) {
            value = if exponent < 0 { value / 10.0 } else { value * 10.0 };
        }
        Some(if number.starts_with('-') { -value } else { value })
    }

    /// Compact JSON.
    pub fn write(&self, to: &mut String) {
        match self {
            Value::Null => to.push_str("null"),
            Value::Bool(true) => to.push_str("true"),
            Value::Bool(false) => to.push_str("false"),
            Value::Number(number) => to.push_str(number),
            Value::String(text) => write_string(text, to),
            Value::Array(list) => {
                to.push('[');
                for (index, value) in list.iter().enumerate() {
                    if index > 0 {
                        to.push(',');
                    }
                    value.write(to);
                }
                to.push(']');
            }
            Value::Object(Object(members)) => {
                to.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        to.push(',');
                    }
                    write_string(name, to);
                    to.push(':');
                    value.write(to);
                }
                to.push('}');
            }
        }
    }

    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }
}

fn write_string(text: &str, to: &mut String) {
    to.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                to.push('\\');
                to.push(c);
            }
            '\n' => to.push_str("\\n"),
            c if c < ' ' => {
                to.push_str(if c < '\u{10}' { "\\u000" } else { "\\u001" });
                to.extend(char::from_digit(u32::from(c) % 16, 16));
            }
            c => to.push(c),
        }
    }
    to.push('"');
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(number.to_string())
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Value::Bool(is)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Value {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        serde_json::Value::json_schema(generator)
    }
}
