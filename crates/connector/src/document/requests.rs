//! The requests of a connector.

use super::{Expression, Members, Place, Read, Texts};
use crate::http::Method;
use crate::value::Value;
use serde::Deserialize;

/// One request per intent; what is left out, the backend cannot do.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Requests {
    pub current_session: Option<Box<Request>>,
    pub sign_in: Option<Box<Request>>,
    pub sign_out: Option<Box<Request>>,
    /// Sent once when an answer says that nobody is signed in; what it binds is there for the second try.
    pub refresh: Option<Box<Request>>,
    pub step_up: Option<Box<Request>>,
    pub describe: Option<Box<Request>>,
    pub list: Option<Box<Request>>,
    pub get: Option<Box<Request>>,
    pub create: Option<Box<Request>>,
    pub edit: Option<Box<Request>>,
    pub enable: Option<Box<Request>>,
    pub disable: Option<Box<Request>>,
    pub regenerate: Option<Box<Request>>,
    pub revoke: Option<Box<Request>>,
    pub revoke_many: Option<Box<Request>>,
    pub scopes: Option<Box<Request>>,
    pub operations: Option<Box<Request>>,
    pub presets: Option<Box<Request>>,
    pub profile: Option<Box<Request>>,
    pub edit_profile: Option<Box<Request>>,
}

impl Requests {
    /// Every request by its name.
    pub(crate) fn all(&self) -> [(&'static str, &Option<Box<Request>>); 20] {
        [
            ("current_session", &self.current_session),
            ("sign_in", &self.sign_in),
            ("sign_out", &self.sign_out),
            ("refresh", &self.refresh),
            ("step_up", &self.step_up),
            ("describe", &self.describe),
            ("list", &self.list),
            ("get", &self.get),
            ("create", &self.create),
            ("edit", &self.edit),
            ("enable", &self.enable),
            ("disable", &self.disable),
            ("regenerate", &self.regenerate),
            ("revoke", &self.revoke),
            ("revoke_many", &self.revoke_many),
            ("scopes", &self.scopes),
            ("operations", &self.operations),
            ("presets", &self.presets),
            ("profile", &self.profile),
            ("edit_profile", &self.edit_profile),
        ]
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Request> {
        self.all().into_iter().find(|(n, _)| *n == name)?.1.as_deref()
    }
}

/// A request, and where its answer has what was asked for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub method: Method,
    /// Path template below the backend's URL; each value is escaped as a path segment.
    pub path: String,
    #[serde(default)]
    pub query: Texts,
    #[serde(default)]
    pub headers: Texts,
    /// A JSON template: a string that is one placeholder keeps the value's JSON type.
    pub body: Option<Value>,
    /// A form (`application/x-www-form-urlencoded`); a list becomes a repeated field.
    pub form: Option<Texts>,
    /// Requests to send before this one; what they bind is there for it.
    #[serde(default)]
    pub first: Vec<Request>,
    pub success: Option<Success>,
    /// Session values to keep, by name.
    #[serde(default)]
    pub bind: Members<Read>,
    /// Present, and neither null nor false, where somebody is signed in (`current_session`, `sign_in`).
    pub signed_in: Option<Expression>,
    /// The entries of a list.
    pub items: Option<Expression>,
    /// Statuses that mean an empty list, for example 404 or 204.
    #[serde(default)]
    pub empty_status: Vec<u64>,
    /// Entries to keep: each template's text must be one of the values.
    #[serde(default)]
    pub only: Members<Vec<String>>,
    pub paging: Option<Paging>,
    /// The token's record in the answer.
    pub token: Option<Expression>,
    /// The secret just issued: an expression or a template such as `nbt_{#/key}.{#/token}`.
    pub secret: Option<Place>,
}

/// When an answer means success.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Success {
    /// Any 2xx if left out.
    #[serde(default)]
    pub status: Vec<u64>,
    /// Expressions and the value that each must have.
    #[serde(default)]
    pub equals: Members<Value>,
}

/// How a list goes on.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Paging {
    pub kind: PagingKind,
    /// Entries to ask for at a time: `{page.size}`; 100 if left out.
    pub size: Option<u64>,
    /// The first page's number: `{page.number}`; 1 if left out.
    pub start: Option<u64>,
    /// The next page's cursor, or the link to it.
    pub next: Option<Expression>,
    /// The list goes on while this is there, and neither null, false nor empty.
    pub more: Option<Expression>,
    /// How many entries there are in all.
    pub total: Option<Expression>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PagingKind {
    /// `{page.number}`, until a page is empty, or the total or the end that `more` says is reached.
    #[default]
    Page,
    /// `{page.offset}`, likewise.
    Offset,
    /// `{page.cursor?}`, until `next` is empty.
    Cursor,
    /// `next` is a link, or a `Link` header (RFC 8288) with `rel="next"`. Only its query is followed, on the
    /// list's own path: an answer cannot send the console elsewhere.
    Link,
}
