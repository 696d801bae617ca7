//! The tokens: the list, and the dialogs that make, change, show and revoke them.

pub mod edit;
pub mod form;
pub mod generate;
pub mod list;
pub mod page;
pub mod query;
pub mod revoke;
pub mod row;
pub mod rules;
pub mod secret;
pub mod store;
