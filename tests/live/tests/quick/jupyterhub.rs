use live::server::{Reply, Server, send};
use serde_json::json;

use crate::browser::{Console, in_chromium};
use crate::life::{Part, whole_life};

fn user(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/hub/api/user", server.address);
    send("GET", &url, &[("authorization", &format!("token {secret}"))], "").unwrap()
}

fn part() -> Part {
    Part {
        // One that stands for itself alone: the hub answers with all that a scope includes.
        scopes: &["read:users:activity!user=ada"],
        // Enough to say whose it is.
        scopes_always: &["read:users:groups!user=ada", "read:users:name!user=ada"],
        scope_not_held: Some("admin:users"),
        installation: json!({ "expiry": { "max_seconds": 90 * 24 * 3600, "never": false } }),
        ..Part::new("jupyterhub", user)
    }
}

#[test]
fn life() {
    whole_life(part());
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium() {
    in_chromium(Console { below: "/hub/console/", ..Console::new(part(), "403") }).await;
}
