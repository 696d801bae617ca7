//! Finds its way in a JSON body.

use serde_json::Value;

/// A JSON type in words.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(list) if list.len() == 1 => "a list of 1".to_owned(),
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(members) => format!("an object of {}", members.len()),
    }
}

/// `a list of 3` or `` the members `data` (a list of 3) and `total` (a number) ``.
pub fn shape(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let named: Vec<String> = members
                .iter()
                .take(12)
                .map(|(name, member)| format!("`{name}` ({})", kind(member)))
                .collect();
            let more = if members.len() > 12 { ", …" } else { "" };
            format!("the members {}{more}", named.join(", "))
        }
        other => kind(other),
    }
}

/// Follows a pointer as far as it leads: the value there, the pointer to it, and the name that is missing, if any.
pub fn resolve<'v>(body: &'v Value, pointer: &str) -> (&'v Value, String, Option<String>) {
    let (mut value, mut reached) = (body, String::new());
    for raw in pointer.split('/').skip(1) {
        let name = raw.replace("~1", "/").replace("~0", "~");
        let next = match value {
            Value::Object(members) => members.get(&name),
            Value::Array(list) => name.parse::<usize>().ok().and_then(|index| list.get(index)),
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => return (value, reached, Some(name)),
        }
        reached = format!("{reached}/{raw}");
    }
    (value, reached, None)
}

/// Pointers to the values that meet a condition, nearest to the root first.
pub fn find(body: &Value, wanted: impl Fn(&str, &Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut level = vec![(String::new(), String::new(), body)];
    for _ in 0..5 {
        let mut next = Vec::new();
        for (pointer, name, value) in level {
            if wanted(&name, value) {
                found.push(format!("#{pointer}"));
            }
            match value {
                Value::Object(members) => {
                    for (name, member) in members {
                        let raw = name.replace('~', "~0").replace('/', "~1");
                        next.push((format!("{pointer}/{raw}"), name.clone(), member));
                    }
                }
                // The first entry has the shape of all.
                Value::Array(list) => {
                    next.extend(list.first().map(|e| (format!("{pointer}/0"), String::new(), e)))
                }
                _ => {}
            }
        }
        level = next;
    }
    found
}
