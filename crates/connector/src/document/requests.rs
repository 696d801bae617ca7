//! The requests of a connector.

use super::{Expression, Members, Place, Read, Texts};
use crate::http::Method;
use crate::json::{choice, record};
use crate::value::Value;

record! {
    /// One request per intent; what is left out, the backend cannot do.
    pub struct Requests {
        pub current_session: Option<Box<Request>> = default,
        pub sign_in: Option<Box<Request>> = default,
        pub sign_out: Option<Box<Request>> = default,
        /// Sent once when an answer says that nobody is signed in; what it binds is there for the second try.
        pub refresh: Option<Box<Request>> = default,
        pub step_up: Option<Box<Request>> = default,
        pub describe: Option<Box<Request>> = default,
        pub list: Option<Box<Request>> = default,
        pub get: Option<Box<Request>> = default,
        pub create: Option<Box<Request>> = default,
        pub edit: Option<Box<Request>> = default,
        pub enable: Option<Box<Request>> = default,
        pub disable: Option<Box<Request>> = default,
        pub regenerate: Option<Box<Request>> = default,
        pub revoke: Option<Box<Request>> = default,
        pub revoke_many: Option<Box<Request>> = default,
        pub scopes: Option<Box<Request>> = default,
        pub operations: Option<Box<Request>> = default,
        pub presets: Option<Box<Request>> = default,
        pub profile: Option<Box<Request>> = default,
        pub edit_profile: Option<Box<Request>> = default,
    }
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

record! {
    /// A request, and where its answer has what was asked for.
    pub struct Request {
        pub method: Method,
        /// Path template below the backend's URL; each value is escaped as a path segment.
        pub path: String,
        pub query: Texts = default,
        pub headers: Texts = default,
        /// A JSON template: a string that is one placeholder keeps the value's JSON type.
        pub body: Option<Value> = default,
        /// A form (`application/x-www-form-urlencoded`); a list becomes a repeated field.
        pub form: Option<Texts> = default,
        /// Requests to send before this one; what they bind is there for it.
        pub first: Vec<Request> = default,
        pub success: Option<Success> = default,
        /// Session values to keep, by name.
        pub bind: Members<Read> = default,
        /// Present, and neither null nor false, where somebody is signed in (`current_session`, `sign_in`).
        pub signed_in: Option<Expression> = default,
        /// The entries of a list.
        pub items: Option<Expression> = default,
        /// Entries to keep: each template's text must be one of the values.
        pub only: Members<Vec<String>> = default,
        pub paging: Option<Paging> = default,
        /// The token's record in the answer.
        pub token: Option<Expression> = default,
        /// The secret just issued: an expression or a template such as `nbt_{#/key}.{#/token}`.
        pub secret: Option<Place> = default,
    }
}

record! {
    /// When an answer means success.
    pub struct Success {
        /// Any 2xx if left out.
        pub status: Vec<u64> = default,
        /// Expressions and the value that each must have.
        pub equals: Members<Value> = default,
    }
}

record! {
    /// How a list goes on.
    pub struct Paging {
        pub kind: PagingKind,
        /// Entries to ask for at a time: `{page.size}`; 100 if left out.
        pub size: Option<u64> = default,
        /// The first page's number: `{page.number}`; 1 if left out.
        pub start: Option<u64> = default,
        /// The next page's cursor, or the link to it.
        pub next: Option<Expression> = default,
        /// The list goes on while this is there, and neither null, false nor empty.
        pub more: Option<Expression> = default,
        /// How many entries there are in all.
        pub total: Option<Expression> = default,
    }
}

choice! {
    pub enum PagingKind {
        /// `{page.number}`, until a page is not full or the total is reached.
        Page = "page",
        /// `{page.offset}`, likewise.
        Offset = "offset",
        /// `{page.cursor?}`, until `next` is empty.
        Cursor = "cursor",
        /// `next` is a link, or a `Link` header (RFC 8288) with `rel="next"`. Only its query is followed, on the
        /// list's own path: an answer cannot send the console elsewhere.
        Link = "link",
    }
}
