//! The overview page.
