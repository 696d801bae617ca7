//! Makes faults on purpose happen.

use crate::foundation::problem::{Code, Problem};
use crate::options::fault::Kind;
use crate::state::Shared;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http_body_util::BodyExt;
use std::io;
use std::time::Duration;

/// The outermost layer.
pub async fn inject(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let Some(kind) = state.faults.next(request.method().as_str(), request.uri().path()) else {
        return next.run(request).await;
    };
    match kind {
        Kind::Slow(millis) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            next.run(request).await
        }
        Kind::Never => std::future::pending().await,
        Kind::Html => {
            let page = "<!doctype html><title>Sign in to this network</title><p>Sign in to this network.";
            ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
        }
        Kind::Answer(code, seconds) => answer(code, seconds),
        Kind::DropAnswer => drop_answer(next.run(request).await),
        Kind::Garbage => {
            let (parts, _) = next.run(request).await.into_parts();
            let mut response = Response::from_parts(parts, Body::from("{\"items\": [\u{fffd}\u{1}, }"));
            response.headers_mut().remove(header::CONTENT_LENGTH);
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Kind::Half => half(next.run(request).await).await,
    }
}

fn answer(code: Code, seconds: Option<u64>) -> Response {
    let problem = Problem::new(code, "A fault on purpose (--fault).");
    let seconds = seconds.or((code == Code::TooManyAttempts).then_some(1));
    match seconds {
        Some(seconds) => problem.with_header(header::RETRY_AFTER, HeaderValue::from(seconds)).into_response(),
        None => problem.into_response(),
    }
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "a fault on purpose")
}

/// hyper closes a connection whose body fails. Failing at once, the head has not been sent yet.
fn drop_answer(answer: Response) -> Response {
    let (parts, _) = answer.into_parts();
    Response::from_parts(parts, Body::from_stream(stream::iter([Err::<Bytes, _>(cut())])))
}

async fn half(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(whole) = body.collect().await else { return Response::from_parts(parts, Body::empty()) };
    let whole = whole.to_bytes();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let first = whole.slice(..whole.len() / 2);
    let body = stream::unfold(Some(first), |state| async move {
        match state {
            Some(first) => Some((Ok(first), None)),
            None => {
                // The first half must have left before the connection fails.
                tokio::time::sleep(Duration::from_millis(50)).await;
                Some((Err(cut()), None))
            }
        }
    });
    Response::from_parts(parts, Body::from_stream(body))
}
