//! Against a small backend that does what real ones do: answers with pages, renames, cuts its list.

use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use serde_json::{Value, json};

use super::{Target, Verdict, check};

/// How the backend misbehaves.
#[derive(Clone, Copy, Default)]
struct Faults {
    /// A page, with the token made all the same.
    page_for_create: bool,
    /// Before the name of a new token.
    name_prefix: &'static str,
    /// In place of the name of a new token.
    other_name: Option<&'static str>,
    /// The answer's record has this id.
    wrong_id: Option<u64>,
    /// Somebody else makes a token at the same moment.
    makes_another: bool,
    /// The list fails once there was a create.
    list_fails: bool,
    /// A refusal, with the token made all the same.
    refuses: bool,
}

#[derive(Default)]
struct Tokens {
    faults: Faults,
    all: Vec<(u64, String)>,
    next: u64,
    is_created: bool,
}

type Shared = Arc<Mutex<Tokens>>;

async fn list(State(tokens): State<Shared>) -> Response {
    let tokens = tokens.lock().unwrap();
    if tokens.faults.list_fails && tokens.is_created {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let all: Vec<Value> = tokens.all.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
    axum::Json(all).into_response()
}

async fn create(State(tokens): State<Shared>, axum::Json(body): axum::Json<Value>) -> Response {
    let mut tokens = tokens.lock().unwrap();
    let faults = tokens.faults;
    tokens.is_created = true;
    tokens.next += 1;
    let id = tokens.next;
    let asked = body["name"].as_str().unwrap();
    let name = faults.other_name.map_or_else(|| format!("{}{asked}", faults.name_prefix), str::to_owned);
    tokens.all.push((id, name.clone()));
    if faults.makes_another {
        tokens.next += 1;
        let other = tokens.next;
        tokens.all.push((other, "somebody-elses".to_owned()));
    }
    if faults.page_for_create {
        return ([(header::CONTENT_TYPE, "text/html")], "<html><title>Sign in</title></html>")
            .into_response();
    }
    if faults.refuses {
        return (StatusCode::BAD_REQUEST, axum::Json(json!({ "detail": "no" }))).into_response();
    }
    let id = faults.wrong_id.unwrap_or(id);
    axum::Json(json!({ "id": id, "name": name, "secret": "s3cr3t-7Qd2vXk09aLmPq4Rt8sW1yZ" })).into_response()
}

async fn revoke(State(tokens): State<Shared>, Path(id): Path<u64>) -> Response {
    let mut tokens = tokens.lock().unwrap();
    let before = tokens.all.len();
    tokens.all.retain(|(other, _)| *other != id);
    let found = tokens.all.len() < before;
    if found { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }.into_response()
}

fn connector() -> Value {
    json!({
        "name": "Stand-in",
        "requests": {
            "list": { "method": "GET", "path": "/tokens", "items": "#" },
            "create": {
                "method": "POST", "path": "/tokens", "body": { "name": "{draft.name}" }, "token": "#",
                "secret": "#/secret"
            },
            "revoke": { "method": "DELETE", "path": "/tokens/{token.id}" }
        },
        "token": { "id": "#/id", "name": "#/name" }
    })
}

/// Checks with `--write` against a router.
fn run(router: Router, connector: &Value, write: bool) -> (Vec<String>, String) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let address: SocketAddr = runtime.block_on(async move {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(socket, router).await });
        address
    });
    let target =
        Target { url: format!("http://{address}"), page: "/".to_owned(), write, ..Target::default() };
    let mut out = Vec::new();
    let verdict = check("x.json", &connector.to_string(), Some(&target), &AtomicBool::new(false), &mut out);
    let failures = match verdict {
        Verdict::Passed => Vec::new(),
        Verdict::Failed(failures) => failures,
    };
    (failures, String::from_utf8(out).unwrap())
}

/// What is wrong, what is printed, and the names that are left.
fn write(faults: Faults, connector: &Value) -> (Vec<String>, String, Vec<String>) {
    let tokens =
        Tokens { faults, all: vec![(1, "ci".to_owned()), (2, "cd".to_owned())], next: 2, is_created: false };
    let shared: Shared = Arc::new(Mutex::new(tokens));
    let router = Router::new()
        .route("/tokens", get(list).post(create))
        .route("/tokens/{id}", delete(revoke))
        .with_state(Arc::clone(&shared));
    let (failures, printed) = run(router, connector, true);
    let left = shared.lock().unwrap().all.iter().map(|(_, name)| name.clone()).collect();
    (failures, printed, left)
}

#[test]
fn what_was_made_is_revoked_whatever_was_answered() {
    let none = Faults::default();
    for (what, faults, left) in [
        ("nothing", none, &["ci", "cd"] as &[&str]),
        ("a page", Faults { page_for_create: true, ..none }, &["ci", "cd"]),
        ("a prefix", Faults { page_for_create: true, name_prefix: "robot$", ..none }, &["ci", "cd"]),
        ("another id", Faults { wrong_id: Some(99), ..none }, &["ci", "cd"]),
        ("a refusal", Faults { refuses: true, ..none }, &["ci", "cd"]),
        (
            "somebody else's beside it",
            Faults { page_for_create: true, makes_another: true, name_prefix: "robot$", ..none },
            &["ci", "cd", "somebody-elses"],
        ),
        // The record is of a token that is not the check's own.
        ("an old id", Faults { wrong_id: Some(1), ..none }, &["ci", "cd"]),
        (
            "somebody else's id",
            Faults { wrong_id: Some(4), makes_another: true, ..none },
            &["ci", "cd", "somebody-elses"],
        ),
    ] {
        let (_, printed, found) = write(faults, &connector());
        assert_eq!(found, left, "{what}\n{printed}");
    }
}

#[test]
fn what_is_left_is_printed_with_its_id() {
    let none = Faults::default();
    let renamed = Faults { page_for_create: true, other_name: Some("token-a"), makes_another: true, ..none };
    let (failures, printed, left) = write(renamed, &connector());
    assert_eq!(left.len(), 4);
    let said = |failures: &[String], word: &str| {
        failures.iter().any(|failure| failure.contains("LEFT BEHIND") && failure.contains(word))
    };
    assert!(said(&failures, "token-a (id 3)") && said(&failures, "somebody-elses (id 4)"), "{printed}");

    let unread = Faults { page_for_create: true, list_fails: true, ..none };
    let (failures, printed, left) = write(unread, &connector());
    assert_eq!(left.len(), 3);
    assert!(said(&failures, &left[2]), "{printed}");

    let mut blind = connector();
    blind["requests"].as_object_mut().unwrap().remove("list");
    let (failures, printed, left) = write(Faults { page_for_create: true, ..none }, &blind);
    assert_eq!(left.len(), 3);
    assert!(said(&failures, &left[2]), "{printed}");

    let mut deaf = connector();
    deaf["requests"].as_object_mut().unwrap().remove("revoke");
    let (failures, printed, left) = write(none, &deaf);
    assert_eq!(left.len(), 3);
    assert!(said(&failures, "(id 3)"), "{printed}");
    assert_eq!(failures.iter().filter(|failure| failure.contains("LEFT BEHIND")).count(), 1, "{printed}");
}

/// Checks a connector without paging against this answer to its list.
fn list_of(body: Value) -> String {
    let router = Router::new().route("/tokens", get(move || async move { axum::Json(body) }));
    let mut connector = connector();
    connector["requests"] = json!({ "list": { "method": "GET", "path": "/tokens", "items": "#/items" } });
    run(router, &connector, false).1
}

fn entries(count: usize) -> Vec<Value> {
    (0..count).map(|id| json!({ "id": id, "name": "x", "uses": 1_000 })).collect()
}

#[test]
fn a_cut_list_is_hinted_at() {
    for (body, hint) in [
        (json!({ "items": entries(7), "recordsTotal": 15 }), "#/recordsTotal is 15, and 7 entries were read"),
        (json!({ "items": entries(7), "meta": { "page": { "rows": 9 } } }), "#/meta/page/rows is 9"),
        (json!({ "items": entries(10) }), "exactly 10 entries"),
        (json!({ "items": entries(20) }), "exactly 20 entries"),
        (json!({ "items": entries(25) }), "exactly 25 entries"),
        (json!({ "items": entries(50) }), "exactly 50 entries"),
        (json!({ "items": entries(100) }), "exactly 100 entries"),
    ] {
        let printed = list_of(body);
        assert!(printed.contains(hint), "{hint}\n{printed}");
    }
    for body in [
        json!({ "items": entries(7), "total": 7, "limit": 50, "per_page": 100, "took": 12 }),
        json!({ "items": entries(11) }),
        json!({ "items": entries(0) }),
    ] {
        let printed = list_of(body);
        assert!(!printed.contains("entries were read") && !printed.contains("exactly"), "{printed}");
    }
}

#[test]
fn each_entry_that_cannot_be_read_is_named_with_member_and_value() {
    let body = json!({ "items": [
        { "id": 1, "name": "ci", "ips": ["10.0.0.1", "192.168.1.*"] },
        { "id": 2, "name": "cd", "ips": ["10.0.0.9/24", "build.example.com"] },
        { "name": "lost", "ips": [] }
    ] });
    let router = Router::new().route("/tokens", get(move || async move { axum::Json(body) }));
    let mut connector = connector();
    connector["requests"] = json!({ "list": { "method": "GET", "path": "/tokens", "items": "#/items" } });
    connector["token"]["allowed_ips"] = json!("#/ips");
    let (failures, printed) = run(router, &connector, false);
    assert!(failures.iter().any(|failure| failure.contains("3 entries cannot be read")), "{printed}");
    for said in [
        "#/items/0/ips/1 of “ci” (1): expected an IP address or block, found a text that is none: “192.168.1.*”",
        "#/items/1/ips/0 of “cd” (2): expected an IP address or block, found a text that is none: “10.0.0.9/24”",
        "#/items/1/ips/1 of “cd” (2): expected an IP address or block, found a text that is none: “build.example.com”",
        "#/items/2/id: expected a text or a number, found none: nothing",
    ] {
        assert!(printed.contains(said), "{said}\n{printed}");
    }
}
