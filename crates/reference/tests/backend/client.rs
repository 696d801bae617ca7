//! A client that calls the router in this process, with a clock that the test moves.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_reference::{Clock, Options, Profile, app};
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tower::ServiceExt;

/// 2026-11-21T12:00:00Z
pub const START: i64 = 1_795_262_400_000;

#[derive(Clone)]
pub struct Time(Arc<AtomicI64>);

impl Time {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(START)))
    }

    pub fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::from_fn(move || time.now())
    }

    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub fn pass(&self, delta: TimeDelta) {
        self.0.fetch_add(delta.num_milliseconds(), Ordering::SeqCst);
    }
}

/// One browser, as it were.
#[derive(Clone)]
pub struct Client {
    pub router: Router,
    pub time: Time,
    pub address: IpAddr,
    pub cookie: Option<String>,
    pub csrf: Option<String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Says what came instead if it is not this status; problems must be problem details.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        if self.status.is_client_error() && self.body.get("error").is_none() {
            assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
            assert_eq!(self.body["status"], status);
        }
        assert_eq!(self.header("cache-control"), "no-store");
        self
    }

    /// For answers without a body (HEAD).
    #[track_caller]
    pub fn expect_status(self, status: u16) {
        assert_eq!(self.status, status);
    }

    #[track_caller]
    pub fn expect_code(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.body["code"], code, "{}", answer.text);
        answer
    }

    /// 422 for this one value.
    #[track_caller]
    pub fn expect_refused(self, pointer: &str, code: &str) {
        let answer = self.expect_code(422, "invalid");
        let errors = answer.body["errors"].as_array().unwrap();
        let found = errors.iter().any(|error| error["pointer"] == pointer && error["code"] == code);
        assert!(found, "no {code} at {pointer} in {}", answer.text);
    }
}

impl Client {
    pub async fn new(options: Options) -> Self {
        let time = Time::new();
        let router = app(Options { clock: time.clock(), ..options }).await.unwrap();
        Self { router, time, address: "127.0.0.1".parse().unwrap(), cookie: None, csrf: None }
    }

    /// Signed in as ada.
    pub async fn signed_in(options: Options) -> Self {
        let mut client = Self::new(options).await;
        client.sign_in("ada", "lovelace-1843").await.expect(200);
        client
    }

    pub async fn of(profile: Profile) -> Self {
        Self::signed_in(Options { profile, ..Options::default() }).await
    }

    pub async fn sign_in(&mut self, user: &str, password: &str) -> Answer {
        let body = json!({ "user_name": user, "password": password });
        let answer = self.send("POST", "/api/v1/session", body).await;
        if answer.status == StatusCode::OK {
            let cookie = answer.header("set-cookie").split(';').next().unwrap();
            self.cookie = Some(cookie.to_owned());
            self.csrf = answer.body["csrf_token"].as_str().map(str::to_owned);
        }
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None, &[]).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, None, &[]).await
    }

    pub async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call(method, path, Some(body.to_string()), &[]).await
    }

    pub async fn send_with(&self, method: &str, path: &str, body: Value, headers: &[(&str, &str)]) -> Answer {
        self.call(method, path, Some(body.to_string()), headers).await
    }

    pub async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_000)));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        }
    }

    /// Creates a token: its record and its secret.
    pub async fn create(&self, body: Value) -> (Value, String) {
        let answer = self.send("POST", "/api/v1/tokens", body).await.expect(201);
        let secret = answer.body["secret"].as_str().unwrap().to_owned();
        (answer.body["token"].clone(), secret)
    }

    /// Calls the protected API.
    pub async fn with_token(&self, method: &str, path: &str, secret: &str) -> Answer {
        let anonymous = Self { cookie: None, csrf: None, ..self.clone() };
        let authorization = format!("Bearer {secret}");
        anonymous.call(method, path, None, &[("authorization", &authorization)]).await
    }
}

pub fn path_of(token: &Value) -> String {
    format!("/api/v1/tokens/{}", token["id"].as_str().unwrap())
}

pub fn etag_of(token: &Value) -> &str {
    token["etag"].as_str().unwrap()
}
