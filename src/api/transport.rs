//! Requests to the backend, and to nothing else.

use super::boot::{read_response, take_response};
use super::cancel::Cancel;
use super::error::NetworkError;
use crate::browser::{address, is_online};
use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo_net::http::{Headers, Request, Response};
use js_sys::Promise;
use latchkey_connector::{HttpRequest, HttpResponse, Method};
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect};

/// How long an answer may take where the config does not say. Creating a token on a slow backend takes seconds; half a
/// minute is an outage.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Where the backend is.
#[derive(Clone, Debug)]
pub struct Transport {
    /// Without a slash at its end; empty for this page's own origin.
    base: String,
    limit: Duration,
}

impl Transport {
    /// `timeout_seconds`: how long an answer may take.
    pub fn new(base: &str, timeout_seconds: Option<u64>) -> Self {
        let limit = timeout_seconds.map_or(TIME_LIMIT, Duration::from_secs);
        Self { base: base.trim_end_matches('/').to_owned(), limit }
    }

    /// The address a request goes to.
    pub fn url(&self, target: &str) -> String {
        format!("{}{target}", self.base)
    }

    /// Sends, and reads the answer to its end. What only reads and meets a broken connection is sent once more.
    pub async fn send(&self, request: &HttpRequest, cancel: &Cancel) -> Result<HttpResponse, NetworkError> {
        // `//host` would leave the backend; the engine never makes one, and this is the last door.
        if !request.target.starts_with('/') || request.target.starts_with("//") {
            return Err(NetworkError::Unreachable);
        }
        let reads = request.method == Method::Get;
        let (limit, over) = Limit::start(cancel, self.limit);
        let mut answer = None;
        if reads && let Some(promise) = take_response(&address::absolute(&self.url(&request.target))) {
            // The boot script's request cannot be aborted: the time limit ends the waiting for it.
            answer = match select(Box::pin(prefetched(promise)), over).await {
                Either::Left((answer, _)) => answer,
                Either::Right(_) => return Err(NetworkError::TimedOut),
            };
        }
        if answer.is_none() {
            answer = self.fetch(request, cancel, RequestRedirect::Follow).await;
        }
        if answer.is_none() && reads && !cancel.is_cancelled() {
            // A redirect to another host fails as a broken connection does. Not followed, it shows itself.
            answer = self.fetch(request, cancel, RequestRedirect::Manual).await;
        }
        match answer {
            _ if limit.is_over() => Err(NetworkError::TimedOut),
            _ if cancel.is_cancelled() => Err(NetworkError::Cancelled),
            Some(answer) if answer.status == 0 => Err(NetworkError::Redirected),
            Some(answer) => Ok(answer),
            None if !is_online() => Err(NetworkError::Offline),
            None => Err(NetworkError::Unreachable),
        }
    }

    fn is_elsewhere(&self) -> bool {
        self.base.contains("://")
    }

    /// `None`: no answer, or one that broke off.
    async fn fetch(
        &self,
        request: &HttpRequest,
        cancel: &Cancel,
        redirect: RequestRedirect,
    ) -> Option<HttpResponse> {
        let headers = Headers::new();
        for (name, value) in &request.headers {
            headers.append(name, value);
        }
        let options = RequestInit::new();
        options.set_method(request.method.as_str());
        options.set_headers(&headers.into_raw());
        options.set_cache(RequestCache::NoStore);
        options.set_redirect(redirect);
        if self.is_elsewhere() {
            options.set_credentials(RequestCredentials::Include);
        } else {
            options.set_credentials(RequestCredentials::SameOrigin);
            // Whatever a redirect says: nothing leaves this origin.
            options.set_mode(RequestMode::SameOrigin);
        }
        options.set_signal(cancel.signal().as_ref());
        if let Some(body) = &request.body {
            options.set_body(&JsValue::from_str(body));
        }
        // Not by gloo-net's builder: it adds an `&` to every query, which a strict backend may refuse.
        let raw = web_sys::Request::new_with_str_and_init(&self.url(&request.target), &options).ok()?;
        read(Request::from(raw).send().await.ok()?).await.ok()
    }
}

/// The answer to what the boot script asked for.
async fn prefetched(promise: Promise) -> Option<HttpResponse> {
    read_response(&JsFuture::from(promise).await.ok()?)
}

/// Reads an answer to its end.
async fn read(response: Response) -> Result<HttpResponse, gloo_net::Error> {
    let headers = response.headers().entries().collect();
    let body = response.text().await?;
    Ok(HttpResponse { status: response.status(), headers, body })
}

/// Aborts when the time is up; disarmed when dropped.
struct Limit {
    handle: Option<TimeoutHandle>,
    over: Rc<Cell<bool>>,
}

impl Limit {
    /// The receiver hears of the end, for what cannot be aborted.
    fn start(cancel: &Cancel, limit: Duration) -> (Self, oneshot::Receiver<()>) {
        let over = Rc::new(Cell::new(false));
        let (flag, cancel) = (over.clone(), cancel.clone());
        let (sender, receiver) = oneshot::channel();
        let handle = set_timeout_with_handle(
            move || {
                flag.set(true);
                cancel.cancel();
                let _ = sender.send(());
            },
            limit,
        );
        (Self { handle: handle.ok(), over }, receiver)
    }

    fn is_over(&self) -> bool {
        self.over.get()
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        if let Some(handle) = &self.handle {
            handle.clear();
        }
    }
}
