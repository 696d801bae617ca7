//! The protected API: what the tokens are for. It accepts the tokens that this backend issues and enforces
//! their access by [`latchkey_model::decide`].

pub mod bearer;
pub mod resources;
