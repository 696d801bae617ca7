//! Broken connectors: the message names the place and what was expected there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use latchkey_connector::Engine;
use serde_json::{Value, json};

/// A connector that is good, to be broken in one place.
fn good() -> Value {
    json!({
        "name": "Example",
        "requests": {
            "current_session": { "method": "GET", "path": "/me", "signed_in": "#/user" },
            "list": {
                "method": "GET", "path": "/tokens", "query": { "cursor": "{page.cursor?}" }, "items": "#/items",
                "paging": { "kind": "cursor", "next": "#/next" }
            },
            "create": { "method": "POST", "path": "/tokens", "body": { "name": "{draft.name}" }, "secret": "#/secret" },
            "edit": { "method": "PATCH", "path": "/tokens/{token.id}", "body": { "name": "{changes.name}" } },
            "revoke": { "method": "DELETE", "path": "/tokens/{token.id}" }
        },
        "token": { "id": "#/id", "name": "#/name" }
    })
}

fn problem(document: &Value) -> String {
    match Engine::load("example.json", &document.to_string()) {
        Ok(_) => "good".to_owned(),
        Err(error) => {
            assert_eq!(error.file, "example.json");
            format!("{}: {}", error.path, error.problem)
        }
    }
}

/// The good connector with the value at `pointer` replaced, or added to the object or list that holds it.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = good();
    let (holder, member) = pointer.rsplit_once('/').unwrap();
    document.pointer_mut(holder).unwrap()[member.replace("~1", "/")] = value;
    document
}

#[test]
fn the_example_itself_is_good() {
    assert_eq!(problem(&good()), "good");
}

#[test]
fn json_that_breaks_off_is_named_by_line_and_column() {
    let error = Engine::load("example.json", "{\n  \"name\": \"x\"\n  \"requests\": {}\n}").unwrap_err();
    assert_eq!(error.path, "");
    assert_eq!(error.problem, "not JSON: expected `,` or `}` at line 3 column 3");
    assert_eq!(Engine::load("e", "").unwrap_err().problem, "not JSON: expected a value at line 1 column 1");
    assert_eq!(
        Engine::load("e", "<html>").unwrap_err().problem,
        "not JSON: expected a value at line 1 column 1"
    );
}

#[test]
fn each_broken_member_is_named() {
    for (pointer, value, message) in [
        // Shape.
        ("/name", json!(1), "/name: expected a string, found a number"),
        ("/nmae", json!("x"), "/nmae: unknown member `nmae`: did you mean `name`?"),
        ("/requests", json!([]), "/requests: expected an object, found a list"),
        ("/requests/lst", json!({}), "/requests/lst: unknown member `lst`: did you mean `list`?"),
        (
            "/requests/list/method",
            json!("get"),
            "/requests/list/method: unknown value `get`: expected one of `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE`",
        ),
        ("/requests/list/query", json!(["a"]), "/requests/list/query: expected an object, found a list"),
        (
            "/requests/list/query/limit",
            json!(5),
            "/requests/list/query/limit: expected a string, found a number",
        ),
        ("/requests/get", json!({ "path": "/x" }), "/requests/get: expected a member `method`, found none"),
        (
            "/requests/list/paging/size",
            json!(-1),
            "/requests/list/paging/size: expected a whole number that is not negative, found a number",
        ),
        (
            "/token/expires_at",
            json!({ "at": "#/e", "time": "epoch" }),
            "/token/expires_at/time: unknown value `epoch`: did you mean `epoch_s`?",
        ),
        ("/token/id", json!(7), "/token/id: expected an expression or an object, found a number"),
        (
            "/capabilities",
            json!({ "columns": ["name", "expiry"] }),
            "/capabilities/columns/1: unknown value `expiry`: did you mean `expires`?",
        ),
        (
            "/errors",
            json!({ "when": [{ "kind": "stepup" }] }),
            "/errors/when/0/kind: unknown value `stepup`: did you mean `step_up`?",
        ),
        (
            "/errors",
            json!({ "names": { "a": "nme" } }),
            "/errors/names/a: unknown value `nme`: did you mean `name`?",
        ),
        // Paths.
        ("/requests/list/path", json!("tokens"), PATH),
        ("/requests/list/path", json!("//evil.example"), PATH),
        ("/requests/list/path", json!("/a/../b"), PATH),
        ("/requests/list/path", json!("/a?b=c"), PATH),
        ("/requests/list/path", json!("https://evil.example/"), PATH),
        // Placeholders.
        (
            "/requests/create/body/name",
            json!("{draft.nam}"),
            "/requests/create/body/name: unknown member of `draft` `nam`: did you mean `name`?",
        ),
        (
            "/requests/create/body/name",
            json!("{changes.name}"),
            "/requests/create/body/name: unknown value `changes.name`: expected one of `draft`, `session`, `cookie`, `now`, `idempotency_key`, `confirmation`",
        ),
        (
            "/requests/revoke/path",
            json!("/tokens/{token.ip}"),
            "/requests/revoke/path: unknown member of `token` `ip`: expected one of `name`, `description`, `preset`, `scopes`, `allowed_apis`, `blocked_apis`, `allowed_ips`, `blocked_ips`, `expires_at`",
        ),
        (
            "/requests/create/body/name",
            json!("{draft.name"),
            "/requests/create/body/name: expected `}` after `{` (write `{{` for a brace)",
        ),
        (
            "/requests/create/body/name",
            json!(["{draft.name|upper}"]),
            "/requests/create/body/name/0: unknown codec `upper`: expected one of `rfc3339`, `naive`, `sql`, `date`, `last_day`, `epoch_s`, `epoch_ms`, `seconds_from_now`, `days_from_now`, `times`, `number`, `join`, `json`, `flags`, `first`, `has`, `lacks`, `pick`, `without`, `shape`, `before`, `after`, `prefix`, `suffix`, `or`, `map`, `object`, `groups`, `url`, `decoded`, `base64`",
        ),
        (
            "/requests/create/body/name",
            json!("{draft.scopes|join}"),
            "/requests/create/body/name: expected the codec `join` with an argument",
        ),
        (
            "/requests/create/body/name",
            json!("{draft.scopes|map:x}"),
            "/requests/create/body/name: expected the codec `map` with the name of one of `maps`",
        ),
        (
            "/requests/create/body/name",
            json!("{draft.scopes|shape:x}"),
            "/requests/create/body/name: expected the codec `shape` with the name of one of `shapes`",
        ),
        (
            "/requests/create/body/name",
            json!("{#/name}"),
            "/requests/create/body/name: unknown value `#/name`: expected one of `draft`, `session`, `cookie`, `now`, `idempotency_key`, `confirmation`",
        ),
        (
            "/headers",
            json!({ "all": { "Authorization": "Bearer {token.id}" } }),
            "/headers/all/Authorization: unknown value `token.id`: expected one of `session`, `cookie`, `now`, `idempotency_key`, `confirmation`",
        ),
        (
            "/fixed",
            json!({ "operations": [{ "id": "stop" }, { "path": "/things" }] }),
            "/fixed/operations/1: expected an `id`, or a `method` and a `path` such as `/devices/{id}`, found neither",
        ),
        (
            "/secret_use",
            json!({ "form": "session={secret}" }),
            "/secret_use/form: expected a field as `session={secret}`, beside `\"header\": \"\"`",
        ),
        (
            "/secret_use",
            json!({ "header": "X-Key: {secret}", "form": "session={secret}" }),
            "/secret_use/form: expected a field as `session={secret}`, beside `\"header\": \"\"`",
        ),
        // Expressions.
        ("/requests/list/items", json!("items"), EXPRESSION),
        (
            "/requests/list/items",
            json!("#items"),
            "/requests/list/items: expected a JSON pointer that is empty or starts with `/`",
        ),
        (
            "/token/name",
            json!("#/a~2b"),
            "/token/name: expected `~` in a JSON pointer to be written `~0` (and `/` in a name `~1`)",
        ),
        (
            "/token/name",
            json!({ "at": "{#/a" }),
            "/token/name/at: expected `}` after `{` (write `{{` for a brace)",
        ),
        (
            "/requests/list/success",
            json!({ "equals": { "result": 0 } }),
            "/requests/list/success/equals/result: expected `$response.body#/pointer`, `$response.header.Name`, `$response.body`, `#/pointer` or `@1`",
        ),
        // What belongs together.
        ("/requests/revoke/body", json!({}), "good"),
        (
            "/requests/list/body",
            json!({}),
            "/requests/list/body: expected none: a GET or HEAD request has no body",
        ),
        (
            "/requests/create/form",
            json!({}),
            "/requests/create/form: expected either `body` or `form`, found both",
        ),
        (
            "/requests/revoke/secret",
            json!("#/x"),
            "/requests/revoke/secret: expected none: it is not read from this request",
        ),
        (
            "/requests/create",
            json!({ "method": "POST", "path": "/x" }),
            "/requests/create: expected a member `secret` that says where the answer has it, found none",
        ),
        (
            "/requests/list/paging",
            json!({ "kind": "cursor" }),
            "/requests/list/paging: expected a member `next`, found none",
        ),
        (
            "/requests/list/paging",
            json!({ "kind": "page" }),
            "/requests/list/paging: expected `{page.number}` in the request, or the next page is this one again",
        ),
        (
            "/requests/scopes",
            json!({ "method": "GET", "path": "/s", "items": "#" }),
            ": expected a member `scope` that says how the answer to a request is read, found none",
        ),
        (
            "/requests/enable",
            json!({ "method": "POST", "path": "/s" }),
            "/requests: expected `enable` and `disable` together, found one of them",
        ),
        (
            "/session",
            json!({ "sign_in": "token" }),
            "/session/sign_in: expected a request `sign_in` that is sent then, found none",
        ),
        ("/zone", json!("Europe/Zurich"), "/zone: expected an offset such as `+02:00`"),
        (
            "/token/expires_at",
            json!({ "at": "#/e", "time": "date" }),
            "/token/expires_at: expected a member `day`: whether the start or the end of that date is meant",
        ),
        // What is offered can be done.
        (
            "/capabilities",
            json!({ "create": ["name", "expiry"] }),
            "/capabilities/create/1: expected a field that the request sets, found one that it does not",
        ),
        (
            "/capabilities",
            json!({ "edit": ["scopes"] }),
            "/capabilities/edit/0: expected a field that the request sets, found one that it does not",
        ),
        (
            "/capabilities",
            json!({ "regenerate": {} }),
            "/capabilities/regenerate: expected a request that does it, found none",
        ),
        (
            "/capabilities",
            json!({ "password": "step_up" }),
            "/capabilities/password: expected a request that does it, found none",
        ),
        (
            "/capabilities",
            json!({ "profile_edit": ["email"] }),
            "/capabilities/profile_edit/0: expected a field that the request sets, found one that it does not",
        ),
        (
            "/requests/edit/body/ips",
            json!("{changes.blocked_ips}"),
            "/token: expected a member `blocked_ips`, found none: the request `edit` changes it",
        ),
    ] {
        assert_eq!(problem(&with(pointer, value.clone())), message, "{pointer} {value}");
    }
}

const PATH: &str = "/requests/list/path: expected a path that starts with one `/`, without `?`, `#`, `\\`, `.` and `..` (parameters go into `query`)";
const EXPRESSION: &str = "/requests/list/items: expected `$response.body#/pointer`, `$response.header.Name`, `$response.body`, `#/pointer` or `@1`";

/// Each block of the guide is merged into the file so far (RFC 7396), and every step of it loads.
#[test]
fn the_worked_example_of_the_guide_loads() {
    let guide = include_str!("../../../docs/connectors.md");
    let mut file = json!({});
    let mut loaded = Vec::new();
    for block in guide.split("```json\n").skip(1) {
        let block = block.split("\n```").next().unwrap();
        merge(&mut file, serde_json::from_str(block).unwrap());
        loaded.push(Engine::load("docs/connectors.md", &file.to_string()).unwrap().capabilities());
    }
    let (first, last) = (loaded.first().unwrap(), loaded.last().unwrap());
    assert!(first.list && !first.create, "the first step reads");
    assert!(last.create && last.edit && last.versions && !last.regenerate && !last.enable_disable);
    assert_eq!(loaded.len(), 6);
}

fn merge(into: &mut Value, patch: Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (name, member) in patch {
                merge(into.entry(name).or_insert(Value::Null), member);
            }
        }
        (into, patch) => *into = patch,
    }
}

#[test]
fn of_two_members_with_one_name_the_last_counts() {
    let load = |text: &str| Engine::load("twice.json", text).map(|engine| engine.connector().clone());
    let twice = r##"{
        "name": 1, "requests": { "list": { "method": "GET", "path": "/a", "items": "#",
            "query": { "a": 1, "b": "2", "a": "3" } } },
        "token": { "id": { "at": 1, "at": "#/id" } }, "name": "x" }"##;
    let once = r##"{
        "name": "x", "requests": { "list": { "method": "GET", "path": "/a", "items": "#",
            "query": { "b": "2", "a": "3" } } },
        "token": { "id": "#/id" } }"##;
    assert_eq!(load(twice).unwrap(), load(once).unwrap());
}
