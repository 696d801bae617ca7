//! Reads config, connector and texts, provides the contexts, and picks the page.

pub fn start() {}
