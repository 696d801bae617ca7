//! API rules and IP rules: lists, pickers, remarks, summary and trial.
//!
//! The components take signals and callbacks: they do not know the form that they stand in.

pub mod api_rules;
pub mod ip_rules;
