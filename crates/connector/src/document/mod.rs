//! What a connector document may say. These types are the one definition: the reader and the JSON Schema
//! are made from them. Meaning and examples for people are in `docs/connector-reference.md`.

mod capabilities;
mod reads;
mod requests;

pub use capabilities::{
    CapabilityMembers, EmptyMeaning, ExpiryMembers, Given, NameMembers, PrecedenceName, Regenerate,
};
pub use reads::{
    CountReads, Day, EmptyTime, Expression, InstanceReads, OperationReads, Place, PresetReads, ProfileReads,
    Read, ReadDetail, RevocationReads, ScopeReads, SiteReads, TimeFormat, TokenReads,
};
pub use requests::{Paging, PagingKind, Request, Requests, Success};

use crate::capabilities::Field;
use crate::entries;
pub use crate::json::Members;
use crate::json::{choice, record, text};
use crate::value::Value;
use latchkey_model::{Operation, Scope};

/// Names to texts, for query, headers and form; sent in the order of their names.
pub type Texts = Members<String>;

record! {
    /// How one kind of backend speaks: its requests, where the fields are, what it can do.
    pub struct Connector {
        /// For editors: where the schema of this document is.
        pub schema ["$schema"]: Option<String> = default,
        /// What it connects to.
        pub name: String,
        /// For people: sources, versions, and what is not verified.
        pub notes: Vec<String> = default,
        /// The zone of times without one, `+HH:MM` or `-HH:MM`; UTC if left out.
        pub zone: Option<String> = default,
        pub session: SessionPart = default,
        pub headers: Headers = default,
        /// When an answer means success, unless the request says so itself; any 2xx if left out.
        pub success: Option<Success> = default,
        pub requests: Requests,
        /// Named JSON templates for the entries of lists, used by `{draft.allowed_apis|shape:NAME}`.
        pub shapes: Members<Value> = default,
        /// Named tables from the console's values to the backend's, used by `{draft.scopes|map:NAME}`.
        pub maps: Members<Members<Value>> = default,
        pub token: Option<TokenReads> = default,
        pub scope: Option<ScopeReads> = default,
        pub operation: Option<OperationReads> = default,
        pub preset: Option<PresetReads> = default,
        pub revocation: Option<RevocationReads> = default,
        pub secret_use: SecretUse = default,
        pub instance: Option<InstanceReads> = default,
        pub profile: Option<ProfileReads> = default,
        pub errors: Errors = default,
        pub capabilities: CapabilityMembers = default,
        /// Answers that need no request.
        pub fixed: Fixed = default,
    }
}

record! {
    /// How clients of the backend send a secret, for the forms that are ready to paste.
    pub struct SecretUse {
        /// The header that carries it, as it is sent; `Authorization: Bearer {secret}` if left out, `""` if none does.
        pub header: Option<SecretText> = default,
        /// A field of a form that carries it where no header does: `session={secret}`.
        pub form: Option<SecretText> = default,
        /// A file that clients read it from.
        pub file: Option<SecretFile> = default,
    }
}

record! {
    pub struct SecretFile {
        /// As clients look for it: `.npmrc`.
        pub name: String,
        pub text: SecretText,
    }
}

text! {
    /// A template of `{secret}`, `{name}` (the token's), `{url}` (where the backend is, with a slash at its end) and
    /// `{host}` (the same without `https://`).
    pub struct SecretText
}

record! {
    /// Who asks, and how the backend knows.
    pub struct SessionPart {
        /// What the sign-in form asks for; `password` where there is a request `sign_in`, else `none`.
        pub sign_in: Option<SignInForm> = default,
    }
}

choice! {
    /// What the sign-in form asks for.
    pub enum SignInForm {
        /// Nothing: the session is there already.
        None = "none",
        /// User name and password.
        Password = "password",
        /// A token to paste; it is the placeholder `{password}` of the request `sign_in`.
        Token = "token",
    }
}

record! {
    /// Headers of every request; a request's own header of the same name wins.
    pub struct Headers {
        pub all: Texts = default,
        /// Only of requests that are not GET or HEAD: for CSRF values.
        pub changing ["unsafe"]: Texts = default,
    }
}

record! {
    /// Where an error answer has its parts; problem details (RFC 9457) if left out.
    pub struct Errors {
        /// The backend's words: the first of these that is there.
        pub message: Vec<Expression> = default,
        pub code: Option<Expression> = default,
        pub fields: Option<FieldErrors> = default,
        /// The backend's field names to the console's.
        pub names: Members<Field> = default,
        /// The first entry that fits says what kind of error it is; the status does if none fits.
        pub when: Vec<When> = default,
        /// Whether 404 when revoking is an error, not a revocation done before.
        pub revoke_404_is_error: bool = default,
    }
}

record! {
    /// Complaints about single fields.
    pub struct FieldErrors {
        /// One value per complaint.
        pub items: Expression,
        /// The field's name or pointer, seen from the complaint.
        pub field: Place,
        pub message: Place,
    }
}

record! {
    /// An error is of this kind if everything said here fits; of several values one must fit.
    pub struct When {
        pub status: Vec<u64> = default,
        pub code: Vec<String> = default,
        /// A part of the message; the empty text fits no message only.
        pub message: Vec<String> = default,
        pub kind: Option<ErrorKind> = default,
        /// The field that the message is about.
        pub field: Option<Field> = default,
    }
}

choice! {
    /// What the console can do about an error.
    pub enum ErrorKind {
        NotSignedIn = "not_signed_in",
        BadCredentials = "bad_credentials",
        StepUp = "step_up",
        Forbidden = "forbidden",
        NotFound = "not_found",
        Conflict = "conflict",
        Stale = "stale",
        VersionRequired = "version_required",
        Invalid = "invalid",
        TooMany = "too_many",
        Unavailable = "unavailable",
        Failed = "failed",
    }
}

record! {
    /// What the backend has no request for.
    pub struct Fixed {
        /// Before those that a request gives, if there is one.
        pub scopes: Vec<FixedScope> = default,
        pub presets: Vec<FixedPreset> = default,
        pub operations: Vec<FixedOperation> = default,
    }
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
}

impl Fixed {
    /// As the model has them.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        let scope = |s: &FixedScope| Scope { id: s.id.as_str().into(), description: s.description.clone() };
        self.scopes.iter().map(scope).collect()
    }

    pub(crate) fn operations(&self) -> Vec<Operation> {
        let operation = |fixed: &FixedOperation| {
            let (method, path) = (fixed.method.to_ascii_uppercase(), entries::template(fixed.path.clone()));
            let by_path = || [&method, " ", &path].concat();
            let id = Some(fixed.id.clone()).filter(|id| !id.is_empty()).unwrap_or_else(by_path);
            let (group, summary, docs) = (fixed.group.clone(), fixed.summary.clone(), fixed.docs.clone());
            Operation { id, method, path, group, summary, docs, scopes: Vec::new() }
        };
        self.operations.iter().map(operation).collect()
    }
}

record! {
    /// Named by its id, or by method and path.
    pub struct FixedOperation {
        pub id: String = default,
        pub method: String = default,
        pub path: String = default,
        pub group: String = default,
        pub summary: String = default,
        /// A link: `https://...`, or a path below the backend.
        pub docs: String = default,
    }
}

record! {
    pub struct FixedScope {
        pub id: String,
        pub description: String = default,
    }
}

record! {
    pub struct FixedPreset {
        pub id: String,
        pub name: String,
        /// Ids of operations.
        pub operations: Vec<String> = default,
    }
}
