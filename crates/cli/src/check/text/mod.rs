//! Capabilities and tokens in plain words.

mod capabilities;
mod token;

pub use capabilities::capabilities;
pub use token::{expires, instant, state, token};
