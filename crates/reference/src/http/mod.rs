//! What all routes share: how requests are read, how answers are documented, faults on purpose. Knows no route's content.

pub mod docs_page;
pub mod inject;
pub mod openapi;
pub mod request;
