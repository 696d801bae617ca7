//! The reference backend: the REST contract of `docs/rest.md` over SQLite, with every capability that the
//! console knows, for development and tests.
//!
//! [`app()`] gives a router for tests and for serving beside a static site, [`serve`] runs it on a socket, and the
//! binary `latchkey-reference` does that from the command line. It keeps no secret: only hashes. It must not
//! decide itself what a token may do: `latchkey_model::decide` does.
//!
//! Layers, from the ground up; each knows those before it only: `foundation`, `options`, `database`, `records`, `memory`,
//! `state` (what every handler shares), `http`, then the routes (`session`, `tokens`, `protected`, ...), and `app`.

mod account;
mod apiops;
mod app;
mod catalogue;
mod database;
mod foundation;
mod http;
mod instance;
mod memory;
mod options;
mod passwords;
mod protected;
mod records;
mod session;
mod state;
mod tokens;

pub use app::serve::{serve, serve_until};
pub use app::{app, openapi};
pub use foundation::clock::Clock;
pub use options::error::StartError;
pub use options::fault::{Fault, FaultError};
pub use options::profile::{Profile, UnknownProfile};
pub use options::{Options, Storage};
