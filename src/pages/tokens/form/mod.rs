//! The form of a token, the same to create, edit and copy one.
//!
//! [`TokenDraft`] is what was typed. The model's types are made from it in `convert`; what is wrong is a
//! [`FieldProblem`] and becomes text in `words` only. Nothing that was typed is lost by an error.

mod choices;
mod convert;
mod draft;
mod expiry;
mod problem;
mod scopes;
mod state;
mod texts;
mod token_form;
pub mod words;

pub use convert::{ChangesInput, DraftInput, LocalTime};
pub use draft::{DraftStart, Expiration, PerList, TokenDraft, TypedDraft};
pub use problem::{FieldProblem, Problem};
pub use state::{FormState, local_time};
pub use token_form::TokenForm;
