//! Templates to text and JSON.

mod intent_values;
mod variables;

pub(crate) use variables::Variables;

use crate::codec::escape::percent;
use crate::codec::{self, PlaceholderValue};
use crate::document::Texts;
use crate::document::syntax::template::{Part, Placeholder, parse};
use crate::error::PrepareError;
use crate::value::{Object, Value};

/// A template's text; `None` where it is left out.
pub(crate) fn fill_text(
    variables: &Variables<'_>,
    template: &str,
    escape: fn(&str) -> String,
) -> Result<Option<String>, PrepareError> {
    let mut text = String::new();
    for part in parts(template)? {
        match part {
            Part::Text(literal) => text.push_str(literal),
            Part::Value(placeholder) => match value(variables, &placeholder)? {
                None => return Ok(None),
                Some(value) => {
                    let plain = value.plain_text().ok_or_else(|| unfit(&placeholder))?;
                    text.push_str(&escape(&plain));
                }
            },
        }
    }
    Ok(Some(text))
}

/// A JSON template's value; `None` where it is left out. An object all of whose members were left out is left
/// out itself.
pub(crate) fn fill_json(variables: &Variables<'_>, template: &Value) -> Result<Option<Value>, PrepareError> {
    match template {
        Value::String(template) => match parts(template)?.as_slice() {
            [Part::Value(placeholder)] => value(variables, placeholder),
            _ => Ok(fill_text(variables, template, str::to_owned)?.map(Value::String)),
        },
        Value::Array(list) => {
            let mut filled = Vec::new();
            for entry in list {
                filled.extend(fill_json(variables, entry)?);
            }
            Ok(Some(Value::Array(filled)))
        }
        Value::Object(members) => {
            let mut filled = Object::default();
            for (name, member) in &members.0 {
                if let Some(value) = fill_json(variables, member)? {
                    filled.insert(name.clone(), value);
                }
            }
            Ok((members.0.is_empty() || !filled.0.is_empty()).then_some(Value::Object(filled)))
        }
        constant => Ok(Some(constant.clone())),
    }
}

/// `name=value` pairs, escaped, for a query or a form; a list comes once for each entry.
pub(crate) fn fill_pairs(variables: &Variables<'_>, texts: &Texts) -> Result<String, PrepareError> {
    let mut pairs: Vec<String> = Vec::new();
    for (name, template) in &texts.0 {
        let name = percent(name);
        let mut push = |value: &str| pairs.push(format!("{name}={value}"));
        if let [Part::Value(placeholder)] = parts(template)?.as_slice() {
            match value(variables, placeholder)? {
                None => {}
                Some(Value::Array(list)) => {
                    for entry in &list {
                        push(&percent(&entry.plain_text().ok_or_else(|| unfit(placeholder))?));
                    }
                }
                Some(value) => push(&percent(&value.plain_text().ok_or_else(|| unfit(placeholder))?)),
            }
        } else if let Some(text) = fill_text(variables, template, str::to_owned)? {
            push(&percent(&text));
        }
    }
    Ok(pairs.join("&"))
}

/// A placeholder's value after its codecs; `None` where what holds it is left out.
pub(crate) fn value(
    variables: &Variables<'_>,
    placeholder: &Placeholder<'_>,
) -> Result<Option<Value>, PrepareError> {
    let (root, member) = placeholder.source.split_once('.').unwrap_or_default();
    if intent_values::is_cut(variables.intent, root, member) {
        return Err(unfit(placeholder));
    }
    let mut value = variables.get(placeholder.source);
    if placeholder.optional && is_empty(&value) {
        return Ok(None);
    }
    // A time that no codec writes is RFC 3339 in UTC.
    let default = [("rfc3339", "")];
    let codecs: &[(&str, &str)] = match &value {
        PlaceholderValue::Time(_) if placeholder.codecs.is_empty() => &default,
        _ => &placeholder.codecs,
    };
    let context = variables.codec_context(placeholder.source);
    for (codec, argument) in codecs {
        let encoded = match *codec {
            "shape" => fill_shape(variables, value, argument),
            codec => codec::apply(&context, value, codec, argument),
        };
        value = encoded.ok_or_else(|| unfit(placeholder))?;
    }
    match value {
        PlaceholderValue::Json(value) if placeholder.optional && is_empty_json(&value) => Ok(None),
        PlaceholderValue::Json(value) => Ok(Some(value)),
        PlaceholderValue::Absent if may_be_absent(placeholder.source) => Ok(None),
        PlaceholderValue::Time(_) | PlaceholderValue::Absent => {
            Err(PrepareError::Missing { placeholder: placeholder.source.to_owned() })
        }
    }
}

/// The codec `shape`: each entry of a list filled into a template of the connector.
fn fill_shape(variables: &Variables<'_>, value: PlaceholderValue, name: &str) -> Option<PlaceholderValue> {
    match value {
        PlaceholderValue::Json(Value::Array(list)) => {
            let shape = variables.connector.shapes.get(name)?;
            let fill =
                |item: &Value| fill_json(&Variables { item: Some(item), ..*variables }, shape).ok().flatten();
            let filled = list.iter().map(fill).collect::<Option<_>>()?;
            Some(PlaceholderValue::Json(Value::Array(filled)))
        }
        PlaceholderValue::Absent | PlaceholderValue::Json(Value::Null) => Some(value),
        _ => None,
    }
}

/// What a form did not set or change is left out without being marked optional.
fn may_be_absent(source: &str) -> bool {
    ["draft.", "changes.", "merged.", "profile."].iter().any(|root| source.starts_with(root))
}

fn is_empty(value: &PlaceholderValue) -> bool {
    match value {
        PlaceholderValue::Absent => true,
        PlaceholderValue::Time(_) => false,
        PlaceholderValue::Json(value) => is_empty_json(value),
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
    parse(template).map_err(|_| PrepareError::Unfit { placeholder: template.to_owned() })
}

fn unfit(placeholder: &Placeholder<'_>) -> PrepareError {
    PrepareError::Unfit { placeholder: placeholder.source.to_owned() }
}
