//! The app's parts in Chromium, each alone in the page: what a person sees and what a screen reader is told.
//!
//! One binary, so that one browser is started. Run by `cargo xtask test components`.

#![cfg(target_arch = "wasm32")]
// clippy.toml allows these in tests, but knows only those of libtest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod broken;
mod client;
mod clock;
mod form;
mod frame;
mod generate;
mod list;
mod query;
mod route;
mod rules;
mod secret;
mod selection;
mod state;
mod support;
mod text;
mod ui;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
