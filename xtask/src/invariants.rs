//! What `docs/architecture.md` promises and no type keeps: looked for in the sources themselves.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{paths, site};

/// The Rust files below a folder of the repository, with what is code in them: no comments, and nothing from the
/// first test on.
fn code(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = paths::root().join(folder);
    let is_rust = |name: &PathBuf| name.extension().is_some_and(|kind| kind == "rs");
    let files = site::files(&folder).into_keys().filter(is_rust);
    let read = |name: PathBuf| {
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
        let code: Vec<&str> = lines.filter(|line| !line.trim_start().starts_with("//")).collect();
        (name, code.join("\n"))
    };
    let code: Vec<_> = files.map(read).collect();
    assert!(code.len() > 5, "{} holds no sources", folder.display());
    code
}

#[track_caller]
fn assert_nowhere(words: &[&str], folder: &str, why: &str, is_excepted: impl Fn(&PathBuf) -> bool) {
    for (name, code) in code(folder) {
        for (number, line) in code.lines().enumerate().filter(|_| !is_excepted(&name)) {
            let found = words.iter().find(|word| line.to_lowercase().contains(&word.to_lowercase()));
            assert!(
                found.is_none(),
                "{why}: {found:?} in {folder}/{}, line {number} of its code",
                name.display()
            );
        }
    }
}

#[test]
fn only_the_transport_sends() {
    let doors = ["gloo_net", "fetch_with", "XmlHttpRequest", "WebSocket", "EventSource", "send_beacon"];
    assert_nowhere(&doors, "src", "only src/api/transport.rs may send", |name| {
        name == Path::new("api/transport.rs")
    });
    // As long as the transport itself sends by one of them, the list above is of the right words.
    let transport = code("src").into_iter().filter(|(name, _)| name == Path::new("api/transport.rs"));
    assert!(transport.map(|(_, code)| code).any(|code| code.contains("gloo_net")));
}

#[test]
fn no_backend_is_named_in_the_console() {
    let connectors = site::files(&paths::root().join("connectors")).into_keys();
    let names: Vec<String> = connectors
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".json")?.to_owned()))
        .filter(|name| !name.ends_with(".schema") && name != "latchkey")
        .flat_map(|name| [name.replace('-', "_"), name.replace('-', "")])
        .collect();
    assert!(names.len() >= 4, "{names:?}");
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for folder in ["src", "crates/model/src", "crates/connector/src"] {
        assert_nowhere(&names, folder, "pages and the engine go by capabilities", |_| false);
    }
}

/// Clippy forbids by path what they name (`clippy.toml` of each); this is what no path covers.
#[test]
fn the_pure_crates_ask_nobody_for_time_chance_or_bytes() {
    for name in ["model", "connector"] {
        let manifest = fs::read_to_string(paths::root().join(format!("crates/{name}/Cargo.toml"))).unwrap();
        let (_, dependencies) = manifest.split_once("\n[dependencies]\n").unwrap();
        let dependencies = dependencies.split("\n[").next().unwrap();
        for word in
            ["web-sys", "js-sys", "gloo", "getrandom", "rand", "tokio", "\"clock\"", "\"now\"", "wasmbind"]
        {
            assert!(!dependencies.contains(word), "crates/{name} depends on {word}");
        }
        let lints = fs::read_to_string(paths::root().join(format!("crates/{name}/clippy.toml"))).unwrap();
        for path in
            ["std::time::Instant", "std::time::SystemTime", "std::net::TcpStream", "std::net::UdpSocket"]
        {
            assert!(lints.contains(path), "crates/{name}/clippy.toml allows {path}");
        }
        assert_nowhere(
            &["RandomState", "std::env::", "extern \"C\""],
            &format!("crates/{name}/src"),
            "it is pure",
            |_| false,
        );
    }
}

#[test]
fn the_hosting_guide_has_the_headers_that_the_files_send() {
    let guide = fs::read_to_string(paths::root().join("docs/hosting.md")).unwrap();
    let headers = fs::read_to_string(paths::root().join("hosting/headers.txt")).unwrap();
    assert!(headers.starts_with("Content-Security-Policy: "));
    for line in headers.lines() {
        assert!(guide.contains(line), "docs/hosting.md has no longer: {line}");
    }
    for file in ["hosting/nginx/latchkey.conf", "hosting/Caddyfile", "hosting/_headers"] {
        let text = fs::read_to_string(paths::root().join(file)).unwrap();
        for (name, value) in headers.lines().map(|line| line.split_once(": ").unwrap()) {
            let written = [format!("{name} \"{value}\""), format!("{name}: {value}")];
            assert!(written.iter().any(|written| text.contains(written)), "{file} has another {name}");
        }
    }
}
