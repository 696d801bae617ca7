use latchkey_connector::{Field, Intent, Outcome, Session};
use latchkey_model::Expiry;
use live::server::{Reply, Server, send};
use serde_json::json;
use walkthroughs::Find;

use crate::browser::{Console, in_chromium, served};
use crate::life::{Part, whole_life};

fn notes(server: &Server, secret: &str) -> Reply {
    let url = format!("{}/api/notes", server.address);
    send("GET", &url, &[("authorization", &format!("Bearer {secret}"))], "").unwrap()
}

fn write_note(server: &Server, secret: &str) -> Reply {
    let headers = [("authorization", &*format!("Bearer {secret}")), ("content-type", "application/json")];
    send("POST", &format!("{}/api/notes", server.address), &headers, r#"{"data":{"text":"hi"}}"#).unwrap()
}

fn part() -> Part {
    Part {
        scopes: &["api::note.note.find", "api::note.note.findOne"],
        scope_not_held: Some("api::note.note.nope"),
        // On SQLite it takes names of any length.
        installation: json!({ "name": { "max_length": 1000 } }),
        ..Part::new("strapi", notes)
    }
}

#[test]
fn life() {
    whole_life(part());
}

#[test]
fn a_type_is_a_scope() {
    let mut life = part().start();
    let made = |draft: &mut latchkey_connector::Draft, scope: &str| draft.access.scopes = vec![scope.into()];
    let (token, read_only) = life.create(|draft| made(draft, "read-only"));
    assert_eq!(token.access.scopes, ["read-only".into()]);
    let (_, full) = life.create(|draft| made(draft, "full-access"));
    assert!(notes(&life.server, &read_only).is_success());
    assert_eq!(write_note(&life.server, &read_only).status, 403);
    assert!(write_note(&life.server, &full).is_success());
}

#[test]
fn what_it_refuses_is_said_at_its_field() {
    let mut life = part().start();
    let soon = Expiry::At(latchkey_cli::http::now() + chrono::TimeDelta::days(1));
    life.refuses(Field::Expiry, |draft| draft.access.expiry = soon);
    life.refuses(Field::Name, |draft| draft.name = String::new());
    life.refuses(Field::Scopes, |draft| draft.access.scopes.push("full-access".into()));
}

#[test]
fn a_session_that_ran_out_goes_on_by_its_cookie() {
    let mut life = part().start();
    let first = life.client.session.get("token").unwrap().to_owned();
    // As half an hour would do.
    life.client.session.set("token", "run-out".to_owned());
    life.create(|_| {});
    let second = life.client.session.get("token").unwrap().to_owned();
    assert!(second != first && second != "run-out");
    // As a reload does: what signing in bound is gone, the cookie is not.
    life.client.session = Session::default();
    let bound = life.client.call(&Intent::CurrentSession).unwrap();
    let Outcome::Session(bound) = bound else { panic!("{bound:?}") };
    assert_eq!(bound.get("user_name"), Some(life.server.account.user.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium() {
    in_chromium(Console { nobody: Some("401"), ..Console::new(part(), "400") }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_stays_signed_in() {
    served(Console::new(part(), "401"), async |console, server, page| {
        page.expect_console(console.refusal);
        page.open("").await;
        page.enter(&server.account.user, &server.account.password).await;
        page.row("Read Only").visible().await;
        page.open("#/tokens").await;
        page.row("Read Only").visible().await;
        page.button("Generate token").click().await;
        // Lengths of its own choosing, and no date.
        let dialog = page.dialog("Generate access token");
        let offered = dialog.combobox("Expiration").options().await;
        assert_eq!(offered, ["7 days", "30 days", "90 days", "No expiration"]);
    })
    .await;
}
