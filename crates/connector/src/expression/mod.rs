//! Follows expressions into an answer.

mod answer;

pub(crate) use crate::document::syntax::expression::{Expression, is_expression, parse};
pub(crate) use answer::Answer;

use crate::problem::pointer_token;
use crate::value::Value;

/// What a `*` stood for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key<'v> {
    Index(usize),
    Name(&'v str),
}

impl Key<'_> {
    pub fn text(self) -> String {
        match self {
            Key::Index(index) => index.to_string(),
            Key::Name(name) => name.to_owned(),
        }
    }
}

/// Calls `visit` with every value that the pointer leads to, without `*` at most one, and with what each `*`
/// stood for.
pub(crate) fn walk<'v>(root: &'v Value, pointer: &str, visit: &mut dyn FnMut(&'v Value, &[Key<'v>])) {
    step(root, pointer.strip_prefix('/'), &mut Vec::new(), visit);
}

/// The first value that the pointer leads to; null if there is none.
pub(crate) fn first<'v>(root: &'v Value, pointer: &str) -> &'v Value {
    let mut first = None;
    walk(root, pointer, &mut |value, _| {
        first.get_or_insert(value);
    });
    first.unwrap_or(&Value::Null)
}

/// The pointer with each `*` replaced by what it stood for.
pub(crate) fn concrete(pointer: &str, keys: &[Key<'_>]) -> String {
    let mut keys = keys.iter();
    let token = |token: &str| match (token, keys.as_slice().first()) {
        ("*", Some(key)) => {
            keys.next();
            pointer_token(&key.text())
        }
        _ => format!("/{token}"),
    };
    pointer.split('/').skip(1).map(token).collect()
}

/// The names that a pointer goes by. `None`: it has a `*`.
pub(crate) fn names(pointer: &str) -> Option<Vec<String>> {
    let tokens = pointer.split('/').skip(1);
    tokens.map(|token| (token != "*").then(|| unescaped(token))).collect()
}

fn step<'v>(
    value: &'v Value,
    pointer: Option<&str>,
    keys: &mut Vec<Key<'v>>,
    visit: &mut dyn FnMut(&'v Value, &[Key<'v>]),
) {
    let Some(pointer) = pointer else { return visit(value, keys) };
    let (token, rest) = match pointer.split_once('/') {
        Some((token, rest)) => (token, Some(rest)),
        None => (pointer, None),
    };
    let mut each = |key: Key<'v>, value: &'v Value| {
        keys.push(key);
        step(value, rest, keys, visit);
        keys.pop();
    };
    let next = match value {
        Value::Array(list) if token == "*" => {
            return list.iter().enumerate().for_each(|(index, value)| each(Key::Index(index), value));
        }
        Value::Object(members) if token == "*" => {
            return members.0.iter().for_each(|(name, value)| each(Key::Name(name), value));
        }
        Value::Array(list) if token == "-1" => list.last(),
        Value::Array(list) => index(token).and_then(|index| list.get(index)),
        Value::Object(members) if token.contains('~') => members.get(&unescaped(token)),
        Value::Object(members) => members.get(token),
        _ => None,
    };
    if let Some(next) = next {
        step(next, rest, keys, visit);
    }
}

/// `~1` is a slash, and `~0` a `~`.
fn unescaped(token: &str) -> String {
    let mut parts = token.split('~');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push(if part.starts_with('1') { '/' } else { '~' });
        text.push_str(part.get(1..).unwrap_or_default());
    }
    text
}

/// An array index as RFC 6901 has it: no sign, no leading zero.
fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with(['0', '+']);
    if plain { token.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! json {
        ($($json:tt)*) => { Value::parse(&serde_json::json!($($json)*).to_string()).unwrap() };
    }

    #[test]
    fn follows_pointers_as_rfc_6901_does() {
        // The document and the pointers of RFC 6901, section 5.
        let document = json!({
            "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8
        });
        for (pointer, value) in [
            ("/foo", json!(["bar", "baz"])),
            ("/foo/0", json!("bar")),
            ("/", json!(0)),
            ("/a~1b", json!(1)),
            ("/c%d", json!(2)),
            ("/g|h", json!(4)),
            ("/ ", json!(7)),
            ("/m~0n", json!(8)),
        ] {
            assert_eq!(first(&document, pointer), &value, "{pointer}");
        }
        assert_eq!(first(&document, ""), &document);
        for pointer in ["/nothing", "/foo/2", "/foo/01", "/foo/-", "/foo/+1", "/a~1b/c"] {
            walk(&document, pointer, &mut |value, _| panic!("{pointer} leads to {value:?}"));
        }
    }

    #[test]
    fn a_star_stands_for_every_entry_and_remembers_which() {
        let document =
            json!({"paths": {"/a/b": {"get": 1, "put": 2}, "/c": {"get": 3}}, "list": [[1], [2, 3]]});
        let at = |pointer: &str| {
            let mut found = Vec::new();
            walk(&document, pointer, &mut |value, keys| found.push((concrete(pointer, keys), value.clone())));
            found
        };
        assert_eq!(
            at("/paths/*/*"),
            [
                ("/paths/~1a~1b/get".into(), json!(1)),
                ("/paths/~1a~1b/put".into(), json!(2)),
                ("/paths/~1c/get".into(), json!(3)),
            ]
        );
        assert_eq!(
            at("/list/*/*"),
            [("/list/0/0".into(), json!(1)), ("/list/1/0".into(), json!(2)), ("/list/1/1".into(), json!(3))]
        );
        assert_eq!(at("/list/*/1"), [("/list/1/1".into(), json!(3))]);
    }
}
