//! The release behind real web servers, each with its file from `hosting/`: what they send, and the console
//! through them.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{any, get};
use walkthroughs::{Answer, Find, Front, Running, STRICT_HEADERS, Site, walk};

use crate::steps::make_token;

const SERVERS: [Front; 2] = [Front::Nginx, Front::Caddy];
const KEPT: &str = "public, max-age=31536000, immutable";

/// The files of the release's site, relative to it, without compressed copies.
fn files() -> Vec<String> {
    let site = release().join("site");
    let mut found = Vec::new();
    let mut folders = vec![site.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the release is there") {
            let path = entry.expect("a folder can be read").path();
            let name = path.strip_prefix(&site).expect("it is below").to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with(".br") && !name.ends_with(".gz") && name != "_headers" {
                found.push(name);
            }
        }
    }
    found.sort();
    assert!(found.len() > 15, "{found:?}");
    found
}

fn release() -> PathBuf {
    std::env::var_os("LATCHKEY_RELEASE").map(PathBuf::from).expect("run `cargo xtask test hosting`")
}

/// As `index.html` and Trunk name them: what only ever stands for one content. A hash has 16 digits, and is written
/// without zeros before it.
fn is_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let end = stem.rsplit('-').next().unwrap_or_default();
    let hash = end.split('_').next().unwrap_or_default();
    (12..=16).contains(&hash.len()) && hash.chars().all(|digit| digit.is_ascii_hexdigit())
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map(|value| value.to_str().expect("headers are text")).unwrap_or_default()
}

#[track_caller]
fn assert_strict(answer: &Answer, what: &str) {
    for line in STRICT_HEADERS.lines() {
        let (name, value) = line.split_once(": ").expect("a header a line");
        let sent: Vec<&str> =
            answer.headers.get_all(name).iter().map(|value| value.to_str().expect("text")).collect();
        assert_eq!(sent, [value], "{name} of {what}");
    }
    // Over plain HTTP it means nothing, and a test that is never encrypted must not see it.
    assert_eq!(header(answer, "strict-transport-security"), "", "{what}");
}

async fn ask(site: &Running, path: &str, headers: &[(&str, &str)]) -> Answer {
    site.http().send("GET", path, headers, "").await
}

fn contents(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    // As the client reads answers.
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_comes_with_the_policy_the_right_type_and_how_long_it_may_be_kept() {
    for front in [Front::Nginx, Front::Caddy, Front::HeadersFile] {
        let site = Site::behind(front).start().await;
        let (mut kept, mut asked_about) = (0, 0);
        for name in files().iter().map(String::as_str).chain([""]) {
            let what = format!("/{name} behind {front:?}");
            let answer = ask(&site, &format!("/{name}"), &[]).await;
            assert_eq!(answer.status, 200, "{what}");
            assert_strict(&answer, &what);
            if is_hashed(name) {
                kept += 1;
                assert_eq!(header(&answer, "cache-control"), KEPT, "{what}");
            } else if matches!(name, "lucide-license.txt" | "notice.txt" | "world.svg")
                && front == Front::HeadersFile
            {
                // As the host does by itself: asked about each time.
                assert_eq!(header(&answer, "cache-control"), "public, max-age=0, must-revalidate", "{what}");
            } else {
                asked_about += 1;
                assert_eq!(header(&answer, "cache-control"), "no-cache", "{what}");
            }
            let types: &[&str] = match name.rsplit('.').next().unwrap_or_default() {
                "" | "html" => &["text/html; charset=utf-8"],
                "js" => &["text/javascript; charset=utf-8", "application/javascript; charset=utf-8"],
                "css" => &["text/css; charset=utf-8"],
                "wasm" => &["application/wasm"],
                "json" => &["application/json"],
                "svg" => &["image/svg+xml"],
                "txt" => &["text/plain; charset=utf-8"],
                other => panic!("a file of a new kind: {other}"),
            };
            assert!(
                types.contains(&header(&answer, "content-type")),
                "{what}: {}",
                header(&answer, "content-type")
            );
        }
        // Boot script, app script, wasm, style sheet, icon; the page twice, config, connectors, ten languages.
        assert!(kept >= 5 && asked_about >= 14, "{kept} and {asked_about} behind {front:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_smaller_is_sent_as_it_was_compressed_beforehand() {
    for front in SERVERS {
        let site = Site::behind(front).start().await;
        let mut compressed = 0;
        for name in files() {
            let file = release().join("site").join(&name);
            for (accepted, encoding, suffix) in
                [("gzip, deflate, br, zstd", "br", ".br"), ("gzip", "gzip", ".gz")]
            {
                let what = format!("/{name} as {accepted:?} behind {front:?}");
                let copy = PathBuf::from(format!("{}{suffix}", file.display()));
                let answer = ask(&site, &format!("/{name}"), &[("accept-encoding", accepted)]).await;
                if !copy.is_file() {
                    continue;
                }
                compressed += 1;
                assert_eq!(header(&answer, "content-encoding"), encoding, "{what}");
                assert!(header(&answer, "vary").to_lowercase().contains("accept-encoding"), "{what}");
                assert!(answer.body == contents(&copy), "other bytes than in the release: {what}");
                assert_strict(&answer, &what);
            }
            let plain = ask(&site, &format!("/{name}"), &[]).await;
            assert_eq!(header(&plain, "content-encoding"), "", "/{name} behind {front:?}");
            assert!(
                plain.body == contents(&file),
                "other bytes than in the release: /{name} behind {front:?}"
            );
        }
        assert!(compressed >= 30, "only {compressed} behind {front:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_asked_about_and_an_edit_is_seen_at_once() {
    for front in SERVERS {
        let edited =
            br#"{ "name": "Edited by hand", "backend": "/", "connector": "connectors/latchkey.json" }"#;
        let site = Site::behind(front).file("config.json", *edited).start().await;
        for path in ["/config.json", "/index.html", "/locales/en.json", "/connectors/latchkey.json"] {
            for accepted in ["br, gzip", "gzip", "identity"] {
                let what = format!("{path} as {accepted} behind {front:?}");
                let first = ask(&site, path, &[("accept-encoding", accepted)]).await;
                let etag = header(&first, "etag").to_owned();
                assert!(!etag.is_empty(), "{what}");
                let again = [("accept-encoding", accepted), ("if-none-match", etag.as_str())];
                let again = ask(&site, path, &again).await;
                assert_eq!((again.status, again.body.len()), (304, 0), "{what}");
                assert_eq!(header(&again, "cache-control"), "no-cache", "{what}");
                let other = [("accept-encoding", accepted), ("if-none-match", "\"of-another-release\"")];
                assert_eq!(ask(&site, path, &other).await.status, 200, "{what}");
            }
        }
        // No copy beside it: a server would send that, whatever was edited.
        let config = ask(&site, "/config.json", &[("accept-encoding", "br")]).await;
        assert_eq!(config.body.as_bytes(), edited, "behind {front:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found_and_never_kept() {
    for front in [Front::Nginx, Front::Caddy, Front::HeadersFile] {
        let site = Site::behind(front).start().await;
        for path in
            ["/tokens", "/nothing.json", "/old-0123456789abcdef.js", "/locales/xx.json", "/%2e%2e/SHA256SUMS"]
        {
            let answer = ask(&site, path, &[]).await;
            assert!(matches!(answer.status, 404 | 400), "{path} behind {front:?}: {}", answer.status);
            assert_ne!(header(&answer, "cache-control"), KEPT, "{path} behind {front:?}");
            assert!(!answer.body.contains("<html lang"), "a page in the place of {path} behind {front:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_its_slash_leads_to_the_one_with_it_on_the_same_origin() {
    for front in SERVERS {
        let site = Site::behind(front).below("/tools/console/").start().await;
        let answer = ask(&site, "/tools/console", &[]).await;
        assert!(matches!(answer.status, 301 | 308), "{front:?}: {}", answer.status);
        assert_eq!(header(&answer, "location"), "/tools/console/", "{front:?}");
        assert_eq!(ask(&site, "/", &[]).await.status, if front == Front::Nginx { 403 } else { 404 });
    }
}

/// A backend that tells what it was sent.
fn echo() -> Router {
    let told = |headers: HeaderMap| async move {
        let lines: Vec<String> = headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")))
            .collect();
        lines.join("\n")
    };
    let large = || async {
        let headers =
            [("etag", "\"1\""), ("content-type", "application/json"), ("cache-control", "no-store")];
        (headers, format!("[{}0]", "1, ".repeat(5000)))
    };
    let challenge = |value: &'static str| {
        move || async move {
            let headers = [("www-authenticate", value), ("content-type", "application/problem+json")];
            (StatusCode::UNAUTHORIZED, headers, r#"{"code":"not_signed_in"}"#).into_response()
        }
    };
    Router::new()
        .route("/api/headers", any(told))
        .route("/api/large", get(large))
        .route("/api/cookie", any(([("set-cookie", "session=1; Path=/api; HttpOnly")], "")))
        .route("/api/basic", any(challenge("Basic realm=\"backend\"")))
        .route("/api/lower", any(challenge("basic realm=\"backend\"")))
        .route("/api/step-up", any(challenge("Bearer error=\"insufficient_user_authentication\"")))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backend_learns_who_asks_and_from_which_origin() {
    for front in SERVERS {
        let site = Site::behind(front).in_place_of_the_backend(echo()).start().await;
        let host = site.address().trim_start_matches("http://").trim_end_matches('/').to_owned();
        let origin = format!("http://{host}");
        let sent = [
            ("origin", origin.as_str()),
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-proto", "https"),
            ("cookie", "session=1"),
            ("if-match", "\"1\""),
            ("idempotency-key", "k-1"),
            ("x-csrf-token", "c-1"),
        ];
        for method in ["GET", "POST", "PATCH", "DELETE"] {
            let told = site.http().send(method, "/api/headers", &sent, "").await.body;
            let expected = [
                format!("host: {host}"),
                format!("origin: {origin}"),
                // What the caller claimed is gone.
                "x-forwarded-for: 127.0.0.1".to_owned(),
                "x-forwarded-proto: http".to_owned(),
                format!("x-forwarded-host: {host}"),
                "cookie: session=1".to_owned(),
                "if-match: \"1\"".to_owned(),
                "idempotency-key: k-1".to_owned(),
                "x-csrf-token: c-1".to_owned(),
            ];
            for line in expected {
                assert!(
                    told.lines().any(|told| told == line),
                    "{line:?} behind {front:?} in {method}:\n{told}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backends_answers_come_as_they_are_but_for_a_challenge_that_raises_a_password_box() {
    for front in SERVERS {
        let site = Site::behind(front).in_place_of_the_backend(echo()).start().await;
        for path in ["/api/basic", "/api/lower", "/api/step-up"] {
            let answer = site.http().send("POST", path, &[], "{}").await;
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (401, r#"{"code":"not_signed_in"}"#),
                "{path} {front:?}"
            );
            assert_eq!(header(&answer, "content-type"), "application/problem+json", "{path} {front:?}");
            let kept =
                if path == "/api/step-up" { "Bearer error=\"insufficient_user_authentication\"" } else { "" };
            assert_eq!(header(&answer, "www-authenticate"), kept, "{path} behind {front:?}");
        }
        // Compressed on the way, its ETag would be another one, and no change with it would be accepted.
        let answer = ask(&site, "/api/large", &[("accept-encoding", "br, gzip")]).await;
        assert_eq!(header(&answer, "etag"), "\"1\"", "{front:?}");
        assert_eq!(header(&answer, "cache-control"), "no-store", "{front:?}");
        assert_eq!(answer.headers.get_all("cache-control").iter().count(), 1, "{front:?}");
    }
}

/// Sign in, list, create, use the address, revoke: the main job, in short.
async fn use_the_console(front: Front, below: &str) {
    let name = format!("hosting-{front:?}{}", below.replace('/', "-"));
    walk(&name, Site::behind(front).demo().below(below), async |site, page| {
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        let secret = make_token(page, "behind-a-server", Some("Device")).await;
        let used = site.backend().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(used.status, 200, "{}", used.body);

        page.reload().await;
        page.row("behind-a-server").visible().await;
        page.button("Revoke behind-a-server").click().await;
        page.alertdialog("Revoke access token").button("Revoke").click().await;
        page.row("behind-a-server").text_visible("Revoked").await;
        let used = site.backend().with_secret("GET", "/v1/devices", &secret).await;
        assert_eq!(used.status, 401, "{}", used.body);
        assert!(page.address().await.contains(below));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_works_behind_nginx() {
    use_the_console(Front::Nginx, "/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_works_behind_nginx_below_a_path() {
    use_the_console(Front::Nginx, "/tools/console/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_works_behind_caddy() {
    use_the_console(Front::Caddy, "/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_works_behind_caddy_below_a_path() {
    use_the_console(Front::Caddy, "/tools/console/").await;
}

/// The release with the backend moved below a path of its own, as the guide says.
fn backend_below_a_path(front: Front) -> Site {
    let changes: &[(&str, &str)] = match front {
        Front::Caddy => &[
            ("\t@backend path /api/*\n\thandle @backend {", "\thandle_path /backend/* {"),
            ("\t\t\t@basic {", "\t\t\theader_down Set-Cookie \"Path=/\" \"Path=/backend/\"\n\t\t\t@basic {"),
        ],
        _ => &[
            ("location /api/ {", "location /backend/ {"),
            (
                "proxy_pass http://latchkey_backend;",
                "proxy_pass http://latchkey_backend/;\n        proxy_cookie_path / /backend/;",
            ),
        ],
    };
    let config = r#"{ "backend": "/backend", "connector": "connectors/latchkey.json" }"#;
    Site::behind(front).changing(changes).file("config.json", config)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_wants_the_whole_host_gets_a_path_of_its_own() {
    for front in SERVERS {
        let site = backend_below_a_path(front).in_place_of_the_backend(echo()).start().await;
        let answer = ask(&site, "/backend/api/cookie", &[]).await;
        assert_eq!(answer.status, 200, "{front:?}");
        assert_eq!(header(&answer, "set-cookie"), "session=1; Path=/backend/api; HttpOnly", "{front:?}");
        assert_eq!(ask(&site, "/api/cookie", &[]).await.status, 404, "{front:?}");

        let name = format!("hosting-own-path-{front:?}");
        walk(&name, backend_below_a_path(front).demo(), async |_, page| {
            page.sign_in().await;
            page.row("ci-deploy").visible().await;
            make_token(page, "by-its-own-path", Some("Device")).await;
            page.reload().await;
            page.row("by-its-own-path").visible().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_works_on_a_host_that_reads_headers() {
    use_the_console(Front::HeadersFile, "/").await;
}
