use live::server::{Reply, Server, send};

use crate::browser::{Console, in_chromium};
use crate::life::{Part, whole_life};

/// Whose token is it?
fn whoami(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/-/npm/v1/user", server.address);
    send("GET", &url, &[("authorization", &format!("Bearer {secret}"))], "").unwrap()
}

fn publish(server: &Server, secret: &str) -> Reply {
    let headers = [("authorization", &*format!("Bearer {secret}")), ("content-type", "application/json")];
    let package = serde_json::json!({
        "name": "engine", "dist-tags": { "latest": "1.0.0" },
        "versions": { "1.0.0": { "name": "engine", "version": "1.0.0", "dist": { "tarball": "engine-1.0.0.tgz" } } },
        "_attachments": { "engine-1.0.0.tgz": { "content_type": "application/octet-stream", "data": "aGk=", "length": 2 } },
    });
    send("PUT", &format!("{}/engine", server.address), &headers, &package.to_string()).unwrap()
}

fn part() -> Part {
    Part { scopes: &["install"], ..Part::new("verdaccio", whoami) }
}

#[test]
fn life() {
    whole_life(part());
}

#[test]
fn a_scope_that_was_not_ticked_is_not_given() {
    let mut life = part().start();
    let (_, reads) = life.create(|draft| draft.access.scopes = vec!["install".into()]);
    let (_, writes) = life.create(|draft| draft.access.scopes = vec!["install".into(), "publish".into()]);
    assert_eq!(publish(&life.server, &reads).status, 403);
    assert!(publish(&life.server, &writes).is_success());
}

#[test]
fn signing_in_signs_nobody_up() {
    let mut life = part().start();
    for _ in 0..2 {
        let refused = life.client.sign_in("stranger", "a-password-long-enough").unwrap_err();
        life.is_bad_credentials(&refused);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium() {
    in_chromium(Console::new(part(), "401")).await;
}
