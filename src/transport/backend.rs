//! Requests to the backend.

use super::assets::take_response;
use gloo_net::http::{Headers, Request, Response};
use latchkey_connector::{HttpRequest, HttpResponse, Method};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestInit};

/// How long an answer may take. Creating a token on a slow backend takes seconds; half a minute is an outage.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// No answer at all. The browser does not say more, so that pages cannot scan a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkError {
    Unreachable,
    TimedOut,
    /// The page that asked is gone.
    Cancelled,
}

/// Aborts the requests that were started with it.
#[derive(Clone)]
pub struct Cancel {
    controller: AbortController,
}

impl Cancel {
    pub fn new() -> Option<Self> {
        AbortController::new().ok().map(|controller| Self { controller })
    }

    /// Plain `abort()`: with a reason that is no `Error`, gloo-net panics.
    pub fn cancel(&self) {
        self.controller.abort();
    }
}

/// Where the backend is.
#[derive(Clone, Debug)]
pub struct Backend {
    /// Without a slash at its end; empty for this page's own origin.
    base: String,
}

impl Backend {
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned() }
    }

    /// The address a request goes to.
    pub fn url(&self, target: &str) -> String {
        format!("{}{target}", self.base)
    }

    fn absolute(&self, target: &str) -> String {
        if self.base.contains("://") {
            return self.url(target);
        }
        let origin = web_sys::window().and_then(|w| w.location().origin().ok()).unwrap_or_default();
        format!("{origin}{}", self.url(target))
    }

    /// Sends, and reads the answer to its end.
    pub async fn send(&self, request: &HttpRequest, cancel: &Cancel) -> Result<HttpResponse, NetworkError> {
        // `//host` would leave the backend; the engine never makes one, and this is the last door.
        if !request.target.starts_with('/') || request.target.starts_with("//") {
            return Err(NetworkError::Unreachable);
        }
        if request.method == Method::Get
            && let Some(promise) = take_response(&self.absolute(&request.target))
            && let Ok(response) = JsFuture::from(promise).await
            && let Ok(response) = response.dyn_into::<web_sys::Response>()
            // Status 0: the boot script's request failed. Asked again, the failure gets its own message.
            && response.status() != 0
            && let Ok(answer) = read(Response::from(response)).await
        {
            return Ok(answer);
        }
        let limit = Limit::start(cancel);
        let answer = self.fetch(request, cancel).await;
        match answer {
            Some(answer) => Ok(answer),
            None if limit.over() => Err(NetworkError::TimedOut),
            None if cancel.controller.signal().aborted() => Err(NetworkError::Cancelled),
            None => Err(NetworkError::Unreachable),
        }
    }

    async fn fetch(&self, request: &HttpRequest, cancel: &Cancel) -> Option<HttpResponse> {
        let headers = Headers::new();
        for (name, value) in &request.headers {
            headers.append(name, value);
        }
        let options = RequestInit::new();
        options.set_method(request.method.as_str());
        options.set_headers(&headers.into_raw());
        options.set_cache(RequestCache::NoStore);
        options.set_credentials(if self.base.contains("://") {
            RequestCredentials::Include
        } else {
            RequestCredentials::SameOrigin
        });
        options.set_signal(Some(&cancel.controller.signal()));
        if let Some(body) = &request.body {
            options.set_body(&JsValue::from_str(body));
        }
        // Not by gloo-net's builder: it adds an `&` to every query, which a strict backend may refuse.
        let raw = web_sys::Request::new_with_str_and_init(&self.url(&request.target), &options).ok()?;
        read(Request::from(raw).send().await.ok()?).await.ok()
    }
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
    fn start(cancel: &Cancel) -> Self {
        let over = Rc::new(Cell::new(false));
        let (flag, cancel) = (over.clone(), cancel.clone());
        let handle = set_timeout_with_handle(
            move || {
                flag.set(true);
                cancel.cancel();
            },
            TIME_LIMIT,
        );
        Self { handle: handle.ok(), over }
    }

    fn over(&self) -> bool {
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
