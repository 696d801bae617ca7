//! API rules and IP rules: lists, pickers, remarks, summary and trial.
//!
//! The components take signals and callbacks: they do not know the form that they stand in.

mod api_picker;
pub mod api_rules;
mod chips;
mod entry;
pub mod ip_rules;
mod presets;
mod remarks;
mod summary;
mod trial;
pub mod words;

pub use api_rules::ApiRulesField;
pub use ip_rules::IpRulesField;
pub use presets::PresetField;
pub use remarks::{FieldRemarks, Remarks, remarks_on};
pub use summary::AccessSummary;
pub use trial::AccessTrial;
