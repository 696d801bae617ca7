//! Entity tags: `"v3"`, strong, one per version of a token.

use crate::foundation::problem::{Code, Problem};
use axum::http::{HeaderMap, HeaderValue, header};
use serde::Serializer;

pub fn text(version: i64) -> String {
    format!("\"v{version}\"")
}

pub fn header(version: i64) -> HeaderValue {
    HeaderValue::try_from(text(version)).unwrap_or(HeaderValue::from_static("\"\""))
}

pub fn serialize<S: Serializer>(version: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text(*version))
}

/// What `If-Match` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: whatever is there now.
    Any,
    /// Any of these, quotes included.
    Tags(Vec<String>),
}

impl IfMatch {
    /// 428 where the header is missing: an edit that does not say what it saw would undo others' changes.
    pub fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut tags = Vec::new();
        for value in headers.get_all(header::IF_MATCH) {
            let text =
                value.to_str().map_err(|_| Problem::new(Code::BadHeader, "If-Match must be ASCII."))?;
            tags.extend(text.split(',').map(|tag| tag.trim().to_owned()));
        }
        if tags.is_empty() {
            return Err(Problem::new(Code::VersionRequired, "Send the token's etag as If-Match."));
        }
        Ok(if tags.iter().any(|tag| tag == "*") { Self::Any } else { Self::Tags(tags) })
    }

    /// Strong comparison (RFC 9110, 8.8.3.2): a weak tag matches nothing.
    pub fn matches(&self, version: i64) -> bool {
        match self {
            IfMatch::Any => true,
            IfMatch::Tags(tags) => tags.contains(&text(version)),
        }
    }
}
