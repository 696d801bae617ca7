//! Lays out JSON so that it shows its shape in few lines.

use serde_json::Value;

/// Longer strings in JSON are cut: a page, a picture as text.
const MAX_STRING: usize = 160;
/// Longer lists show their first entries.
const SHOWN_ENTRIES: usize = 2;
const WIDTH: usize = 110;

/// Cuts long texts and lists down to what shows their shape.
pub fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => *text = truncate(text, MAX_STRING),
        Value::Array(list) => {
            let more = list.len().saturating_sub(SHOWN_ENTRIES);
            if more > 1 {
                list.truncate(SHOWN_ENTRIES);
                list.push(format!("… and {more} more").into());
            }
            list.iter_mut().for_each(shorten);
        }
        Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
}

/// JSON in as few lines as fit: what is short stands in one.
pub fn layout(value: &Value, indent: usize) -> String {
    let line = value.to_string();
    if line.chars().count() + indent <= WIDTH {
        return line;
    }
    let pad = " ".repeat(indent - 3);
    let inner = |text: String, last: bool| format!("{pad}{text}{}\n", if last { "" } else { "," });
    let end = " ".repeat(indent - 5);
    match value {
        Value::Array(list) => {
            let last = list.len().saturating_sub(1);
            let entries = list.iter().enumerate();
            let entries: String = entries.map(|(n, e)| inner(layout(e, indent + 2), n == last)).collect();
            format!("[\n{entries}{end}]")
        }
        Value::Object(members) => {
            let last = members.len().saturating_sub(1);
            let member = |(n, (name, member)): (usize, (&String, &Value))| {
                inner(format!("{}: {}", Value::from(name.as_str()), layout(member, indent + 2)), n == last)
            };
            format!("{{\n{}{end}}}", members.iter().enumerate().map(member).collect::<String>())
        }
        _ => line,
    }
}

pub fn truncate(text: &str, max: usize) -> String {
    let all = text.chars().count();
    if all <= max {
        return text.to_owned();
    }
    let head: String = text.chars().take(max).collect();
    format!("{head}… ({all} characters)")
}
