//! Values out of an answer.

use crate::codec::time;
use crate::document::{EmptyTime, Read, ReadDetail, TimeFormat};
use crate::error::{PrepareError, ReadError};
use crate::expression::{self, Answer, Expression, Key};
use crate::problem::pointer_token;
use crate::template::{Variables, fill_text};
use crate::value::Value;
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::Expiry;
use std::borrow::Cow;

/// Reads one entry of an answer. It goes on past the first problem with empty values, and [`Reader::finish`]
/// then gives the problem and nothing else.
pub(crate) struct Reader<'a> {
    pub variables: &'a Variables<'a>,
    error: Option<ReadError>,
}

impl<'a> Reader<'a> {
    pub fn new(variables: &'a Variables<'a>) -> Self {
        Self { variables, error: None }
    }

    pub fn finish<T>(self, read: T) -> Result<T, ReadError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(read),
        }
    }

    /// The first problem since the last call, for a reader that goes on with another part.
    pub fn take_error(&mut self) -> Option<ReadError> {
        self.error.take()
    }

    pub fn fail(&mut self, at: String, problem: String) {
        self.error.get_or_insert(ReadError { at, problem });
    }

    pub fn unexpected(&mut self, at: &str, what: &str, found: &Value) {
        let at = place(self.variables, at, &[]);
        self.fail(at, problem(what, found));
    }

    /// The first value that an expression leads to, or a template's text; null if there is none.
    pub fn find(&mut self, at: &str) -> Cow<'a, Value> {
        let Some(answer) = self.variables.answer else { return Cow::Owned(Value::Null) };
        answer.find(at).unwrap_or_else(|| {
            let text = self.compose(self.variables, at);
            Cow::Owned(text.map_or(Value::Null, Value::String))
        })
    }

    /// A template's text out of the answer; a missing part makes the whole an error.
    fn compose(&mut self, variables: &Variables<'_>, template: &str) -> Option<String> {
        match fill_text(variables, template, str::to_owned) {
            Ok(text) => text,
            Err(error) => {
                let at = match &error {
                    PrepareError::Missing { placeholder } | PrepareError::Unfit { placeholder } => {
                        placeholder
                    }
                    PrepareError::NotSupported => "",
                };
                self.fail(place(variables, at, &[]), problem("a text or a number", &Value::Null));
                None
            }
        }
    }

    /// The value, cut, or its default; null if there is none.
    fn value(&mut self, read: &'a ReadDetail) -> Cow<'a, Value> {
        let mut found = self.find(&read.at.0);
        if (read.after.is_some() || read.before.is_some()) && !found.is_null() {
            found =
                Cow::Owned(cut(found.as_str().unwrap_or_default(), read).map_or(Value::Null, Value::from));
        }
        match &read.default {
            Some(default) if found.is_null() => Cow::Borrowed(default),
            _ => found,
        }
    }

    /// A text; numbers and booleans as they are written. `None`: null or nothing.
    pub fn text(&mut self, read: &'a Read) -> Option<String> {
        let read = &*read.0;
        let value = self.value(read);
        if value.is_null() {
            return None;
        }
        let text = scalar(&value);
        match (&text, &read.map) {
            (None, _) => self.unexpected(&read.at.0, "a text or a number", &value),
            (Some(_), None) => {}
            (Some(text), Some(map)) => {
                let mapped = map.get(text).and_then(scalar);
                if mapped.is_none() {
                    self.unexpected(&read.at.0, NOT_IN_MAP, &value);
                }
                return mapped;
            }
        }
        text
    }

    /// As [`Reader::text`], where null and nothing are empty.
    pub fn text_or_empty(&mut self, read: &'a Option<Read>) -> String {
        read.as_ref().and_then(|read| self.text(read)).unwrap_or_default()
    }

    /// A text that must be there.
    pub fn required(&mut self, read: &'a Read) -> String {
        let text = self.text(read).unwrap_or_default();
        if text.is_empty() {
            self.unexpected(&read.0.at.0, "a text or a number", &Value::Null);
        }
        text
    }

    /// A list's texts. What is no list of texts is an error: an entry that vanished could widen access.
    pub fn list(&mut self, read: &'a Option<Read>) -> Vec<String> {
        let mut texts = Vec::new();
        let mut next = read.as_ref();
        while let Some(Read(read)) = next {
            self.add_all(read, &mut texts);
            next = read.also.as_ref();
        }
        texts
    }

    fn add_all(&mut self, read: &'a ReadDetail, texts: &mut Vec<String>) {
        let Some(answer) = self.variables.answer else { return };
        let (root, pointer) = answer.start(&read.at.0);
        let mut any = false;
        expression::walk(root, pointer, &mut |value, keys| any |= self.add(read, keys, value, texts));
        // A `*` over an empty list finds nothing, and that is no entry; else the list itself is missing.
        if !any && let Some((before, _)) = pointer.split_once("/*") {
            any = !expression::first(root, before).is_null();
        }
        if !any {
            match &read.default {
                Some(default) => {
                    self.add(read, &[], default, texts);
                }
                None => self.unexpected(&read.at.0, "a list", &Value::Null),
            }
        }
    }

    /// Adds a value's texts; `false` if it is null.
    fn add(&mut self, read: &ReadDetail, keys: &[Key<'_>], value: &Value, texts: &mut Vec<String>) -> bool {
        match value {
            Value::Null => return false,
            Value::Array(list) => {
                for (index, entry) in list.iter().enumerate() {
                    self.add_one(read, keys, Some(Key::Index(index)), entry, texts);
                }
            }
            // A map of names to booleans is the list of those that are true.
            Value::Object(members) if read.each.is_none() => {
                for (name, entry) in &members.0 {
                    match entry {
                        Value::Bool(true) => self.add_one(
                            read,
                            keys,
                            Some(Key::Name(name)),
                            &Value::from(name.as_str()),
                            texts,
                        ),
                        Value::Bool(false) => {}
                        _ => self.fail(
                            entry_place(self.variables, &read.at.0, keys, Some(Key::Name(name))),
                            problem("true or false", entry),
                        ),
                    }
                }
            }
            Value::String(text) if read.split.is_some() => {
                let by = read.split.as_deref().unwrap_or_default();
                let mut rest = text.as_str();
                while !rest.is_empty() {
                    // With nothing between them, each character is one.
                    let first = rest.chars().next().map_or(0, char::len_utf8);
                    let parted =
                        if by.is_empty() { rest.split_at_checked(first) } else { rest.split_once(by) };
                    let (entry, after) = parted.unwrap_or((rest, ""));
                    let entry = entry.trim();
                    if !entry.is_empty() {
                        self.add_one(read, keys, None, &Value::from(entry), texts);
                    }
                    rest = after;
                }
            }
            entry => self.add_one(read, keys, None, entry, texts),
        }
        true
    }

    fn add_one(
        &mut self,
        read: &ReadDetail,
        keys: &[Key<'_>],
        key: Option<Key<'_>>,
        entry: &Value,
        texts: &mut Vec<String>,
    ) {
        let variables = self.variables;
        let at = || entry_place(variables, &read.at.0, keys, key);
        let text = match (&read.each, self.variables.answer) {
            (Some(template), Some(answer)) => {
                let answer = Answer { entry, base: &at, keys, ..answer };
                match self.compose(&Variables { answer: Some(answer), ..*self.variables }, &template.0) {
                    Some(text) => text,
                    None => return,
                }
            }
            _ => match scalar(entry) {
                Some(text) => text,
                None => return self.fail(at(), problem("a text", entry)),
            },
        };
        match read.map.as_ref().map(|map| map.get(&text)) {
            None => texts.push(text),
            Some(Some(Value::Array(many))) => texts.extend(many.iter().filter_map(scalar)),
            Some(Some(one)) => texts.extend(scalar(one)),
            Some(None) => self.fail(at(), problem(NOT_IN_MAP, entry)),
        }
    }

    /// An instant; `None` for null, an empty text or nothing. What is there and no time is an error.
    pub fn time(&mut self, read: &'a Option<Read>) -> Option<DateTime<Utc>> {
        let read = &*read.as_ref()?.0;
        let value = self.value(read);
        self.instant(read, &value)
    }

    fn instant(&mut self, read: &'a ReadDetail, value: &Value) -> Option<DateTime<Utc>> {
        let format = read.time.unwrap_or(TimeFormat::Rfc3339);
        let texts =
            matches!(format, TimeFormat::Rfc3339 | TimeFormat::Naive | TimeFormat::Date | TimeFormat::Http);
        let text = match value {
            Value::Number(_) if texts => None,
            _ => scalar(value),
        };
        if value.is_null() || text.as_deref() == Some("") || read.never.contains(value) {
            return None;
        }
        let unit = match format {
            TimeFormat::SecondsAfter => 1,
            TimeFormat::MinutesAfter => 60,
            TimeFormat::HoursAfter => 3_600,
            TimeFormat::DaysAfter => 86_400,
            _ => 0,
        };
        let instant = match text {
            Some(text) if unit > 0 => {
                let from = match &read.from {
                    Some(_) => self.time(&read.from),
                    None => Some(self.variables.context.now),
                };
                let after = time::whole(&text).and_then(|n| TimeDelta::try_seconds(n.checked_mul(unit)?));
                from.and_then(|from| from.checked_add_signed(after?))
            }
            Some(text) => time::read(&text, format, read.day, self.variables.zone),
            None => None,
        };
        if instant.is_none() {
            let what = match format {
                TimeFormat::Rfc3339 => "a time with a zone (RFC 3339)",
                TimeFormat::Naive => "a date and time",
                TimeFormat::Date => "a date (YYYY-MM-DD)",
                TimeFormat::EpochSeconds => "seconds since 1970",
                TimeFormat::EpochMilliseconds => "milliseconds since 1970",
                TimeFormat::EpochMicroseconds => "microseconds since 1970",
                TimeFormat::EpochNanoseconds => "nanoseconds since 1970",
                TimeFormat::Http => "a time such as `Sun, 06 Nov 1994 08:49:37 GMT`",
                _ => "a length of time, and what it counts from",
            };
            self.unexpected(&read.at.0, what, value);
        }
        instant
    }

    /// An expiry. Nothing is "never" only where the connector says so.
    pub fn expiry(&mut self, read: &'a Option<Read>) -> Expiry {
        let Some(Read(read)) = read else { return Expiry::Unstated };
        let value = self.value(read);
        if read.never.iter().any(|never| never == value.as_ref()) {
            return Expiry::Never;
        }
        match (self.instant(read, &value), read.empty) {
            (Some(instant), _) => Expiry::At(instant),
            (None, Some(EmptyTime::Never)) => Expiry::Never,
            (None, Some(EmptyTime::Unstated)) => Expiry::Unstated,
            (None, None) => {
                self.unexpected(&read.at.0, "a time", &Value::Null);
                Expiry::Unstated
            }
        }
    }

    /// A number, not as text.
    pub fn number(&mut self, read: &'a Read) -> f64 {
        let value = self.value(&read.0);
        value.as_f64().unwrap_or_else(|| {
            self.unexpected(&read.0.at.0, "a number", &value);
            0.0
        })
    }

    /// A count, also as text; `None` where it is not said.
    pub fn count(&mut self, at: &str) -> Option<u64> {
        let value = self.find(at);
        let count = scalar(&value).and_then(|text| text.parse().ok());
        if count.is_none() && !value.is_null() {
            self.unexpected(at, "a count", &value);
        }
        count
    }
}

const NOT_IN_MAP: &str = "a value that the connector's `map` knows";

fn problem(what: &str, found: &Value) -> String {
    let found = if found.is_null() { "none" } else { found.kind() };
    format!("expected {what}, found {found}")
}

fn cut<'t>(text: &'t str, read: &ReadDetail) -> Option<&'t str> {
    let mut text = text;
    if let Some(after) = &read.after {
        text = text.split_once(after.as_str())?.1;
    }
    if let Some(before) = &read.before {
        text = text.split_once(before.as_str())?.0;
    }
    Some(text)
}

/// A text, or a number or boolean as it is written; null is none.
fn scalar(value: &Value) -> Option<String> {
    if value.is_null() { None } else { value.plain_text() }
}

/// Where an expression points, as a reader of the answer would say it.
pub(crate) fn place(variables: &Variables<'_>, at: &str, keys: &[Key<'_>]) -> String {
    let base = || variables.answer.map_or_else(String::new, |a| (a.base)());
    match expression::parse(at) {
        Ok(Expression::Body(pointer)) => expression::concrete(pointer, keys),
        Ok(Expression::Entry(pointer)) => base() + &expression::concrete(pointer, keys),
        Ok(Expression::Header(name)) => format!("header {name}"),
        _ => base(),
    }
}

/// The place of a list's entry.
fn entry_place(variables: &Variables<'_>, at: &str, keys: &[Key<'_>], key: Option<Key<'_>>) -> String {
    let mut path = place(variables, at, keys);
    if let Some(key) = key {
        path.push_str(&pointer_token(&key.text()));
    }
    path
}
