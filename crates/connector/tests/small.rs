//! Pauses that a backend asks for, and a token that is pasted to sign in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use latchkey_connector::*;
use serde_json::json;

fn engine(sign_in: &str) -> Engine {
    let connector = json!({
        "name": "x",
        "session": { "sign_in": sign_in },
        "requests": {
            "sign_in": { "method": "GET", "path": "/me", "headers": { "Authorization": "Bearer {password}" } },
            "list": { "method": "GET", "path": "/t", "items": "#" }
        },
        "token": { "id": "#/id" }
    });
    Engine::load("x.json", &connector.to_string()).unwrap()
}

fn with<T>(ask: impl FnOnce(&Context<'_>) -> T) -> T {
    let session = Session::default();
    let now = "2026-11-21T12:00:00Z".parse().unwrap();
    ask(&Context { session: &session, now, cookies: &[], idempotency_key: "", password: None })
}

#[test]
fn a_pause_of_absurd_length_is_capped() {
    const WEEK: u64 = 604_800;
    for (header, seconds) in [
        ("30", Some(30)),
        (" 30 ", Some(30)),
        ("100000", Some(100_000)),
        ("31536000", Some(WEEK)),
        ("18446744073709551615", Some(WEEK)),
        ("99999999999999999999999999", Some(WEEK)),
        ("Sat, 21 Nov 2026 12:01:30 GMT", Some(90)),
        ("Sat, 21 Nov 2026 11:00:00 GMT", Some(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Some(WEEK)),
        ("-5", None),
        ("soon", None),
        ("", None),
    ] {
        let headers = vec![("retry-after".to_owned(), header.to_owned())];
        let response = HttpResponse { status: 429, headers, body: String::new() };
        let outcome =
            with(|context| engine("none").decode(&Intent::List { cursor: None }, context, &response));
        assert_eq!(outcome, Err(BackendError::TooMany { retry_after: seconds }), "{header:?}");
    }
}

#[test]
fn a_pasted_token_is_sent_without_what_came_along() {
    let sent = |sign_in: &str, pasted: &str| {
        let intent = Intent::SignIn { user: String::new(), password: pasted.to_owned() };
        let request = with(|context| engine(sign_in).prepare(&intent, context));
        request.unwrap().headers.into_iter().find(|(name, _)| name == "Authorization").unwrap().1
    };
    for pasted in ["abc", " abc\n", "Bearer abc", "Authorization: Bearer abc"] {
        assert_eq!(sent("token", pasted), "Bearer abc", "{pasted:?}");
    }
    // A password is as it is typed.
    assert_eq!(sent("password", "Bearer abc"), "Bearer Bearer abc");
}
