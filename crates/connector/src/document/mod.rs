//! What a connector document may say. These types are the one definition: the reader and the JSON Schema
//! are made from them. Meaning and examples for people are in `docs/connector-reference.md`.
//!
//! A document that was read is good in its shape and in the syntax of its texts; what belongs together is the
//! business of `check`.

mod capabilities;
mod errors;
mod fixed;
mod load;
mod reads;
mod requests;
mod secret_use;
pub(crate) mod syntax;
pub(crate) mod templates;
mod texts;

pub use capabilities::{
    CapabilityMembers, ClaimMembers, EmptyMeaning, ExpiryMembers, Given, NameMembers, PrecedenceName,
    Regenerate,
};
pub use errors::{ErrorKind, Errors, FieldErrors, When};
pub(crate) use fixed::path_template;
pub use fixed::{Fixed, FixedOperation, FixedPreset, FixedScope};
pub(crate) use load::{from_json, from_value};
pub use reads::{
    CountReads, Day, EmptyTime, InstanceReads, OperationReads, PresetReads, ProfileReads, Read, ReadDetail,
    RevocationReads, ScopeReads, SiteReads, TimeFormat, TokenReads,
};
pub use requests::{Paging, PagingKind, Request, Requests, Success};
pub use secret_use::{SecretFile, SecretUse};
pub use texts::{Expression, Place, SecretText};

pub use crate::value::Members;
use crate::value::Value;
use serde::Deserialize;

/// Names to texts, for query, headers and form; sent in the order of their names.
pub type Texts = Members<String>;

/// How one kind of backend speaks: its requests, where the fields are, what it can do.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Connector {
    /// For editors: where the schema of this document is.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// What it connects to.
    pub name: String,
    /// For people: sources, versions, and what is not verified.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The zone of times without one, `+HH:MM` or `-HH:MM`; UTC if left out.
    pub zone: Option<String>,
    #[serde(default)]
    pub session: SessionPart,
    #[serde(default)]
    pub headers: Headers,
    /// When an answer means success, unless the request says so itself; any 2xx if left out.
    pub success: Option<Success>,
    pub requests: Requests,
    /// Named JSON templates for the entries of lists, used by `{draft.allowed_apis|shape:NAME}`.
    #[serde(default)]
    pub shapes: Members<Value>,
    /// Named tables from the console's values to the backend's, used by `{draft.scopes|map:NAME}`.
    #[serde(default)]
    pub maps: Members<Members<Value>>,
    pub token: Option<TokenReads>,
    pub scope: Option<ScopeReads>,
    pub operation: Option<OperationReads>,
    pub preset: Option<PresetReads>,
    pub revocation: Option<RevocationReads>,
    #[serde(default)]
    pub secret_use: SecretUse,
    pub instance: Option<InstanceReads>,
    pub profile: Option<ProfileReads>,
    #[serde(default)]
    pub errors: Errors,
    #[serde(default)]
    pub capabilities: CapabilityMembers,
    /// Answers that need no request.
    #[serde(default)]
    pub fixed: Fixed,
}

/// Who asks, and how the backend knows.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionPart {
    /// What the sign-in form asks for; `password` where there is a request `sign_in`, else `none`.
    pub sign_in: Option<SignInForm>,
}

/// What the sign-in form asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInForm {
    /// Nothing: the session is there already.
    #[default]
    None,
    /// User name and password.
    Password,
    /// A token to paste; it is the placeholder `{password}` of the request `sign_in`.
    Token,
}

/// Headers of every request; a request's own header of the same name wins.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Headers {
    #[serde(default)]
    pub all: Texts,
    /// Only of requests that are not GET or HEAD: for CSRF values.
    #[serde(rename = "unsafe", default)]
    pub changing: Texts,
}

/// Whether a request gives them, or the connector itself has them.
impl Connector {
    pub(crate) fn knows_scopes(&self) -> bool {
        self.requests.scopes.is_some() || !self.fixed.scopes.is_empty()
    }

    pub(crate) fn knows_operations(&self) -> bool {
        self.requests.operations.is_some() || !self.fixed.operations.is_empty()
    }

    pub(crate) fn knows_presets(&self) -> bool {
        self.requests.presets.is_some() || !self.fixed.presets.is_empty()
    }

    /// How many entries of the list are asked for at a time.
    pub(crate) fn page_size(&self) -> u64 {
        self.paging().and_then(|p| p.size).unwrap_or(100)
    }

    pub(crate) fn first_page(&self) -> u64 {
        self.paging().and_then(|p| p.start).unwrap_or(1)
    }

    fn paging(&self) -> Option<&Paging> {
        self.requests.list.as_ref()?.paging.as_ref()
    }
}
