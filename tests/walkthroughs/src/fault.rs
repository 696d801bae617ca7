//! What can go wrong between the browser and the backend, for the next request that fits.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::json;
use tokio::sync::watch;
use tower::ServiceExt;

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No answer, and the connection stays open. Nothing is done.
    Never,
    /// Answered as usual, once [`crate::Running::release_late`] is called.
    Late,
    /// Something in between sends it twice; the second answer arrives.
    Twice,
    /// The connection breaks before the backend hears of it.
    Cut,
    /// It is done, and the connection breaks without an answer.
    Lost,
    /// It is done, and the connection breaks in the middle of the answer.
    Half,
    /// The sign-in page of a network, with status 200. Nothing is done.
    Html,
    /// It is done, and the answer is no JSON although it says so.
    Garbage,
    /// It is done, and the answer is JSON of another shape.
    OtherShape,
    /// It is done, and the answer is an empty one with status 200.
    Empty,
    /// An error without a code. Nothing is done.
    Status(u16),
    /// The same, with so many seconds to wait.
    Wait(u16, u32),
    /// The same, with a date until which to wait, so many seconds from now.
    WaitUntil(u16, u32),
    /// To another host. Nothing is done.
    Redirect,
    /// A question for the password first (RFC 9470): no fault, but where one comes from.
    StepUp,
}

/// Every kind of fault, once.
pub const FAULTS: [Fault; 22] = [
    Fault::Never,
    Fault::Late,
    Fault::Twice,
    Fault::Cut,
    Fault::Lost,
    Fault::Half,
    Fault::Html,
    Fault::Garbage,
    Fault::OtherShape,
    Fault::Empty,
    Fault::Status(401),
    Fault::Status(403),
    Fault::Status(409),
    Fault::Status(412),
    Fault::Status(422),
    Fault::Status(428),
    Fault::Status(500),
    Fault::Status(503),
    Fault::Wait(429, 1),
    Fault::WaitUntil(429, 2),
    Fault::Wait(503, 1),
    Fault::Redirect,
];

struct Armed {
    method: String,
    /// The target with `*` for any text.
    target: String,
    fault: Fault,
    left: u32,
}

/// What is armed, and what waits for its release.
pub(crate) struct Faults {
    armed: Mutex<Vec<Armed>>,
    late: watch::Sender<bool>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { armed: Mutex::default(), late: watch::channel(false).0 }
    }
}

impl Faults {
    /// For the next `times` requests that fit, beside what is armed for others.
    pub fn arm(&self, method: &str, target: &str, fault: Fault, times: u32) {
        self.late.send_replace(false);
        let armed = Armed { method: method.to_owned(), target: target.to_owned(), fault, left: times };
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).push(armed);
    }

    pub fn disarm(&self) {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub fn release_late(&self) {
        self.late.send_replace(true);
    }

    /// How often what is armed can still happen.
    pub fn left(&self) -> u32 {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|armed| armed.left).sum()
    }

    fn next(&self, request: &Request) -> Option<Fault> {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        let is_for = |armed: &&mut Armed| {
            armed.left > 0 && request.method() == armed.method.as_str() && fits(&armed.target, target)
        };
        let found = armed.iter_mut().find(is_for)?;
        found.left -= 1;
        Some(found.fault)
    }

    /// The answer to a request, by the fault that is armed for it if there is one.
    pub async fn answer(&self, backend: Router, request: Request) -> Response {
        let Some(fault) = self.next(&request) else { return send(backend, request).await };
        match fault {
            Fault::Never => std::future::pending().await,
            Fault::Late => {
                // An error means that the test is over.
                let _ = self.late.subscribe().wait_for(|released| *released).await;
                send(backend, request).await
            }
            Fault::Twice => {
                let (first, second) = doubled(request).await;
                send(backend.clone(), first).await;
                send(backend, second).await
            }
            Fault::Cut => broken_connection(),
            Fault::Lost => {
                send(backend, request).await;
                broken_connection()
            }
            Fault::Half => half(send(backend, request).await).await,
            Fault::Html => {
                let page = "<!doctype html><title>Sign in to this network</title><p>Sign in to this network.";
                ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
            }
            Fault::Garbage => with_body(send(backend, request).await, "{\"items\": [\u{fffd}\u{1}, }"),
            Fault::OtherShape => with_body(send(backend, request).await, "{\"hello\": [\"world\"]}"),
            Fault::Empty => {
                send(backend, request).await;
                StatusCode::OK.into_response()
            }
            Fault::Status(status) => problem(status),
            Fault::Wait(status, seconds) => {
                let mut response = problem(status);
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
                response
            }
            Fault::WaitUntil(status, seconds) => {
                let mut response = problem(status);
                let date = http_date(u64::from(seconds));
                response.headers_mut().insert(header::RETRY_AFTER, date);
                response
            }
            Fault::StepUp => {
                let mut response = problem_with_code(401, Some("step_up_required"));
                let challenge = "Bearer error=\"insufficient_user_authentication\"";
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
                response
            }
            Fault::Redirect => {
                // The same machine by another name: another origin.
                let port = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
                let port = port.and_then(|host| host.rsplit(':').next()).unwrap_or("80").to_owned();
                let elsewhere = format!("http://localhost:{port}/elsewhere");
                (StatusCode::FOUND, [(header::LOCATION, elsewhere)]).into_response()
            }
        }
    }
}

async fn send(backend: Router, request: Request) -> Response {
    match backend.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn fits(pattern: &str, target: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = target.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
        last = Some(part);
    }
    rest.is_empty() || last == Some("")
}

async fn doubled(request: Request) -> (Request, Request) {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a request's body arrives");
    let again = |parts: &Parts| {
        let mut request = Request::new(Body::from(body.clone()));
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = parts.uri.clone();
        *request.headers_mut() = parts.headers.clone();
        *request.extensions_mut() = parts.extensions.clone();
        request
    };
    (again(&parts), again(&parts))
}

fn problem(status: u16) -> Response {
    problem_with_code(status, (status == 401).then_some("not_signed_in"))
}

fn problem_with_code(status: u16, code: Option<&str>) -> Response {
    let text = "A fault on purpose.";
    let mut body = json!({ "title": text, "detail": text, "status": status });
    body.as_object_mut().expect("it is one").extend(code.map(|code| ("code".to_owned(), code.into())));
    let status = StatusCode::from_u16(status).expect("it is a status");
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// With another body. One that has none keeps none.
fn with_body(response: Response, body: &'static str) -> Response {
    let (mut parts, _) = response.into_parts();
    if parts.status == StatusCode::NO_CONTENT {
        return Response::from_parts(parts, Body::empty());
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body))
}

/// An HTTP date (RFC 9110 section 5.6.7), so many seconds from now.
fn http_date(seconds: u64) -> HeaderValue {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let date = written(now + seconds);
    HeaderValue::from_str(&date).expect("a date fits a header")
}

fn written(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    // From days to a date: Howard Hinnant, "chrono-compatible low-level date algorithms".
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let weekday = DAYS.get((days % 7) as usize).unwrap_or(&"");
    let month = MONTHS.get(month as usize - 1).unwrap_or(&"");
    let (hours, minutes, seconds) = (time / 3_600, time / 60 % 60, time % 60);
    format!("{weekday}, {day:02} {month} {year} {hours:02}:{minutes:02}:{seconds:02} GMT")
}

/// Promises a body and breaks the connection instead: for the page, a network error.
pub(crate) fn broken_connection() -> Response {
    let body = Body::from_stream(stream::once(async { Err::<Bytes, _>(gone()) }));
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("1000"));
    response
}

fn gone() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

async fn half(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let whole = to_bytes(body, 64 << 20).await.unwrap_or_default();
    if whole.is_empty() {
        return broken_connection();
    }
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let first = whole.slice(..whole.len() / 2);
    let body = stream::iter([Ok(first), Err(gone())]);
    Response::from_parts(parts, Body::from_stream(body))
}

#[cfg(test)]
mod tests {
    use super::{fits, written};

    #[test]
    fn a_star_is_any_text() {
        for (pattern, target, is) in [
            ("/api/v1/tokens", "/api/v1/tokens", true),
            ("/api/v1/tokens", "/api/v1/tokens/7", false),
            ("/api/v1/tokens/*", "/api/v1/tokens/7", true),
            ("/api/v1/tokens?*cursor=*", "/api/v1/tokens?limit=200", false),
            ("/api/v1/tokens?*cursor=*", "/api/v1/tokens?limit=200&cursor=x", true),
            ("/api/v1/tokens/*/regenerate", "/api/v1/tokens/7/regenerate", true),
            ("/api/v1/tokens/*/regenerate", "/api/v1/tokens/7", false),
        ] {
            assert_eq!(fits(pattern, target), is, "{pattern} {target}");
        }
    }

    #[test]
    fn an_http_date_is_written_as_the_rfc_has_it() {
        // The example of RFC 9110.
        assert_eq!(written(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
