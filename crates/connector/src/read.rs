//! Single values out of an answer.

use crate::document::{EmptyTime, Read, ReadDetail, TimeFormat};
use crate::error::{PrepareError, ReadError};
use crate::expression::{self, Expression};
use crate::fill;
use crate::json::{kind, pointer_token};
use crate::scope::{Answer, Scope};
use crate::time;
use chrono::{DateTime, Utc};
use latchkey_model::Expiry;
use serde_json::Value;
use std::borrow::Cow;

/// A value and where it was, for messages.
pub(crate) struct Spot<'v> {
    pub value: Cow<'v, Value>,
    pub keys: Vec<String>,
}

/// Everything that an expression leads to; a template gives one text, or nothing if it is left out.
pub(crate) fn spots<'v>(scope: &Scope<'v>, at: &str) -> Result<Vec<Spot<'v>>, ReadError> {
    let Some(answer) = scope.answer else { return Ok(Vec::new()) };
    let owned = |text: String| vec![Spot { value: Cow::Owned(Value::String(text)), keys: Vec::new() }];
    if !expression::is_expression(at) {
        return Ok(compose(scope, at)?.map_or_else(Vec::new, owned));
    }
    let (root, pointer) = match expression::parse(at) {
        Ok(Expression::Body(pointer)) => (answer.body, pointer),
        Ok(Expression::Entry(pointer)) => (answer.entry, pointer),
        Ok(Expression::Text) => return Ok(owned(answer.response.body.clone())),
        Ok(Expression::Header(name)) => {
            return Ok(answer.response.header(name).map_or_else(Vec::new, |h| owned(h.to_owned())));
        }
        Ok(Expression::Key(n)) => {
            return Ok(answer.keys.get(n - 1).map_or_else(Vec::new, |k| owned(k.clone())));
        }
        Err(_) => return Ok(Vec::new()),
    };
    let found = expression::resolve(root, pointer).into_iter();
    Ok(found.map(|f| Spot { value: Cow::Borrowed(f.value), keys: f.keys }).collect())
}

/// A template's text out of the answer; a missing part makes the whole an error.
fn compose(scope: &Scope<'_>, template: &str) -> Result<Option<String>, ReadError> {
    fill::text(scope, template, str::to_owned).map_err(|error| {
        let (PrepareError::Missing { placeholder } | PrepareError::Unfit { placeholder }) = error else {
            return ReadError { at: String::new(), problem: "cannot be composed".to_owned() };
        };
        let problem = "expected a text or a number, found none".to_owned();
        ReadError { at: place(scope, &placeholder, &[]), problem }
    })
}

/// Where an expression points, as a reader of the answer would say it.
pub(crate) fn place(scope: &Scope<'_>, at: &str, keys: &[String]) -> String {
    let base = scope.answer.map_or("", |a| a.base);
    match expression::parse(at) {
        Ok(Expression::Body(pointer)) => expression::concrete(pointer, keys),
        Ok(Expression::Entry(pointer)) => [base, &expression::concrete(pointer, keys)].concat(),
        Ok(Expression::Header(name)) => ["header ", name].concat(),
        _ => base.to_owned(),
    }
}

fn wrong(scope: &Scope<'_>, at: &str, keys: &[String], problem: &str) -> ReadError {
    ReadError { at: place(scope, at, keys), problem: problem.to_owned() }
}

fn unexpected(scope: &Scope<'_>, at: &str, keys: &[String], what: &str, found: &Value) -> ReadError {
    wrong(scope, at, keys, &["expected ", what, ", found ", kind(found)].concat())
}

/// The value, or its default; null and nothing are the same.
fn value<'v>(scope: &Scope<'v>, read: &'v ReadDetail) -> Result<Option<Cow<'v, Value>>, ReadError> {
    let first = spots(scope, &read.at)?.into_iter().next().map(|s| s.value).filter(|v| !v.is_null());
    let found = match (first, &read.after, &read.before) {
        (Some(value), None, None) => Some(value),
        (Some(value), after, before) => {
            let text = value.as_str().unwrap_or_default();
            let rest = match after {
                Some(after) => text.split_once(after.as_str()).map(|(_, rest)| rest),
                None => Some(text),
            };
            let cut = rest.and_then(|rest| match before {
                Some(before) => rest.split_once(before.as_str()).map(|(cut, _)| cut),
                None => Some(rest),
            });
            cut.map(|cut| Cow::Owned(Value::String(cut.to_owned())))
        }
        (None, ..) => None,
    };
    Ok(found.or_else(|| read.default.as_ref().map(Cow::Borrowed)))
}

/// A text; numbers and booleans as they are written. `None`: null or nothing.
pub(crate) fn text(scope: &Scope<'_>, read: &Read) -> Result<Option<String>, ReadError> {
    let read = &*read.0;
    let Some(value) = value(scope, read)? else { return Ok(None) };
    let text =
        scalar(&value).ok_or_else(|| unexpected(scope, &read.at, &[], "a text or a number", &value))?;
    let Some(map) = &read.map else { return Ok(Some(text)) };
    match map.get(&text).and_then(scalar) {
        Some(mapped) => Ok(Some(mapped)),
        None => Err(wrong(scope, &read.at, &[], "expected a value that the connector's `map` knows")),
    }
}

/// As [`text`], where null and nothing are empty.
pub(crate) fn text_or_empty(scope: &Scope<'_>, read: &Option<Read>) -> Result<String, ReadError> {
    match read {
        Some(read) => Ok(text(scope, read)?.unwrap_or_default()),
        None => Ok(String::new()),
    }
}

/// A text that must be there.
pub(crate) fn required(scope: &Scope<'_>, read: &Read) -> Result<String, ReadError> {
    match text(scope, read)? {
        Some(text) if !text.is_empty() => Ok(text),
        _ => Err(wrong(scope, &read.0.at, &[], "expected a text or a number, found none")),
    }
}

fn scalar(value: &Value) -> Option<String> {
    fill::plain(value).filter(|_| !value.is_null())
}

/// A list's texts. What is no list of texts is an error: an entry that vanished could widen access.
pub(crate) fn list(scope: &Scope<'_>, read: &Option<Read>) -> Result<Vec<String>, ReadError> {
    let mut texts = Vec::new();
    let Some(Read(read)) = read else { return Ok(texts) };
    let mut any = false;
    for Spot { value, keys } in spots(scope, &read.at)? {
        any |= add(scope, read, &keys, &value, &mut texts)?;
    }
    // A `*` over an empty list finds nothing, and that is no entry; else the list itself is missing.
    if any || (read.at.contains('*') && star_over_something(scope, &read.at)) {
        return Ok(texts);
    }
    match &read.default {
        Some(default) => add(scope, read, &[], default, &mut texts).map(|_| texts),
        None => Err(wrong(scope, &read.at, &[], "expected a list, found none")),
    }
}

/// Whether what stands before the first `*` is a list or an object.
fn star_over_something(scope: &Scope<'_>, at: &str) -> bool {
    let before = at.split("/*").next().unwrap_or_default();
    spots(scope, before).is_ok_and(|s| s.iter().any(|s| s.value.is_array() || s.value.is_object()))
}

/// Adds a value's texts; `false` if it is null.
fn add(
    scope: &Scope<'_>,
    read: &ReadDetail,
    keys: &[String],
    value: &Value,
    texts: &mut Vec<String>,
) -> Result<bool, ReadError> {
    let each = |keys: &[String], entry: &Value, texts: &mut Vec<String>| -> Result<(), ReadError> {
        let at = |keys: &[String]| place_of_entry(scope, &read.at, keys);
        let text = match &read.each {
            Some(template) => {
                let base = at(keys);
                let answer = scope.answer.map(|a| Answer { entry, base: &base, keys, ..a });
                compose(&Scope { answer, ..*scope }, template)?
            }
            None => scalar(entry),
        };
        let Some(text) = text else {
            let problem = ["expected a text, found ", kind(entry)].concat();
            return Err(ReadError { at: at(keys), problem });
        };
        let Some(map) = &read.map else {
            texts.push(text);
            return Ok(());
        };
        match map.get(&text) {
            Some(Value::Array(many)) => texts.extend(many.iter().filter_map(scalar)),
            Some(one) => texts.extend(scalar(one)),
            None => {
                let problem = "expected a value that the connector's `map` knows".to_owned();
                return Err(ReadError { at: at(keys), problem });
            }
        }
        Ok(())
    };
    let inner = |key: String| -> Vec<String> { keys.iter().cloned().chain([key]).collect() };
    match value {
        Value::Null => return Ok(false),
        Value::Array(list) => {
            for (index, entry) in list.iter().enumerate() {
                each(&inner(index.to_string()), entry, texts)?;
            }
        }
        // A map of names to booleans is the list of those that are true.
        Value::Object(members) if read.each.is_none() => {
            for (name, entry) in members {
                match entry {
                    Value::Bool(true) => each(&inner(name.clone()), &Value::String(name.clone()), texts)?,
                    Value::Bool(false) => {}
                    _ => {
                        let at = place_of_entry(scope, &read.at, &inner(name.clone()));
                        let problem = ["expected true or false, found ", kind(entry)].concat();
                        return Err(ReadError { at, problem });
                    }
                }
            }
        }
        Value::String(text) if read.split.is_some() => {
            let separator = read.split.as_deref().unwrap_or_default();
            for entry in text.split(separator).map(str::trim).filter(|e| !e.is_empty()) {
                each(keys, &Value::String(entry.to_owned()), texts)?;
            }
        }
        entry => each(keys, entry, texts)?,
    }
    Ok(true)
}

/// The place of a list's entry: keys beyond the expression's `*` are steps below it.
fn place_of_entry(scope: &Scope<'_>, at: &str, keys: &[String]) -> String {
    let stars = at.split('/').filter(|token| *token == "*").count();
    let mut path = place(scope, at, keys);
    for key in keys.iter().skip(stars) {
        path.push_str(&pointer_token(key));
    }
    path
}

/// An instant; `None` for null, an empty text or nothing. What is there and no time is an error.
pub(crate) fn time(scope: &Scope<'_>, read: &Option<Read>) -> Result<Option<DateTime<Utc>>, ReadError> {
    let Some(Read(read)) = read else { return Ok(None) };
    let Some(value) = value(scope, read)? else { return Ok(None) };
    instant(scope, read, &value)
}

fn instant(scope: &Scope<'_>, read: &ReadDetail, value: &Value) -> Result<Option<DateTime<Utc>>, ReadError> {
    let format = read.time.unwrap_or(TimeFormat::Rfc3339);
    let epoch = matches!(format, TimeFormat::EpochSeconds | TimeFormat::EpochMilliseconds);
    let instant = match value {
        Value::String(text) if text.is_empty() => return Ok(None),
        Value::String(text) => time::read(text, format, read.day, scope.zone),
        Value::Number(number) if epoch => time::read(&number.to_string(), format, read.day, scope.zone),
        _ => None,
    };
    let what = match format {
        TimeFormat::Rfc3339 => "a time with a zone (RFC 3339)",
        TimeFormat::Naive => "a date and time",
        TimeFormat::Date => "a date (YYYY-MM-DD)",
        TimeFormat::EpochSeconds => "seconds since 1970",
        TimeFormat::EpochMilliseconds => "milliseconds since 1970",
    };
    match instant {
        Some(instant) => Ok(Some(instant)),
        None => Err(unexpected(scope, &read.at, &[], what, value)),
    }
}

/// An expiry. Nothing is "never" only where the connector says so.
pub(crate) fn expiry(scope: &Scope<'_>, read: &Option<Read>) -> Result<Expiry, ReadError> {
    let Some(Read(read)) = read else { return Ok(Expiry::Unstated) };
    let instant = match value(scope, read)? {
        Some(value) if read.never.contains(&value) => return Ok(Expiry::Never),
        Some(value) => instant(scope, read, &value)?,
        None => None,
    };
    match (instant, read.empty) {
        (Some(instant), _) => Ok(Expiry::At(instant)),
        (None, Some(EmptyTime::Never)) => Ok(Expiry::Never),
        (None, Some(EmptyTime::Unstated)) => Ok(Expiry::Unstated),
        (None, None) => Err(wrong(scope, &read.at, &[], "expected a time, found none")),
    }
}

/// A number, also as text.
pub(crate) fn number(scope: &Scope<'_>, read: &Read) -> Result<f64, ReadError> {
    let read = &*read.0;
    let value = value(scope, read)?.unwrap_or(Cow::Owned(Value::Null));
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    number.filter(|n| n.is_finite()).ok_or_else(|| unexpected(scope, &read.at, &[], "a number", &value))
}

/// A count, also as text; `None` where it is not said.
pub(crate) fn count(scope: &Scope<'_>, at: &str) -> Result<Option<u64>, ReadError> {
    let Some(value) = spots(scope, at)?.into_iter().next().map(|s| s.value).filter(|v| !v.is_null()) else {
        return Ok(None);
    };
    let count = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    count.map(Some).ok_or_else(|| unexpected(scope, at, &[], "a count", &value))
}
