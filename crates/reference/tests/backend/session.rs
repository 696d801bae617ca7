use crate::client::Client;
use chrono::TimeDelta;
use latchkey_reference::{Options, Profile};
use serde_json::{Value, json};

#[tokio::test]
async fn asking_who_is_signed_in_is_no_error() {
    let mut client = Client::new(Options::default()).await;
    let nobody = json!({ "user": null, "csrf_token": null });
    assert_eq!(client.get("/api/v1/session").await.expect(200).body, nobody);

    let answer = client.sign_in("ada", "lovelace-1843").await.expect(200);
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/;"),
        "{cookie}"
    );
    let session = client.get("/api/v1/session").await.expect(200).body;
    assert_eq!(session["user"], json!({ "user_name": "ada", "full_name": "Ada Lovelace" }));
    assert_eq!(session["csrf_token"], answer.body["csrf_token"]);

    client.delete("/api/v1/session").await.expect(204);
    assert_eq!(client.get("/api/v1/session").await.body, nobody);
    client.get("/api/v1/tokens").await.expect_code(401, "not_signed_in");
    client.delete("/api/v1/session").await.expect(204);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let client = Client::signed_in(Options::default()).await;
    client.time.pass(TimeDelta::hours(12) - TimeDelta::milliseconds(1));
    client.get("/api/v1/tokens").await.expect(200);
    client.time.pass(TimeDelta::milliseconds(1));
    client.get("/api/v1/tokens").await.expect_code(401, "not_signed_in");
}

#[tokio::test]
async fn every_change_needs_the_csrf_value_of_its_own_session() {
    let client = Client::signed_in(Options::default()).await;
    let mut other = Client { cookie: None, csrf: None, ..client.clone() };
    other.sign_in("ada", "lovelace-1843").await.expect(200);
    for csrf in [None, Some(String::new()), Some("x".into()), other.csrf.clone()] {
        let forged = Client { csrf, ..client.clone() };
        forged.send("POST", "/api/v1/tokens", json!({ "name": "a" })).await.expect_code(403, "csrf");
        forged.send("PATCH", "/api/v1/tokens/x", json!({})).await.expect_code(403, "csrf");
        forged.send("POST", "/api/v1/tokens/x/regenerate", json!({})).await.expect_code(403, "csrf");
        forged.delete("/api/v1/tokens/x").await.expect_code(403, "csrf");
        forged.send("POST", "/api/v1/tokens/revoke", json!({ "ids": [] })).await.expect_code(403, "csrf");
        forged.send("PATCH", "/api/v1/profile", json!({})).await.expect_code(403, "csrf");
        forged
            .send("POST", "/api/v1/session/step-up", json!({ "password": "x" }))
            .await
            .expect_code(403, "csrf");
        forged.delete("/api/v1/session").await.expect_code(403, "csrf");
    }
    assert_eq!(client.get("/api/v1/tokens").await.body["total"], 0);
}

#[tokio::test]
async fn another_site_cannot_sign_anybody_in() {
    let client = Client::new(Options::default()).await;
    let credentials = json!({ "user_name": "ada", "password": "lovelace-1843" });
    let site = [("sec-fetch-site", "cross-site")];
    client.send_with("POST", "/api/v1/session", credentials.clone(), &site).await.expect_code(403, "csrf");
    // A form can send this type without the browser asking first.
    let form = [("content-type", "text/plain")];
    let answer = client.send_with("POST", "/api/v1/session", credentials, &form).await;
    answer.expect_code(415, "unsupported_media_type");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_an_unknown_user_looks_like_a_wrong_password() {
    let mut client = Client::new(Options::default()).await;
    let unknown = client.sign_in("nobody", "x").await.expect_code(401, "bad_credentials").body;
    for _ in 0..5 {
        assert_eq!(client.sign_in("ada", "x").await.expect_code(401, "bad_credentials").body, unknown);
    }
    let answer = client.sign_in("ada", "lovelace-1843").await.expect_code(429, "too_many_attempts");
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    client.sign_in("grace", "hopper-1906").await.expect(200);
    client.time.pass(TimeDelta::seconds(wait));
    client.sign_in("ada", "lovelace-1843").await.expect(200);
}

#[tokio::test]
async fn what_can_widen_access_needs_a_fresh_password_and_revoking_does_not() {
    let client = Client::signed_in(Options { step_up_seconds: 60, ..Options::default() }).await;
    let (token, _) = client.create(json!({ "name": "a" })).await;
    let path = crate::client::path_of(&token);
    client.time.pass(TimeDelta::seconds(60));
    let answer = client.send("POST", "/api/v1/tokens", json!({ "name": "b" })).await;
    let answer = answer.expect_code(401, "step_up_required");
    assert_eq!(
        answer.header("www-authenticate"),
        "Bearer error=\"insufficient_user_authentication\", max_age=60"
    );
    let if_match = [("if-match", "*")];
    client.send_with("PATCH", &path, json!({}), &if_match).await.expect_code(401, "step_up_required");
    let regenerate = format!("{path}/regenerate");
    client.send_with("POST", &regenerate, json!({}), &if_match).await.expect_code(401, "step_up_required");
    client.delete(&path).await.expect(204);

    let step_up = "/api/v1/session/step-up";
    client.send("POST", step_up, json!({ "password": "x" })).await.expect_code(401, "bad_credentials");
    client.send("POST", step_up, json!({ "password": "lovelace-1843" })).await.expect(204);
    client.create(json!({ "name": "b" })).await;
}

#[tokio::test]
async fn the_password_goes_with_each_change_where_the_profile_wants_it() {
    let client = Client::of(Profile::Virtuozzo).await;
    let create = |password: Option<&'static str>| {
        let client = client.clone();
        async move {
            let headers: Vec<_> = password.iter().map(|p| ("x-confirm-password", *p)).collect();
            client.send_with("POST", "/api/v1/tokens", json!({ "description": "ci" }), &headers).await
        }
    };
    create(None).await.expect_code(401, "password_required");
    create(Some("x")).await.expect_code(401, "bad_password");
    let token = create(Some("lovelace%2D1843")).await.expect(201).body["token"].clone();
    client.delete(&crate::client::path_of(&token)).await.expect_code(401, "password_required");
    for _ in 0..5 {
        create(Some("x")).await;
    }
    create(Some("lovelace-1843")).await.expect_code(429, "too_many_attempts");
}

#[tokio::test]
async fn the_profile_is_read_and_edited_and_checked() {
    let client = Client::signed_in(Options::default()).await;
    let profile = client.get("/api/v1/profile").await.expect(200).body;
    let ada = json!({ "user_name": "ada", "full_name": "Ada Lovelace", "email": "ada@acme.example", "language": "en" });
    assert_eq!(profile, ada);
    let change = |body: Value| client.send("PATCH", "/api/v1/profile", body);
    let changed = change(json!({ "language": "pt-BR", "full_name": " Ada L. " })).await.expect(200).body;
    assert_eq!((&changed["language"], &changed["full_name"]), (&json!("pt-BR"), &json!("Ada L.")));
    change(json!({ "email": "nowhere" })).await.expect_refused("/email", "unreadable");
    change(json!({ "language": "english please" })).await.expect_refused("/language", "unreadable");
    change(json!({ "full_name": "" })).await.expect_refused("/full_name", "missing");
    change(json!({ "full_name": null })).await.expect_refused("/full_name", "wrong_type");
    change(json!({ "user_name": "eve" })).await.expect_refused("/user_name", "unknown_member");
    assert_eq!(client.get("/api/v1/profile").await.body, changed);
}
