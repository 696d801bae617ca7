//! The connector engine: a person's intent to an HTTP request, an HTTP response to the model.
//!
//! A [`Connector`](document::Connector) is a JSON document that says how one kind of backend speaks;
//! [`Engine`] reads it. Nothing here names a backend, a browser, a socket, a clock or a random source:
//! the time and the idempotency key come in with the [`Context`].
//!
//! ```text
//! Engine::load(file, json)          -> Engine | ConfigError { file, path, expected }
//! engine.prepare(&intent, &context) -> HttpRequest | PrepareError
//! engine.decode(&intent, &context, response) -> Outcome | BackendError
//! engine.reading(&intent, &context, response).go_on() -> the same, a part at a time
//! ```

mod app_config;
pub mod capabilities;
mod capability;
mod check;
mod codec;
mod decode;
pub mod document;
pub mod engine;
mod entries;
pub mod error;
mod escape;
mod expression;
mod fail;
mod fill;
pub mod http;
mod instance;
pub mod intent;
mod json;
mod mentions;
pub mod outcome;
mod paging;
mod portion;
mod prepare;
mod problem;
mod read;
pub mod reading;
mod rest;
#[cfg(feature = "schema")]
mod schema;
mod scope;
pub mod secret_use;
pub mod session;
mod template;
mod time;
pub mod value;

pub use app_config::AppConfig;
pub use capabilities::{Capabilities, Column, Field, Fields, PasswordConfirmation, SignInKind};
pub use engine::{Context, Engine};
pub use error::{BackendError, ConfigError, FieldError, PrepareError, ReadError};
pub use http::{HttpRequest, HttpResponse, Method};
pub use intent::{Changes, Draft, Intent, PageCursor};
pub use outcome::{Instance, Issued, Outcome, Page, Profile, Revocation, Site};
pub use reading::Reading;
pub use rest::{Rest, rest};
#[cfg(feature = "schema")]
pub use schema::schema_json;
pub use secret_use::SecretUse;
pub use session::Session;
