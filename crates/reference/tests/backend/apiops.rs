//! `POST /apiops/auth/token`, status by status as vendor document 003 has it.

use crate::client::{Answer, Client};
use latchkey_reference::{Options, Profile};
use serde_json::json;

async fn ask(client: &Client, form: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
    let answer = client.call("POST", "/apiops/auth/token", Some(form.into()), &headers).await;
    assert_eq!(answer.header("content-type"), "application/json;charset=UTF-8");
    answer
}

#[tokio::test]
async fn a_user_gets_a_token_that_works_and_is_listed() {
    for profile in Profile::ALL {
        let client = Client::of(profile).await;
        let form = "grant_type=client_credentials&client_id=ada&client_secret=lovelace-1843";
        let answer = ask(&client, form).await.expect(200);
        assert_eq!(
            (&answer.body["token_type"], &answer.body["expires_in"]),
            (&json!("Bearer"), &json!(3600))
        );
        let secret = answer.body["access_token"].as_str().unwrap();
        client.with_token("GET", "/v1/devices", secret).await.expect(200);
        let list = client.get("/api/v1/tokens").await.expect(200).body;
        assert_eq!(list["items"][0]["expires_at"], "2026-11-21T13:00:00Z", "{profile}");
        ask(&client, form).await.expect(200);
    }
}

#[tokio::test]
async fn wrong_credentials_get_the_documented_body() {
    let client = Client::new(Options::default()).await;
    for form in [
        "grant_type=client_credentials&client_id=ada&client_secret=x",
        "grant_type=client_credentials&client_id=nobody&client_secret=lovelace-1843",
    ] {
        let answer = ask(&client, form).await.expect(401);
        assert_eq!(
            answer.body,
            json!({ "error": "unauthorized_client", "error_description": "Bad credentials" })
        );
    }
}

#[tokio::test]
async fn an_incomplete_request_is_a_bad_request() {
    let client = Client::new(Options::default()).await;
    for (form, error) in [
        ("", "invalid_request"),
        ("grant_type=client_credentials&client_id=ada", "invalid_request"),
        ("grant_type=client_credentials&client_id=ada&client_id=eve&client_secret=x", "invalid_request"),
        ("grant_type=password&client_id=ada&client_secret=lovelace-1843", "unsupported_grant_type"),
    ] {
        let answer = ask(&client, form).await.expect(400);
        assert_eq!(answer.body["error"], error, "{form}");
        assert!(answer.body["error_description"].is_string());
    }
    let answer =
        client.send("POST", "/apiops/auth/token", json!({ "grant_type": "client_credentials" })).await;
    assert_eq!(answer.expect(400).body["error"], "invalid_request");
}

#[tokio::test]
async fn guessing_is_slowed_down_here_too() {
    let client = Client::new(Options::default()).await;
    for _ in 0..5 {
        ask(&client, "grant_type=client_credentials&client_id=ada&client_secret=x").await.expect(401);
    }
    let form = "grant_type=client_credentials&client_id=ada&client_secret=lovelace-1843";
    let answer = ask(&client, form).await.expect(429);
    assert_eq!(
        (answer.header("retry-after"), &answer.body["error"]),
        ("1", &json!("temporarily_unavailable"))
    );
}

#[tokio::test]
async fn an_internal_error_has_the_documented_form() {
    // Without an address nothing can be judged; that is a fault of how the server was started.
    let client = Client::new(Options::default()).await;
    let request = axum::http::Request::post("/apiops/auth/token").body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(client.router, request).await.unwrap();
    assert_eq!(response.status(), 500);
    let bytes = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert!(body["error"].is_string() && body["error_description"].is_string(), "{body}");
}
