//! What cannot be read of a token takes no row away, and widens no access.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use latchkey_connector::*;
use latchkey_model::{Expiry, Lifecycle, RuleList, Token, TokenPart};
use serde_json::{Value, json};

fn engine() -> Engine {
    let connector = json!({
        "name": "x",
        "requests": {
            "list": { "method": "GET", "path": "/tokens", "items": "#" },
            "edit": {
                "method": "PUT", "path": "/tokens/{token.id}",
                "body": { "name": "{merged.name}", "ips": "{merged.allowed_ips}", "until": "{changes.expires_at}",
                          "blocked": "{changes.blocked_ips}" }
            },
            "regenerate": { "method": "POST", "path": "/tokens/{token.id}", "secret": "#/secret" },
            "revoke": { "method": "DELETE", "path": "/tokens/{token.id}" }
        },
        "token": {
            "id": "#/id", "name": "#/name", "scopes": { "at": "#/scopes", "default": [] },
            "allowed_ips": { "at": "#/ips", "default": [] }, "blocked_ips": { "at": "#/blocked", "default": [] },
            "allowed_apis": { "at": "#/apis", "default": [] },
            "expires_at": { "at": "#/until", "empty": "never" }, "created_at": "#/made", "state": "#/state"
        }
    });
    Engine::load("x.json", &connector.to_string()).unwrap()
}

fn with<T>(ask: impl FnOnce(&Context<'_>) -> T) -> T {
    let session = Session::default();
    let now = "2026-12-01T00:00:00Z".parse().unwrap();
    ask(&Context { session: &session, now, cookies: &[], idempotency_key: "", password: None })
}

fn read(entry: Value) -> Token {
    let response = HttpResponse { status: 200, headers: Vec::new(), body: json!([entry]).to_string() };
    let outcome = with(|context| engine().decode(&Intent::List { cursor: None }, context, &response));
    let Ok(Outcome::Page(page)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(page.unreadable, []);
    page.tokens[0].clone()
}

#[test]
fn a_rule_that_cannot_be_read_is_noted_and_the_row_is_there() {
    for rule in ["*", "192.168.1.*", "build.example.com", "10.0.0.7/24", ""] {
        let token = read(json!({
            "id": 7, "name": "ci", "state": "enabled", "ips": ["10.0.0.1", rule, "10.0.0.2"]
        }));
        assert_eq!((&*token.id.0, token.name.as_str()), ("7", "ci"), "{rule}");
        let rules: Vec<String> = token.access.allowed_ips.iter().map(ToString::to_string).collect();
        assert_eq!(rules, ["10.0.0.1", "10.0.0.2"], "{rule}");
        let [unread] = &token.unread[..] else { panic!("{:?}", token.unread) };
        assert_eq!(unread.part, TokenPart::Rules(RuleList::AllowedIps));
        assert_eq!((unread.at.as_str(), unread.text.as_str()), ("/0/ips/1", rule));
        assert!(!token.is_editable() && !token.is_access_read(), "{rule}");
    }
}

#[test]
fn every_rule_and_part_that_cannot_be_read_is_noted() {
    let token = read(json!({
        "id": 7, "name": ["ci"], "state": "odd", "ips": ["*", "?"], "blocked": [{}], "apis": ["GET"], "until": "soon",
        "made": 5, "scopes": ["read", 5, []]
    }));
    let parts: Vec<TokenPart> = token.unread.iter().map(|unread| unread.part).collect();
    assert_eq!(
        parts,
        [
            TokenPart::Name,
            TokenPart::Scopes,
            TokenPart::Rules(RuleList::AllowedIps),
            TokenPart::Rules(RuleList::AllowedIps),
            TokenPart::Rules(RuleList::BlockedIps),
            TokenPart::Expiry,
            TokenPart::State,
            TokenPart::Created,
        ],
        "{:?}",
        token.unread
    );
    // Nothing is guessed: no "never", and no token that looks dead.
    assert_eq!((token.access.expiry, token.lifecycle), (Expiry::Unstated, Lifecycle::Enabled));
}

#[test]
fn without_an_id_there_is_no_row() {
    let response = HttpResponse { status: 200, headers: Vec::new(), body: r#"[{"name": "x"}]"#.to_owned() };
    let outcome = with(|context| engine().decode(&Intent::List { cursor: None }, context, &response));
    let Ok(Outcome::Page(page)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((page.tokens.len(), page.unreadable.len()), (0, 1));
}

#[test]
fn what_needs_no_reading_is_sent_and_a_list_without_its_rule_is_not() {
    let ips = |rule: &str| read(json!({ "id": 7, "name": "ci", "state": "enabled", "ips": [rule] }));
    let blocked = |rule: &str| read(json!({ "id": 7, "name": "ci", "state": "enabled", "blocked": [rule] }));
    let name = Changes { name: Some("cd".to_owned()), ..Changes::default() };
    let block = Changes { blocked_ips: Some(Vec::new()), ..Changes::default() };
    let edit = |before: Token, changes: &Changes| {
        with(|context| engine().prepare(&Intent::Edit { before, changes: changes.clone() }, context))
    };
    assert!(edit(ips("10.0.0.1"), &name).is_ok());
    // It would be sent as a list without the rule, which may mean "every address".
    assert!(matches!(edit(ips("*"), &name), Err(PrepareError::Unfit { .. })));
    assert!(matches!(edit(blocked("*"), &block), Err(PrepareError::Unfit { .. })));
    // Of what is not sent nothing is lost.
    assert!(edit(blocked("*"), &name).is_ok());
    for intent in
        [Intent::Revoke { token: ips("*") }, Intent::Regenerate { before: ips("*"), grace_seconds: None }]
    {
        assert!(with(|context| engine().prepare(&intent, context)).is_ok(), "{intent:?}");
    }
}
