//! `/api/v1/tokens`: one file per thing that can be done with a token, and what these check and page by.

pub mod create;
pub mod cursor;
pub mod decide;
pub mod edit;
pub mod input;
pub mod list;
pub mod regenerate;
pub mod revoke;
pub mod sort;
pub mod validate;
