//! Real servers: the whole life of a token on each, through the engine and in a browser.
//!
//! A test's name begins with `quick` or `heavy`, then the server: `quick::verdaccio::life`. The quick ones run with
//! every test command, because their servers install and start in seconds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod browser;
mod heavy;
mod life;
mod quick;

#[test]
fn a_server_ends_with_all_that_it_started() {
    use live::server::{Kind, send};

    let server = Kind::named("verdaccio").unwrap().start(None).unwrap();
    let address = server.address.clone();
    assert!(send("GET", &address, &[], "").is_ok());
    drop(server);
    assert!(send("GET", &address, &[], "").is_err(), "it still answers");
}
