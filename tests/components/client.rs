//! The client against a backend in the page: what it sends, repeats and asks, and what an answer brings along.

use crate::support::backend::{Asked, Backend, Reply};
use crate::support::client::{
    CONNECTOR, answer, asked, client, client_of, create, first, issued, list, not_signed_in, read_list,
    signed_in, tokens, with_header,
};
use crate::support::tokens::CONFIG;
use crate::support::until;
use futures::join;
use js_sys::{Object, Promise, Reflect};
use latchkey::api::{ApiError, Cancel, Change, Link, NetworkError, OtherTabs, Question};
use latchkey::browser::address::absolute;
use latchkey_connector::{BackendError, Intent, Outcome};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_page_of_the_list_hands_out_its_tokens_and_leads_to_the_next() {
    let client = client();
    let backend = Backend::start(|asked: &Asked| {
        Some((200, if asked.path == "/tokens" { tokens(0..3, Some("c2")) } else { tokens(3..5, None) }))
    });
    let (page, parts) = read_list(&client).await;
    let page = page.unwrap();
    assert_eq!(
        parts.concat().iter().map(|t| &*t.name).collect::<Vec<_>>(),
        ["Token 0", "Token 1", "Token 2"]
    );
    assert_eq!((page.tokens.len(), page.total), (0, Some(9)));
    let mut rest = Vec::new();
    let last = client.list(page.next, &Cancel::new(), |tokens| rest.extend(tokens)).await.unwrap();
    assert_eq!((rest.len(), last.next), (2, None));
    assert_eq!(backend.asked("GET")[1].path, "/tokens?after=c2");
}

#[wasm_bindgen_test]
async fn of_a_long_list_the_first_tokens_are_there_before_the_last_is_read() {
    let client = client();
    let _backend = Backend::start(|_: &Asked| Some((200, tokens(0..20_000, None))));
    let frames = Rc::new(Cell::new(0));
    count_frames(frames.clone());
    let mut seen = Vec::new();
    let read = client.list(None, &Cancel::new(), |tokens| seen.push((tokens.len(), frames.get()))).await;
    assert!(read.is_ok());
    assert!(seen.len() > 1 && seen[0].0 < 2_000, "{seen:?}");
    assert_eq!(seen.iter().map(|(count, _)| count).sum::<usize>(), 20_000);
    assert!(seen[1].1 > seen[0].1, "the first were drawn before the next came: {seen:?}");
}

fn count_frames(frames: Rc<Cell<u32>>) {
    request_animation_frame(move || {
        frames.set(frames.get() + 1);
        if frames.get() < 600 {
            count_frames(frames);
        }
    });
}

#[wasm_bindgen_test]
async fn who_is_signed_out_meanwhile_is_asked_and_the_same_request_goes_out_again() {
    let client = signed_in(CONNECTOR).await;
    let backend = Backend::start(first(not_signed_in, issued));
    let (outcome, ()) = join!(client.call(create(), "key-1"), async {
        assert_eq!(asked(&client).await, Question::SignIn);
        client.questions.answer(Some(String::new()));
        assert_eq!(client.questions.open.get_untracked(), None);
    });
    assert!(matches!(outcome, Ok(Outcome::Issued(_))));
    let sent = backend.asked("POST");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
    assert_eq!(sent[0].idempotency_key, "key-1");
}

#[wasm_bindgen_test]
async fn who_will_not_sign_in_again_gets_the_error() {
    let client = signed_in(CONNECTOR).await;
    let _backend = Backend::start(|_: &Asked| not_signed_in());
    let (outcome, ()) = join!(client.call(list(), ""), async {
        asked(&client).await;
        client.questions.answer(None);
    });
    assert_eq!(outcome, Err(BackendError::NotSignedIn.into()));
}

#[wasm_bindgen_test]
async fn nobody_is_asked_where_nobody_was_signed_in() {
    let client = client();
    let _backend = Backend::start(|_: &Asked| not_signed_in());
    assert_eq!(client.call(list(), "").await, Err(BackendError::NotSignedIn.into()));
    assert_eq!(client.questions.open.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn a_change_that_wants_the_password_first_waits_for_it() {
    let client = signed_in(CONNECTOR).await;
    let step_up =
        || with_header(401, "WWW-Authenticate", r#"Bearer error="insufficient_user_authentication""#);
    let _backend = Backend::start(first(step_up, issued));
    let (outcome, ()) = join!(client.call(create(), ""), async {
        assert_eq!(asked(&client).await, Question::StepUp);
        client.questions.answer(Some(String::new()));
    });
    assert!(matches!(outcome, Ok(Outcome::Issued(_))));
    let _backend = Backend::start(move |_: &Asked| step_up());
    let (outcome, ()) = join!(client.call(create(), ""), async {
        asked(&client).await;
        client.questions.answer(None);
    });
    assert_eq!(outcome, Err(ApiError::Declined));
}

#[wasm_bindgen_test]
async fn a_password_that_goes_along_with_each_change_is_asked_for_until_it_is_right() {
    let connector = CONNECTOR
        .replace(r#""name": "{draft.name}""#, r#""name": "{draft.name}", "password": "{confirmation}""#)
        .replace(
            r#""token": {"#,
            r#""errors": { "when": [{ "status": [400], "kind": "bad_credentials" }] }, "token": {"#,
        );
    let client = signed_in(&connector).await;
    let backend = Backend::start(|asked: &Asked| {
        if asked.body.contains("lovelace") { issued() } else { answer(400, r#"{"detail": "It is wrong."}"#) }
    });
    let (outcome, ()) = join!(client.call(create(), "k"), async {
        assert_eq!(asked(&client).await, Question::Confirm { error: None });
        client.questions.answer(Some("guess".to_owned()));
        let error = Some("It is wrong.".to_owned());
        assert_eq!(asked(&client).await, Question::Confirm { error });
        client.questions.answer(Some("lovelace".to_owned()));
    });
    assert!(matches!(outcome, Ok(Outcome::Issued(_))), "{outcome:?}");
    assert_eq!(backend.asked("POST").len(), 2);
}

#[wasm_bindgen_test]
async fn an_answer_is_for_those_who_asked_the_same() {
    let client = client();
    let questions = client.questions;
    let (first, second, third, ()) = join!(
        questions.ask(Question::SignIn),
        questions.ask(Question::StepUp),
        questions.ask(Question::SignIn),
        async {
            assert_eq!(asked(&client).await, Question::SignIn);
            questions.answer(Some("yes".to_owned()));
            assert_eq!(asked(&client).await, Question::StepUp);
            questions.drop_all();
        }
    );
    assert_eq!((first.as_deref(), second, third.as_deref()), (Some("yes"), None, Some("yes")));
    assert_eq!(questions.open.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn a_read_waits_where_the_backend_asks_for_a_pause_and_a_change_does_not() {
    let client = client();
    let wait = || with_header(429, "Retry-After", "1");
    let backend = Backend::start(first(wait, || answer(200, &tokens(0..1, None))));
    let (outcome, ()) = join!(client.call(list(), ""), async {
        until("the pause is told", || client.connection.pause.get_untracked() == Some(1)).await;
    });
    assert!(matches!(outcome, Ok(Outcome::Page(_))));
    assert_eq!((backend.asked("GET").len(), client.connection.pause.get_untracked()), (2, None));
    let backend = Backend::start(move |_: &Asked| wait());
    let error = client.call(create(), "").await.unwrap_err();
    assert_eq!((error.retry_after(), backend.asked("POST").len()), (Some(1), 1));
    let too_long = Backend::start(|_: &Asked| with_header(503, "Retry-After", "11"));
    assert_eq!(client.call(list(), "").await.unwrap_err().retry_after(), Some(11));
    assert_eq!(too_long.asked("GET").len(), 1);
}

#[wasm_bindgen_test]
async fn a_backend_without_an_answer_is_told_and_so_is_that_it_is_back() {
    let client = client();
    let connection = client.connection;
    let broken = Backend::start(|_: &Asked| Reply::Broken);
    assert_eq!(client.call(list(), "").await, Err(NetworkError::Unreachable.into()));
    assert_eq!(connection.link.get_untracked(), Link::Lost);
    assert_eq!(broken.asked("GET").len(), 2, "what only reads is sent once more");
    assert!(!client.backend.doubt.get_untracked());
    assert_eq!(client.call(create(), "").await, Err(NetworkError::Unreachable.into()));
    assert_eq!(broken.asked("POST").len(), 1, "a change is not");
    assert!(client.backend.doubt.get_untracked(), "it may have been made all the same");
    drop(broken);
    // An answer that refuses is one too.
    let _backend = Backend::start(|_: &Asked| answer(403, "{}"));
    assert!(client.call(list(), "").await.is_err());
    assert_eq!((connection.link.get_untracked(), connection.back.get_untracked()), (Link::Up, 1));
}

#[wasm_bindgen_test]
async fn a_change_whose_answer_cannot_be_read_leaves_doubt_and_one_that_is_refused_does_not() {
    let client = client();
    let _backend = Backend::start(|_: &Asked| answer(422, "{}"));
    assert!(client.call(create(), "").await.is_err());
    assert!(!client.backend.doubt.get_untracked());
    let _backend = Backend::start(|_: &Asked| answer(200, "<html>"));
    assert!(matches!(client.call(create(), "").await, Err(ApiError::Backend(BackendError::Unreadable(_)))));
    assert!(client.backend.doubt.get_untracked());
}

#[wasm_bindgen_test]
async fn a_request_ends_when_its_page_goes() {
    let client = client();
    let backend = Backend::start(|_: &Asked| Reply::Silence);
    let cancel = Cancel::new();
    let (outcome, ()) = join!(client.call_until(list(), "", &cancel), async {
        until("the request is out", || !backend.asked("GET").is_empty()).await;
        cancel.cancel();
    });
    assert_eq!(outcome, Err(NetworkError::Cancelled.into()));
    assert_eq!(client.connection.link.get_untracked(), Link::Up);
    assert_eq!(backend.asked("GET").len(), 1);
}

#[wasm_bindgen_test]
async fn an_answer_that_takes_too_long_is_waited_for_no_longer() {
    let client = client_of(CONNECTOR, &CONFIG.replace("{ ", r#"{ "timeout_seconds": 1, "#));
    let backend = Backend::start(|_: &Asked| Reply::Silence);
    assert_eq!(client.call(create(), "").await, Err(NetworkError::TimedOut.into()));
    assert_eq!(client.call(list(), "").await, Err(NetworkError::TimedOut.into()));
    assert_eq!(backend.asked("GET").len(), 1, "a read that timed out is not sent again");
    assert_eq!(client.connection.link.get_untracked(), Link::Lost);
}

#[wasm_bindgen_test]
async fn nothing_goes_out_in_the_session_of_somebody_else() {
    let client = signed_in(CONNECTOR).await;
    let backend =
        Backend::start(
            |asked: &Asked| {
                if asked.path == "/me" { answer(200, r#"{"name": "bob"}"#) } else { issued() }
            },
        );
    client.ask(&Intent::CurrentSession).await.unwrap();
    assert_eq!(untrack(|| client.account.taken_by()).as_deref(), Some("bob"));
    let (outcome, ()) = join!(client.call(create(), ""), async {
        assert_eq!(asked(&client).await, Question::SignIn);
        client.questions.answer(None);
    });
    assert_eq!(outcome, Err(BackendError::NotSignedIn.into()));
    assert_eq!(backend.asked("POST"), []);
}

const RENEWING: &str =
    r##""refresh": { "method": "POST", "path": "/renew", "bind": { "token": "#/token" } }, "list": {"##;

#[wasm_bindgen_test]
async fn a_session_that_ran_out_is_renewed_once_for_all_who_wait() {
    let connector = CONNECTOR.replace(r#""list": {"#, RENEWING).replace(
        r#""requests":"#,
        r#""headers": { "all": { "Authorization": "Bearer {session.token?}" } }, "requests":"#,
    );
    let client = signed_in(&connector).await;
    let renewed = Rc::new(Cell::new(false));
    let flag = renewed.clone();
    let backend = Backend::start(move |asked: &Asked| match asked.path.as_str() {
        "/renew" => {
            flag.set(true);
            answer(200, r#"{"token": "t2"}"#)
        }
        "/me" => answer(200, r#"{"name": "ada"}"#),
        _ if flag.get() => answer(200, &tokens(0..1, None)),
        _ => not_signed_in(),
    });
    let (one, other) = join!(client.call(list(), ""), client.call(list(), ""));
    assert!(matches!((one, other), (Ok(Outcome::Page(_)), Ok(Outcome::Page(_)))));
    assert_eq!(backend.asked("POST").len(), 1);
    assert_eq!(client.session_value("token").as_deref(), Some("t2"));
    client.forget_session();
    assert_eq!(client.session_value("token"), None);
}

#[wasm_bindgen_test]
async fn what_the_boot_script_asked_for_is_not_asked_again() {
    let client = client();
    let url = absolute("/tokens");
    let reply = Object::new();
    let headers = js_sys::Array::of1(&js_sys::Array::of2(&"content-type".into(), &"application/json".into()));
    for (name, value) in
        [("status", JsValue::from(200)), ("headers", headers.into()), ("text", tokens(0..2, None).into())]
    {
        Reflect::set(&reply, &name.into(), &value).unwrap();
    }
    let (boot, responses) = (Object::new(), Object::new());
    Reflect::set(&responses, &url.into(), &Promise::resolve(&reply)).unwrap();
    Reflect::set(&boot, &"responses".into(), &responses).unwrap();
    Reflect::set(&js_sys::global(), &"latchkey".into(), &boot).unwrap();
    let backend = Backend::start(|_: &Asked| Some((200, tokens(0..5, None))));
    let mut counts = Vec::new();
    for _ in 0..2 {
        let (page, parts) = read_list(&client).await;
        assert!(page.is_ok());
        counts.push(parts.concat().len());
    }
    Reflect::set(&js_sys::global(), &"latchkey".into(), &JsValue::UNDEFINED).unwrap();
    assert_eq!((counts, backend.asked("GET").len()), (vec![2, 5], 1), "each serves once");
}

#[wasm_bindgen_test]
async fn other_tabs_are_told_that_something_changed() {
    let client = client();
    let told = Rc::new(RefCell::new(Vec::new()));
    let other = client.owner.with(|| OtherTabs::new("/"));
    let log = told.clone();
    other.on_message(move |change| log.borrow_mut().push(change));
    let _backend = Backend::start(|_: &Asked| issued());
    client.call(create(), "").await.unwrap();
    client.tabs.tell(Change::Session);
    until("both are told", || told.borrow().len() == 2).await;
    assert_eq!(*told.borrow(), [Change::Tokens, Change::Session]);
}
