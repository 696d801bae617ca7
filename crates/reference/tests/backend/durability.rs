//! The real program: what it acknowledged survives `kill -9`.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(database: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_latchkey-reference"))
            .args(["--listen", "127.0.0.1:0", "--database"])
            .arg(database)
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("http://").unwrap().1.to_owned();
        Self { child, address }
    }

    /// Status, head and JSON body.
    fn send(&self, method: &str, path: &str, headers: &str, body: &Value) -> (u16, String, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: x\r\n{headers}content-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_owned(), serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// The headers of a new session.
    fn sign_in(&self) -> String {
        let credentials = json!({ "user_name": "ada", "password": "lovelace-1843" });
        let (status, head, body) = self.send("POST", "/api/v1/session", "", &credentials);
        assert_eq!(status, 200);
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        let cookie = cookie.split(';').next().unwrap();
        format!("cookie: {cookie}\r\nx-csrf-token: {}\r\n", body["csrf_token"].as_str().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("latchkey.sqlite");
    let mut secrets = Vec::new();
    let session;
    {
        let server = Server::start(&database, &[]);
        session = server.sign_in();
        for number in 0..20 {
            let body = json!({ "name": format!("token {number}"), "scopes": ["Device"] });
            let (status, _, body) = server.send("POST", "/api/v1/tokens", &session, &body);
            assert_eq!(status, 201);
            secrets.push((
                body["token"]["id"].as_str().unwrap().to_owned(),
                body["secret"].as_str().unwrap().to_owned(),
            ));
        }
        let path = format!("/api/v1/tokens/{}", secrets[0].0);
        assert_eq!(server.send("DELETE", &path, &session, &Value::Null).0, 204);
    }
    let server = Server::start(&database, &[]);
    let (status, _, list) = server.send("GET", "/api/v1/tokens", &session, &Value::Null);
    assert_eq!((status, &list["total"]), (200, &json!(20)), "the session and the tokens are there");
    for (number, (_, secret)) in secrets.iter().enumerate() {
        let bearer = format!("authorization: Bearer {secret}\r\n");
        let status = server.send("GET", "/v1/devices", &bearer, &Value::Null).0;
        assert_eq!(status, if number == 0 { 401 } else { 200 });
    }
    let mut kept = Vec::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        kept.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    for (_, secret) in &secrets {
        let there = kept.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!there, "no secret is on the disk");
    }
    drop(server);

    let server = Server::start(&database, &["--fresh"]);
    assert_eq!(server.send("GET", "/api/v1/tokens", &session, &Value::Null).0, 401);
    let (_, _, list) = server.send("GET", "/api/v1/tokens", &server.sign_in(), &Value::Null);
    assert_eq!(list["total"], 0);
}

#[test]
fn sigterm_ends_it_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(&folder.path().join("latchkey.sqlite"), &["--demo"]);
    server.sign_in();
    let status = Command::new("kill").arg(server.child.id().to_string()).status().unwrap();
    assert!(status.success());
    assert!(server.child.wait().unwrap().success());
}
