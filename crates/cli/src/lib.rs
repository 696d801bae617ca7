//! The command `latchkey`: checks a connector against a backend.
//!
//! Layers, each of which knows only those before it: `labels`, [`http`] (an engine whose requests are really sent),
//! [`check`] (what the command prints), and the command itself in `main.rs`.

pub mod check;
pub mod http;
mod labels;
