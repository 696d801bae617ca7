//! What the backend does not keep of what the console says of most.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use latchkey_connector::{Claims, Engine};
use serde_json::{Value, json};

fn claims(members: Value) -> Claims {
    let connector = json!({ "name": "x", "requests": {}, "capabilities": members });
    Engine::load("x.json", &connector.to_string()).unwrap().capabilities().claims
}

#[test]
fn claims_follow_the_connector() {
    assert_eq!(claims(json!({})), Claims::default());
    assert_eq!(claims(json!({ "claims": {} })), Claims::default());
    assert_eq!(
        claims(json!({
            "claims": { "secret_shown_again": true, "revocation_delay_seconds": 60, "id_is_secret": true }
        })),
        Claims { secret_shown_again: true, revocation_delay_seconds: 60, id_is_secret: true }
    );
}

#[test]
fn a_claim_that_is_none_is_named() {
    let connector =
        json!({ "name": "x", "requests": {}, "capabilities": { "claims": { "shown_again": true } } });
    let error = Engine::load("x.json", &connector.to_string()).unwrap_err();
    assert_eq!(error.path, "/capabilities/claims/shown_again");
}
