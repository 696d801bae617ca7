//! Templates to text and JSON.

use crate::document::Texts;
use crate::error::PrepareError;
use crate::escape::percent;
use crate::scope::{Filled, Scope};
use crate::template::{self, Part, Placeholder};
use crate::value::{Object, Value};

/// A template's text; `None` where it is left out.
pub(crate) fn text(
    scope: &Scope<'_>,
    template: &str,
    escape: fn(&str) -> String,
) -> Result<Option<String>, PrepareError> {
    let mut text = String::new();
    for part in parts(template)? {
        match part {
            Part::Text(literal) => text.push_str(literal),
            Part::Value(placeholder) => match value(scope, &placeholder)? {
                None => return Ok(None),
                Some(value) => {
                    let plain = plain(&value).ok_or_else(|| unfit(&placeholder))?;
                    text.push_str(&escape(&plain));
                }
            },
        }
    }
    Ok(Some(text))
}

/// A JSON template's value; `None` where it is left out. An object all of whose members were left out is left
/// out itself.
pub(crate) fn json(scope: &Scope<'_>, template: &Value) -> Result<Option<Value>, PrepareError> {
    match template {
        Value::String(template) => match parts(template)?.as_slice() {
            [Part::Value(placeholder)] => value(scope, placeholder),
            _ => Ok(text(scope, template, str::to_owned)?.map(Value::String)),
        },
        Value::Array(list) => {
            let mut filled = Vec::new();
            for entry in list {
                filled.extend(json(scope, entry)?);
            }
            Ok(Some(Value::Array(filled)))
        }
        Value::Object(members) => {
            let mut filled = Object::default();
            for (name, member) in &members.0 {
                if let Some(value) = json(scope, member)? {
                    filled.insert(name.clone(), value);
                }
            }
            Ok((members.0.is_empty() || !filled.0.is_empty()).then_some(Value::Object(filled)))
        }
        constant => Ok(Some(constant.clone())),
    }
}

/// `name=value` pairs, escaped, for a query or a form; a list comes once for each entry.
pub(crate) fn pairs(scope: &Scope<'_>, texts: &Texts) -> Result<String, PrepareError> {
    let mut pairs: Vec<String> = Vec::new();
    for (name, template) in &texts.0 {
        let name = percent(name);
        let mut push = |value: &str| pairs.push([&name, "=", value].concat());
        if let [Part::Value(placeholder)] = parts(template)?.as_slice() {
            match value(scope, placeholder)? {
                None => {}
                Some(Value::Array(list)) => {
                    for entry in &list {
                        push(&percent(&plain(entry).ok_or_else(|| unfit(placeholder))?));
                    }
                }
                Some(value) => push(&percent(&plain(&value).ok_or_else(|| unfit(placeholder))?)),
            }
        } else if let Some(text) = text(scope, template, str::to_owned)? {
            push(&percent(&text));
        }
    }
    Ok(pairs.join("&"))
}

/// A value as text; lists and objects have none.
pub(crate) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null => Some(String::new()),
        Value::Number(number) => Some(number.clone()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A placeholder's value after its codecs; `None` where what holds it is left out.
fn value(scope: &Scope<'_>, placeholder: &Placeholder<'_>) -> Result<Option<Value>, PrepareError> {
    let mut filled = scope.value(placeholder.source);
    if placeholder.optional && is_empty(&filled) {
        return Ok(None);
    }
    // A time that no codec writes is RFC 3339 in UTC.
    let plain = [("rfc3339", "")];
    let codecs: &[(&str, &str)] = match &filled {
        Filled::Time(_) if placeholder.codecs.is_empty() => &plain,
        _ => &placeholder.codecs,
    };
    for (codec, argument) in codecs {
        // Nothing stays nothing, whatever writes it.
        if filled != Filled::Absent
            && let Some(rest) = scope.rest()
        {
            filled = (rest.codec)(scope, filled, codec, argument).ok_or_else(|| unfit(placeholder))?;
        }
    }
    match filled {
        Filled::Json(value) if placeholder.optional && is_empty_json(&value) => Ok(None),
        Filled::Json(value) => Ok(Some(value)),
        Filled::Absent if may_be_absent(placeholder.source) => Ok(None),
        // A time is left where the rest is missed.
        Filled::Time(_) | Filled::Absent => {
            Err(PrepareError::Missing { placeholder: placeholder.source.to_owned() })
        }
    }
}

/// What a form did not set or change is left out without being marked optional.
fn may_be_absent(source: &str) -> bool {
    ["draft.", "changes.", "merged.", "profile."].iter().any(|root| source.starts_with(root))
}

fn is_empty(filled: &Filled) -> bool {
    match filled {
        Filled::Absent => true,
        Filled::Time(_) => false,
        Filled::Json(value) => is_empty_json(value),
    }
}

fn is_empty_json(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.0.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Templates are checked when the connector is loaded, so this does not fail later.
fn parts(template: &str) -> Result<Vec<Part<'_>>, PrepareError> {
    template::parse(template).map_err(|_| PrepareError::Unfit { placeholder: template.to_owned() })
}

fn unfit(placeholder: &Placeholder<'_>) -> PrepareError {
    PrepareError::Unfit { placeholder: placeholder.source.to_owned() }
}
