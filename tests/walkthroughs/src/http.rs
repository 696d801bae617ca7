//! Requests beside the browser: a token used from a command line, and what the backend knows.

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// Sends requests to the site, without cookies of its own.
#[derive(Clone)]
pub struct Client {
    origin: String,
    client: legacy::Client<HttpConnector, Body>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

impl Client {
    /// For an origin without a slash at its end.
    pub(crate) fn new(origin: String) -> Self {
        Self { origin, client: legacy::Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Sends one request. `path` begins with a slash.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("the request is well-formed");
        let answer =
            self.client.request(request).await.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let (head, body) = answer.into_parts();
        let body = axum::body::to_bytes(Body::new(body), 64 << 20).await.expect("the body arrives");
        Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Calls the protected API as the holder of a secret does.
    pub async fn with_secret(&self, method: &str, path: &str, secret: &str) -> Answer {
        self.send(method, path, &[("authorization", &format!("Bearer {secret}"))], "").await
    }
}
