//! A session that is renewed by a cookie, in two tabs that share it.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use walkthroughs::{Find, PATIENCE, Site, walk};

/// A backend whose sessions end early. A cookie renews one, once: the answer brings the next cookie, and one that comes
/// again ends everything, as a stolen one would (RFC 9700, 4.14.2).
#[derive(Clone)]
struct Rotating {
    state: Arc<Mutex<Session>>,
    /// Whether renewals wait, and how many do.
    held: Arc<watch::Sender<bool>>,
    waiting: Arc<watch::Sender<u32>>,
}

#[derive(Default)]
struct Session {
    /// Of the cookie and of the token that were given last.
    number: u32,
    /// Tokens up to this number are refused.
    ended: u32,
    reused: bool,
}

impl Rotating {
    fn new() -> Self {
        let (held, waiting) = (watch::Sender::new(false), watch::Sender::new(0));
        Self { state: Arc::default(), held: Arc::new(held), waiting: Arc::new(waiting) }
    }

    fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    fn end_all_sessions(&self) {
        let mut session = self.state.lock().expect("not poisoned");
        session.ended = session.number;
    }

    /// Makes the next renewals wait before they are answered.
    fn hold(&self, hold: bool) {
        self.held.send_replace(hold);
    }

    async fn until_one_waits(&self) {
        let mut waiting = self.waiting.subscribe();
        let one = tokio::time::timeout(PATIENCE, waiting.wait_for(|count| *count == 1)).await;
        one.expect("a session is renewed").expect("the backend is there");
    }

    /// How often the session was renewed, and whether a cookie came twice.
    fn outcome(&self) -> (u32, bool) {
        let session = self.state.lock().expect("not poisoned");
        (session.number, session.reused)
    }
}

/// The numbers of the cookie and of the token that it comes with.
fn asked(request: &Request) -> (Method, String, Option<u32>, Option<u32>) {
    let number = |name: &str, before: &str| {
        let value = request.headers().get(name)?.to_str().ok()?;
        value.split_once(before)?.1.parse::<u32>().ok()
    };
    let (cookie, token) = (number("cookie", "renew="), number("authorization", "Bearer t"));
    (request.method().clone(), request.uri().path().to_owned(), cookie, token)
}

async fn answer(State(backend): State<Rotating>, request: Request) -> Response {
    let (method, path, cookie, token) = asked(&request);
    drop(request);
    let refused = || reply(StatusCode::UNAUTHORIZED, None, &json!({}));
    let next = |renews: Option<u32>| {
        let mut session = backend.state.lock().expect("not poisoned");
        if renews.is_some_and(|renews| renews != session.number) {
            session.reused = true;
            session.ended = u32::MAX;
        }
        session.number += 1;
        (session.number, session.ended < session.number)
    };
    match (method, path.as_str()) {
        (Method::POST, "/api/login") => {
            let (number, _) = next(None);
            reply(StatusCode::OK, Some(number), &json!({ "token": format!("t{number}") }))
        }
        (Method::POST, "/api/renew") => {
            let Some(cookie) = cookie else { return refused() };
            let (number, is_good) = next(Some(cookie));
            backend.waiting.send_modify(|count| *count += 1);
            let _ = backend.held.subscribe().wait_for(|held| !held).await;
            backend.waiting.send_modify(|count| *count -= 1);
            let token = json!({ "token": format!("t{number}") });
            if is_good { reply(StatusCode::OK, Some(number), &token) } else { refused() }
        }
        (Method::GET, path) => {
            let ended = backend.state.lock().expect("not poisoned").ended;
            match path {
                _ if token.is_none_or(|token| token <= ended) => refused(),
                "/api/me" => reply(StatusCode::OK, None, &json!({ "user": "ada" })),
                _ => reply(StatusCode::OK, None, &json!({ "tokens": [{ "id": "1", "name": "weekly" }] })),
            }
        }
        _ => reply(StatusCode::NOT_FOUND, None, &json!({})),
    }
}

fn reply(status: StatusCode, cookie: Option<u32>, body: &Value) -> Response {
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    if let Some(number) = cookie {
        response = response.header("set-cookie", format!("renew={number}; Path=/; HttpOnly"));
    }
    response.body(body.to_string().into()).expect("it is a response")
}

fn site(backend: &Rotating) -> Site {
    let token = json!({ "token": "#/token", "user_name": "{user}" });
    let connector = json!({
        "name": "Rotating",
        "headers": { "all": { "Authorization": "Bearer {session.token?}" } },
        "requests": {
            "current_session": { "method": "GET", "path": "/api/me", "bind": { "user_name": "#/user" } },
            "sign_in": {
                "method": "POST", "path": "/api/login", "body": { "user": "{user}", "password": "{password}" }, "bind": token,
            },
            "refresh": { "method": "POST", "path": "/api/renew", "body": {}, "bind": { "token": "#/token" } },
            "sign_out": { "method": "POST", "path": "/api/logout" },
            "list": { "method": "GET", "path": "/api/tokens", "items": "#/tokens" },
        },
        "token": { "id": "#/id", "name": "#/name" },
    });
    Site::stand_in("rotating", backend.router()).file("connectors/rotating.json", connector.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_whose_session_ends_at_once_renew_it_one_after_the_other() {
    let backend = Rotating::new();
    walk("renewal-two-tabs", site(&backend), async |_, page| {
        page.expect_console("401");
        page.sign_in().await;
        page.row("weekly").visible().await;
        let other = page.new_tab().await;
        other.open("").await;
        other.row("weekly").visible().await;
        let (before, _) = backend.outcome();

        backend.end_all_sessions();
        backend.hold(true);
        other.button("Refresh").click().await;
        backend.until_one_waits().await;
        page.turn_to().await;
        page.button("Refresh").click().await;
        let waits = "navigator.locks.query().then(locks => locks.pending.length === 1)";
        page.until_true("this tab to wait for the other", waits).await;
        backend.hold(false);

        let is_read = "document.querySelector('[role=grid][aria-busy=false]') !== null";
        for tab in [page, &other] {
            tab.turn_to().await;
            tab.until_true("the list to be read again", is_read).await;
            tab.row("weekly").visible().await;
            tab.dialog("Sign in again").gone().await;
        }
        assert_eq!(backend.outcome(), (before + 2, false), "each tab renewed once, with a cookie of its own");
        page.turn_to().await;
    })
    .await;
}
