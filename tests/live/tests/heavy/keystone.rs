use live::server::{Reply, Server, send};
use serde_json::json;
use walkthroughs::{Find, Key};

use crate::browser::{Console, in_chromium, served};
use crate::life::{Part, whole_life};

/// The pair of id and secret buys a token, as every client of this cloud does it.
fn authenticate(server: &Server, secret: &str) -> Reply {
    let (id, secret) = secret.split_once(':').unwrap();
    let credential = json!({ "id": id, "secret": secret });
    let identity = json!({ "methods": ["application_credential"], "application_credential": credential });
    let body = json!({ "auth": { "identity": identity } }).to_string();
    let headers = [("content-type", "application/json")];
    send("POST", &format!("{}/v3/auth/tokens", server.address), &headers, &body).unwrap()
}

/// A call as the credential.
fn get(server: &Server, secret: &str, path: &str) -> Reply {
    let reply = authenticate(server, secret);
    let token = reply.headers.iter().find(|(name, _)| name == "x-subject-token").unwrap().1.clone();
    send("GET", &format!("{}{path}", server.address), &[("x-auth-token", &token)], "").unwrap()
}

fn part() -> Part {
    Part {
        scopes: &["member", "reader"],
        scope_not_held: Some("nobody"),
        ..Part::new("keystone", authenticate)
    }
}

#[test]
fn life() {
    whole_life(part());
}

#[test]
fn only_the_allowed_apis_answer() {
    let mut life = part().start();
    let rules = ["GET /identity/v3/users/{id}", "GET /identity/v3/auth/*"];
    let rules = || rules.map(|rule| rule.parse().unwrap()).to_vec();
    let (token, secret) = life.create(|draft| draft.access.allowed_apis = rules());
    assert_eq!(token.access.allowed_apis, rules());
    let (_, everything) = life.create(|_| {});
    let user = format!("/v3/users/{}", life.client.session.get("user_id").unwrap());
    assert!(get(&life.server, &secret, &user).is_success());
    assert!(get(&life.server, &secret, "/v3/auth/projects").is_success());
    let other = format!("{user}/projects");
    assert_eq!(get(&life.server, &secret, &other).status, 401);
    assert!(get(&life.server, &everything, &other).is_success());
}

#[test]
fn what_it_refuses_is_said_at_its_field() {
    use latchkey_connector::Field;
    use latchkey_model::Expiry;

    let mut life = part().start();
    life.refuses(Field::Expiry, |draft| {
        draft.access.expiry = Expiry::At("2020-01-01T00:00:00Z".parse().unwrap())
    });
    life.refuses(Field::AllowedApis, |draft| {
        draft.access.allowed_apis = vec!["TRACE /identity/v3/users".parse().unwrap()];
    });
    life.refuses(Field::Name, |draft| draft.name = "n".repeat(256));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_in_chromium() {
    served(Console::new(part(), "400"), async |console, server, page| {
        page.expect_console(console.refusal);
        page.open("").await;
        page.enter(&server.account.user, &server.account.password).await;
        page.button("Generate token").click().await;
        let dialog = page.dialog("Generate access token");
        dialog.textbox("Token name").fill("ruled").await;
        dialog.group("Scope").checkbox("reader").check().await;
        let pattern = dialog.textbox("Allowed APIs: Pattern, for example GET /devices/**");
        pattern.fill("TRACE /identity/v3/users/{id}").await;
        pattern.press(Key::Enter).await;
        dialog.button("Generate").click().await;
        dialog.group("Allowed APIs").described("'TRACE' is not one of").await;
        dialog.button("Remove TRACE /identity/v3/users/{id}").click().await;
        pattern.fill("GET /identity/v3/users/{id}").await;
        pattern.press(Key::Enter).await;
        dialog.button("Generate").click().await;
        // What its clients read: the two parts apart.
        let created = page.dialog("Access token created");
        created.radio("clouds.yaml").script("function() { this.click(); }").await;
        created.textbox("clouds.yaml").visible().await;
        created.radio("Authorization header").gone().await;
        let secret = page.take_secret().await;
        page.row("ruled").visible().await;
        let user = authenticate(server, &secret).json()["token"]["user"]["id"].clone();
        let user = format!("/v3/users/{}", user.as_str().unwrap());
        assert!(get(server, &secret, &user).is_success());
        assert_eq!(get(server, &secret, &format!("{user}/projects")).status, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium() {
    in_chromium(Console::new(part(), "401")).await;
}
