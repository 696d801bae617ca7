//! A client of a small backend, what it is asked for, and answers to that.

use super::backend::{Asked, Backend, Reply};
use super::tokens::{CONFIG, client_with};
use super::until;
use latchkey::api::{ApiClient, ApiError, Cancel, Question};
use latchkey_connector::{Draft, Engine, Intent, Page};
use latchkey_model::{Access, Expiry, Token};
use leptos::prelude::*;
use std::cell::Cell;
use std::ops::Deref;

pub const CONNECTOR: &str = r##"{
    "name": "Small",
    "requests": {
        "current_session": { "method": "GET", "path": "/me", "bind": { "user_name": "#/name" } },
        "step_up": { "method": "POST", "path": "/confirm", "body": { "password": "{password}" } },
        "list": {
            "method": "GET", "path": "/tokens", "query": { "after": "{page.cursor?}" }, "items": "#/tokens",
            "paging": { "kind": "cursor", "next": "#/next", "total": "#/total" }
        },
        "create": {
            "method": "POST", "path": "/tokens", "headers": { "Idempotency-Key": "{idempotency_key?}" },
            "body": { "name": "{draft.name}" }, "secret": "#/secret"
        }
    },
    "token": { "id": "#/id", "name": "#/name", "expires_at": { "at": "#/until", "empty": "never" } }
}"##;

/// A client and the owner of its signals, which goes with it.
pub struct Client {
    pub api: ApiClient,
    pub owner: Owner,
}

impl Deref for Client {
    type Target = ApiClient;

    fn deref(&self) -> &ApiClient {
        &self.api
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

pub fn client_of(connector: &str, config: &str) -> Client {
    let engine = Engine::load("small.json", connector).unwrap();
    let owner = Owner::new();
    let api = owner.with(|| client_with(config, engine));
    Client { api, owner }
}

pub fn client() -> Client {
    client_of(CONNECTOR, CONFIG)
}

/// A client of a page on which Ada is signed in.
pub async fn signed_in(connector: &str) -> Client {
    let client = client_of(connector, CONFIG);
    let backend = Backend::start(|_: &Asked| Some((200, r#"{"name": "ada"}"#.to_owned())));
    client.ask(&Intent::CurrentSession).await.unwrap();
    drop(backend);
    client.account.name.set("ada".to_owned());
    client.account.user.set(Some("Ada".to_owned()));
    client
}

pub fn list() -> Intent {
    Intent::List { cursor: None }
}

pub fn create() -> Intent {
    let access = Access::new(Expiry::Never);
    let draft = Draft { name: "ci".to_owned(), description: String::new(), access, preset: None };
    Intent::Create { draft }
}

pub fn tokens(range: std::ops::Range<usize>, next: Option<&str>) -> String {
    let token = |n| format!(r#"{{"id": "t{n}", "name": "Token {n}", "until": null}}"#);
    let tokens: Vec<String> = range.map(token).collect();
    let next = next.map_or("null".to_owned(), |next| format!("{next:?}"));
    format!(r#"{{"tokens": [{}], "next": {next}, "total": 9}}"#, tokens.join(","))
}

pub fn answer(status: u16, body: &str) -> Reply {
    Reply::Answer { status, body: body.to_owned(), headers: Vec::new() }
}

pub fn with_header(status: u16, name: &'static str, value: &str) -> Reply {
    Reply::Answer { status, body: "{}".to_owned(), headers: vec![(name, value.to_owned())] }
}

/// Answers the first request in one way and the others in another.
pub fn first(reply: fn() -> Reply, then: fn() -> Reply) -> impl Fn(&Asked) -> Reply {
    let asked = Cell::new(false);
    move |_| if asked.replace(true) { then() } else { reply() }
}

pub fn not_signed_in() -> Reply {
    answer(401, "{}")
}

pub fn issued() -> Reply {
    answer(200, r#"{"secret": "s3cret"}"#)
}

pub async fn asked(client: &Client) -> Question {
    until("a question is asked", || client.questions.open.get_untracked().is_some()).await;
    client.questions.open.get_untracked().unwrap()
}

pub async fn read_list(client: &Client) -> (Result<Page, ApiError>, Vec<Vec<Token>>) {
    let mut parts = Vec::new();
    let page = client.list(None, &Cancel::new(), |tokens| parts.push(tokens)).await;
    (page, parts)
}
