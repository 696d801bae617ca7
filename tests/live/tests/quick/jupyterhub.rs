use live::server::{Reply, Server, send};
use serde_json::json;

use crate::life::{Part, whole_life};

fn user(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/hub/api/user", server.address);
    send("GET", &url, &[("authorization", &format!("token {secret}"))], "").unwrap()
}

#[test]
fn life() {
    whole_life(Part {
        // One that stands for itself alone: the hub answers with all that a scope includes.
        scopes: &["read:users:activity!user=ada"],
        // Enough to say whose it is.
        scopes_always: &["read:users:groups!user=ada", "read:users:name!user=ada"],
        scope_not_held: Some("admin:users"),
        capabilities: json!({ "expiry": { "max_seconds": 90 * 24 * 3600, "never": false } }),
        ..Part::new("jupyterhub", user)
    });
}
