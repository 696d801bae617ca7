//! The dialogs over the list: one is open at a time.
pub mod state;
