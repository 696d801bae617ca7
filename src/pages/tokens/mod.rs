//! The page of the access tokens: the list and its dialogs.

pub mod dialogs;
pub mod form;
pub mod rules;
