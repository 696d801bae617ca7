//! The reference backend: the REST contract of `docs/rest.md` over SQLite, with every capability that the
//! console knows, for development and tests.
//!
//! [`app`] gives a router for tests and for serving beside a static site, [`serve`] runs it on a socket, and the
//! binary `latchkey-reference` does that from the command line. It keeps no secret: only hashes. It must not
//! decide itself what a token may do: `latchkey_model::decide` does.

mod account;
mod apiops;
mod app;
mod catalogue;
mod clock;
mod database;
mod docs_page;
mod fault;
mod idempotency;
mod instance;
mod openapi;
mod options;
mod passwords;
mod problem;
mod profile;
mod protected;
mod request;
mod secret;
mod seed;
mod serve;
mod session;
mod state;
mod tokens;

pub use app::{app, openapi};
pub use clock::Clock;
pub use fault::{Fault, FaultError};
pub use options::{Options, StartError, Storage};
pub use profile::{Profile, UnknownProfile};
pub use serve::{serve, serve_until};
