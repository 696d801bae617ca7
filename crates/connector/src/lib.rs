//! The connector engine: a person's intent to an HTTP request, an HTTP response to the model.
//!
//! A [`Connector`](document::Connector) is a JSON document that says how one kind of backend speaks;
//! [`Engine`] reads it. Nothing here names a backend, a browser, a socket, a clock or a random source:
//! the time and the idempotency key come in with the [`Context`].
//!
//! ```text
//! Engine::load(file, json)          -> Engine | ConfigError { file, path, problem }
//! engine.prepare(&intent, &context) -> HttpRequest | PrepareError
//! engine.decode(&intent, &context, &response) -> Outcome | BackendError
//! engine.decoding(&intent, &context, &response).advance(100) -> the same, some entries at a time
//! ```
//!
//! The folders are layers, each of which knows those before it: `document` (what a connector may say), then `expression`
//! (what is read), `codec` and `template` (what is sent), then `request` and `response`, then `engine`, with `check` beside
//! it. The files beside the folders are words that all of them use.

mod app_config;
mod capabilities;
mod check;
mod codec;
mod context;
pub mod document;
mod engine;
mod error;
mod expression;
mod http;
mod intent;
mod list_progress;
mod outcome;
mod problem;
mod request;
mod response;
#[cfg(feature = "schema")]
mod schema;
mod session;
mod template;
pub mod value;
mod wait;

pub use app_config::AppConfig;
pub use capabilities::{Capabilities, Claims, Column, Field, Fields, PasswordConfirmation, SignInKind};
pub use context::Context;
pub use engine::{Engine, ExpirySending, SecretUse};
pub use error::{BackendError, ConfigError, FieldError, PrepareError, ReadError};
pub use http::{HttpRequest, HttpResponse, Method};
pub use intent::{Changes, Draft, Intent, PageCursor};
pub use list_progress::{EarlyEnd, ListProgress, NextPage};
pub use outcome::{Instance, Issued, Outcome, Page, Profile, Revocation, Site};
pub use response::Decoding;
#[cfg(feature = "schema")]
pub use schema::schema_json;
pub use session::Session;
pub use wait::Wait;
