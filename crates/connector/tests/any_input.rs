//! Any input is read or refused with a place, and a document that was changed is never silently the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use latchkey_connector::document::Connector;
use latchkey_connector::{AppConfig, ConfigError, Context, Engine, HttpResponse, Intent, Outcome, Session};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;

/// Every connector that is shipped, with its name.
static CONNECTORS: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut connectors: Vec<_> = files
        .filter(|file| !file.to_string_lossy().ends_with("schema.json"))
        .map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
        })
        .collect();
    connectors.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(connectors.len() >= 9);
    connectors
});

/// Anything that JSON can say, with the words of documents in it more often than chance would have them.
fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![any::<String>(), any_word()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn any_word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "name",
        "requests",
        "list",
        "method",
        "GET",
        "path",
        "/a",
        "items",
        "#",
        "#/a/*",
        "$response.body#/a",
        "token",
        "id",
        "at",
        "time",
        "date",
        "{token.id}",
        "{",
        "}",
        "{#/a}",
        "capabilities",
        "create",
        "errors",
        "when",
        "backend",
        "connector",
        "map",
        "~",
        "@1",
        "-1",
    ])
    .prop_map(str::to_owned)
}

/// The pointers to every value of a document.
fn pointers(value: &Value) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Array(list) => list.iter().enumerate().map(|(index, v)| (index.to_string(), v)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, v)| (name.replace('~', "~0").replace('/', "~1"), v)).collect()
        }
        _ => Vec::new(),
    };
    let below = below.into_iter().flat_map(|(name, value)| {
        pointers(value).into_iter().map(move |pointer| format!("/{name}{pointer}"))
    });
    std::iter::once(String::new()).chain(below).collect()
}

/// What is said of a document points into it, or at a member that is not there.
fn points_into(error: &ConfigError, document: &str) -> Result<(), TestCaseError> {
    prop_assert!(!error.problem.is_empty());
    prop_assert_eq!(&error.file, "any.json");
    if error.path.is_empty() {
        return Ok(());
    }
    let document: Value = serde_json::from_str(document).unwrap();
    let holder = error.path.rsplit_once('/').unwrap().0;
    prop_assert!(document.pointer(&error.path).or(document.pointer(holder)).is_some(), "{:?}", error);
    Ok(())
}

/// A random way to change a document in one place.
#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    Remove,
    Rename(String),
    Add(String, Value),
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => any_json().prop_map(Change::Replace),
        2 => Just(Change::Remove),
        2 => any_word().prop_map(Change::Rename),
        1 => "[a-z]{1,8}".prop_map(Change::Rename),
        2 => (any_word(), any_json()).prop_map(|(name, value)| Change::Add(name, value)),
    ]
}

/// Changes the value at a pointer. `None`: that makes no difference to the JSON, or is not possible there.
fn changed(document: &Value, pointer: &str, change: &Change) -> Option<Value> {
    let mut after = document.clone();
    match change {
        Change::Replace(value) => *after.pointer_mut(pointer)? = value.clone(),
        Change::Add(name, value) => match after.pointer_mut(pointer)? {
            Value::Object(members) => {
                members.insert(name.clone(), value.clone());
            }
            Value::Array(list) => list.push(value.clone()),
            _ => return None,
        },
        Change::Remove | Change::Rename(_) => {
            let (holder, name) = pointer.rsplit_once('/')?;
            let name = name.replace("~1", "/").replace("~0", "~");
            match (after.pointer_mut(holder)?, change) {
                (Value::Object(members), Change::Rename(to)) => {
                    let value = members.remove(&name)?;
                    members.insert(to.clone(), value);
                }
                (Value::Object(members), _) => {
                    members.remove(&name)?;
                }
                (Value::Array(list), _) => {
                    list.remove(name.parse().ok()?);
                }
                _ => return None,
            }
        }
    }
    (after != *document).then_some(after)
}

/// Leaves out what the language says makes no difference: a member that is null, but for `regenerate` and for the values
/// that an author writes, and a member that has the value which it has when it is left out.
fn without_defaults(value: &Value, free: bool) -> Value {
    match value {
        Value::Array(list) => list.iter().map(|entry| without_defaults(entry, free)).collect(),
        Value::Object(members) => {
            let keep = |name: &str, value: &Value| {
                free || match value {
                    Value::Null => name == "regenerate",
                    Value::Bool(is) => *is || name != "revoke_404_is_error",
                    Value::String(text) => {
                        let may_be_empty =
                            ["group", "summary", "docs", "description", "id", "method", "path"];
                        !text.is_empty() || !may_be_empty.contains(&name)
                    }
                    Value::Array(list) => {
                        let says = ["create", "edit", "columns", "profile_edit", "presets_days"];
                        !list.is_empty() || says.contains(&name)
                    }
                    Value::Object(members) => {
                        // Objects of which only the presence says something.
                        let says = [
                            "form",
                            "body",
                            "map",
                            "name",
                            "expiry",
                            "instance",
                            "profile",
                            "operation",
                            "success",
                            "regenerate",
                            "file",
                        ];
                        !members.is_empty() || says.contains(&name)
                    }
                    Value::Number(_) => true,
                }
            };
            members
                .iter()
                .map(|(name, value)| {
                    let values = [
                        "body", "shapes", "maps", "map", "equals", "default", "never", "query", "headers",
                        "form", "bind", "only", "names", "members", "all", "unsafe",
                    ];
                    let inner = without_defaults(value, free || values.contains(&name.as_str()));
                    (name.clone(), inner)
                })
                .filter(|(name, value)| keep(name, value))
                .collect()
        }
        other => other.clone(),
    }
}

fn read(document: &Value) -> Result<Connector, ConfigError> {
    Engine::load("any.json", &document.to_string()).map(|engine| engine.connector().clone())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        prop_assert!(Engine::load("any.json", &text).is_err());
        prop_assert!(AppConfig::load("any.json", &text).is_err());
    }

    #[test]
    fn any_json_is_read_or_refused_with_a_path(document in any_json()) {
        let text = document.to_string();
        if let Err(error) = Engine::load("any.json", &text) {
            points_into(&error, &text)?;
        }
        if let Err(error) = AppConfig::load("any.json", &text) {
            points_into(&error, &text)?;
        }
    }

    /// "The same" is an equal document (`PartialEq` of `Connector`). A change makes no difference only where the language
    /// says so: see `without_defaults`.
    #[test]
    fn a_changed_connector_is_refused_or_means_something_else(
        connector in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        change in any_change(),
    ) {
        let (name, document) = connector.get(&CONNECTORS);
        let pointers = pointers(document);
        let pointer = place.get(&pointers);
        let Some(after) = changed(document, pointer, &change) else { return Ok(()) };
        let before = read(document).unwrap();
        match read(&after) {
            Err(error) => points_into(&error, &after.to_string())?,
            Ok(read) => {
                let same = read == before;
                let may_be_same = without_defaults(&after, false) == without_defaults(document, false);
                prop_assert!(!same || may_be_same, "{name} {pointer} {change:?}");
            }
        }
    }

    /// Whole or entry by entry, an answer comes to the same, and to no panic.
    #[test]
    fn any_answer_is_decoded_or_refused(
        connector in any::<prop::sample::Index>(),
        body in prop_oneof![
            any_json().prop_map(|json| json.to_string()),
            prop::collection::vec(any_json(), 0..4).prop_map(|list| json!({ "items": list, "data": list }).to_string()),
            ".{0,60}",
        ],
        status in prop::sample::select(vec![200_u16, 201, 204, 400, 401, 404, 429, 500]),
        count in 1_usize..3,
    ) {
        let (name, document) = connector.get(&CONNECTORS);
        let engine = Engine::load(name, &document.to_string()).unwrap();
        let session = Session::default();
        let now = "2026-12-01T00:00:00Z".parse().unwrap();
        let context = Context { session: &session, now, cookies: &[], idempotency_key: "", password: None };
        let response = HttpResponse { status, headers: Vec::new(), body };
        for intent in [
            Intent::List { cursor: None },
            Intent::CurrentSession,
            Intent::Describe,
            Intent::Scopes,
            Intent::Operations,
            Intent::Presets,
            Intent::Profile,
            Intent::Get { id: latchkey_model::TokenId("1".into()) },
        ] {
            let whole = engine.decode(&intent, &context, &response);
            let by_entry = engine.decoding(&intent, &context, &response).and_then(|mut decoding| {
                let mut taken = Vec::new();
                while decoding.advance(count)? {
                    taken.extend(decoding.take_tokens());
                }
                let mut outcome = decoding.finish()?;
                if let Outcome::Page(page) = &mut outcome {
                    page.tokens.splice(0..0, taken);
                }
                Ok(outcome)
            });
            prop_assert_eq!(whole, by_entry);
        }
    }
}
