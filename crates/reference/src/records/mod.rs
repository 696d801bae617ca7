//! Tokens as they are stored and as they are sent. Checks no input and knows no handler.

pub mod etag;
pub mod issued;
pub mod record;
pub mod store;
