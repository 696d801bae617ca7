use crate::client::Client;
use latchkey_reference::Options;
use serde_json::json;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn with(faults: &[&str]) -> Options {
    Options { faults: faults.iter().map(|fault| fault.parse().unwrap()).collect(), ..Options::default() }
}

#[tokio::test]
async fn error_answers_come_as_often_as_asked_and_change_nothing() {
    for (status, code) in [
        (401, "not_signed_in"),
        (403, "csrf"),
        (409, "in_progress"),
        (412, "stale"),
        (422, "invalid"),
        (428, "version_required"),
        (500, "internal"),
        (503, "unavailable"),
    ] {
        let client = Client::signed_in(with(&[&format!("POST /api/v1/tokens={status}*2")])).await;
        for _ in 0..2 {
            client.send("POST", "/api/v1/tokens", json!({ "name": "a" })).await.expect_code(status, code);
        }
        client.create(json!({ "name": "a" })).await;
        assert_eq!(client.get("/api/v1/tokens").await.body["total"], 1);
    }
    let client = Client::new(with(&["GET /api/**=429:30"])).await;
    let answer = client.get("/api/v1/session").await.expect_code(429, "too_many_attempts");
    assert_eq!(answer.header("retry-after"), "30");
}

#[tokio::test]
async fn html_and_garbage_say_200_and_are_no_json() {
    let client = Client::signed_in(with(&["GET /api/v1/tokens=html*1", "GET /api/v1/tokens=garbage"])).await;
    let html = client.get("/api/v1/tokens").await;
    assert_eq!((html.status.as_u16(), html.header("content-type")), (200, "text/html; charset=utf-8"));
    let garbage = client.get("/api/v1/tokens").await;
    assert_eq!((garbage.status.as_u16(), garbage.header("content-type")), (200, "application/json"));
    assert!(serde_json::from_str::<serde_json::Value>(&garbage.text).is_err());
}

/// Serves on a real socket, and sends one request there; answers all bytes that came back.
async fn raw(client: &Client, method: &str, path: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = client.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let (cookie, csrf) = (client.cookie.as_deref().unwrap(), client.csrf.as_deref().unwrap());
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nx-csrf-token: {csrf}\r\nidempotency-key: k\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A reset instead of a close is as good a lost answer.
    let _ = stream.read_to_end(&mut bytes).await;
    server.abort();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_dropped_answer_is_no_byte_and_the_retry_gets_the_secret() {
    let client = Client::signed_in(with(&["POST /api/v1/tokens=drop-answer*1"])).await;
    let body = r#"{"name":"a"}"#;
    assert_eq!(raw(&client, "POST", "/api/v1/tokens", body).await, "");
    assert_eq!(client.get("/api/v1/tokens").await.body["total"], 1, "it took effect all the same");
    let retried = raw(&client, "POST", "/api/v1/tokens", body).await;
    assert!(retried.starts_with("HTTP/1.1 201") && retried.contains("\"secret\":\"lk_"), "{retried}");
    assert_eq!(client.get("/api/v1/tokens").await.body["total"], 1);
}

#[tokio::test]
async fn half_an_answer_promises_more_bytes_than_come() {
    let client = Client::signed_in(with(&["GET /api/v1/scopes=half"])).await;
    let answer = raw(&client, "GET", "/api/v1/scopes", "").await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let promised = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(body.len(), promised.parse::<usize>().unwrap() / 2);
}

#[tokio::test]
async fn a_request_that_is_never_answered_holds_up_no_other() {
    let client =
        Client::signed_in(with(&["GET /api/v1/scopes=never", "GET /api/v1/operations=slow:1"])).await;
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.get("/api/v1/scopes").await }
    });
    client.get("/api/v1/operations").await.expect(200);
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn a_request_goes_on_when_its_client_hangs_up_so_that_the_retry_finds_the_answer() {
    let client = Client::signed_in(Options::default()).await;
    let key = [("idempotency-key", "k")];
    let body = json!({ "name": "a" });
    let mut first = Box::pin(client.send_with("POST", "/api/v1/tokens", body.clone(), &key));
    // The key is taken once the work has begun. Asked with a body that would be refused, so that asking makes no token.
    loop {
        assert!(futures_util::poll!(&mut first).is_pending());
        let probe = client.send_with("POST", "/api/v1/tokens", json!({ "name": "" }), &key).await;
        if probe.expect(422).body["code"] == "idempotency_key_reused" {
            break;
        }
    }
    // As hyper does when the client is gone.
    drop(first);
    let answer = loop {
        let answer = client.send_with("POST", "/api/v1/tokens", body.clone(), &key).await;
        if answer.status != 409 {
            break answer.expect(201);
        }
    };
    assert!(answer.body["secret"].is_string());
    assert_eq!(client.get("/api/v1/tokens").await.body["total"], 1);
}
