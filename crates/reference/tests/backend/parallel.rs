//! Many at once, over a database on the disk, where readers and the writer really run beside each other.

use crate::client::{Answer, Client, etag_of, path_of};
use chrono::TimeDelta;
use futures_util::future::join_all;
use latchkey_reference::{Options, Storage};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tempfile::TempDir;
use tokio::sync::Barrier;

async fn on_disk() -> (Client, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let database = Storage::File(folder.path().join("latchkey.sqlite"));
    (Client::signed_in(Options { database, ..Options::default() }).await, folder)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_parallel_editors_of_one_token_lose_no_update() {
    const EDITORS: usize = 100;
    let (client, _folder) = on_disk().await;
    let (token, _) = client.create(json!({ "name": "shared", "description": "0" })).await;
    let path = path_of(&token);
    // Everybody has seen the first version before anybody changes it.
    let all_have_read = Arc::new(Barrier::new(EDITORS));
    let refused = Arc::new(AtomicUsize::new(0));

    let editors = (0..EDITORS).map(|_| {
        let (client, path) = (client.clone(), path.clone());
        let (all_have_read, refused) = (Arc::clone(&all_have_read), Arc::clone(&refused));
        tokio::spawn(async move {
            let mut seen = client.get(&path).await.expect(200).body;
            all_have_read.wait().await;
            loop {
                let count: usize = seen["description"].as_str().unwrap().parse().unwrap();
                let change = json!({ "description": (count + 1).to_string() });
                let answer = client.send_with("PATCH", &path, change, &[("if-match", etag_of(&seen))]).await;
                if answer.status == 200 {
                    return;
                }
                answer.expect_code(412, "stale");
                refused.fetch_add(1, Ordering::SeqCst);
                seen = client.get(&path).await.expect(200).body;
            }
        })
    });
    for editor in join_all(editors).await {
        editor.unwrap();
    }
    let after = client.get(&path).await.expect(200).body;
    assert_eq!(after["description"], EDITORS.to_string(), "each added one");
    assert_eq!(after["etag"], format!("\"v{}\"", EDITORS + 1));
    assert!(refused.load(Ordering::SeqCst) >= EDITORS - 1, "of the first version one change was taken");
}

/// Callers that use a secret all the time, while it stops being good. Whoever begins a request after that was
/// acknowledged is refused.
async fn refused_from_then_on(client: &Client, secret: &str, stop: impl AsyncFnOnce()) {
    const CALLERS: usize = 12;
    const AFTERWARDS: usize = 10;
    let acknowledged = Arc::new(AtomicBool::new(false));
    let passed = Arc::new(AtomicUsize::new(0));
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (client, secret) = (client.clone(), secret.to_owned());
            let (acknowledged, passed) = (Arc::clone(&acknowledged), Arc::clone(&passed));
            tokio::spawn(async move {
                let mut afterwards = 0;
                while afterwards < AFTERWARDS {
                    let must_be_refused = acknowledged.load(Ordering::SeqCst);
                    let answer = client.with_token("GET", "/v1/devices", &secret).await;
                    match answer.status.as_u16() {
                        200 if must_be_refused => panic!("it passed after it was stopped"),
                        200 => drop(passed.fetch_add(1, Ordering::SeqCst)),
                        401 => afterwards += usize::from(must_be_refused),
                        other => panic!("{other}: {}", answer.text),
                    }
                }
            })
        })
        .collect();
    while passed.load(Ordering::SeqCst) < CALLERS {
        tokio::task::yield_now().await;
    }
    stop().await;
    acknowledged.store(true, Ordering::SeqCst);
    for caller in join_all(callers).await {
        caller.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_very_next_request_of_a_token_that_was_stopped_is_refused_however_many_there_are() {
    let (client, _folder) = on_disk().await;
    let expires_at = (client.time.now() + TimeDelta::days(1)).to_rfc3339();
    let body = |name: &str| json!({ "name": name, "scopes": ["Device"], "expires_at": expires_at });

    let (token, secret) = client.create(body("revoked")).await;
    let revoke = async || drop(client.delete(&path_of(&token)).await.expect(204));
    refused_from_then_on(&client, &secret, revoke).await;

    let (token, secret) = client.create(body("disabled")).await;
    let if_match = [("if-match", etag_of(&token))];
    let change = json!({ "state": "disabled" });
    let disable =
        async || drop(client.send_with("PATCH", &path_of(&token), change, &if_match).await.expect(200));
    refused_from_then_on(&client, &secret, disable).await;

    let (token, secret) = client.create(body("replaced")).await;
    let if_match = [("if-match", etag_of(&token))];
    let path = format!("{}/regenerate", path_of(&token));
    let replace = async || drop(client.send_with("POST", &path, json!({}), &if_match).await.expect(200));
    refused_from_then_on(&client, &secret, replace).await;

    let (_, secret) = client.create(body("expired")).await;
    refused_from_then_on(&client, &secret, async || client.time.pass(TimeDelta::days(1))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_guesses_at_once_five_are_looked_at() {
    let mut client = Client::new(Options::default()).await;
    let guesses = (0..60).map(|number| {
        let mut client = client.clone();
        tokio::spawn(async move { client.sign_in("ada", &format!("guess {number}")).await })
    });
    let answers: Vec<Answer> = join_all(guesses).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 5);
    for answer in answers.into_iter().filter(|answer| answer.status != 401) {
        let answer = answer.expect_code(429, "too_many_attempts");
        assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    }
    client.sign_in("ada", "lovelace-1843").await.expect_code(429, "too_many_attempts");
}

#[tokio::test]
async fn whoever_guesses_all_day_gets_few_guesses_and_the_owner_elsewhere_is_not_shut_out() {
    let mut client = Client::new(Options::default()).await;
    let start = client.time.now();
    let mut guesses = 0;
    while client.time.now() - start < TimeDelta::hours(4) {
        let answer = client.sign_in("ada", &format!("guess {guesses}")).await;
        if answer.status == 429 {
            // As soon as it is allowed again.
            let wait = answer.header("retry-after").parse().unwrap();
            client.time.pass(TimeDelta::seconds(wait));
        } else {
            answer.expect_code(401, "bad_credentials");
            guesses += 1;
        }
    }
    // Five at first, nine while the wait doubles to five minutes, then twelve an hour.
    assert!((40..=62).contains(&guesses), "{guesses} guesses in four hours");
    let mut elsewhere = Client { address: "198.51.100.7".parse().unwrap(), ..client.clone() };
    elsewhere.sign_in("ada", "lovelace-1843").await.expect(200);

    client.sign_in("ada", "one more").await.expect_code(401, "bad_credentials");
    let right = client.sign_in("ada", "lovelace-1843").await;
    right.expect_code(429, "too_many_attempts");
    client.time.pass(TimeDelta::minutes(5));
    client.sign_in("ada", "lovelace-1843").await.expect(200);
}
