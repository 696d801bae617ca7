//! What a person sees: a folder for each page, and the frame around all of them.

pub mod connection_banner;
pub mod heading;
pub mod later;
pub mod notices;
pub mod overview;
pub mod profile;
pub mod question;
pub mod shell;
pub mod sign_in;
pub mod start_failed;
pub mod tokens;
pub mod unreachable;
pub mod unsaved;
