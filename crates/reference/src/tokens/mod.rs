//! `/api/v1/tokens`: one file per thing that can be done with a token.

pub mod create;
pub mod cursor;
pub mod decide;
pub mod edit;
pub mod etag;
pub mod input;
pub mod issued;
pub mod list;
pub mod record;
pub mod regenerate;
pub mod revoke;
pub mod store;
pub mod validate;
