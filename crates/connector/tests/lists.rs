//! Lists of several pages, as backends give them: fewer at a time than asked, without end, moving while they are read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use latchkey_connector::*;
use serde_json::{Value, json};

/// A connector whose list has this `paging`, and `more` members of the request.
fn engine(paging: &Value, more: &Value) -> Engine {
    let mut list = json!({
        "method": "GET", "path": "/tokens", "items": "#/items", "paging": paging,
        "query": { "page": "{page.number}", "offset": "{page.offset}", "size": "{page.size}" }
    });
    list.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let connector = json!({
        "name": "x", "requests": { "list": list },
        "token": { "id": "#/id", "created_at": { "at": "#/at", "time": "epoch_s" } }
    });
    Engine::load("x.json", &connector.to_string()).unwrap()
}

struct Read {
    ids: Vec<String>,
    requests: usize,
    end: NextPage,
}

/// Reads a list to its end. `backend`: the answer to page, offset.
fn read(engine: &Engine, backend: &dyn Fn(usize, usize) -> (u16, String)) -> Read {
    let session = Session::default();
    let now = "2026-12-01T00:00:00Z".parse().unwrap();
    let context = Context { session: &session, now, cookies: &[], idempotency_key: "", password: None };
    let mut progress = ListProgress::default();
    let (mut ids, mut cursor) = (Vec::new(), None);
    for requests in 1..200 {
        let intent = Intent::List { cursor };
        let target = engine.prepare(&intent, &context).unwrap().target;
        let number = |name: &str| -> usize {
            let (_, after) = target.split_once(&format!("{name}=")).unwrap();
            after.split('&').next().unwrap().parse().unwrap()
        };
        let (status, body) = backend(number("page"), number("offset"));
        let response = HttpResponse { status, headers: Vec::new(), body };
        let Outcome::Page(page) = engine.decode(&intent, &context, &response).unwrap() else { panic!() };
        let (page, next) = progress.add(page);
        ids.extend(page.tokens.iter().map(|token| token.id.0.to_string()));
        match next {
            NextPage::Continue(next) => cursor = Some(next),
            end => return Read { ids, requests, end },
        }
    }
    panic!("the list does not end");
}

/// Entries `from..to` of a list of `all`, with members beside them.
fn items(from: usize, to: usize, all: usize, beside: Value) -> (u16, String) {
    let entries: Vec<Value> = (from.min(all)..to.min(all)).map(|id| json!({ "id": id })).collect();
    let mut body = beside;
    body["items"] = entries.into();
    (200, body.to_string())
}

#[test]
fn pages_shorter_than_asked_are_not_the_end() {
    for (paging, beside) in [
        (json!({ "kind": "page", "total": "#/total" }), json!({ "total": 120 })),
        (json!({ "kind": "page" }), json!({})),
    ] {
        let engine = engine(&paging, &json!({}));
        let found = read(&engine, &|page, _| items((page - 1) * 50, page * 50, 120, beside.clone()));
        assert_eq!(found.ids.len(), 120, "{paging}");
        assert_eq!(found.end, NextPage::Done, "{paging}");
    }
    for (paging, beside) in [
        (json!({ "kind": "offset", "total": "#/total" }), json!({ "total": 120 })),
        (json!({ "kind": "offset" }), json!({})),
    ] {
        let engine = engine(&paging, &json!({}));
        let found = read(&engine, &|_, offset| items(offset, offset + 50, 120, beside.clone()));
        assert_eq!((found.ids.len(), found.end), (120, NextPage::Done), "{paging}");
    }
}

#[test]
fn pages_of_changing_length_are_not_the_end() {
    let engine = engine(&json!({ "kind": "page", "size": 3 }), &json!({}));
    let pages = [0..3, 3..4, 4..7, 7..9, 9..9];
    let found = read(&engine, &|page, _| items(pages[page - 1].start, pages[page - 1].end, 9, json!({})));
    assert_eq!((found.ids.len(), found.requests, found.end), (9, 5, NextPage::Done));
}

#[test]
fn the_backend_says_the_end_itself() {
    let by_total = engine(&json!({ "kind": "page", "total": "#/total" }), &json!({}));
    let found = read(&by_total, &|_, _| items(0, 5, 5, json!({ "total": 5 })));
    assert_eq!((found.requests, found.end), (1, NextPage::Done));
    let by_more = engine(&json!({ "kind": "page", "more": "#/more" }), &json!({}));
    let found = read(&by_more, &|page, _| items(page * 5 - 5, page * 5, 10, json!({ "more": page < 2 })));
    assert_eq!((found.requests, found.ids.len()), (2, 10));
}

#[test]
fn a_404_behind_the_last_page_is_the_end() {
    let engine = engine(&json!({ "kind": "page" }), &json!({}));
    let found = read(&engine, &|page, _| match page {
        1 => items(0, 5, 5, json!({})),
        _ => (404, json!({ "detail": "Invalid page." }).to_string()),
    });
    assert_eq!((found.ids.len(), found.end), (5, NextPage::Done));
}

#[test]
fn a_backend_that_ignores_the_page_is_asked_once_more() {
    for paging in [
        json!({ "kind": "page" }),
        json!({ "kind": "offset", "total": "#/total" }),
        json!({ "kind": "page", "more": "#/more" }),
    ] {
        let engine = engine(&paging, &json!({}));
        let found = read(&engine, &|_, _| items(0, 10, 10, json!({ "total": 500, "more": true })));
        assert_eq!((found.ids.len(), found.requests), (10, 2), "{paging}");
        assert_eq!(found.end, NextPage::EndedEarly(EarlyEnd::NothingNew), "{paging}");
    }
}

#[test]
fn a_backend_that_ignores_the_page_is_told_also_when_nothing_can_be_read_or_is_wanted() {
    let only = json!({ "only": { "#/kind": ["api"] } });
    let left_out = json!({ "items": [{ "id": 1, "kind": "ui" }] }).to_string();
    let unreadable = json!({ "items": [{ "name": "x" }, { "name": "y" }] }).to_string();
    for (more, body) in [(only, left_out), (json!({}), unreadable)] {
        let engine = engine(&json!({ "kind": "page" }), &more);
        let found = read(&engine, &|_, _| (200, body.clone()));
        assert_eq!((found.requests, found.end), (2, NextPage::EndedEarly(EarlyEnd::NothingNew)));
    }
}

#[test]
fn a_list_that_moves_has_each_token_once() {
    let engine = engine(&json!({ "kind": "offset", "size": 2, "total": "#/total" }), &json!({}));
    let found = read(&engine, &|_, offset| {
        // After the first page one was made, and stands before all others.
        let all: &[u64] = if offset == 0 { &[1, 2, 3] } else { &[9, 1, 2, 3] };
        let entries = all.iter().skip(offset).take(2).map(|id| json!({ "id": id })).collect::<Vec<_>>();
        (200, json!({ "items": entries, "total": all.len() }).to_string())
    });
    assert_eq!(found.ids, ["1", "2", "3"]);
    assert_eq!(found.end, NextPage::EndedEarly(EarlyEnd::Miscount { read: 3, total: 4 }));
}

#[test]
fn null_and_the_connectors_empty_status_are_an_empty_list() {
    let plain = engine(&json!({ "kind": "page" }), &json!({}));
    let found = read(&plain, &|_, _| (200, json!({ "items": null }).to_string()));
    assert_eq!((found.ids.len(), found.requests, found.end), (0, 1, NextPage::Done));

    let with_status = engine(&json!({ "kind": "page" }), &json!({ "empty_status": [404, 204] }));
    for (status, body) in [(404, "{}"), (204, ""), (404, "")] {
        let found = read(&with_status, &|_, _| (status, body.to_owned()));
        assert_eq!((found.ids.len(), found.end), (0, NextPage::Done), "{status}");
    }
}

#[test]
fn what_is_not_there_is_no_empty_list() {
    let session = Session::default();
    let now = "2026-12-01T00:00:00Z".parse().unwrap();
    let context = Context { session: &session, now, cookies: &[], idempotency_key: "", password: None };
    let intent = Intent::List { cursor: None };
    let plain = engine(&json!({ "kind": "page" }), &json!({}));
    let with_status = engine(&json!({ "kind": "page" }), &json!({ "empty_status": [404] }));
    for (engine, status, body) in [
        (&plain, 200, "{}"),
        (&plain, 200, ""),
        (&plain, 404, "{}"),
        (&plain, 200, r#"{"items": 5}"#),
        (&with_status, 404, "<html><title>Not found</title></html>"),
        (&with_status, 500, "{}"),
    ] {
        let response = HttpResponse { status, headers: Vec::new(), body: body.to_owned() };
        let outcome = engine.decode(&intent, &context, &response);
        assert!(outcome.is_err(), "{status} {body}: {outcome:?}");
    }
}
