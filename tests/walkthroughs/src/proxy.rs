//! A proxy to a real backend on this machine, which does what the hosting guide asks of one: host, origin and cookies
//! go through as they are, a challenge for HTTP basic does not.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

/// Sends everything on to a server: `http://127.0.0.1:PORT`.
pub fn to(address: &str) -> Router {
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let address = address.to_owned();
    Router::new().fallback(move |mut request: Request| {
        let client = client.clone();
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let uri = format!("{address}{target}").parse::<Uri>();
        async move {
            // The `Host` of the browser stays: a server that knows another from its own settings compares.
            match uri {
                Ok(uri) => *request.uri_mut() = uri,
                Err(_) => return StatusCode::BAD_REQUEST.into_response(),
            }
            match client.request(request).await {
                Ok(answer) => {
                    let mut answer = answer.map(Body::new);
                    without_challenge(answer.headers_mut());
                    answer
                }
                Err(_) => StatusCode::BAD_GATEWAY.into_response(),
            }
        }
    })
}

/// A browser answers `WWW-Authenticate: Basic` with a box of its own, above the page and instead of its answer.
fn without_challenge(headers: &mut HeaderMap) {
    let is_basic = |headers: &HeaderMap| {
        let mut values = headers.get_all(header::WWW_AUTHENTICATE).iter();
        values.any(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase().contains("basic"))
    };
    if is_basic(headers) {
        headers.remove(header::WWW_AUTHENTICATE);
    }
}
