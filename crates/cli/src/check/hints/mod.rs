//! Guesses what is wrong with a connector, from what a backend answered. A hint never changes the verdict.

mod json;
mod list;
mod response;

use crate::http::{CookieRejection, Exchange};
pub use json::resolve;

pub use list::{for_entry, for_missing_paging};
pub use response::{for_error, for_unreadable};

/// Cookies that a browser would not keep.
pub fn for_cookies(exchange: &Exchange) -> Vec<String> {
    let dropped = exchange.cookies.iter().filter(|cookie| cookie.kept == Err(CookieRejection::Insecure));
    dropped
        .filter_map(|cookie| cookie.header.split('=').next())
        .map(|name| format!("`{name}` is a Secure cookie over plain HTTP: a browser drops it, so use https:// or 127.0.0.1"))
        .collect()
}
