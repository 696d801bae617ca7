use live::server::{Reply, Server, send};

use crate::browser::{Console, in_chromium};
use crate::life::{Part, whole_life};

/// The key stands for its owner's session.
fn session(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/api/auth/get-session", server.address);
    send("GET", &url, &[("x-api-key", secret)], "").unwrap()
}

fn part() -> Part {
    Part::new("better-auth", session)
}

#[test]
fn life() {
    whole_life(part());
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium() {
    in_chromium(Console::new(part(), "401")).await;
}
