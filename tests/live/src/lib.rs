//! Real backends, outside of any browser: an engine that really sends, for the live tests and for
//! `cargo xtask connector check`.

pub mod check;
pub mod client;
pub mod cookies;
pub mod fetch;
pub mod server;
