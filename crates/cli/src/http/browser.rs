//! A browser's `fetch`, as the console's transport uses it, outside of a browser.
//!
//! It follows redirects, keeps cookies and sends the headers that a browser adds by itself: backends decide by
//! `Origin` and `Sec-Fetch-Mode` whom they trust, so a bare client sees another backend than the console does.

use std::time::Duration;

use latchkey_connector::{HttpRequest, HttpResponse};
use serde_json::Value;
use ureq::http;

use super::cookies::{CookieJar, CookieRejection, Origin};
use super::{NetworkError, now};

/// The console's own time limit.
const TIMEOUT: Duration = Duration::from_secs(30);
/// As browsers have it (Fetch standard, HTTP-redirect fetch).
const MAX_REDIRECTS: usize = 20;
const MAX_BODY_BYTES: u64 = 256 << 20;

/// What goes over the wire, with what a browser adds.
#[derive(Clone, Debug, PartialEq)]
pub struct SentRequest {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
}

/// A `Set-Cookie` header, which no script sees, and whether a browser keeps the cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    pub header: String,
    pub kept: Result<(), CookieRejection>,
}

/// One request and its response; a redirect is one more exchange.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    pub request: SentRequest,
    pub response: Result<HttpResponse, NetworkError>,
    pub cookies: Vec<SetCookie>,
}

impl Exchange {
    /// The response's body as JSON; null if there is none.
    pub fn json(&self) -> Value {
        let response = self.response.as_ref().ok();
        response.and_then(|response| serde_json::from_str(&response.body).ok()).unwrap_or_default()
    }
}

pub type Observer = Box<dyn FnMut(Exchange) + Send>;

pub struct Browser {
    agent: ureq::Agent,
    scheme: String,
    /// Host and port, if there is one.
    authority: String,
    host: String,
    /// The backend's path on its origin, without a slash at its end.
    base: String,
    /// The path of the page that the console runs on. It decides which cookies scripts can read.
    pub page: String,
    pub jar: CookieJar,
    pub observer: Option<Observer>,
}

impl Browser {
    /// `backend`: where the connector's paths begin, `http://127.0.0.1:8000` or `https://example.com/api`.
    pub fn new(backend: &str) -> Result<Self, NetworkError> {
        let invalid = || NetworkError::InvalidAddress(backend.to_owned());
        let uri: http::Uri = backend.parse().map_err(|_| invalid())?;
        let scheme = uri.scheme_str().filter(|s| matches!(*s, "http" | "https")).ok_or_else(invalid)?;
        let authority = uri.authority().filter(|a| !a.as_str().contains('@')).ok_or_else(invalid)?;
        if uri.query().is_some() || backend.contains('#') {
            return Err(invalid());
        }
        let config = ureq::config::Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT));
        // A proxy is for what is elsewhere.
        let config = if is_loopback(authority.host()) { config.proxy(None) } else { config };
        Ok(Self {
            agent: config.build().new_agent(),
            scheme: scheme.to_owned(),
            authority: authority.as_str().to_owned(),
            host: authority.host().to_owned(),
            base: uri.path().trim_end_matches('/').to_owned(),
            page: "/".to_owned(),
            jar: CookieJar::default(),
            observer: None,
        })
    }

    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// What the page's scripts read as `document.cookie`.
    pub fn cookies(&self) -> Vec<(String, String)> {
        self.jar.readable(&self.page)
    }

    /// Sends, follows redirects, and reads the response to its end.
    pub fn send(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        if !request.target.starts_with('/') || request.target.starts_with("//") {
            return Err(NetworkError::OutsideBackend(request.target.clone()));
        }
        let mut method = request.method.as_str().to_owned();
        let mut target = format!("{}{}", self.base, request.target);
        let mut headers = request.headers.clone();
        let mut body = request.body.clone();
        for _ in 0..MAX_REDIRECTS {
            let response = self.send_once(&method, &target, &headers, body.as_deref())?;
            let is_redirect = matches!(response.status, 301 | 302 | 303 | 307 | 308);
            let location = response.header("location").filter(|_| is_redirect);
            let Some(location) = location else { return Ok(response) };
            target = self.redirect_target(&target, location)?;
            let becomes_get = match response.status {
                301 | 302 => method == "POST",
                303 => method != "GET" && method != "HEAD",
                _ => false,
            };
            if becomes_get {
                method = "GET".to_owned();
                body = None;
                headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
            }
        }
        Err(NetworkError::TooManyRedirects)
    }

    fn send_once(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(String, String)],
        body: Option<&str>,
    ) -> Result<HttpResponse, NetworkError> {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let request = SentRequest {
            method: method.to_owned(),
            url: format!("{}{target}", self.origin()),
            headers: self.with_browser_headers(method, path, headers),
            body: body.map(str::to_owned),
        };
        let mut cookies = Vec::new();
        let response = self.exchange(&request).map(|(response, set_cookies)| {
            let is_trustworthy = self.scheme == "https" || is_loopback(&self.host);
            let origin = Origin { host: &self.host, is_trustworthy };
            for header in set_cookies {
                let kept = self.jar.set(&header, path, origin, now());
                cookies.push(SetCookie { header, kept });
            }
            response
        });
        if let Some(observer) = &mut self.observer {
            observer(Exchange { request, response: response.clone(), cookies });
        }
        response
    }

    /// The headers of a same-origin `fetch` with `cache: "no-store"`.
    fn with_browser_headers(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
    ) -> Vec<(String, String)> {
        let mut all = headers.to_vec();
        let mut add = |name: &str, value: String| all.push((name.to_owned(), value));
        add("Accept-Language", "en".to_owned());
        add("Cache-Control", "no-cache".to_owned());
        add("Pragma", "no-cache".to_owned());
        add("User-Agent", "Mozilla/5.0 (latchkey check)".to_owned());
        add("Referer", format!("{}{}", self.origin(), self.page));
        if !matches!(method, "GET" | "HEAD") {
            add("Origin", self.origin());
        }
        // Sent to HTTPS and to this machine only (Fetch Metadata, section 3).
        if self.scheme == "https" || is_loopback(&self.host) {
            add("Sec-Fetch-Site", "same-origin".to_owned());
            add("Sec-Fetch-Mode", "cors".to_owned());
            add("Sec-Fetch-Dest", "empty".to_owned());
        }
        if let Some(cookies) = self.jar.header(path) {
            add("Cookie", cookies);
        }
        all
    }

    /// The response without its `Set-Cookie` headers, and these.
    fn exchange(&self, sent: &SentRequest) -> Result<(HttpResponse, Vec<String>), NetworkError> {
        let mut request = http::Request::builder().method(sent.method.as_str()).uri(&sent.url);
        for (name, value) in &sent.headers {
            request = request.header(name, value);
        }
        let empty_body = matches!(sent.method.as_str(), "POST" | "PUT" | "PATCH").then_some("");
        let response = match sent.body.as_deref().or(empty_body) {
            Some(body) => request.body(body).map_err(ureq::Error::Http).and_then(|r| self.agent.run(r)),
            None => request.body(()).map_err(ureq::Error::Http).and_then(|r| self.agent.run(r)),
        };
        let (parts, mut body) = response.map_err(network_error)?.into_parts();
        let body = body.with_config().limit(MAX_BODY_BYTES).read_to_vec().map_err(network_error)?;
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut set_cookies = Vec::new();
        for (name, value) in &parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            match headers.iter_mut().find(|(n, _)| n == name.as_str()) {
                _ if *name == http::header::SET_COOKIE => set_cookies.push(value),
                Some((_, before)) => *before = format!("{before}, {value}"),
                None => headers.push((name.as_str().to_owned(), value)),
            }
        }
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok((HttpResponse { status: parts.status.as_u16(), headers, body }, set_cookies))
    }

    /// Where a redirect leads on this origin.
    fn redirect_target(&self, from: &str, location: &str) -> Result<String, NetworkError> {
        let location = location.split('#').next().unwrap_or_default();
        let target = match location.strip_prefix(&self.origin()) {
            Some(rest) if rest.is_empty() || rest.starts_with('?') => format!("/{rest}"),
            Some(rest) if rest.starts_with('/') => rest.to_owned(),
            _ if location.contains("://") || location.starts_with("//") => {
                return Err(NetworkError::RedirectedAway(location.to_owned()));
            }
            _ if location.starts_with('/') => location.to_owned(),
            _ => {
                let path = from.split('?').next().unwrap_or_default();
                let folder = path.rfind('/').and_then(|end| path.get(..=end)).unwrap_or("/");
                remove_dot_segments(&format!("{folder}{location}"))
            }
        };
        Ok(target)
    }
}

fn network_error(error: ureq::Error) -> NetworkError {
    match error {
        ureq::Error::Timeout(_) => NetworkError::TimedOut,
        other => NetworkError::Unreachable(other.to_string()),
    }
}

/// RFC 3986, 5.2.4.
fn remove_dot_segments(target: &str) -> String {
    let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let path = format!("/{}", segments.join("/"));
    query.map_or(path.clone(), |query| format!("{path}?{query}"))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::extract::Request;
    use axum::response::{IntoResponse, Response};
    use latchkey_connector::Method;
    use tokio::runtime::Runtime;

    use super::*;

    /// A server that answers with what it was sent, and redirects below `/go`.
    fn server() -> (Runtime, Browser) {
        let runtime = Runtime::new().unwrap();
        let address = runtime.block_on(async {
            let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = socket.local_addr().unwrap();
            tokio::spawn(async move { axum::serve(socket, Router::new().fallback(answer)).await });
            address
        });
        (runtime, Browser::new(&format!("http://{address}/base/")).unwrap())
    }

    async fn answer(request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let to = |status: u16, place: &str| {
            let cookie = [("set-cookie", "between=1; Path=/; HttpOnly"), ("location", place)];
            (axum::http::StatusCode::from_u16(status).unwrap(), cookie).into_response()
        };
        match parts.uri.path() {
            "/base/go/302" => return to(302, "../echo?x=1"),
            "/base/go/307" => return to(307, "/base/echo"),
            "/base/go/away" => return to(302, "http://example.com/"),
            "/base/go/round" => return to(302, "/base/go/round"),
            _ => {}
        }
        let mut lines = vec![format!("{} {}", parts.method, parts.uri)];
        for (name, value) in &parts.headers {
            lines.push(format!("{name}: {}", value.to_str().unwrap()));
        }
        let body = axum::body::to_bytes(body, 1000).await.unwrap();
        lines.push(String::from_utf8_lossy(&body).into_owned());
        lines.join("\n").into_response()
    }

    fn request(method: Method, target: &str, body: Option<&str>) -> HttpRequest {
        let kind = body.map(|_| ("Content-Type".to_owned(), "application/json".to_owned()));
        HttpRequest {
            method,
            target: target.to_owned(),
            headers: kind.into_iter().collect(),
            body: body.map(str::to_owned),
        }
    }

    #[test]
    fn a_redirect_keeps_cookies_and_turns_a_post_into_a_get() {
        let (_runtime, mut browser) = server();
        let echo = browser.send(&request(Method::Post, "/go/302", Some("{}"))).unwrap().body;
        assert!(echo.starts_with("GET /base/echo?x=1\n"), "{echo}");
        assert!(
            echo.contains("cookie: between=1") && !echo.contains("content-type") && !echo.contains("{}"),
            "{echo}"
        );
        assert_eq!(browser.cookies(), []);
        let echo = browser.send(&request(Method::Post, "/go/307", Some("{}"))).unwrap().body;
        assert!(echo.starts_with("POST /base/echo\n") && echo.ends_with("{}"), "{echo}");
    }

    #[test]
    fn a_redirect_to_another_origin_is_not_followed() {
        let (_runtime, mut browser) = server();
        let away = NetworkError::RedirectedAway("http://example.com/".to_owned());
        assert_eq!(browser.send(&request(Method::Get, "/go/away", None)), Err(away));
        let round = browser.send(&request(Method::Get, "/go/round", None));
        assert_eq!(round, Err(NetworkError::TooManyRedirects));
        let above = browser.send(&request(Method::Get, "//example.com", None));
        assert_eq!(above, Err(NetworkError::OutsideBackend("//example.com".to_owned())));
    }

    #[test]
    fn changes_carry_the_origin_and_a_body_goes_with_any_method() {
        let (_runtime, mut browser) = server();
        let read = browser.send(&request(Method::Get, "/a", None)).unwrap().body;
        assert!(read.contains("sec-fetch-mode: cors") && !read.contains("\norigin: "), "{read}");
        for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
            let changed = browser.send(&request(method, "/a", Some("{\"a\":1}"))).unwrap().body;
            let origin = format!("\norigin: {}\n", browser.origin());
            assert!(changed.contains(&origin) && changed.ends_with("{\"a\":1}"), "{changed}");
        }
        let empty = browser.send(&request(Method::Post, "/a", None)).unwrap().body;
        assert!(empty.contains("content-length: 0"), "{empty}");
    }

    #[test]
    fn only_an_address_is_one() {
        for wrong in [
            "example.com",
            "ftp://example.com",
            "http://ada:pw@example.com",
            "http://h/?a",
            "http://h/#a",
            "",
        ] {
            assert!(Browser::new(wrong).is_err(), "{wrong}");
        }
    }
}
