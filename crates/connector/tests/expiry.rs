//! Lifetimes and dates: what is sent for a chosen expiry, and what that means.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use chrono::{DateTime, TimeDelta, Utc};
use latchkey_connector::*;
use latchkey_model::{Access, Expiry, Lifecycle, Token, TokenId};
use serde_json::{Value, json};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A connector that sends an expiry by this placeholder, and edits by this one. `reads`: how it reads one.
fn engine(create: &str, edit: &str, reads: Value) -> Engine {
    let mut reads = reads;
    reads["at"] = "#/until".into();
    reads["empty"] = "never".into();
    let connector = json!({
        "name": "x",
        "requests": {
            "create": { "method": "POST", "path": "/t", "body": { "until": create }, "secret": "#/s" },
            "edit": { "method": "PUT", "path": "/t/{token.id}", "body": { "name": "{merged.name}", "until": edit } }
        },
        "token": { "id": "#/id", "name": "#/name", "expires_at": reads }
    });
    Engine::load("x.json", &connector.to_string()).unwrap()
}

fn prepare(engine: &Engine, intent: &Intent, now: DateTime<Utc>) -> Result<Value, PrepareError> {
    let session = Session::default();
    let context = Context { session: &session, now, cookies: &[], idempotency_key: "", password: None };
    let request = engine.prepare(intent, &context)?;
    Ok(serde_json::from_str::<Value>(&request.body.unwrap()).unwrap()["until"].clone())
}

fn create(engine: &Engine, expiry: Expiry, now: DateTime<Utc>) -> Result<Value, PrepareError> {
    let draft = Draft {
        name: "ci".to_owned(),
        description: String::new(),
        access: Access::new(expiry),
        preset: None,
    };
    prepare(engine, &Intent::Create { draft }, now)
}

fn edit(
    engine: &Engine,
    before: Expiry,
    chosen: Option<Expiry>,
    now: DateTime<Utc>,
) -> Result<Value, PrepareError> {
    let before = Token {
        id: TokenId("1".into()),
        name: "ci".to_owned(),
        description: String::new(),
        hint: String::new(),
        access: Access::new(before),
        lifecycle: Lifecycle::Enabled,
        created: None,
        last_used: None,
        version: None,
        unread: Vec::new(),
    };
    let changes = Changes { name: Some("cd".to_owned()), expiry: chosen, ..Changes::default() };
    prepare(engine, &Intent::Edit { before, changes }, now)
}

#[test]
fn a_lifetime_is_rounded_up_and_never_to_nothing() {
    let now = at("2026-12-01T15:00:00Z");
    let days = engine("{draft.expires_at|days_from_now|or:0|number}", "", json!({}));
    let seconds = engine("{draft.expires_at|seconds_from_now|or:0|number}", "", json!({}));
    for (until, in_days, in_seconds) in [
        // "Today", which is over in nine hours.
        ("2026-12-02T00:00:00Z", 1, 32_400),
        ("2026-12-01T15:00:00.001Z", 1, 1),
        ("2026-12-02T15:00:00Z", 1, 86_400),
        ("2026-12-02T15:00:01Z", 2, 86_401),
        // "Seven days", chosen a moment ago.
        ("2026-12-08T14:59:57Z", 7, 604_797),
    ] {
        let expiry = Expiry::At(at(until));
        assert_eq!(create(&days, expiry, now), Ok(json!(in_days)), "{until}");
        assert_eq!(create(&seconds, expiry, now), Ok(json!(in_seconds)), "{until}");
    }
    for until in ["2026-12-01T15:00:00Z", "2026-11-28T15:00:00Z"] {
        for engine in [&days, &seconds] {
            let refused = create(engine, Expiry::At(at(until)), now);
            assert!(matches!(refused, Err(PrepareError::Unfit { .. })), "{until}: {refused:?}");
        }
    }
    // Chosen, it is never.
    assert_eq!(create(&days, Expiry::Never, now), Ok(json!(0)));
}

#[test]
fn what_was_not_changed_moves_as_little_as_can_be_or_is_not_sent() {
    let now = at("2026-12-01T15:00:00Z");
    let merged = engine("", "{merged.expires_at|days_from_now|or:0|number}", json!({}));
    let until = |hours: i64| Expiry::At(now + TimeDelta::hours(hours));
    for (hours, sent) in [(240, 10), (245, 10), (255, 11), (13, 1)] {
        assert_eq!(edit(&merged, until(hours), None, now), Ok(json!(sent)), "{hours}");
    }
    // Over, or almost: 0 and -3 would bring it to life.
    for hours in [11, 0, -72] {
        assert!(edit(&merged, until(hours), None, now).is_err(), "{hours}");
    }
    assert_eq!(edit(&merged, Expiry::Never, None, now), Ok(json!(0)));
    assert_eq!(edit(&merged, until(-72), Some(until(30)), now), Ok(json!(2)));
    let changes = engine("", "{changes.expires_at|days_from_now}", json!({}));
    assert_eq!(edit(&changes, until(-72), None, now), Ok(Value::Null));
}

#[test]
fn says_the_instant_that_is_really_asked_for() {
    let now = at("2026-12-01T15:00:00.250Z");
    // The end of the 31st in Tokyo.
    let chosen = "2026-12-31T15:00:00.5Z";
    for (codec, reads, meant) in [
        ("", json!({}), "2026-12-31T15:00:00.5Z"),
        ("|naive", json!({}), "2026-12-31T15:00:00Z"),
        ("|naive:6", json!({}), "2026-12-31T15:00:00.5Z"),
        ("|sql", json!({}), "2026-12-31T15:00:00Z"),
        ("|epoch_s", json!({}), "2026-12-31T15:00:00Z"),
        ("|epoch_ms", json!({}), "2026-12-31T15:00:00.5Z"),
        ("|seconds_from_now", json!({}), "2026-12-31T15:00:01.250Z"),
        ("|days_from_now|times:86400000", json!({}), "2027-01-01T15:00:00.250Z"),
        ("|days_from_now|prefix:P|suffix:D|or:FOREVER", json!({}), "2027-01-01T15:00:00.250Z"),
        ("|date", json!({ "time": "date", "day": "end" }), "2027-01-01T00:00:00Z"),
        ("|date", json!({ "time": "date", "day": "start" }), "2026-12-31T00:00:00Z"),
        ("|last_day", json!({ "time": "date", "day": "end" }), "2027-01-01T00:00:00Z"),
        // How it is read back does not say what a date means: the earlier is the one to count on.
        ("|date", json!({}), "2026-12-31T00:00:00Z"),
        ("|last_day", json!({}), "2027-01-01T00:00:00Z"),
        ("|rfc3339|before:T", json!({}), "2026-12-31T00:00:00Z"),
    ] {
        let engine = engine(&format!("{{draft.expires_at{codec}}}"), "", reads.clone());
        let sent = engine.expiry_sent(ExpirySending::Create(Expiry::At(at(chosen))), now);
        assert_eq!(sent, Ok(Some(Expiry::At(at(meant)))), "{codec} {reads}");
        assert_eq!(
            engine.expiry_sent(ExpirySending::Create(Expiry::Never), now),
            Ok(Some(Expiry::Never)),
            "{codec}"
        );
        assert_eq!(engine.expiry_sent(ExpirySending::Create(Expiry::Unstated), now), Ok(None), "{codec}");
    }
}

#[test]
fn says_what_becomes_of_an_expiry_that_is_left_alone() {
    let now = at("2026-12-01T15:00:00Z");
    let before = Expiry::At(at("2026-12-11T20:00:00Z"));
    let kept = ExpirySending::Edit { before, chosen: None };
    let sent = |edit: &str, sending| engine("", edit, json!({})).expiry_sent(sending, now);
    assert_eq!(sent("{changes.expires_at|days_from_now}", kept), Ok(None));
    assert_eq!(sent("{merged.expires_at}", kept), Ok(Some(before)));
    let moved = Expiry::At(at("2026-12-11T15:00:00Z"));
    assert_eq!(sent("{merged.expires_at|days_from_now}", kept), Ok(Some(moved)));
    let over = ExpirySending::Edit { before: Expiry::At(at("2026-11-01T00:00:00Z")), chosen: None };
    assert!(sent("{merged.expires_at|days_from_now}", over).is_err());
    let chosen = ExpirySending::Edit { before, chosen: Some(Expiry::Never) };
    assert_eq!(sent("{merged.expires_at|days_from_now}", chosen), Ok(Some(Expiry::Never)));
    assert_eq!(sent("{changes.expires_at|days_from_now}", chosen), Ok(Some(Expiry::Never)));
}
