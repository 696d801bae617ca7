use latchkey_connector::{Draft, Field};
use latchkey_model::Expiry;
use live::server::{Reply, Server, send};

use crate::browser::{Console, in_chromium};
use crate::life::{Part, whole_life};

fn sites(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/api/dcim/sites/", server.address);
    send("GET", &url, &[("authorization", &format!("Bearer {secret}"))], "").unwrap()
}

fn add_site(server: &Server, secret: &str) -> Reply {
    let headers = [("authorization", &*format!("Bearer {secret}")), ("content-type", "application/json")];
    let url = format!("{}/api/dcim/sites/", server.address);
    send("POST", &url, &headers, r#"{"name":"Berlin","slug":"berlin"}"#).unwrap()
}

fn part() -> Part {
    Part { scopes: &["read"], ..Part::new("netbox", sites) }
}

#[test]
fn life() {
    whole_life(part());
}

#[test]
fn a_token_without_write_changes_nothing() {
    let mut life = part().start();
    let scopes = |draft: &mut Draft, scopes: &[&str]| {
        draft.access.scopes = scopes.iter().map(|s| (*s).into()).collect()
    };
    let (_, reads) = life.create(|draft| scopes(draft, &["read"]));
    let (token, writes) = life.create(|draft| scopes(draft, &["read", "write"]));
    assert_eq!(token.access.scopes, ["read".into(), "write".into()]);
    assert_eq!(add_site(&life.server, &reads).status, 403);
    assert!(add_site(&life.server, &writes).is_success());
}

#[test]
fn what_it_refuses_is_said_at_its_field() {
    let mut life = part().start();
    life.refuses(Field::Expiry, |draft| {
        draft.access.expiry = Expiry::At("2020-01-01T00:00:00Z".parse().unwrap())
    });
    life.refuses(Field::Description, |draft| draft.description = "d".repeat(201));
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium() {
    in_chromium(Console::new(part(), "403")).await;
}
