//! What counts as a revocation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use latchkey_connector::*;
use latchkey_model::{Access, Expiry, Lifecycle, Token, TokenId};
use serde_json::{Value, json};

fn engine(errors: Value) -> Engine {
    let connector = json!({
        "name": "x",
        "requests": {
            "revoke": { "method": "DELETE", "path": "/pats/{token.id}" },
            "revoke_many": { "method": "POST", "path": "/revoke", "items": "#" }
        },
        "token": { "id": "#/id" },
        "revocation": { "id": "#/id", "status": "#/status" },
        "errors": errors
    });
    Engine::load("x.json", &connector.to_string()).unwrap()
}

fn token(id: &str) -> Token {
    Token {
        id: TokenId(id.into()),
        name: String::new(),
        description: String::new(),
        hint: String::new(),
        access: Access::new(Expiry::Never),
        lifecycle: Lifecycle::Enabled,
        created: None,
        last_used: None,
        version: None,
        unread: Vec::new(),
    }
}

fn decode(engine: &Engine, intent: &Intent, status: u16, body: &str) -> Result<Outcome, BackendError> {
    let session = Session::default();
    let now = "2026-12-01T00:00:00Z".parse().unwrap();
    let context = Context { session: &session, now, cookies: &[], idempotency_key: "", password: None };
    let response = HttpResponse { status, headers: Vec::new(), body: body.to_owned() };
    engine.decode(intent, &context, &response)
}

#[test]
fn a_404_is_only_a_candidate() {
    let engine = engine(json!({}));
    let revoke = Intent::Revoke { token: token("Token 2/9/2025") };
    for body in [r#"{"detail": "Not found"}"#, "", "404 page not found"] {
        assert_eq!(decode(&engine, &revoke, 404, body), Ok(Outcome::Gone), "{body}");
    }
    assert_eq!(decode(&engine, &revoke, 204, ""), Ok(Outcome::Done));
}

#[test]
fn a_page_is_no_revocation() {
    let engine = engine(json!({}));
    let revoke = Intent::Revoke { token: token("7") };
    for body in ["<html><title>404 Not Found</title></html>", "\u{feff}\n <!DOCTYPE html>"] {
        for status in [404, 200] {
            let outcome = decode(&engine, &revoke, status, body);
            assert!(matches!(outcome, Err(BackendError::Unreadable(_))), "{status} {body}: {outcome:?}");
        }
    }
}

#[test]
fn where_the_connector_says_so_a_404_is_an_error() {
    let engine = engine(json!({ "revoke_404_is_error": true }));
    let revoke = Intent::Revoke { token: token("7") };
    assert_eq!(decode(&engine, &revoke, 404, "{}"), Err(BackendError::NotFound));
}

#[test]
fn of_several_those_that_were_not_there_are_told_apart() {
    let engine = engine(json!({}));
    let tokens = ["1", "2", "3"].map(token).to_vec();
    let body = r#"[{"id": 1, "status": 204}, {"id": 2, "status": 404}, {"id": 3, "status": 403}]"#;
    let Ok(Outcome::Revoked(results)) = decode(&engine, &Intent::RevokeMany { tokens }, 200, body) else {
        panic!()
    };
    let found: Vec<(bool, bool)> = results.iter().map(|one| (one.result.is_ok(), one.gone)).collect();
    assert_eq!(found, [(true, false), (true, true), (false, false)]);
}
