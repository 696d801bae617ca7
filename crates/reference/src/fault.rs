//! Faults on purpose: `--fault "POST /api/v1/tokens=drop-answer"`, so that a client's behaviour under them can
//! be tested.

use crate::problem::{Code, Problem};
use crate::state::Shared;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http_body_util::BodyExt;
use std::io;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What goes wrong, where, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Upper case, or `*`.
    method: String,
    /// Segments, with `*` for one and a final `**` for any number.
    path: String,
    kind: Kind,
    /// `None`: always.
    times: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The request takes effect, and the connection closes without an answer.
    DropAnswer,
    /// The request takes effect, and the connection closes in the middle of the answer's body.
    Half,
    /// The request takes effect, and the answer's body is no JSON although it says so.
    Garbage,
    /// A sign-in page of something in between, with status 200. Nothing takes effect.
    Html,
    /// Milliseconds before it is handled as usual.
    Slow(u64),
    /// No answer, and the connection stays open. Nothing takes effect.
    Never,
    /// An error answer. Nothing takes effect.
    Answer(Code, Option<u64>),
}

/// What is wrong with a `--fault`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    #[error("expected METHOD /path=KIND, found {0:?}")]
    Form(String),
    #[error(
        "no fault is called {0:?}; there are drop-answer, half, garbage, html, slow:MILLISECONDS, never, 401, 403, 409, 412, \
         422, 428, 429:SECONDS, 500 and 503, each with *N to happen N times only"
    )]
    Kind(String),
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let form = || FaultError::Form(text.to_owned());
        let (place, what) = text.rsplit_once('=').ok_or_else(form)?;
        let (method, path) = place.trim().split_once(' ').ok_or_else(form)?;
        let path = path.trim();
        if !path.starts_with('/') {
            return Err(form());
        }
        let unknown = || FaultError::Kind(what.to_owned());
        let (kind, times) = match what.split_once('*') {
            Some((kind, times)) => (kind, Some(times.trim().parse().map_err(|_| unknown())?)),
            None => (what, None),
        };
        let kind = read_kind(kind.trim()).ok_or_else(unknown)?;
        Ok(Self { method: method.to_ascii_uppercase(), path: path.to_owned(), kind, times })
    }
}

fn read_kind(text: &str) -> Option<Kind> {
    let (name, number) = match text.split_once(':') {
        Some((name, number)) => (name, Some(number.parse().ok()?)),
        None => (text, None),
    };
    Some(match (name, number) {
        ("drop-answer", None) => Kind::DropAnswer,
        ("half", None) => Kind::Half,
        ("garbage", None) => Kind::Garbage,
        ("html", None) => Kind::Html,
        ("never", None) => Kind::Never,
        ("slow", Some(millis)) => Kind::Slow(millis),
        ("401", None) => Kind::Answer(Code::NotSignedIn, None),
        ("403", None) => Kind::Answer(Code::Csrf, None),
        ("409", None) => Kind::Answer(Code::InProgress, None),
        ("412", None) => Kind::Answer(Code::Stale, None),
        ("422", None) => Kind::Answer(Code::Invalid, None),
        ("428", None) => Kind::Answer(Code::VersionRequired, None),
        ("429", seconds) => Kind::Answer(Code::TooManyAttempts, seconds),
        ("500", None) => Kind::Answer(Code::Internal, None),
        ("503", seconds) => Kind::Answer(Code::Unavailable, seconds),
        _ => return None,
    })
}

/// The faults of a running backend; each counts down its times.
pub struct Faults(Vec<(Fault, AtomicU32)>);

impl Faults {
    pub fn new(faults: Vec<Fault>) -> Self {
        Self(
            faults
                .into_iter()
                .map(|fault| (fault.times.unwrap_or(u32::MAX), fault))
                .map(|(n, f)| (f, n.into()))
                .collect(),
        )
    }

    /// The first that is for this request and not used up.
    fn next(&self, method: &str, path: &str) -> Option<Kind> {
        let mut here = self.0.iter().filter(|(fault, _)| fault.is_for(method, path));
        here.find(|(fault, left)| fault.times.is_none() || count_down(left)).map(|(fault, _)| fault.kind)
    }
}

fn count_down(left: &AtomicU32) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}

impl Fault {
    fn is_for(&self, method: &str, path: &str) -> bool {
        (self.method == "*" || self.method == method) && fits(&self.path, path)
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut given = path.split('/');
    for segment in pattern.split('/') {
        if segment == "**" {
            return true;
        }
        match given.next() {
            Some(found) if segment == "*" || segment == found => {}
            _ => return false,
        }
    }
    given.next().is_none()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_for_its_route_and_stops_after_its_times() {
        let faults = Faults::new(vec![
            "POST /api/v1/tokens=drop-answer*2".parse().unwrap(),
            "* /api/v1/tokens/*/regenerate=429:30".parse().unwrap(),
            "GET /v1/**=slow:5".parse().unwrap(),
        ]);
        assert_eq!(faults.next("POST", "/api/v1/tokens"), Some(Kind::DropAnswer));
        assert_eq!(faults.next("GET", "/api/v1/tokens"), None);
        assert_eq!(faults.next("POST", "/api/v1/tokens"), Some(Kind::DropAnswer));
        assert_eq!(faults.next("POST", "/api/v1/tokens"), None);
        let answer = Kind::Answer(Code::TooManyAttempts, Some(30));
        assert_eq!(faults.next("POST", "/api/v1/tokens/x/regenerate"), Some(answer));
        assert_eq!(faults.next("POST", "/api/v1/tokens/x/y/regenerate"), None);
        assert_eq!(faults.next("GET", "/v1/devices/7"), Some(Kind::Slow(5)));
    }

    #[test]
    fn a_fault_that_cannot_be_read_says_what_there_is() {
        assert!(matches!("GET=500".parse::<Fault>(), Err(FaultError::Form(_))));
        assert!(matches!("GET tokens=500".parse::<Fault>(), Err(FaultError::Form(_))));
        for kind in ["boom", "slow", "slow:x", "500*x", "half:3", "418"] {
            assert!(matches!(format!("GET /x={kind}").parse::<Fault>(), Err(FaultError::Kind(_))), "{kind}");
        }
    }
}
