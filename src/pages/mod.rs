//! The pages and dialogs of the console.

pub mod overview;
pub mod profile;
pub mod tokens;
