use crate::client::{Client, path_of};
use chrono::TimeDelta;
use latchkey_reference::Options;
use serde_json::{Value, json};
use std::collections::HashSet;

async fn names(client: &Client, query: &str) -> Vec<String> {
    let body = client.get(&format!("/api/v1/tokens?{query}")).await.expect(200).body;
    let items = body["items"].as_array().unwrap();
    assert_eq!(body["total"], items.len());
    items.iter().map(|token| token["name"].as_str().unwrap().to_owned()).collect()
}

/// All pages, and what `meanwhile` does after each.
async fn all_ids(client: &Client, query: &str, mut meanwhile: impl AsyncFnMut(usize)) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    for page in 0.. {
        let body = client.get(&format!("/api/v1/tokens?{query}{cursor}")).await.expect(200).body;
        ids.extend(
            body["items"].as_array().unwrap().iter().map(|token| token["id"].as_str().unwrap().to_owned()),
        );
        match body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
        meanwhile(page).await;
    }
    unreachable!()
}

#[tokio::test]
async fn pages_hold_each_token_once_whatever_the_order_while_others_are_created() {
    let client = Client::signed_in(Options { tokens: 230, ..Options::default() }).await;
    let before: HashSet<_> = all_ids(&client, "limit=1000", async |_| {}).await.into_iter().collect();
    assert_eq!(before.len(), 230);
    let mut made = 0;
    for sort in [
        "name",
        "-name",
        "created_at",
        "-created_at",
        "expires_at",
        "-expires_at",
        "last_used_at",
        "-last_used_at",
    ] {
        let before: HashSet<_> = all_ids(&client, "limit=1000", async |_| {}).await.into_iter().collect();
        let ids = all_ids(&client, &format!("limit=50&sort={sort}"), async |_| {
            made += 1;
            client
                .create(json!({ "name": format!("load-0000{made}x"), "expires_at": "2027-01-01T00:00:00Z" }))
                .await;
        })
        .await;
        let unique: HashSet<_> = ids.iter().cloned().collect();
        assert_eq!(unique.len(), ids.len(), "{sort}: no token twice");
        assert!(before.is_subset(&unique), "{sort}: no token missing");
    }
}

#[tokio::test]
async fn the_database_sorts_with_never_after_every_date_and_unused_before() {
    let client = Client::signed_in(Options::default()).await;
    let device = json!(["Device"]);
    client.create(json!({ "name": "beta", "expires_at": null })).await;
    client.time.pass(TimeDelta::seconds(1));
    let used = json!({ "name": "Alpha", "scopes": device, "expires_at": "2027-01-01T00:00:00Z" });
    let (_, secret) = client.create(used).await;
    client.time.pass(TimeDelta::seconds(1));
    client.create(json!({ "name": "gamma", "expires_at": "2026-12-24T00:00:00Z" })).await;
    client.with_token("GET", "/v1/devices", &secret).await.expect(200);
    for (sort, expected) in [
        ("name", ["Alpha", "beta", "gamma"]),
        ("-name", ["gamma", "beta", "Alpha"]),
        ("created_at", ["beta", "Alpha", "gamma"]),
        ("-created_at", ["gamma", "Alpha", "beta"]),
        ("expires_at", ["gamma", "Alpha", "beta"]),
        ("-expires_at", ["beta", "Alpha", "gamma"]),
        ("last_used_at", ["beta", "gamma", "Alpha"]),
        ("-last_used_at", ["Alpha", "gamma", "beta"]),
    ] {
        assert_eq!(names(&client, &format!("sort={sort}")).await, expected, "{sort}");
    }
    assert_eq!(names(&client, "").await, ["gamma", "Alpha", "beta"], "the newest first unless asked");
}

#[tokio::test]
async fn each_status_finds_its_tokens_and_they_move_with_time() {
    let client = Client::signed_in(Options { step_up_seconds: 10_000_000, ..Options::default() }).await;
    client.create(json!({ "name": "long", "expires_at": "2027-11-21T00:00:00Z" })).await;
    client.create(json!({ "name": "never" })).await;
    client.create(json!({ "name": "soon", "expires_at": "2026-11-21T12:00:01Z" })).await;
    let (off, _) = client.create(json!({ "name": "off", "expires_at": "2026-11-21T12:00:01Z" })).await;
    client
        .send_with("PATCH", &path_of(&off), json!({ "state": "disabled" }), &[("if-match", "*")])
        .await
        .expect(200);
    let (gone, _) = client.create(json!({ "name": "gone" })).await;
    client.delete(&path_of(&gone)).await.expect(204);
    let by_status = async |status: &str| names(&client, &format!("sort=name&status={status}")).await;
    assert_eq!(by_status("active").await, ["long", "never"]);
    assert_eq!(by_status("expiring").await, ["soon"]);
    assert_eq!(by_status("disabled").await, ["off"]);
    assert_eq!(by_status("revoked").await, ["gone"]);
    assert!(by_status("expired").await.is_empty());
    client.time.pass(TimeDelta::seconds(1));
    assert_eq!(by_status("expired").await, ["soon"]);
    assert!(by_status("expiring").await.is_empty());
    assert_eq!(names(&client, "").await.len(), 5);
}

#[tokio::test]
async fn revoked_tokens_stay_listed_for_thirty_days() {
    let mut client = Client::signed_in(Options::default()).await;
    let (token, _) = client.create(json!({ "name": "a" })).await;
    client.delete(&path_of(&token)).await.expect(204);
    client.time.pass(TimeDelta::days(30) - TimeDelta::milliseconds(1));
    client.sign_in("ada", "lovelace-1843").await.expect(200);
    assert_eq!(names(&client, "").await, ["a"]);
    client.time.pass(TimeDelta::milliseconds(1));
    assert!(names(&client, "").await.is_empty());
}

#[tokio::test]
async fn the_search_looks_at_name_description_and_hint_whatever_the_case() {
    let client = Client::signed_in(Options::default()).await;
    let (token, _) = client.create(json!({ "name": "Ünïcode-CI", "description": "Nightly 100%" })).await;
    client.create(json!({ "name": "other" })).await;
    let hint = token["hint"].as_str().unwrap().split('…').next().unwrap();
    for query in
        ["q=%C3%BCn%C3%AF", "q=unrelated", "q=NIGHTLY", "q=100%25", &format!("q={hint}"), "q=%20ci%20"]
    {
        let expected: &[&str] = if query == "q=unrelated" { &[] } else { &["Ünïcode-CI"] };
        assert_eq!(names(&client, query).await, expected, "{query}");
    }
    assert_eq!(names(&client, "q=").await.len(), 2);
}

#[tokio::test]
async fn a_query_that_is_not_understood_is_refused() {
    let client = Client::signed_in(Options { tokens: 3, ..Options::default() }).await;
    for query in [
        "limit=0",
        "limit=1001",
        "limit=x",
        "status=odd",
        "sort=id",
        "statsu=active",
        "limit=1&limit=2",
        "limit=",
    ] {
        client.get(&format!("/api/v1/tokens?{query}")).await.expect_code(400, "bad_query");
    }
    let next = client.get("/api/v1/tokens?limit=1&sort=name").await.body["next_cursor"].clone();
    let next = next.as_str().unwrap();
    client.get(&format!("/api/v1/tokens?limit=1&sort=name&cursor={next}")).await.expect(200);
    for query in
        ["cursor=x", "cursor=", &format!("cursor={next}&sort=-name"), &format!("cursor={next}A&sort=name")]
    {
        client.get(&format!("/api/v1/tokens?{query}")).await.expect_code(400, "bad_cursor");
    }
}

#[tokio::test]
async fn the_list_is_filled_up_for_load_with_tokens_in_all_states() {
    let client = Client::signed_in(Options { tokens: 2000, ..Options::default() }).await;
    let page = client.get("/api/v1/tokens?limit=1000").await.expect(200).body;
    assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(2000), 1000));
    for status in ["active", "expiring", "expired", "disabled", "revoked"] {
        let found = client.get(&format!("/api/v1/tokens?limit=1&status={status}")).await.body;
        assert_ne!(found["total"], 0, "{status}");
    }
}

#[tokio::test]
async fn the_demo_has_the_six_tokens_of_the_design() {
    let client = Client::signed_in(Options { demo: true, ..Options::default() }).await;
    let body = client.get("/api/v1/tokens?sort=name").await.expect(200).body;
    let tokens = body["items"].as_array().unwrap();
    let names: Vec<_> = tokens.iter().map(|token| token["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["backup-job", "ci-deploy", "grafana-readonly", "old-laptop", "partner-eu", "terraform"]
    );
    assert_eq!(tokens[0]["expires_at"], Value::Null);
    assert_eq!(tokens[2]["expires_at"], "2026-11-24T12:00:00Z");
}
