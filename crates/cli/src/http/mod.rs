//! Sends what the engine prepares, as the console does in a browser: with a browser's cookies, redirects and headers.
//!
//! Prints nothing; an observer sees each request and its response.

mod browser;
mod client;
mod cookies;
mod error;

use std::time::SystemTime;

use chrono::{DateTime, Utc};

pub use browser::{Browser, Exchange, SentRequest, SetCookie};
pub use client::{Client, TokenList};
pub use cookies::{Cookie, CookieJar, CookieRejection, Origin};
pub use error::{CallError, NetworkError};

pub fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
