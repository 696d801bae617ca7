//! What `{value|codec:argument}` makes of a value before it is sent.
//!
//! All codecs but `shape`, which fills a template and so belongs to `template`.

pub(crate) mod escape;
pub(crate) mod time;

use crate::document::Members;
use crate::value::{Object, Value};
use chrono::{DateTime, TimeDelta, Utc};
use escape::{base64, decoded, percent};

/// What a placeholder stands for, before its codecs and between them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PlaceholderValue {
    /// There is none: not given, not changed, not said.
    Absent,
    /// An instant that no codec wrote yet.
    Time(DateTime<Utc>),
    Json(Value),
}

impl From<&str> for PlaceholderValue {
    fn from(text: &str) -> Self {
        PlaceholderValue::Json(text.into())
    }
}

impl From<Option<&str>> for PlaceholderValue {
    fn from(text: Option<&str>) -> Self {
        text.map_or(PlaceholderValue::Absent, Self::from)
    }
}

/// What codecs need besides the value.
#[derive(Clone, Copy)]
pub(crate) struct CodecContext<'a> {
    pub now: DateTime<Utc>,
    pub zone: time::Offset,
    pub maps: &'a Members<Members<Value>>,
    /// The time was not chosen now: it is what the token has already.
    pub keeps: bool,
}

/// A lifetime in whole `unit`s of milliseconds; `None` if that would be 0 or less, which some backends take for "never".
///
/// A chosen one is rounded up: no token dies before what was chosen. One that stays as it is goes to the nearest: it
/// moves as little as the unit allows.
pub(crate) fn lifetime(context: &CodecContext<'_>, until: DateTime<Utc>, unit: i64) -> Option<i64> {
    let milliseconds = (until - context.now).num_milliseconds();
    let add = if context.keeps { unit / 2 } else { unit - 1 };
    Some(milliseconds.checked_add(add)?.div_euclid(unit)).filter(|count| *count > 0)
}

pub(crate) const SECOND: i64 = 1000;
pub(crate) const DAY: i64 = 86_400_000;

/// `None` if the value cannot be written so. Nothing stays nothing, whatever writes it.
pub(crate) fn apply(
    context: &CodecContext<'_>,
    value: PlaceholderValue,
    codec: &str,
    argument: &str,
) -> Option<PlaceholderValue> {
    match value {
        PlaceholderValue::Absent => Some(PlaceholderValue::Absent),
        PlaceholderValue::Json(Value::Null) if codec == "or" => Some(PlaceholderValue::Json(argument.into())),
        value if codec == "or" => Some(value),
        // `null` (for example "never") stays null in every writing of it.
        PlaceholderValue::Json(Value::Null) if codec != "json" => Some(PlaceholderValue::Json(Value::Null)),
        PlaceholderValue::Time(instant) => {
            of_time(context, instant, codec, argument).map(PlaceholderValue::Json)
        }
        PlaceholderValue::Json(value) => of_json(context, value, codec, argument).map(PlaceholderValue::Json),
    }
}

/// RFC 3339 in UTC: what a time is without a codec.
fn rfc3339(instant: DateTime<Utc>) -> Value {
    Value::String(time::write(instant, 0, 'T', None) + "Z")
}

fn of_time(context: &CodecContext<'_>, instant: DateTime<Utc>, codec: &str, argument: &str) -> Option<Value> {
    let zone = context.zone;
    Some(match codec {
        "rfc3339" => rfc3339(instant),
        "naive" => time::write(instant, zone, 'T', Some(argument.parse().unwrap_or(0))).into(),
        "sql" => time::write(instant, zone, ' ', Some(0)).into(),
        "date" => time::write_date(instant, zone).into(),
        "last_day" => time::write_date(instant.checked_sub_signed(TimeDelta::seconds(1))?, zone).into(),
        "epoch_s" => instant.timestamp().into(),
        "epoch_ms" => instant.timestamp_millis().into(),
        "seconds_from_now" => lifetime(context, instant, SECOND)?.into(),
        "days_from_now" => lifetime(context, instant, DAY)?.into(),
        _ => return None,
    })
}

fn of_json(context: &CodecContext<'_>, value: Value, codec: &str, argument: &str) -> Option<Value> {
    Some(match (codec, value) {
        ("number", Value::Array(list)) => {
            let numbers = list.into_iter().map(|v| of_json(context, v, codec, argument));
            Value::Array(numbers.collect::<Option<_>>()?)
        }
        ("number", Value::String(text)) => text.parse::<i64>().ok()?.into(),
        ("number", number @ Value::Number(_)) => number,
        ("times", n @ Value::Number(_)) => n.as_i64()?.checked_mul(argument.parse().ok()?)?.into(),
        ("join", Value::Array(list)) => {
            let texts: Vec<String> = list.iter().map(Value::plain_text).collect::<Option<_>>()?;
            // An entry that holds the separator would come out as two.
            if texts.iter().any(|t| t.contains(argument)) {
                return None;
            }
            texts.join(argument).into()
        }
        ("json", value) => value.to_json().into(),
        ("flags", Value::Array(list)) => {
            let mut flags = Object::default();
            for flag in &list {
                flags.insert(flag.plain_text()?, true.into());
            }
            Value::Object(flags)
        }
        ("first", Value::Array(list)) => list.into_iter().next().unwrap_or_default(),
        ("has", Value::Array(list)) => has(&list, argument).into(),
        ("lacks", Value::Array(list)) => (!has(&list, argument)).into(),
        ("pick", Value::Array(list)) => {
            let mut choices = argument.split(',');
            let last = argument.rsplit(',').next().unwrap_or_default();
            choices.find(|choice| has(&list, choice)).unwrap_or(last).into()
        }
        ("without", Value::Array(mut list)) => {
            list.retain(|v| !argument.split(',').any(|a| v.as_str() == Some(a)));
            Value::Array(list)
        }
        ("before", Value::String(text)) => text.split_once(argument)?.0.into(),
        ("after", Value::String(text)) => text.split_once(argument)?.1.into(),
        ("prefix", value) => format!("{argument}{}", value.plain_text()?).into(),
        ("suffix", value) => (value.plain_text()? + argument).into(),
        ("map", Value::Array(list)) => {
            let mapped = list.into_iter().map(|v| of_json(context, v, codec, argument));
            Value::Array(mapped.collect::<Option<_>>()?)
        }
        ("map", value) => context.maps.get(argument)?.get(&value.plain_text()?)?.clone(),
        ("object" | "groups", Value::Array(list)) => {
            let mut object = Object::default();
            for entry in &list {
                let (name, value) = entry.as_str()?.split_once(argument)?;
                match object.0.iter_mut().find(|(n, _)| n == name) {
                    None if codec == "groups" => {
                        object.insert(name.to_owned(), Value::Array(vec![value.into()]))
                    }
                    None => object.insert(name.to_owned(), value.into()),
                    Some((_, Value::Array(group))) => group.push(value.into()),
                    // One of the two would be lost.
                    Some(_) => return None,
                }
            }
            Value::Object(object)
        }
        ("decoded", Value::String(text)) => decoded(&text)?.into(),
        ("url", value) => percent(&value.plain_text()?).into(),
        ("base64", value) => base64(value.plain_text()?.as_bytes()).into(),
        _ => return None,
    })
}

fn has(list: &[Value], text: &str) -> bool {
    list.iter().any(|v| v.as_str() == Some(text))
}
