//! Reading requests strictly: what is not understood is refused, and the refusal says where.

use crate::foundation::problem::{Code, FieldError, Problem};
use crate::state::Shared;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_path_to_error::{Path, Segment};
use sha2::{Digest, Sha256};
use std::net::{IpAddr, SocketAddr};

/// A JSON body. Unknown and repeated members are refused, because each type says `deny_unknown_fields`.
pub struct Json<T> {
    pub value: T,
    /// Stands for method, path and body, for `Idempotency-Key`.
    pub fingerprint: [u8; 32],
}

impl<T: DeserializeOwned> FromRequest<Shared> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Code::UnsupportedMediaType, "Send Content-Type: application/json."));
        }
        let mut digest = Sha256::new();
        digest.update(format!("{} {}\n", request.method(), request.uri().path()));
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::new(Code::TooLarge, "The body is larger than this server reads.")
            } else {
                Problem::new(Code::BadJson, "The body could not be read to its end.")
            }
        })?;
        digest.update(&bytes);
        Ok(Self { value: read_json(&bytes)?, fingerprint: digest.finalize().into() })
    }
}

/// For members where "absent" and `null` differ: `None` is absent, `Some(None)` is `null`.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reader: D) -> Result<Option<T>, D::Error> {
    T::deserialize(reader).map(Some)
}

/// The query, or 400 `bad_query`.
pub struct Queried<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Queried<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        Query::<T>::from_request_parts(parts, state).await.map(|Query(value)| Self(value)).map_err(|_| {
            Problem::new(Code::BadQuery, "A query parameter is unknown, repeated or out of range.")
        })
    }
}

/// The `{id}` of the path.
pub struct Id(pub String);

impl FromRequestParts<Shared> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        // Only bytes that are no UTF-8 are rejected, and no id holds such.
        let id = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        id.map(|axum::extract::Path(id)| Self(id)).map_err(|_| Problem::not_found("resource"))
    }
}

/// The caller's address; IPv4-mapped IPv6 as the IPv4 that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<Shared> for ClientAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        // Only the last entry was written by the proxy in front; those before it are the caller's claim.
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
        if let Some(value) = forwarded.filter(|_| state.trust_forwarded_for) {
            let last = value.to_str().ok().and_then(|text| text.rsplit(',').next()).map(str::trim);
            let address = last.and_then(|text| text.parse::<IpAddr>().ok());
            let address =
                address.ok_or_else(|| Problem::new(Code::BadHeader, "X-Forwarded-For holds no address."))?;
            return Ok(Self(address.to_canonical()));
        }
        let connected = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await;
        // Address rules cannot be judged without an address, and guessing one could widen access.
        let ConnectInfo(address) = connected
            .map_err(|_| Problem::internal(&"the server was started without connection information"))?;
        Ok(Self(address.ip().to_canonical()))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // RFC 7396 gives merge patches a type of their own.
    essence == "application/json" || essence == "application/merge-patch+json"
}

fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        explain(error.inner(), pointer)
    })?;
    reader.end().map_err(|_| Problem::new(Code::BadJson, "Something follows the JSON value."))?;
    Ok(value)
}

/// serde's own text quotes the refused value, which may be a secret in the wrong place: only what was
/// expected is passed on.
fn explain(error: &serde_json::Error, mut pointer: String) -> Problem {
    if !error.is_data() {
        return Problem::new(
            Code::BadJson,
            format!("Not JSON at line {}, column {}.", error.line(), error.column()),
        );
    }
    let text = error.to_string();
    let expected = text.split(" at line ").next().and_then(|t| t.split_once("expected ")).map(|(_, e)| e);
    let detail = expected.map_or_else(|| String::from("Not acceptable here."), |e| format!("Expected {e}."));
    let member = text.split('`').nth(1).unwrap_or_default();
    let (code, detail) = match text.split(' ').next() {
        Some("unknown") if text.starts_with("unknown field") => ("unknown_member", detail),
        Some("missing") => ("missing", String::from("This member is needed.")),
        Some("duplicate") => ("duplicate_member", String::from("This member is there twice.")),
        _ => ("wrong_type", detail),
    };
    // These two are told of the object that the member belongs to.
    if matches!(code, "missing" | "duplicate_member") {
        pointer.push('/');
        pointer.push_str(member);
    }
    Problem::invalid(vec![FieldError::new(pointer, code, detail)])
}

fn pointer(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                text.push('/');
                text.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        #[allow(dead_code)]
        names: Vec<String>,
    }

    fn problem(text: &str) -> (Code, Option<FieldError>) {
        let problem = read_json::<Form>(text.as_bytes()).unwrap_err();
        (problem.code(), problem.first_error().cloned())
    }

    #[test]
    fn a_refusal_points_at_the_value_and_does_not_quote_it() {
        for (text, pointer, code) in [
            (r#"{"names":["a",7]}"#, "/names/1", "wrong_type"),
            (r#"{"names":["a"],"nmaes":["lk_x"]}"#, "/nmaes", "unknown_member"),
            (r#"{}"#, "/names", "missing"),
            (r#"{"names":[],"names":[]}"#, "/names", "duplicate_member"),
            (r#"{"names":"lk_x"}"#, "/names", "wrong_type"),
        ] {
            let (kind, error) = problem(text);
            let error = error.unwrap();
            assert_eq!(
                (kind, error.pointer.as_str(), error.code.as_ref()),
                (Code::Invalid, pointer, code),
                "{text}"
            );
            assert!(!error.detail.contains("lk_x"), "{}", error.detail);
        }
        for text in ["", "{", "nonsense", r#"{"names":[]} x"#, r#"{"names":["\ud800"]}"#] {
            assert_eq!(problem(text).0, Code::BadJson, "{text}");
        }
    }
}
