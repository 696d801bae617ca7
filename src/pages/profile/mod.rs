//! The profile page.
