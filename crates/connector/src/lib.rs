//! The connector engine: a person's intent to an HTTP request, an HTTP response to the model.
//!
//! A [`Connector`](connector::Connector) is a JSON document that says how one kind of backend speaks;
//! [`Engine`] reads it. Nothing here names a backend, a browser, a socket, a clock or a random source:
//! the time and the idempotency key come in with the [`Context`].
//!
//! ```text
//! Engine::load(file, json)          -> Engine | ConfigError { file, path, expected }
//! engine.prepare(&intent, &context) -> HttpRequest | PrepareError
//! engine.decode(&intent, &context, response) -> Outcome | BackendError
//! ```

pub mod capabilities;
pub mod engine;
pub mod error;
pub mod http;
pub mod intent;
pub mod outcome;
pub mod session;

pub use capabilities::{Capabilities, Column, Field, Fields, PasswordConfirmation, SignInKind};
pub use engine::{Context, Engine};
pub use error::{BackendError, ConfigError, FieldError, PrepareError, ReadError};
pub use http::{HttpRequest, HttpResponse, Method};
pub use intent::{Changes, Draft, Intent, PageCursor};
pub use outcome::{Instance, Issued, Outcome, Page, Profile, Revocation, Site};
pub use session::Session;
