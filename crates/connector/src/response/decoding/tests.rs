use super::*;
use crate::Engine;
use crate::context::Context;
use crate::session::Session;
use chrono::DateTime;

const CONNECTOR: &str = r##"{
    "name": "Many",
    "requests": {
        "list": {
            "method": "GET", "path": "/tokens", "query": { "after": "{page.cursor?}" }, "items": "#/tokens",
            "paging": { "kind": "cursor", "next": "#/next", "total": "#/total" }
        },
        "operations": { "method": "GET", "path": "/operations", "items": "#/operations" }
    },
    "token": { "id": "#/id", "expires_at": { "at": "#/until", "empty": "never" } },
    "operation": { "id": "#/id", "path": "#/path" }
}"##;

static NOBODY: std::sync::LazyLock<Session> = std::sync::LazyLock::new(Session::default);

fn context() -> Context<'static> {
    Context { session: &NOBODY, now: DateTime::UNIX_EPOCH, cookies: &[], idempotency_key: "", password: None }
}

fn answer(body: String) -> HttpResponse {
    HttpResponse { status: 200, headers: Vec::new(), body }
}

fn operations() -> HttpResponse {
    let one = |n: usize| format!(r#"{{"id": "operation-{n}", "path": "/things/:id/{n}"}}"#);
    let all: Vec<String> = (0..100).map(one).collect();
    answer(format!(r#"{{"operations": [{}]}}"#, all.join(",")))
}

/// What it comes to, and in how many calls.
fn decode(mut decoding: Decoding<'_>, entries: usize) -> (Result<Outcome, BackendError>, usize) {
    let mut calls = 1;
    loop {
        match decoding.advance(entries) {
            Ok(true) => calls += 1,
            Ok(false) => return (decoding.finish(), calls),
            Err(error) => return (Err(error), calls),
        }
    }
}

#[test]
fn a_long_answer_says_the_same_entry_by_entry() {
    let engine = Engine::load("many.json", CONNECTOR).unwrap();
    let (intent, context, answer) = (Intent::Operations, context(), operations());
    let whole = engine.decode(&intent, &context, &answer);
    assert!(matches!(&whole, Ok(Outcome::Operations(all)) if all.len() == 100), "{whole:?}");
    let decoding = || engine.decoding(&intent, &context, &answer).unwrap();
    assert_eq!(decode(decoding(), 9), (whole.clone(), 12));
    assert_eq!(decode(decoding(), 100), (whole.clone(), 1));
    // What was not decoded yet is decoded at the end.
    assert_eq!(decoding().finish(), whole);
}

#[test]
fn a_page_read_entry_by_entry_has_all_its_tokens_and_leads_to_the_next() {
    let engine = Engine::load("many.json", CONNECTOR).unwrap();
    let (intent, context) = (Intent::List { cursor: None }, context());
    let answer = answer(
        r#"{"tokens": [{"id": 1, "until": null}, {"id": 2, "until": "soon"}, {"id": 3, "until": null}],
            "next": "c", "total": 9}"#
            .to_owned(),
    );
    let whole = engine.decode(&intent, &context, &answer);
    let decoding = engine.decoding(&intent, &context, &answer).unwrap();
    assert!(decoding.body.entries.is_some());
    let (outcome, calls) = decode(decoding, 1);
    assert_eq!((&outcome, calls), (&whole, 3));
    let Ok(Outcome::Page(page)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((page.tokens.len(), page.unreadable.len(), page.total), (3, 0, Some(9)));
    let unread: Vec<&str> =
        page.tokens.iter().flat_map(|token| &token.unread).map(|unread| unread.at.as_str()).collect();
    assert_eq!(unread, ["/tokens/1/until"]);
    assert!(page.next.is_some());
}

#[test]
fn tokens_can_be_taken_before_the_rest_is_read() {
    let engine = Engine::load("many.json", CONNECTOR).unwrap();
    let (intent, context) = (Intent::List { cursor: None }, context());
    let answer = answer(
        r#"{"tokens": [{"id": 1, "until": null}, {"id": 2, "until": null}, {"id": 3, "until": null}]}"#
            .to_owned(),
    );
    let mut decoding = engine.decoding(&intent, &context, &answer).unwrap();
    assert_eq!(decoding.advance(2), Ok(true));
    let first: Vec<_> = decoding.take_tokens().iter().map(|token| token.id.0.to_string()).collect();
    assert_eq!(first, ["1", "2"]);
    assert_eq!(decoding.take_tokens(), []);
    let Ok(Outcome::Page(page)) = decoding.finish() else { panic!("no page") };
    assert_eq!(page.tokens.len(), 1);
    assert_eq!(&*page.tokens[0].id.0, "3");
}

#[test]
fn what_is_no_json_in_a_late_entry_refuses_the_whole_answer() {
    let engine = Engine::load("many.json", CONNECTOR).unwrap();
    let (intent, context) = (Intent::List { cursor: None }, context());
    // Half a surrogate pair: the text as a whole looks like JSON.
    let answer =
        answer(r#"{"tokens": [{"id": 1, "until": null}, {"id": "\ud800", "until": null}]}"#.to_owned());
    let mut decoding = engine.decoding(&intent, &context, &answer).unwrap();
    assert_eq!(decoding.advance(1), Ok(true));
    let late = decoding.advance(1);
    let Err(BackendError::Unreadable(error)) = &late else { panic!("{late:?}") };
    assert!(
        error.problem.starts_with("expected JSON, found a text that is none at line 1 column 5"),
        "{error:?}"
    );
    assert_eq!(engine.decode(&intent, &context, &answer), Err(BackendError::Unreadable(error.clone())));
}

#[test]
fn a_list_that_something_else_looks_into_is_read_as_a_whole() {
    let body = r#"{"tokens": [{"id": "a", "until": null}, {"id": "b", "until": null}], "next": "c"}"#;
    for (from, to) in [
        (r##""next": "#/next""##, r##""next": "#/tokens/-1/id""##),
        (r##""next": "#/next""##, r##""next": "$response.body#/*/1/id""##),
        (r##""id": "#/id""##, r##""id": "{#/id}{$response.body#/tokens/0/id}""##),
    ] {
        let engine = Engine::load("last.json", &CONNECTOR.replace(from, to)).unwrap();
        let (intent, context, answer) = (Intent::List { cursor: None }, context(), answer(body.to_owned()));
        let decoding = engine.decoding(&intent, &context, &answer).unwrap();
        assert!(decoding.body.entries.is_none(), "{to}");
        let (outcome, calls) = decode(decoding, 1);
        assert_eq!((&outcome, calls), (&engine.decode(&intent, &context, &answer), 2));
        let Ok(Outcome::Page(page)) = outcome else { panic!("{outcome:?}") };
        let next = page.next.map(|next| next.at);
        match to.contains("next") {
            true => assert_eq!(next.as_deref(), Some("b"), "{to}"),
            false => assert_eq!(&*page.tokens[1].id.0, "ba", "{to}"),
        }
    }
}

#[test]
fn with_nothing_between_entries_each_character_is_one() {
    let connector = CONNECTOR.replace(
        r##""expires_at":"##,
        r##""scopes": { "at": "#/may", "split": "", "map": { "r": "read", "w": "write" } }, "expires_at":"##,
    );
    let engine = Engine::load("letters.json", &connector).unwrap();
    let (intent, context) = (Intent::List { cursor: None }, context());
    let answer = answer(r#"{"tokens": [{"id": 1, "may": "rw", "until": null}]}"#.to_owned());
    let Ok(Outcome::Page(page)) = engine.decode(&intent, &context, &answer) else { panic!("no page") };
    assert_eq!(page.tokens[0].access.scopes, ["read".into(), "write".into()]);
}

#[test]
fn operations_that_no_request_gives_are_those_of_the_connector() {
    let connector = CONNECTOR.replace(
        r##""operations": { "method": "GET", "path": "/operations", "items": "#/operations" }"##,
        r##""scopes": { "method": "GET", "path": "/scopes", "items": "#" }"##,
    );
    let connector = connector.replace(
        r##""operation": {"##,
        r##""scope": { "id": "#" },
            "fixed": { "operations": [
                { "id": "env.Stop", "group": "env", "docs": "/docs#stop" }, { "method": "get", "path": "/things/:id" }
            ] },
            "operation": {"##,
    );
    let engine = Engine::load("fixed.json", &connector).unwrap();
    assert!(engine.capabilities().operations);
    let Some(Outcome::Operations(all)) = engine.answer(&Intent::Operations) else { panic!("no operations") };
    assert_eq!((&*all[0].id, &*all[0].group, &*all[0].docs), ("env.Stop", "env", "/docs#stop"));
    assert_eq!((&*all[1].id, &*all[1].method, &*all[1].path), ("GET /things/{id}", "GET", "/things/{id}"));
}
