//! An access token's record, never its secret, and what is asked about it: its name, its status, whose a secret is, how
//! two edits of it merge.

pub mod deviation;
pub mod merge;
pub mod name;
pub mod secret;
pub mod status;
pub mod unread;

use crate::access::Access;
use crate::access::lifecycle::Lifecycle;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use unread::UnreadPart;

/// The backend's name for a token. Numbers are kept as their decimal text. Some backends use an id
/// again after revoking, so an id alone never keys what the user sees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub Arc<str>);

/// What the backend gave to detect somebody else's change: an ETag, echoed byte for byte, or a version field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub String);

#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub id: TokenId,
    /// Empty where the backend has no names.
    pub name: String,
    pub description: String,
    /// The part of the secret that the backend keeps to recognise it by (`lk_7Qd2…x81f`); may be empty.
    pub hint: String,
    pub access: Access,
    pub lifecycle: Lifecycle,
    pub created: Option<DateTime<Utc>>,
    /// `None`: never used, or the backend does not say (see the connector's capabilities).
    pub last_used: Option<DateTime<Utc>>,
    pub version: Option<Version>,
    /// What of the record could not be read; see [`Token::is_editable`].
    pub unread: Vec<UnreadPart>,
}
