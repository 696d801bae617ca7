use crate::client::{Client, path_of};
use latchkey_reference::{Options, Profile};
use serde_json::{Value, json};

const PASSWORD: [(&str, &str); 1] = [("x-confirm-password", "lovelace-1843")];

/// A value that would be accepted where its member can be set.
fn value_of(field: &str) -> (&'static str, Value) {
    match field {
        "name" => ("name", json!("a")),
        "description" => ("description", json!("b")),
        "scopes" => ("scopes", json!(["Device"])),
        "expiry" => ("expires_at", json!("2027-01-01T00:00:00Z")),
        "preset" => ("api_set", json!("maven-plugin")),
        "allowed_apis" => ("allowed_apis", json!(["listDevices"])),
        "blocked_apis" => ("blocked_apis", json!(["listDevices"])),
        "allowed_ips" => ("allowed_ips", json!(["192.0.2.1"])),
        "blocked_ips" => ("blocked_ips", json!(["192.0.2.1"])),
        other => panic!("{other}"),
    }
}

const FIELDS: [&str; 9] = [
    "name",
    "description",
    "scopes",
    "expiry",
    "preset",
    "allowed_apis",
    "blocked_apis",
    "allowed_ips",
    "blocked_ips",
];

async fn capabilities(client: &Client) -> Value {
    client.get("/api/v1/instance").await.expect(200).body["capabilities"].clone()
}

fn lists(capabilities: &Value, member: &str, field: &str) -> bool {
    capabilities[member].as_array().unwrap().iter().any(|listed| listed == field)
}

#[tokio::test]
async fn each_profile_accepts_exactly_the_members_that_it_declares() {
    for profile in Profile::ALL {
        let client = Client::of(profile).await;
        let can = capabilities(&client).await;
        let named = lists(&can, "create", "name");
        for field in FIELDS {
            let (member, value) = value_of(field);
            let mut body = if named { json!({ "name": format!("for {field}") }) } else { json!({}) };
            body[member] = value;
            let answer = client.send_with("POST", "/api/v1/tokens", body, &PASSWORD).await;
            if lists(&can, "create", field) {
                let answer = answer.expect(201);
                if field != "preset" {
                    let (member, value) = value_of(field);
                    assert_eq!(answer.body["token"][member], value, "{profile} {field}");
                }
            } else {
                answer.expect_refused(&format!("/{member}"), "not_settable");
            }
        }
        let body = if named { json!({ "name": "to edit" }) } else { json!({}) };
        let token =
            client.send_with("POST", "/api/v1/tokens", body, &PASSWORD).await.expect(201).body["token"]
                .clone();
        let headers = [PASSWORD[0], ("if-match", "*")];
        for field in FIELDS {
            let (member, mut value) = value_of(field);
            if member == "name" {
                value = json!("renamed");
            }
            let answer =
                client.send_with("PATCH", &path_of(&token), json!({ member: value }), &headers).await;
            if lists(&can, "edit", field) {
                answer.expect(200);
            } else if can["edit"].as_array().unwrap().is_empty() && can["enable_disable"] == false {
                answer.expect_code(422, "not_supported");
            } else {
                answer.expect_refused(&format!("/{member}"), "not_settable");
            }
        }
    }
}

#[tokio::test]
async fn each_profile_offers_exactly_the_operations_that_it_declares() {
    for profile in Profile::ALL {
        let client = Client::of(profile).await;
        let can = capabilities(&client).await;
        let named = lists(&can, "create", "name");
        let body = if named { json!({ "name": "a" }) } else { json!({}) };
        let token =
            client.send_with("POST", "/api/v1/tokens", body, &PASSWORD).await.expect(201).body["token"]
                .clone();
        let headers = [PASSWORD[0], ("if-match", "*")];

        let path = format!("{}/regenerate", path_of(&token));
        let regenerated =
            client.send_with("POST", &path, json!({ "grace_seconds": 0 }), &headers).await.status.as_u16();
        assert_eq!(regenerated, if can["regenerate"].is_null() { 422 } else { 200 }, "{profile}");

        let off = client.send_with("PATCH", &path_of(&token), json!({ "state": "disabled" }), &headers).await;
        assert_eq!(off.status.as_u16(), if can["enable_disable"] == true { 200 } else { 422 }, "{profile}");

        let ids = json!({ "ids": ["x"] });
        let many = client.send_with("POST", "/api/v1/tokens/revoke", ids, &PASSWORD).await.status.as_u16();
        assert_eq!(many, if can["revoke_many"] == true { 200 } else { 422 }, "{profile}");

        for member in ["full_name", "email", "language"] {
            let change = json!({ member: if member == "email" { "a@b.example" } else { "de" } });
            let status =
                client.send_with("PATCH", "/api/v1/profile", change, &PASSWORD).await.status.as_u16();
            assert_eq!(
                status,
                if lists(&can, "profile_edit", member) { 200 } else { 422 },
                "{profile} {member}"
            );
        }
        client.call("DELETE", &path_of(&token), None, &PASSWORD).await.expect(204);
        let listed = client.get("/api/v1/tokens").await.expect(200).body["total"] == 1;
        assert_eq!(can["lists_revoked"], listed, "{profile}");
        client.call("DELETE", &path_of(&token), None, &PASSWORD).await.expect(204);

        let scopes = client.get("/api/v1/scopes").await.expect(200).body["items"].as_array().unwrap().len();
        assert_eq!(can["scopes"], scopes > 0, "{profile}");
    }
}

#[tokio::test]
async fn the_instance_describes_itself_to_anybody() {
    let client = Client::new(Options::default()).await;
    let instance = client.get("/api/v1/instance").await.expect(200).body;
    assert_eq!((&instance["name"], &instance["location"]), (&json!("Acme Cloud"), &json!("Frankfurt")));
    assert_eq!(
        (&instance["time"], &instance["your_address"]),
        (&json!("2026-11-21T12:00:00Z"), &json!("127.0.0.1"))
    );
    let labels: Vec<_> =
        instance["counts"].as_array().unwrap().iter().map(|count| count["label"].clone()).collect();
    assert_eq!(labels, ["Users", "CE", "Sites"]);
    assert_eq!(instance["sites"].as_array().unwrap().len(), 10);
    let can = &instance["capabilities"];
    assert_eq!(can["regenerate"], json!({ "grace_seconds": [0, 3600, 86400] }));
    assert_eq!((&can["password"], &can["secret_prefix"]), (&json!("step_up"), &json!("lk_")));
    let members: Vec<_> = can.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members,
        [
            "columns",
            "create",
            "edit",
            "empty_apis",
            "empty_ips",
            "enable_disable",
            "expiry",
            "lists_revoked",
            "name",
            "operations",
            "password",
            "precedence",
            "presets",
            "profile",
            "profile_edit",
            "regenerate",
            "revoke_many",
            "scopes",
            "secret_prefix"
        ]
    );
}

#[tokio::test]
async fn the_access_token_profile_sets_the_expiry_itself() {
    let client = Client::of(Profile::AccessToken).await;
    let (token, _) = client.create(json!({ "name": "a", "scopes": ["Device"] })).await;
    assert_eq!(token["expires_at"], "2027-11-21T12:00:00Z");
}
