//! Where an error answer has its parts.

use super::{Expression, Members, Place};
use crate::capabilities::Field;
use serde::Deserialize;

/// Where an error answer has its parts; problem details (RFC 9457) if left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// The backend's words: the first of these that is there.
    #[serde(default)]
    pub message: Vec<Expression>,
    pub code: Option<Expression>,
    pub fields: Option<FieldErrors>,
    /// The backend's field names to the console's.
    #[serde(default)]
    pub names: Members<Field>,
    /// The first entry that fits says what kind of error it is; the status does if none fits.
    #[serde(default)]
    pub when: Vec<When>,
    /// Whether 404 when revoking is an error, not a revocation done before.
    #[serde(default)]
    pub revoke_404_is_error: bool,
}

/// Complaints about single fields.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldErrors {
    /// One value per complaint.
    pub items: Expression,
    /// The field's name or pointer, seen from the complaint.
    pub field: Place,
    pub message: Place,
}

/// An error is of this kind if everything said here fits; of several values one must fit.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct When {
    #[serde(default)]
    pub status: Vec<u64>,
    #[serde(default)]
    pub code: Vec<String>,
    /// A part of the message; the empty text fits no message only.
    #[serde(default)]
    pub message: Vec<String>,
    pub kind: Option<ErrorKind>,
    /// The field that the message is about.
    pub field: Option<Field>,
}

/// What the console can do about an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    #[default]
    NotSignedIn,
    BadCredentials,
    StepUp,
    Forbidden,
    NotFound,
    Conflict,
    Stale,
    VersionRequired,
    Invalid,
    TooMany,
    Unavailable,
    Failed,
}
