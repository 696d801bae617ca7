use crate::client::{Client, etag_of, path_of};
use chrono::TimeDelta;
use latchkey_reference::Options;
use serde_json::{Value, json};

#[tokio::test]
async fn a_token_is_created_read_edited_and_revoked() {
    let client = Client::signed_in(Options::default()).await;
    let wanted = json!({
        "name": "  ci-deploy ", "description": "Deploys", "scopes": ["Device", "Site", "Device"],
        "allowed_apis": ["GET /devices/**", "listSites"], "blocked_apis": ["* /devices/7"],
        "allowed_ips": ["::ffff:192.0.2.1", "10.0.0.0/8"], "blocked_ips": ["2001:DB8::/32"],
        "expires_at": "2027-01-31T23:00:00+01:00"
    });
    let answer = client.send("POST", "/api/v1/tokens", wanted).await.expect(201);
    let token = &answer.body["token"];
    assert_eq!(answer.header("location"), path_of(token));
    assert_eq!(answer.header("etag"), etag_of(token));
    for (member, value) in [
        ("name", json!("ci-deploy")),
        ("scopes", json!(["Device", "Site"])),
        ("allowed_ips", json!(["192.0.2.1", "10.0.0.0/8"])),
        ("blocked_ips", json!(["2001:db8::/32"])),
        ("expires_at", json!("2027-01-31T22:00:00Z")),
        ("created_at", json!("2026-11-21T12:00:00Z")),
        ("last_used_at", Value::Null),
        ("state", json!("enabled")),
        ("etag", json!("\"v1\"")),
    ] {
        assert_eq!(token[member], value, "{member}");
    }
    let secret = answer.body["secret"].as_str().unwrap();
    assert!(secret.starts_with("lk_"));

    let read = client.get(&path_of(token)).await.expect(200);
    assert_eq!(read.body, *token);
    assert!(!read.text.contains(secret), "a secret is shown once");

    let change = json!({ "description": "Deploys at night", "expires_at": null, "state": "disabled" });
    let edited =
        client.send_with("PATCH", &path_of(token), change, &[("if-match", etag_of(token))]).await.expect(200);
    assert_eq!(edited.body["description"], "Deploys at night");
    assert_eq!(edited.body["expires_at"], Value::Null);
    assert_eq!(edited.body["state"], "disabled");
    assert_eq!(edited.body["allowed_apis"], token["allowed_apis"]);
    assert_eq!(edited.header("etag"), "\"v2\"");

    client.delete(&path_of(token)).await.expect(204);
    client.delete(&path_of(token)).await.expect(204);
    assert_eq!(client.get(&path_of(token)).await.body["state"], "revoked");
    let any = [("if-match", "*")];
    let revoked = client.send_with("PATCH", &path_of(token), json!({ "state": "enabled" }), &any).await;
    revoked.expect_code(409, "revoked");
    let regenerate = format!("{}/regenerate", path_of(token));
    client.send_with("POST", &regenerate, json!({}), &any).await.expect_code(409, "revoked");
}

#[tokio::test]
async fn bad_values_are_refused_one_by_one_and_nothing_is_stored() {
    let client = Client::signed_in(Options::default()).await;
    let secret = client.create(json!({ "name": "taken" })).await.1;
    let leaked = format!("my {secret}");
    for (body, pointer, code) in [
        (json!({}), "/name", "missing"),
        (json!({ "name": " " }), "/name", "missing"),
        (json!({ "name": "TAKEN" }), "/name", "taken"),
        (json!({ "name": "x".repeat(256) }), "/name", "too_long"),
        (json!({ "name": "a\u{202e}b" }), "/name", "invisible_character"),
        (json!({ "name": leaked }), "/name", "looks_like_secret"),
        (json!({ "name": "a", "description": leaked }), "/description", "looks_like_secret"),
        (json!({ "name": null }), "/name", "wrong_type"),
        (json!({ "name": "a", "scopes": ["Device", "Root"] }), "/scopes/1", "unknown_scope"),
        (json!({ "name": "a", "scopes": null }), "/scopes", "wrong_type"),
        (json!({ "name": "a", "blocked_apis": null }), "/blocked_apis", "wrong_type"),
        (json!({ "name": "a", "blocked_apis": ["DELETE devices"] }), "/blocked_apis/0", "unreadable"),
        (json!({ "name": "a", "blocked_apis": ["GET /a/../b"] }), "/blocked_apis/0", "unreadable"),
        (json!({ "name": "a", "blocked_apis": ["listDevice"] }), "/blocked_apis/0", "unknown_operation"),
        (json!({ "name": "a", "allowed_ips": ["10.0.0.1/8"] }), "/allowed_ips/0", "host_bits"),
        (json!({ "name": "a", "blocked_ips": ["10.0.0.1", "10.0.0"] }), "/blocked_ips/1", "unreadable"),
        (json!({ "name": "a", "allowed_ip": ["10.0.0.1"] }), "/allowed_ip", "unknown_member"),
        (json!({ "name": "a", "api_set": "root" }), "/api_set", "unknown_api_set"),
        (json!({ "name": "a", "expires_at": "soon" }), "/expires_at", "unreadable"),
        (json!({ "name": "a", "expires_at": "" }), "/expires_at", "unreadable"),
        (json!({ "name": "a", "expires_at": 1_795_262_400 }), "/expires_at", "wrong_type"),
        (json!({ "name": "a", "expires_at": "2027-02-30T00:00:00Z" }), "/expires_at", "unreadable"),
        (json!({ "name": "a", "expires_at": "2027-01-01T00:00:00" }), "/expires_at", "unreadable"),
        (json!({ "name": "a", "expires_at": "2026-11-21T12:00:00Z" }), "/expires_at", "in_past"),
        (json!({ "name": "a", "state": "enabled" }), "/state", "unknown_member"),
    ] {
        let answer = client.send("POST", "/api/v1/tokens", body.clone()).await;
        assert!(!answer.text.contains(&secret), "{body}");
        answer.expect_refused(pointer, code);
    }
    let several = json!({ "scopes": ["x"], "allowed_ips": ["10.0.0.1/8"], "expires_at": "soon" });
    let answer = client.send("POST", "/api/v1/tokens", several).await.expect(422);
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 4, "all errors at once: {}", answer.text);
    assert_eq!(client.get("/api/v1/tokens").await.body["total"], 1);
}

#[tokio::test]
async fn a_revoked_tokens_name_is_free_again_and_others_names_do_not_count() {
    let mut client = Client::signed_in(Options::default()).await;
    let (token, _) = client.create(json!({ "name": "ci" })).await;
    client.delete(&path_of(&token)).await.expect(204);
    let (token, _) = client.create(json!({ "name": "ci" })).await;
    let same = [("if-match", etag_of(&token))];
    client.send_with("PATCH", &path_of(&token), json!({ "name": "CI" }), &same).await.expect(200);

    client.sign_in("grace", "hopper-1906").await.expect(200);
    client.create(json!({ "name": "ci" })).await;
    client.get(&path_of(&token)).await.expect_code(404, "not_found");
    client.delete(&path_of(&token)).await.expect_code(404, "not_found");
    client
        .send_with("PATCH", &path_of(&token), json!({}), &[("if-match", "*")])
        .await
        .expect_code(404, "not_found");
    assert_eq!(client.get("/api/v1/tokens").await.body["total"], 1);
}

#[tokio::test]
async fn an_api_set_fills_the_allow_list_and_never_means_everything() {
    let client = Client::signed_in(Options::default()).await;
    let sets = client.get("/api/v1/api-sets").await.expect(200).body;
    let names: Vec<_> =
        sets["items"].as_array().unwrap().iter().map(|set| set["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Extended Access", "IDE Plugins", "Marketplace", "Maven Plugin"]);
    let maven = &sets["items"][3];

    for (name, body) in [
        ("a", json!({ "api_set": maven["id"] })),
        ("b", json!({ "api_set": maven["id"], "allowed_apis": [] })),
        ("c", json!({ "api_set": maven["id"], "allowed_apis": maven["operations"] })),
    ] {
        let mut body = body;
        body["name"] = json!(name);
        let (token, _) = client.create(body).await;
        assert_eq!(token["allowed_apis"], maven["operations"], "{name}");
        assert_eq!(token["api_set"], maven["id"]);
    }
    let clash = json!({ "name": "d", "api_set": maven["id"], "allowed_apis": ["listSites"] });
    let answer = client.send("POST", "/api/v1/tokens", clash).await;
    answer.expect_refused("/allowed_apis", "not_the_api_set");

    let (token, _) = client.create(json!({ "name": "e", "api_set": maven["id"] })).await;
    let change = json!({ "allowed_apis": ["listSites"] });
    let own = client.send_with("PATCH", &path_of(&token), change, &[("if-match", "*")]).await.expect(200);
    assert_eq!(own.body["api_set"], Value::Null);
}

#[tokio::test]
async fn an_edit_needs_the_version_it_saw() {
    let client = Client::signed_in(Options::default()).await;
    let (token, _) = client.create(json!({ "name": "a" })).await;
    let path = path_of(&token);
    let edit = |tag: Option<&'static str>| {
        let (client, path) = (client.clone(), path.clone());
        async move {
            let headers: Vec<_> = tag.iter().map(|tag| ("if-match", *tag)).collect();
            client.send_with("PATCH", &path, json!({ "description": format!("by {tag:?}") }), &headers).await
        }
    };
    edit(None).await.expect_code(428, "version_required");
    edit(Some("W/\"v1\"")).await.expect_code(412, "stale");
    edit(Some("v1")).await.expect_code(412, "stale");
    edit(Some("\"v0\", \"v1\"")).await.expect(200);
    let stale = edit(Some("\"v1\"")).await.expect_code(412, "stale");
    assert_eq!(stale.body["current"], client.get(&path).await.body);
    assert_eq!(stale.header("etag"), "\"v2\"");
    edit(Some("*")).await.expect(200);
}

#[tokio::test]
async fn of_two_parallel_edits_exactly_one_wins() {
    let client = Client::signed_in(Options::default()).await;
    let (token, _) = client.create(json!({ "name": "a" })).await;
    let edits = (0..8).map(|number| {
        let (client, path, tag) = (client.clone(), path_of(&token), etag_of(&token).to_owned());
        tokio::spawn(async move {
            let change = json!({ "description": format!("number {number}") });
            client.send_with("PATCH", &path, change, &[("if-match", &tag)]).await.status.as_u16()
        })
    });
    let mut statuses = Vec::new();
    for edit in edits.collect::<Vec<_>>() {
        statuses.push(edit.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
}

#[tokio::test]
async fn a_retry_with_the_same_key_gets_the_same_secret_for_ten_minutes() {
    let client = Client::signed_in(Options { step_up_seconds: 3600, ..Options::default() }).await;
    let create = |key: &'static str, name: &'static str| {
        let client = client.clone();
        async move {
            let body = json!({ "name": name });
            client.send_with("POST", "/api/v1/tokens", body, &[("idempotency-key", key)]).await
        }
    };
    let first = create("\"k1\"", "a").await.expect(201);
    client.time.pass(TimeDelta::minutes(10) - TimeDelta::milliseconds(1));
    let again = create("k1", "a").await.expect(201);
    assert_eq!((again.text, again.headers["etag"].clone()), (first.text, first.headers["etag"].clone()));
    create("k1", "b").await.expect_code(422, "idempotency_key_reused");
    client.time.pass(TimeDelta::milliseconds(1));
    create("k1", "b").await.expect(201);
    assert_eq!(client.get("/api/v1/tokens").await.body["total"], 2);

    for key in ["", "\"open", &"x".repeat(256)] {
        let body = json!({ "name": "c" });
        let answer = client.send_with("POST", "/api/v1/tokens", body, &[("idempotency-key", key)]).await;
        answer.expect_code(400, "bad_header");
    }
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free_and_keys_are_per_user() {
    let mut client = Client::signed_in(Options::default()).await;
    let key = [("idempotency-key", "k")];
    client.send_with("POST", "/api/v1/tokens", json!({ "name": "" }), &key).await.expect(422);
    let first = client.send_with("POST", "/api/v1/tokens", json!({ "name": "a" }), &key).await.expect(201);
    client.sign_in("grace", "hopper-1906").await.expect(200);
    let other = client.send_with("POST", "/api/v1/tokens", json!({ "name": "a" }), &key).await.expect(201);
    assert_ne!(first.body["secret"], other.body["secret"]);
}

#[tokio::test]
async fn parallel_retries_make_one_token() {
    let client = Client::signed_in(Options::default()).await;
    let requests = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            let key = [("idempotency-key", "k")];
            client.send_with("POST", "/api/v1/tokens", json!({ "name": "a" }), &key).await
        })
    });
    let mut secrets = Vec::new();
    for request in requests.collect::<Vec<_>>() {
        let answer = request.await.unwrap();
        match answer.status.as_u16() {
            201 => secrets.push(answer.body["secret"].clone()),
            _ => drop(answer.expect_code(409, "in_progress")),
        }
    }
    secrets.dedup();
    assert_eq!(secrets.len(), 1);
    assert_eq!(client.get("/api/v1/tokens").await.body["total"], 1);
}

#[tokio::test]
async fn regenerating_keeps_everything_but_the_secret_and_gives_grace() {
    let client = Client::signed_in(Options { step_up_seconds: 1_000_000, ..Options::default() }).await;
    let (token, first) = client.create(json!({ "name": "a", "scopes": ["Device"] })).await;
    let path = format!("{}/regenerate", path_of(&token));
    let regenerate = |grace: u64, tag: String, key: String| {
        let (client, path) = (client.clone(), path.clone());
        async move {
            let headers = [("if-match", tag.as_str()), ("idempotency-key", key.as_str())];
            client.send_with("POST", &path, json!({ "grace_seconds": grace }), &headers).await
        }
    };
    let works = |secret: String| {
        let client = client.clone();
        async move { client.with_token("GET", "/v1/devices", &secret).await.status == 200 }
    };
    client.send("POST", &path, json!({ "grace_seconds": 0 })).await.expect_code(428, "version_required");
    regenerate(7, "*".into(), "k0".into()).await.expect_refused("/grace_seconds", "not_offered");

    let answer = regenerate(3600, etag_of(&token).into(), "k1".into()).await.expect(200);
    let second = answer.body["secret"].as_str().unwrap().to_owned();
    for member in ["id", "name", "scopes", "created_at", "expires_at"] {
        assert_eq!(answer.body["token"][member], token[member]);
    }
    assert_ne!(answer.body["token"]["hint"], token["hint"]);
    // The retry of a lost answer comes with the version that its first try has made stale.
    let again = regenerate(3600, etag_of(&token).into(), "k1".into()).await.expect(200);
    assert_eq!(again.body["secret"], second.as_str());
    regenerate(3600, etag_of(&token).into(), "k2".into()).await.expect_code(412, "stale");

    assert!(works(first.clone()).await && works(second.clone()).await);
    client.time.pass(TimeDelta::seconds(3600));
    assert!(!works(first.clone()).await && works(second.clone()).await);

    let now = regenerate(0, "*".into(), "k3".into()).await.expect(200);
    let third = now.body["secret"].as_str().unwrap().to_owned();
    assert!(!works(first).await && !works(second).await && works(third).await);
}

#[tokio::test]
async fn a_shorter_grace_later_wins_over_a_longer_one_before() {
    let client = Client::signed_in(Options { step_up_seconds: 1_000_000, ..Options::default() }).await;
    let (token, first) = client.create(json!({ "name": "a", "scopes": ["Device"] })).await;
    let path = format!("{}/regenerate", path_of(&token));
    for grace in [3600, 86400] {
        client
            .send_with("POST", &path, json!({ "grace_seconds": grace }), &[("if-match", "*")])
            .await
            .expect(200);
    }
    client.time.pass(TimeDelta::seconds(3600));
    client.with_token("GET", "/v1/devices", &first).await.expect_code(401, "invalid_token");
}

#[tokio::test]
async fn many_are_revoked_at_once_with_a_result_each() {
    let client = Client::signed_in(Options::default()).await;
    let (a, secret) = client.create(json!({ "name": "a", "scopes": ["Device"] })).await;
    let (b, _) = client.create(json!({ "name": "b" })).await;
    let ids = json!({ "ids": [a["id"], "nothing", b["id"], a["id"]] });
    let answer = client.send("POST", "/api/v1/tokens/revoke", ids).await.expect(200);
    let statuses: Vec<_> =
        answer.body["results"].as_array().unwrap().iter().map(|r| r["status"].clone()).collect();
    assert_eq!(statuses, [204, 404, 204, 204]);
    client.with_token("GET", "/v1/devices", &secret).await.expect_code(401, "invalid_token");
    let many: Vec<_> = (0..1001).map(|number| number.to_string()).collect();
    client
        .send("POST", "/api/v1/tokens/revoke", json!({ "ids": many }))
        .await
        .expect_refused("/ids", "too_many");
}

#[tokio::test]
async fn a_body_that_is_no_json_or_too_large_is_refused() {
    let client = Client::signed_in(Options::default()).await;
    let create = |body: String| client.call("POST", "/api/v1/tokens", Some(body), &[]);
    create("{".into()).await.expect_code(400, "bad_json");
    create("[]".into()).await.expect_code(422, "invalid");
    create(format!("{{\"name\": \"{}\"}}", "x".repeat(300_000))).await.expect_code(413, "too_large");
    let path = "/api/v1/tokens";
    client.call("POST", path, Some("{}".into()), &[("content-type", "text/plain")]).await.expect(415);
}
