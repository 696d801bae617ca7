//! What a token is compared with after a change.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use latchkey_connector::*;
use latchkey_model::{
    Access, AccessPolicy, Asked, DeviatingField, Expiry, Lifecycle, RuleList, Token, TokenId, TokenPart,
    UnreadPart, compare_asked,
};
use serde_json::json;

const NOW: &str = "2026-12-01T15:00:00Z";

fn engine() -> Engine {
    let connector = json!({
        "name": "x",
        "requests": {
            "create": { "method": "POST", "path": "/t", "secret": "#/s", "body": {
                "name": "{draft.name}", "scopes": "{draft.scopes}", "ips": "{draft.allowed_ips}",
                "days": "{draft.expires_at|days_from_now}" } },
            "edit": { "method": "PUT", "path": "/t/{token.id}", "body": {
                "name": "{merged.name}", "days": "{merged.expires_at|days_from_now}" } },
            "regenerate": { "method": "POST", "path": "/t/{token.id}", "secret": "#/s" }
        },
        "token": {
            "id": "#/id", "name": "#/name", "scopes": "#/scopes", "allowed_ips": "#/ips", "blocked_ips": "#/blocked",
            "expires_at": { "at": "#/until", "empty": "never" }
        }
    });
    Engine::load("x.json", &connector.to_string()).unwrap()
}

fn until(text: &str) -> Expiry {
    Expiry::At(text.parse().unwrap())
}

fn access() -> Access {
    Access {
        scopes: vec!["read".into()],
        allowed_ips: vec!["192.0.2.1".parse().unwrap()],
        ..Access::new(until("2026-12-30T20:00:00Z"))
    }
}

fn token(access: Access) -> Token {
    Token {
        id: TokenId("1".into()),
        name: "ci".to_owned(),
        description: String::new(),
        hint: String::new(),
        access,
        lifecycle: Lifecycle::Enabled,
        created: None,
        last_used: None,
        version: None,
        unread: Vec::new(),
    }
}

fn asked(intent: &Intent) -> Asked {
    engine().asked(intent, NOW.parse().unwrap()).unwrap()
}

#[test]
fn a_new_token_is_compared_with_what_was_sent() {
    let draft = Draft { name: "ci".to_owned(), description: "x".to_owned(), access: access(), preset: None };
    let asked = asked(&Intent::Create { draft });
    assert_eq!((asked.name.as_deref(), asked.description.as_deref()), (Some("ci"), None));
    // Blocked addresses are read and not sent: the backend's own are no deviation.
    assert_eq!((asked.blocked_ips.clone(), asked.blocked_apis.clone()), (None, None));
    // In whole days.
    assert_eq!(asked.expiry, Some(until("2026-12-31T15:00:00Z")));

    let policy = AccessPolicy::default();
    let as_asked = Access { expiry: until("2026-12-31T15:00:01Z"), ..access() };
    assert_eq!(compare_asked(&asked, &token(as_asked), policy), []);
    // The answer of a backend that takes no notice.
    let other = Access { scopes: vec!["read".into(), "write".into()], ..Access::new(Expiry::Never) };
    let deviations = compare_asked(&asked, &token(other), policy);
    assert_eq!(deviations.len(), 3, "{deviations:?}");
    assert!(deviations.iter().filter(|deviation| deviation.wider).count() == 3, "{deviations:?}");
}

#[test]
fn an_edit_is_compared_with_all_that_was_there_and_the_changes() {
    let before = token(access());
    let changes = Changes { name: Some("cd".to_owned()), ..Changes::default() };
    let asked = asked(&Intent::Edit { before: before.clone(), changes });
    assert_eq!(asked.name.as_deref(), Some("cd"));
    assert_eq!(asked.scopes.as_deref(), Some(&["read".into()][..]));
    // It was said before that it moves: no deviation.
    assert_eq!(asked.expiry, Some(until("2026-12-30T15:00:00Z")));
    let deviations = compare_asked(&asked, &before, AccessPolicy::default());
    let names = |field: &DeviatingField| matches!(field, DeviatingField::Name { .. });
    assert!(deviations.iter().any(|deviation| names(&deviation.field)), "{deviations:?}");
}

#[test]
fn a_regenerated_token_should_be_as_it_was() {
    let before = token(access());
    let asked = asked(&Intent::Regenerate { before: before.clone(), grace_seconds: None });
    assert_eq!(compare_asked(&asked, &before, AccessPolicy::default()), []);
    let wider = token(Access { allowed_ips: Vec::new(), ..access() });
    assert!(compare_asked(&asked, &wider, AccessPolicy::default())[0].wider);
}

#[test]
fn what_could_not_be_read_before_is_not_compared() {
    let mut before = token(access());
    before.unread.push(UnreadPart {
        part: TokenPart::Rules(RuleList::AllowedIps),
        at: "/ips/0".to_owned(),
        problem: String::new(),
        text: "*".to_owned(),
    });
    let asked = asked(&Intent::Regenerate { before: before.clone(), grace_seconds: None });
    assert_eq!(asked.allowed_ips, None);
    assert_eq!(compare_asked(&asked, &before, AccessPolicy::default()), []);
}

#[test]
fn reading_and_revoking_ask_for_nothing() {
    let intents = [Intent::List { cursor: None }, Intent::Revoke { token: token(access()) }];
    for intent in intents {
        assert_eq!(engine().asked(&intent, NOW.parse().unwrap()), None);
    }
}
