//! What `{value|codec:argument}` makes of a value before it is sent.

use crate::escape::{base64, decoded, percent};
use crate::fill;
use crate::scope::{Filled, Scope};
use crate::time;
use crate::value::{Object, Value};
use chrono::{DateTime, Utc};

/// Every codec, and whether it wants an argument.
pub(crate) const CODECS: [(&str, bool); 31] = [
    ("rfc3339", false),
    ("naive", false),
    ("sql", false),
    ("date", false),
    ("last_day", false),
    ("epoch_s", false),
    ("epoch_ms", false),
    ("seconds_from_now", false),
    ("days_from_now", false),
    ("times", true),
    ("number", false),
    ("join", true),
    ("json", false),
    ("flags", false),
    ("first", false),
    ("has", true),
    ("lacks", true),
    ("pick", true),
    ("without", true),
    ("shape", true),
    ("before", true),
    ("after", true),
    ("prefix", true),
    ("suffix", true),
    ("or", true),
    ("map", true),
    ("object", true),
    ("groups", true),
    ("url", false),
    ("decoded", false),
    ("base64", false),
];

/// `None` if the value cannot be written so.
pub(crate) fn apply(scope: &Scope<'_>, value: Filled, codec: &str, argument: &str) -> Option<Filled> {
    match value {
        Filled::Absent => Some(Filled::Absent),
        Filled::Json(Value::Null) if codec == "or" => Some(Filled::Json(argument.into())),
        value if codec == "or" => Some(value),
        // `null` (for example "never") stays null in every writing of it.
        Filled::Json(Value::Null) if codec != "json" => Some(Filled::Json(Value::Null)),
        Filled::Time(instant) => of_time(scope, instant, codec, argument).map(Filled::Json),
        Filled::Json(value) => of_json(scope, value, codec, argument).map(Filled::Json),
    }
}

/// RFC 3339 in UTC: what a time is without a codec.
fn rfc3339(instant: DateTime<Utc>) -> Value {
    Value::String(time::write(instant, 0, 'T', None) + "Z")
}

fn of_time(scope: &Scope<'_>, instant: DateTime<Utc>, codec: &str, argument: &str) -> Option<Value> {
    let zone = scope.zone;
    let from_now = |unit: i64| -> Value {
        // To the nearest: between choosing "7 days" and sending it a moment passes.
        let milliseconds = (instant - scope.context.now).num_milliseconds();
        ((milliseconds + unit / 2).div_euclid(unit)).into()
    };
    Some(match codec {
        "rfc3339" => rfc3339(instant),
        "naive" => time::write(instant, zone, 'T', Some(argument.parse().unwrap_or(0))).into(),
        "sql" => time::write(instant, zone, ' ', Some(0)).into(),
        "date" => time::write_date(instant, zone).into(),
        "last_day" => {
            time::write_date(instant.checked_sub_signed(chrono::TimeDelta::seconds(1))?, zone).into()
        }
        "epoch_s" => instant.timestamp().into(),
        "epoch_ms" => instant.timestamp_millis().into(),
        "seconds_from_now" => from_now(1000),
        "days_from_now" => from_now(86_400_000),
        _ => return None,
    })
}

fn of_json(scope: &Scope<'_>, value: Value, codec: &str, argument: &str) -> Option<Value> {
    Some(match (codec, value) {
        ("number", Value::Array(list)) => {
            let numbers = list.into_iter().map(|v| of_json(scope, v, codec, argument));
            Value::Array(numbers.collect::<Option<_>>()?)
        }
        ("number", Value::String(text)) => text.parse::<i64>().ok()?.into(),
        ("number", number @ Value::Number(_)) => number,
        ("times", n @ Value::Number(_)) => n.as_i64()?.checked_mul(argument.parse().ok()?)?.into(),
        ("join", Value::Array(list)) => {
            let texts: Vec<String> = list.iter().map(fill::plain).collect::<Option<_>>()?;
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
                flags.insert(fill::plain(flag)?, true.into());
            }
            Value::Object(flags)
        }
        ("first", Value::Array(list)) => list.into_iter().next().unwrap_or_default(),
        ("has", Value::Array(list)) => has(&list, argument).into(),
        ("lacks", Value::Array(list)) => (!has(&list, argument)).into(),
        ("pick", Value::Array(list)) => {
            let mut last = "";
            for choice in argument.split(',') {
                last = choice;
                if has(&list, choice) {
                    break;
                }
            }
            last.into()
        }
        ("without", Value::Array(mut list)) => {
            list.retain(|v| !argument.split(',').any(|a| v.as_str() == Some(a)));
            Value::Array(list)
        }
        ("shape", Value::Array(list)) => {
            let shape = scope.connector.shapes.get(argument)?;
            let fill = |item: &Value| fill::json(&Scope { item: Some(item), ..*scope }, shape).ok()?;
            Value::Array(list.iter().map(fill).collect::<Option<_>>()?)
        }
        ("before", Value::String(text)) => text.split_once(argument)?.0.into(),
        ("after", Value::String(text)) => text.split_once(argument)?.1.into(),
        ("prefix", value) => [argument, &fill::plain(&value)?].concat().into(),
        ("suffix", value) => [&fill::plain(&value)?, argument].concat().into(),
        ("map", Value::Array(list)) => {
            let mapped = list.into_iter().map(|v| of_json(scope, v, codec, argument));
            Value::Array(mapped.collect::<Option<_>>()?)
        }
        ("map", value) => scope.connector.maps.get(argument)?.get(&fill::plain(&value)?)?.clone(),
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
        ("url", value) => percent(&fill::plain(&value)?).into(),
        ("base64", value) => base64(fill::plain(&value)?.as_bytes()).into(),
        _ => return None,
    })
}

fn has(list: &[Value], text: &str) -> bool {
    list.iter().any(|v| v.as_str() == Some(text))
}
