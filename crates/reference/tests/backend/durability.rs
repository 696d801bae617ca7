//! The real program: what it acknowledged survives `kill -9`.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

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

    fn send(&self, method: &str, path: &str, headers: &str, body: &Value) -> (u16, String, Value) {
        send(&self.address, method, path, headers, body).unwrap()
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

/// Status, head and JSON body; none when the connection ended before the answer did.
fn send(
    address: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &Value,
) -> Option<(u16, String, Value)> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(address).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: x\r\n{headers}content-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let is_whole = length.is_none_or(|length| length.parse() == Ok(body.len()));
    is_whole.then(|| (status, head.to_owned(), serde_json::from_str(body).unwrap_or(Value::Null)))
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

/// What one writer was told: its own token's counter, the tokens it made and those that it revoked.
#[derive(Default)]
struct Acknowledged {
    counted: u64,
    made: Vec<String>,
    revoked: Vec<String>,
}

/// Counts up, makes a token and revokes every other one, until the server does not answer any more.
fn write_until_killed(
    address: &str,
    session: &str,
    counter: &str,
    told: &AtomicUsize,
    kept: &mut Acknowledged,
) {
    let ask = |method: &str, path: &str, more: &str, body: &Value, expected: u16| {
        let (status, _, answer) = send(address, method, path, &format!("{session}{more}"), body)?;
        assert_eq!(status, expected, "{method} {path}: {answer}");
        told.fetch_add(1, Ordering::SeqCst);
        Some(answer)
    };
    let mut write = |round: u64| -> Option<()> {
        let path = format!("/api/v1/tokens/{counter}");
        let next = kept.counted + 1;
        ask("PATCH", &path, "if-match: *\r\n", &json!({ "description": next.to_string() }), 200)?;
        kept.counted = next;
        let name = format!("{counter} {next}");
        let made = ask("POST", "/api/v1/tokens", "", &json!({ "name": name, "scopes": ["Device"] }), 201)?;
        let secret = made["secret"].as_str().unwrap().to_owned();
        kept.made.push(secret.clone());
        if round.is_multiple_of(2) {
            let id = made["token"]["id"].as_str().unwrap();
            // Not acknowledged, it may be revoked or not: then neither is promised.
            kept.made.pop();
            ask("DELETE", &format!("/api/v1/tokens/{id}"), "", &Value::Null, 204)?;
            kept.revoked.push(secret);
        }
        Some(())
    };
    (0..).take_while(|round| write(*round).is_some()).for_each(drop);
}

#[test]
fn kill_9_under_load_loses_no_acknowledged_change_round_after_round() {
    const WRITERS: usize = 6;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("latchkey.sqlite");
    let mut server = Server::start(&database, &[]);
    let session = server.sign_in();
    let counters: Vec<String> = (0..WRITERS)
        .map(|writer| {
            let body = json!({ "name": format!("counter {writer}"), "description": "0" });
            let (status, _, body) = server.send("POST", "/api/v1/tokens", &session, &body);
            assert_eq!(status, 201, "{body}");
            body["token"]["id"].as_str().unwrap().to_owned()
        })
        .collect();
    let mut kept: Vec<Acknowledged> = counters.iter().map(|_| Acknowledged::default()).collect();

    for round in 1..=5 {
        let told = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for (counter, kept) in counters.iter().zip(&mut kept) {
                let (address, session, told) = (&server.address, &session, &told);
                scope.spawn(move || write_until_killed(address, session, counter, told, kept));
            }
            // In full swing, at another point of it each time.
            while told.load(Ordering::SeqCst) < 40 + 7 * round {
                std::thread::yield_now();
            }
            let _ = Command::new("kill").args(["-9", &server.child.id().to_string()]).status();
        });
        server = Server::start(&database, &[]);
        for (counter, kept) in counters.iter().zip(&mut kept) {
            let path = format!("/api/v1/tokens/{counter}");
            let (status, _, token) = server.send("GET", &path, &session, &Value::Null);
            assert_eq!(status, 200, "the session is there too: {token}");
            let counted: u64 = token["description"].as_str().unwrap().parse().unwrap();
            // One more may have been written and not been answered.
            assert!((kept.counted..=kept.counted + 1).contains(&counted), "{counted}, told {}", kept.counted);
            kept.counted = counted;
        }
        let use_it = |secret: &str| {
            let bearer = format!("authorization: Bearer {secret}\r\n");
            server.send("GET", "/v1/devices", &bearer, &Value::Null).0
        };
        for kept in &kept {
            assert!(kept.made.iter().all(|secret| use_it(secret) == 200), "made and told, and then gone");
            assert!(
                kept.revoked.iter().all(|secret| use_it(secret) == 401),
                "revoked and told, and then good"
            );
        }
    }
    drop(server);
    assert!(kept.iter().map(|kept| kept.made.len() + kept.revoked.len()).sum::<usize>() > 60);
    let database = rusqlite::Connection::open(&database).unwrap();
    let found: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(found, "ok");
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
