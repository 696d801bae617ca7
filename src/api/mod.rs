//! The backend: an [`Intent`](latchkey_connector::Intent) in, an [`Outcome`](latchkey_connector::Outcome) out.
//!
//! The only place that sends a request, and it sends only below the configured backend. It holds the session, renews
//! it, repeats what can be repeated, and asks the person through a queue of [`Question`]s that a page shows. It knows no
//! component, no page and no text.

mod account;
pub mod boot;
mod call;
mod cancel;
mod client;
mod connection;
mod decode;
mod error;
mod other_tabs;
mod questions;
mod renewal;
mod transport;

pub use account::Account;
pub use cancel::Cancel;
pub use client::{ApiClient, BackendInfo, use_api};
pub use connection::{Connection, Link};
pub use error::{ApiError, NetworkError};
pub use other_tabs::{Change, OtherTabs};
pub use questions::{Question, QuestionQueue};
