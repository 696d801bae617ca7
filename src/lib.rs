//! Latchkey, the console for API access tokens: the app in the browser.
//!
//! Layers, each of which imports only from those before it: `browser`, `api`, `i18n`, `state`, `pages`, `app`.

pub mod api;
pub mod app;
pub mod browser;
pub mod i18n;
pub mod pages;
pub mod state;

/// Starts the console in the page.
pub fn start() {
    app::start();
}
