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
fn an_id_that_is_or_looks_like_a_secret_fits_no_address() {
    let can = |members: Value| {
        let connector = json!({ "name": "x", "requests": {}, "capabilities": members });
        Engine::load("x.json", &connector.to_string()).unwrap().capabilities()
    };
    let plain = can(json!({ "secret_prefix": "lk_" }));
    for (id, fits) in [
        ("7", true),
        ("Token 2/9/2025", true),
        ("4c1f0f52-8c2e-4f5b-9d0b-0c7c1a2b3d4e", true),
        ("lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f", false),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", false),
    ] {
        assert_eq!(plain.id_fits_address(id), fits, "{id}");
    }
    assert!(!can(json!({ "claims": { "id_is_secret": true } })).id_fits_address("7"));
}

#[test]
fn a_claim_that_is_none_is_named() {
    let connector =
        json!({ "name": "x", "requests": {}, "capabilities": { "claims": { "shown_again": true } } });
    let error = Engine::load("x.json", &connector.to_string()).unwrap_err();
    assert_eq!(error.path, "/capabilities/claims/shown_again");
}
