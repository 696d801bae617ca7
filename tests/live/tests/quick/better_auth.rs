use live::server::{Reply, Server, send};

use crate::life::{Part, whole_life};

/// The key stands for its owner's session.
fn session(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/api/auth/get-session", server.address);
    send("GET", &url, &[("x-api-key", secret)], "").unwrap()
}

#[test]
fn life() {
    whole_life(Part::new("better-auth", session));
}
