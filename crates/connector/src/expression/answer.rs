//! An answer that expressions are followed into.

use super::{Expression, Key, first, parse};
use crate::http::HttpResponse;
use crate::value::Value;
use std::borrow::Cow;

/// An answer, and what of it is being read.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub response: &'a HttpResponse,
    pub body: &'a Value,
    /// The entry that `#/pointer` starts from, its own pointer, and what each `*` of that stood for. The pointer is made
    /// when something is wrong there, not for each of thousands of entries.
    pub entry: &'a Value,
    pub base: &'a dyn Fn() -> String,
    pub keys: &'a [Key<'a>],
}

impl<'a> Answer<'a> {
    pub fn new(response: &'a HttpResponse, body: &'a Value) -> Self {
        Self { response, body, entry: body, base: &String::new, keys: &[] }
    }

    /// The first value that an expression leads to, null if there is none. `None`: this is no expression.
    pub fn find(&self, expression: &str) -> Option<Cow<'a, Value>> {
        let text = match parse(expression).ok()? {
            Expression::Body(pointer) => return Some(Cow::Borrowed(first(self.body, pointer))),
            Expression::Entry(pointer) => return Some(Cow::Borrowed(first(self.entry, pointer))),
            Expression::Text => Some(self.response.body.clone()),
            Expression::Header(name) => self.response.header(name).map(str::to_owned),
            Expression::Key(n) => self.keys.get(n - 1).map(|key| key.text()),
        };
        Some(Cow::Owned(text.map_or(Value::Null, Value::String)))
    }

    /// What a pointer of an expression starts from, and the pointer; null for an expression without one.
    pub fn start<'e>(&self, expression: &'e str) -> (&'a Value, &'e str) {
        match parse(expression) {
            Ok(Expression::Body(pointer)) => (self.body, pointer),
            Ok(Expression::Entry(pointer)) => (self.entry, pointer),
            _ => (&Value::Null, ""),
        }
    }
}
