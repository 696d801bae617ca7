//! The command as people run it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use latchkey_reference::{Options, app};
use serde_json::{Value, json};

const PASSWORD: &str = "lovelace-1843";

fn connectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors")
}

fn latchkey(arguments: &[&str]) -> Output {
    latchkey_with_input(arguments, "")
}

fn latchkey_with_input(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command.args(arguments).current_dir(connectors());
    command.env_remove("LATCHKEY_PASSWORD").env_remove("LATCHKEY_TOKEN");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The command may end without having read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The reference backend, with demo data, as long as the test runs.
fn backend() -> (tokio::runtime::Runtime, String) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let url = runtime.block_on(async {
        let router = app(Options { demo: true, ..Options::default() }).await.unwrap();
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(socket, service).await });
        url
    });
    (runtime, url)
}

/// The reference backend's connector with one member added or replaced, in a file.
fn changed(pointer: &str, member: &str, value: Value) -> tempfile::NamedTempFile {
    let json = std::fs::read_to_string(connectors().join("latchkey.json")).unwrap();
    let mut connector: Value = serde_json::from_str(&json).unwrap();
    connector.pointer_mut(pointer).unwrap()[member] = value;
    let mut file = tempfile::NamedTempFile::with_suffix(".json").unwrap();
    file.write_all(connector.to_string().as_bytes()).unwrap();
    file
}

#[test]
fn says_its_version_and_explains_itself() {
    let version = latchkey(&["--version"]);
    assert_eq!(text(&version.stdout), format!("latchkey {}\n", env!("CARGO_PKG_VERSION")));
    let help = latchkey(&["--help"]);
    assert!(help.status.success());
    assert!(text(&help.stdout).contains("check  Check a connector"), "{}", text(&help.stdout));
    let help = text(&latchkey(&["check", "--help"]).stdout);
    for expected in
        ["Usage: latchkey check", "--against <URL>", "--write", "Exit codes:", "LATCHKEY_PASSWORD"]
    {
        assert!(help.contains(expected), "{expected}\n{help}");
    }
}

#[test]
fn a_command_that_is_not_understood_is_a_usage_error() {
    for arguments in [
        &[] as &[&str],
        &["chekc", "latchkey.json"],
        &["check"],
        &["check", "latchkey.json", "--agianst", "http://127.0.0.1:1"],
        &["check", "latchkey.json", "--write"],
        &["check", "no-such-file.json"],
    ] {
        let output = latchkey(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
        assert_ne!(text(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn every_shipped_connector_is_right() {
    let entries = std::fs::read_dir(connectors()).unwrap().flatten();
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    let names: Vec<String> =
        names.filter(|name| name.ends_with(".json") && !name.ends_with(".schema.json")).collect();
    assert!(names.len() >= 9, "{names:?}");
    let mut arguments = vec!["check"];
    arguments.extend(names.iter().map(String::as_str));
    let output = latchkey(&arguments);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{printed}");
    for name in &names {
        assert!(printed.contains(&format!("{name} is a connector: ")), "{name}\n{printed}");
    }
}

#[test]
fn a_broken_connector_is_named_with_the_place() {
    let file = changed("/requests/list", "metod", json!("GET"));
    let name = file.path().to_str().unwrap();
    let output = latchkey(&["check", "latchkey.json", name]);
    assert_eq!(output.status.code(), Some(1));
    let expected = format!("{name}: /requests/list/metod: unknown member `metod`: did you mean `method`?");
    assert!(text(&output.stdout).contains(&expected), "{}", text(&output.stdout));
}

#[test]
fn a_connector_is_tried_against_a_backend() {
    let (_runtime, url) = backend();
    let arguments =
        ["check", "latchkey.json", "--against", &url, "--user", "ada", "--password-stdin", "--write"];
    let output = latchkey_with_input(&arguments, &format!("{PASSWORD}\n"));
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{printed}{}", text(&output.stderr));
    for expected in
        ["6 tokens read", "everything came back as it was sent", "it is gone", "Nothing is wrong."]
    {
        assert!(printed.contains(expected), "{expected}\n{printed}");
    }
    assert!(!printed.contains(PASSWORD), "{printed}");
}

#[test]
fn what_a_backend_contradicts_is_wrong() {
    let (_runtime, url) = backend();
    let file = changed("/requests/list", "items", json!("#/data"));
    let name = file.path().to_str().unwrap();
    let output = latchkey_with_input(
        &["check", name, "--against", &url, "--user", "ada", "--password-stdin"],
        PASSWORD,
    );
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("list: cannot be read: /data"), "{printed}");
    assert!(printed.contains("1 thing is wrong:"), "{printed}");
}
