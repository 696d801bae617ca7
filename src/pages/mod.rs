//! The pages besides the tokens, and the frame around all of them.

pub mod broken;
pub mod overview;
pub mod preferences;
pub mod profile;
pub mod shell;
pub mod sign_in;
pub mod unreachable;
