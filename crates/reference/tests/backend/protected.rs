use crate::client::{Client, path_of};
use chrono::TimeDelta;
use latchkey_reference::{Options, Profile};
use serde_json::{Value, json};

#[tokio::test]
async fn a_token_reads_and_changes_what_its_scopes_cover() {
    let client = Client::signed_in(Options::default()).await;
    let (_, secret) = client.create(json!({ "name": "a", "scopes": ["Device"] })).await;
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", bearer.as_str())];
    let device = json!({ "name": "kiosk", "platform": "linux", "site": null, "enabled": true });
    let created = client.send_with("POST", "/v1/devices", device.clone(), &headers).await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!(client.with_token("GET", &path, &secret).await.expect(200).body["name"], "kiosk");
    let mut changed = device.clone();
    changed["enabled"] = json!(false);
    client.send_with("PUT", &path, changed, &headers).await.expect(200);
    let listed = client.with_token("GET", "/v1/devices", &secret).await.expect(200).body;
    let listed = listed["items"].as_array().unwrap();
    assert!(listed.iter().any(|item| item["name"] == "kiosk" && item["enabled"] == false));
    client.with_token("DELETE", &path, &secret).await.expect(204);
    client.with_token("GET", &path, &secret).await.expect_code(404, "not_found");
    let bad = json!({ "name": "", "platform": "x", "enabled": true });
    client.send_with("POST", "/v1/devices", bad, &headers).await.expect_refused("/name", "length");

    let answer =
        client.with_token("GET", "/v1/policies", &secret).await.expect_code(403, "insufficient_scope");
    assert_eq!(answer.header("www-authenticate"), "Bearer error=\"insufficient_scope\", scope=\"Policy\"");
    assert_eq!(answer.body["reason"], json!({ "kind": "scope_missing", "scopes": ["Policy"] }));
}

#[tokio::test]
async fn what_is_no_token_is_challenged() {
    let client = Client::signed_in(Options::default()).await;
    // The session's cookie is there, and counts for nothing here.
    let answer = client.get("/v1/devices").await.expect_code(401, "invalid_token");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    for value in ["Bearer lk_unknown", "Bearer", "Bearer ", "Basic YTpi", "lk_x"] {
        let answer = client.call("GET", "/v1/devices", None, &[("authorization", value)]).await;
        let answer = answer.expect_code(401, "invalid_token");
        assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"", "{value}");
    }
}

#[tokio::test]
async fn the_very_next_request_after_a_change_is_judged_by_it() {
    let client = Client::signed_in(Options::default()).await;
    let body = json!({ "name": "a", "scopes": ["Device"], "expires_at": "2026-11-21T12:05:00Z" });
    let (token, secret) = client.create(body).await;
    let edit = async |change: Value| {
        client.send_with("PATCH", &path_of(&token), change, &[("if-match", "*")]).await.expect(200);
    };
    let status = async || client.with_token("GET", "/v1/devices", &secret).await;
    status().await.expect(200);
    edit(json!({ "state": "disabled" })).await;
    status().await.expect_code(401, "invalid_token");
    edit(json!({ "state": "enabled" })).await;
    status().await.expect(200);
    edit(json!({ "scopes": [] })).await;
    status().await.expect_code(403, "insufficient_scope");
    edit(json!({ "scopes": ["Device"], "blocked_apis": ["listDevices"] })).await;
    let blocked = status().await.expect_code(403, "blocked");
    assert_eq!(blocked.body["reason"], json!({ "kind": "api_blocked", "rule": "listDevices" }));
    edit(json!({ "blocked_apis": [] })).await;
    status().await.expect(200);
    client.time.pass(TimeDelta::minutes(5) - TimeDelta::milliseconds(1));
    status().await.expect(200);
    client.time.pass(TimeDelta::milliseconds(1));
    status().await.expect_code(401, "invalid_token");
    edit(json!({ "expires_at": null })).await;
    status().await.expect(200);
    client.delete(&path_of(&token)).await.expect(204);
    status().await.expect_code(401, "invalid_token");
}

#[tokio::test]
async fn a_block_cannot_be_dodged_by_spelling_the_path_differently() {
    let client = Client::signed_in(Options::default()).await;
    let everything = json!(["Collection", "Device", "Policy", "Site"]);
    let (_, secret) =
        client.create(json!({ "name": "a", "scopes": everything, "blocked_apis": ["* /policies/**"] })).await;
    client.with_token("GET", "/v1/devices", &secret).await.expect(200);
    for path in [
        "/v1/policies",
        "/v1/policies/updates",
        "/v1/%70olicies",
        "/v1/%70olicies/updates",
        "/v1//policies",
        "/v1/devices/../policies",
        "/v1/devices/..%2Fpolicies",
        "/v1/devices/%2e%2e/policies",
        "/v1/./policies",
        "/v1/policies%2Fupdates",
        "/v1/policies/",
        "/v1/policies//updates",
    ] {
        let answer = client.with_token("GET", path, &secret).await;
        assert!(matches!(answer.status.as_u16(), 403 | 404), "{path}: {}", answer.text);
        assert!(!answer.text.contains("os.updates_pending"), "{path}");
    }
    for path in ["/v1/policies", "/v1/%70olicies", "/v1//policies", "/v1/devices/../policies"] {
        client.with_token("GET", path, &secret).await.expect_code(403, "blocked");
    }
    client.with_token("HEAD", "/v1/policies", &secret).await.expect_status(403);
    let (_, narrow) = client
        .create(json!({ "name": "b", "scopes": everything, "allowed_apis": ["GET /devices/**"] }))
        .await;
    client.with_token("HEAD", "/v1/devices", &narrow).await.expect_status(200);
    client.with_token("HEAD", "/v1/sites", &narrow).await.expect_status(403);
    client.with_token("POST", "/v1/devices", &narrow).await.expect_code(403, "blocked");
}

#[tokio::test]
async fn the_address_is_the_callers_own_unless_a_proxy_is_trusted() {
    let body = json!({ "name": "a", "scopes": ["Device"], "allowed_ips": ["192.0.2.0/24"], "blocked_ips": ["192.0.2.7"] });
    let call = async |client: &Client, address: &str, forwarded: Option<&str>, secret: &str| {
        let client = Client { address: address.parse().unwrap(), ..client.clone() };
        let bearer = format!("Bearer {secret}");
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(forwarded.map(|value| ("x-forwarded-for", value)));
        client.call("GET", "/v1/devices", None, &headers).await.status.as_u16()
    };
    let client = Client::signed_in(Options::default()).await;
    let (_, secret) = client.create(body.clone()).await;
    assert_eq!(call(&client, "192.0.2.1", None, &secret).await, 200);
    assert_eq!(call(&client, "::ffff:192.0.2.1", None, &secret).await, 200);
    assert_eq!(call(&client, "192.0.2.7", None, &secret).await, 403);
    assert_eq!(call(&client, "198.51.100.1", None, &secret).await, 403);
    assert_eq!(call(&client, "198.51.100.1", Some("192.0.2.1"), &secret).await, 403);

    let client = Client::signed_in(Options { trust_forwarded_for: true, ..Options::default() }).await;
    let (_, secret) = client.create(body).await;
    assert_eq!(call(&client, "127.0.0.1", Some("192.0.2.1"), &secret).await, 200);
    assert_eq!(call(&client, "127.0.0.1", Some("192.0.2.1, 198.51.100.1"), &secret).await, 403);
    assert_eq!(call(&client, "127.0.0.1", Some("nonsense"), &secret).await, 400);
}

#[tokio::test]
async fn a_use_is_noted_with_its_address_and_makes_no_edit_stale() {
    let client = Client::signed_in(Options::default()).await;
    let (token, secret) = client.create(json!({ "name": "a", "scopes": ["Device"] })).await;
    client.with_token("GET", "/v1/devices", &secret).await.expect(200);
    client.time.pass(TimeDelta::seconds(10));
    client.with_token("GET", "/v1/devices", &secret).await.expect(200);
    let read = client.get(&path_of(&token)).await.body;
    assert_eq!(read["last_used_at"], "2026-11-21T12:00:10Z");
    assert_eq!(read["last_used_from"], "127.0.0.1");
    assert_eq!(read["etag"], token["etag"]);
}

#[tokio::test]
async fn what_is_not_there_says_so_after_the_token_was_checked() {
    let client = Client::signed_in(Options::default()).await;
    let (_, secret) = client.create(json!({ "name": "a" })).await;
    client.with_token("GET", "/v1/nothing", &secret).await.expect_code(404, "not_found");
    let answer =
        client.with_token("PATCH", "/v1/devices", &secret).await.expect_code(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    client.with_token("GET", "/v1/nothing", "lk_x").await.expect_code(401, "invalid_token");
    client.get("/api/v1/nothing").await.expect_code(404, "not_found");
    let answer = client.send("PUT", "/api/v1/tokens", json!({})).await.expect_code(405, "method_not_allowed");
    assert!(answer.header("allow").contains("POST"));
}

#[tokio::test]
async fn every_listed_operation_can_be_called_and_needs_its_scope() {
    let client = Client::signed_in(Options::default()).await;
    let (_, none) = client.create(json!({ "name": "none" })).await;
    let operations = client.get("/api/v1/operations").await.expect(200).body;
    let operations = operations["items"].as_array().unwrap();
    assert_eq!(operations.len(), 20);
    let documentation = client.get("/docs/api").await.expect(200).text;
    for operation in operations {
        let (id, method) = (operation["id"].as_str().unwrap(), operation["method"].as_str().unwrap());
        let scope = operation["scopes"][0].as_str().unwrap();
        let path = format!("/v1{}", operation["path"].as_str().unwrap().replace("{id}", "nothing"));
        client.with_token(method, &path, &none).await.expect_code(403, "insufficient_scope");
        let (_, held) = client.create(json!({ "name": id, "scopes": [scope] })).await;
        let status = client.with_token(method, &path, &held).await.status.as_u16();
        let expected = match (method, path.ends_with("nothing")) {
            ("GET", false) => 200,
            ("POST" | "PUT", _) => 415,
            _ => 404,
        };
        assert_eq!(status, expected, "{method} {path}");
        let anchor = operation["docs"].as_str().unwrap().strip_prefix("/docs/api#").unwrap();
        assert!(documentation.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
    let padded = Client::signed_in(Options { operations: 2000, ..Options::default() }).await;
    assert_eq!(padded.get("/api/v1/operations").await.body["items"].as_array().unwrap().len(), 2000);
}

#[tokio::test]
async fn the_preview_says_what_the_protected_api_does() {
    let client = Client::signed_in(Options::default()).await;
    let body = json!({
        "name": "a", "scopes": ["Device", "Policy"], "allowed_apis": ["GET /**", "* /devices/{id}"],
        "blocked_apis": ["DELETE /**", "getPolicy"], "allowed_ips": ["127.0.0.0/8"], "blocked_ips": ["127.0.0.9"]
    });
    let (token, secret) = client.create(body).await;
    let decide = format!("{}/decide", path_of(&token));
    for address in ["127.0.0.1", "127.0.0.9", "192.0.2.1"] {
        let caller = Client { address: address.parse().unwrap(), ..client.clone() };
        for (method, path) in [
            ("GET", "/devices"),
            ("GET", "/devices/1"),
            ("POST", "/devices"),
            ("PUT", "/devices/1"),
            ("DELETE", "/devices/1"),
            ("GET", "/policies"),
            ("GET", "/policies/updates"),
            ("GET", "/sites"),
            ("GET", "/devices/..%2Fpolicies"),
        ] {
            let asked = json!({ "method": method, "path": path, "address": address });
            let said = client.send("POST", &decide, asked).await.expect(200).body;
            let done = caller.with_token(method, &format!("/v1{path}"), &secret).await;
            let passed = !matches!(done.status.as_u16(), 401 | 403);
            assert_eq!(said["allowed"], passed, "{method} {path} from {address}: {said}");
            if !passed {
                assert_eq!(done.body["reason"], said["reason"]);
            }
            assert_eq!(said["trace"].as_array().unwrap().last(), Some(&said["reason"]));
        }
    }
    let later = json!({ "method": "get", "path": "/devices", "at": "2999-01-01T00:00:00Z" });
    assert_eq!(client.send("POST", &decide, later).await.expect(200).body["allowed"], true);
    for (asked, pointer) in [
        (json!({ "method": "", "path": "/devices" }), "/method"),
        (json!({ "method": "GET", "path": "devices" }), "/path"),
        (json!({ "method": "GET", "path": "/devices?x=1" }), "/path"),
        (json!({ "method": "GET", "path": "/devices", "address": "here" }), "/address"),
        (json!({ "method": "GET", "path": "/devices", "at": "now" }), "/at"),
    ] {
        client.send("POST", &decide, asked).await.expect_refused(pointer, "unreadable");
    }
}

#[tokio::test]
async fn an_empty_allow_list_means_nothing_where_the_profile_says_so() {
    let client = Client::of(Profile::Virtuozzo).await;
    let create = async |body: Value| {
        let password = [("x-confirm-password", "lovelace-1843")];
        let answer = client.send_with("POST", "/api/v1/tokens", body, &password).await.expect(201);
        answer.body["secret"].as_str().unwrap().to_owned()
    };
    let nothing = create(json!({ "description": "a" })).await;
    client.with_token("GET", "/v1/devices", &nothing).await.expect_code(403, "blocked");
    let some = create(json!({ "description": "b", "allowed_apis": ["listDevices"] })).await;
    client.with_token("GET", "/v1/devices", &some).await.expect(200);
    client.with_token("GET", "/v1/sites", &some).await.expect_code(403, "blocked");
}
