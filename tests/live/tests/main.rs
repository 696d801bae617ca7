//! Real servers, taken through the whole life of a token.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use live::server::{ALL, send};

#[test]
fn every_server_starts_and_ends() {
    for kind in ALL {
        let server = kind.start(None).unwrap_or_else(|error| panic!("{}: {error}", kind.name));
        let address = server.address.clone();
        drop(server);
        assert!(send("GET", &address, &[], "").is_err(), "{} still answers", kind.name);
    }
}
