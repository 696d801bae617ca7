//! The tokens: the list, and the dialogs that make, change, show and revoke them.

pub mod calendar;
pub mod edit;
pub mod fields;
pub mod form;
pub mod forms;
pub mod generate;
pub mod grid;
pub mod list;
pub mod listing;
pub mod lost;
pub mod page;
pub mod pasted;
pub mod query;
pub mod revoke;
pub mod row;
pub mod rules;
pub mod secret;
pub mod selection;
pub mod stale;
pub mod store;
pub mod tool_bar;
pub mod values;
pub mod view;
