//! Real servers for the live tests, installed and started here.

pub mod server;
