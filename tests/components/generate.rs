//! Making a token, from the first key pressed to its secret, and what a backend can do to it on the way.

use crate::support::backend::{Answer, Asked, Backend};
use crate::support::page::{Page, page};
use crate::support::{choose, click, find, frame, has_focus, type_in, until, value};
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

const SECRET: &str = "lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f";

/// What can be chosen from; everything else is `create`'s to answer.
fn answers(create: impl Fn(&Asked) -> Answer + 'static) -> Backend {
    Backend::start(move |asked| match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/api/v1/scopes") => {
            let items = r#"{"items": [{"id": "read", "description": "Look"}, {"id": "write", "description": "Change"}]}"#;
            Some((200, items.to_owned()))
        }
        ("GET", _) => Some((200, r#"{"items": []}"#.to_owned())),
        _ => create(asked),
    })
}

fn made(name: &str) -> Answer {
    let body = format!(
        r#"{{"token": {{"id": "7", "name": "{name}", "description": "", "hint": "lk_7Qd2…x81f", "scopes": ["read"],
            "allowed_apis": [], "blocked_apis": [], "allowed_ips": [], "blocked_ips": [], "expires_at": null,
            "created_at": "2026-11-21T10:00:00Z", "last_used_at": null, "state": "enabled", "revoked_at": null,
            "etag": "\"1\""}}, "secret": "{SECRET}"}}"#
    );
    Some((201, body))
}

async fn opened() -> (Page, Element) {
    let page = page(vec![]);
    page.dialogs.open_create();
    until("the scopes can be chosen", || find::maybe(&page.place, "checkbox", "write").is_some()).await;
    let dialog = find::get(&page.place, "dialog", "Generate access token");
    (page, dialog)
}

fn generate(dialog: &Element) {
    click(&find::get(dialog, "button", "Generate"));
}

fn name(dialog: &Element) -> Element {
    find::get(dialog, "textbox", "Token name")
}

fn fill(dialog: &Element) {
    type_in(&name(dialog), "nightly");
    click(&find::get(dialog, "checkbox", "read"));
}

#[wasm_bindgen_test]
async fn a_name_a_scope_and_one_press_make_a_token() {
    let backend = answers(|_| made("nightly"));
    let (page, dialog) = opened().await;
    until("the name has the focus", || has_focus(&name(&dialog))).await;
    fill(&dialog);
    generate(&dialog);
    generate(&dialog);
    let secret = || find::maybe(&page.place, "dialog", "Access token created");
    until("the secret is shown", || secret().is_some()).await;
    assert_eq!(value(&find::get(&secret().unwrap(), "textbox", "Access token")), SECRET);
    let asked = backend.asked("POST");
    assert_eq!(asked.len(), 1, "a second press makes no second token");
    assert_eq!(asked[0].path, "/api/v1/tokens");
    assert_eq!(asked[0].idempotency_key.len(), 32);
    assert!(asked[0].body.contains(r#""name":"nightly""#), "{}", asked[0].body);
    assert!(asked[0].body.contains(r#""scopes":["read"]"#), "{}", asked[0].body);
    assert!(page.store.has_name("nightly", None), "it is in the list");
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_said_all_at_once_and_not_sent() {
    let backend = answers(|_| made("nightly"));
    let (page, dialog) = opened().await;
    generate(&dialog);
    until("the name is wrong", || find::description(&name(&dialog)) == "Enter a name.").await;
    let scope = find::get(&dialog, "group", "Scope");
    assert_eq!(find::description(&scope), "Choose at least one scope.");
    fill(&dialog);
    generate(&dialog);
    until("it is made", || find::maybe(&page.place, "dialog", "Access token created").is_some()).await;
    assert_eq!(backend.asked("POST").len(), 1);
}

/// Presses twice where no answer comes, then asks for another token: the keys of the three requests.
async fn keys_of_lost_answers(expiration: &str) -> Vec<String> {
    let backend = answers(|_| None);
    let (_page, dialog) = opened().await;
    fill(&dialog);
    choose(&find::get(&dialog, "combobox", "Expiration"), expiration);
    let alert = || find::alerts(&dialog);
    let tried = |times: usize| backend.asked("POST").len() == times && !alert().is_empty();
    for times in 1..=2 {
        generate(&dialog);
        until("the answer is lost", || tried(times)).await;
        assert!(alert().contains("The server cannot be reached."), "{}", alert());
        assert!(alert().contains("Try again: no second one will be made."), "{}", alert());
        assert_eq!(value(&name(&dialog)), "nightly", "what was typed stands");
        let press = find::get(&dialog, "button", "Generate");
        until("one can press again", || !press.has_attribute("aria-disabled")).await;
    }
    let asked = backend.asked("POST");
    assert_eq!(asked[0].body, asked[1].body, "the same request");
    type_in(&name(&dialog), "weekly");
    generate(&dialog);
    until("another token is asked for", || tried(3)).await;
    backend.asked("POST").into_iter().map(|asked| asked.idempotency_key).collect()
}

#[wasm_bindgen_test]
async fn after_a_lost_answer_the_next_try_makes_no_second_token() {
    let keys = keys_of_lost_answers("No expiration").await;
    assert_eq!(keys[0], keys[1], "the same intent");
    assert_ne!(keys[1], keys[2], "another intent");
}

#[wasm_bindgen_test]
async fn after_a_lost_answer_a_length_of_time_counts_from_the_first_try() {
    let keys = keys_of_lost_answers("30 days").await;
    assert_eq!(keys[0], keys[1], "the same intent");
    assert_ne!(keys[1], keys[2], "another intent");
}

#[wasm_bindgen_test]
async fn what_the_backend_refuses_stands_beside_its_field() {
    let refused = r#"{"type": "about:blank", "title": "Invalid", "status": 422, "code": "invalid", "detail": "Two things.",
        "errors": [{"pointer": "/name", "code": "taken", "detail": "This name is taken."},
                   {"pointer": "/blocked_ips/0", "code": "host_bits", "detail": "Host bits are set."}]}"#;
    let _backend = answers(|_| Some((422, refused.to_owned())));
    let (_page, dialog) = opened().await;
    fill(&dialog);
    generate(&dialog);
    until("it stands beside the name", || find::description(&name(&dialog)) == "This name is taken.").await;
    assert_eq!(find::description(&find::get(&dialog, "group", "Blocked IPs")), "Host bits are set.");
    assert_eq!(value(&name(&dialog)), "nightly");
}

#[wasm_bindgen_test]
async fn a_session_that_ended_is_renewed_in_place_and_the_same_request_goes_again() {
    let session = Cell::new(false);
    let backend = answers(move |asked| match asked.path.as_str() {
        "/api/v1/session" => {
            session.set(true);
            Some((
                200,
                r#"{"user": {"user_name": "anna", "full_name": "Anna"}, "csrf_token": "c2"}"#.to_owned(),
            ))
        }
        _ if session.get() => made("nightly"),
        _ => Some((401, r#"{"code": "not_signed_in", "detail": "Sign in."}"#.to_owned())),
    });
    let (page, dialog) = opened().await;
    page.api.account.user.set(Some("Anna".to_owned()));
    let questions = page.place.clone();
    fill(&dialog);
    generate(&dialog);
    until("it asks to sign in", || find::maybe(&questions, "dialog", "Sign in again").is_some()).await;
    assert_eq!(value(&name(&dialog)), "nightly", "what was typed stands below");
    let question = find::get(&questions, "dialog", "Sign in again");
    type_in(&find::get(&question, "textbox", "User name"), "anna");
    click(&find::get(&question, "button", "Sign in"));
    let password = find::get(&question, "textbox", "Password");
    until("a password is asked for", || find::description(&password) == "Enter your password.").await;
    type_in(&password, "correct horse");
    click(&find::get(&question, "button", "Sign in"));
    until("the secret is shown", || find::maybe(&page.place, "dialog", "Access token created").is_some())
        .await;
    let created: Vec<Asked> =
        backend.asked("POST").into_iter().filter(|a| a.path == "/api/v1/tokens").collect();
    assert_eq!(created.len(), 2);
    assert_eq!(created[0], created[1], "the same request with the same key");
    frame().await;
    assert!(!questions.inner_html().contains("correct horse"));
}
