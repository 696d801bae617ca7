//! Against the reference backend on a socket, with its own connector and with broken ones.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use latchkey_reference::{Options, app};
use serde_json::{Value, json};

use super::{Target, Verdict, check};

const PASSWORD: &str = "lovelace-1843";
const CONNECTOR: &str = include_str!("../../../../connectors/latchkey.json");

/// A backend on a free port, and what went through it that nobody may see.
struct Backend {
    address: SocketAddr,
    secrets: Arc<Mutex<Vec<String>>>,
    /// Set as soon as a token is asked for.
    stop: Arc<AtomicBool>,
    stops: Arc<AtomicBool>,
    runtime: tokio::runtime::Runtime,
}

impl Backend {
    fn start() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let secrets: Arc<Mutex<Vec<String>>> = Arc::default();
        let (stop, stops): (Arc<AtomicBool>, Arc<AtomicBool>) = Default::default();
        let (seen, ends, may_end) = (Arc::clone(&secrets), Arc::clone(&stop), Arc::clone(&stops));
        let address = runtime.block_on(async move {
            let listen = move |request: Request, next: Next| {
                let (seen, ends) = (Arc::clone(&seen), Arc::clone(&ends));
                if request.method() == "POST" && request.uri().path().ends_with("/tokens") {
                    ends.fetch_or(may_end.load(Ordering::SeqCst), Ordering::SeqCst);
                }
                async move { overheard(next.run(request).await, &seen).await }
            };
            let router: Router =
                app(Options { demo: true, ..Options::default() }).await.unwrap().layer(from_fn(listen));
            let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = socket.local_addr().unwrap();
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            tokio::spawn(async move { axum::serve(socket, service).await });
            address
        });
        Self { address, secrets, stop, stops, runtime }
    }

    fn check(&self, connector: &str, change: &dyn Fn(&mut Target)) -> (Verdict, String) {
        let mut target = Target {
            url: format!("http://{}", self.address),
            user: "ada".to_owned(),
            password: PASSWORD.to_owned(),
            page: "/".to_owned(),
            write: false,
        };
        change(&mut target);
        let mut out = Vec::new();
        let verdict = check("acme.json", connector, Some(&target), &self.stop, &mut out);
        let printed = String::from_utf8(out).unwrap();
        let mut secrets = self.secrets.lock().unwrap().clone();
        secrets.push(PASSWORD.to_owned());
        for secret in secrets {
            assert!(!printed.contains(&secret), "a secret is printed: {secret}\n{printed}");
        }
        (verdict, printed)
    }

    /// Tokens of the check that still work.
    fn left(&self) -> Vec<String> {
        use latchkey_connector::Engine;
        let mut client = crate::http::Client::new(
            Engine::load("latchkey.json", CONNECTOR).unwrap(),
            &format!("http://{}", self.address),
        )
        .unwrap();
        client.sign_in("ada", PASSWORD).unwrap();
        let tokens = client.list().unwrap().tokens.into_iter();
        let alive = tokens.filter(|t| !matches!(t.lifecycle, latchkey_model::Lifecycle::Revoked(_)));
        alive.map(|t| t.name).filter(|name| name.starts_with("latchkey-check-")).collect()
    }
}

/// Keeps the secrets of an answer.
async fn overheard(answer: Response, seen: &Mutex<Vec<String>>) -> Response {
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let mut seen = seen.lock().unwrap();
    for cookie in parts.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        let value = cookie.split([';', '=']).nth(1).unwrap();
        seen.extend((!value.is_empty()).then(|| value.to_owned()));
    }
    for name in ["secret", "csrf_token"] {
        seen.extend(body[name].as_str().map(str::to_owned));
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The reference backend's connector with one place changed.
fn broken(pointer: &str, value: Value) -> String {
    let mut connector: Value = serde_json::from_str(CONNECTOR).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members = connector.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        drop(members.remove(name))
    } else {
        drop(members.insert(name.to_owned(), value))
    }
    connector.to_string()
}

fn failures(verdict: Verdict) -> Vec<String> {
    match verdict {
        Verdict::Passed => Vec::new(),
        Verdict::Failed(failures) => failures,
    }
}

#[test]
fn a_good_connector_goes_all_the_way() {
    let backend = Backend::start();
    let (verdict, printed) = backend.check(CONNECTOR, &|target| target.write = true);
    assert_eq!(failures(verdict), Vec::<String>::new(), "{printed}");
    for said in [
        "Expiry       7, 30, 60, 90, 365 days; any date; never",
        "6 tokens read",
        "everything came back as it was sent",
        "it is refused as stale",
        "it is disabled now",
        "a new secret of",
        "it is gone",
        "signed out",
    ] {
        assert!(printed.contains(said), "{said}\n{printed}");
    }
    assert_eq!(backend.left(), Vec::<String>::new());
    assert!(backend.secrets.lock().unwrap().len() >= 4, "the test itself sees no secrets");
}

#[test]
fn without_write_nothing_is_changed() {
    let backend = Backend::start();
    let (verdict, printed) = backend.check(CONNECTOR, &|_| {});
    assert_eq!(verdict, Verdict::Passed, "{printed}");
    assert!(!printed.contains("Create,") && !printed.contains("POST /api/v1/tokens"), "{printed}");
}

#[test]
fn a_wrong_password_is_said_and_not_shown() {
    let backend = Backend::start();
    let (verdict, printed) =
        backend.check(CONNECTOR, &|target| "wrong \"horse/ü".clone_into(&mut target.password));
    assert!(failures(verdict)[0].contains("user name or password refused"), "{printed}");
    assert!(!printed.contains("horse"), "{printed}");
}

#[test]
fn says_what_is_wrong_and_what_may_be_meant() {
    let backend = Backend::start();
    for (pointer, value, failure, hint) in [
        ("/requests/list/items", json!("#/data"), "list: cannot be read: /data", "a list is at #/items"),
        ("/requests/list/path", json!("/api/v1/keys"), "list: ", "does the path begin where --against ends?"),
        ("/requests/list/path", json!("/v1/collections"), "list: ", "but not for this request"),
        ("/token/expires_at/time", json!("epoch_s"), "entries cannot be read", "\"time\": \"rfc3339\""),
        ("/token/last_used_at", Value::Null, "", "entries have `last_used_at`"),
        ("/requests/list/paging", Value::Null, "", "#/next_cursor says that the list goes on"),
        ("/requests/sign_in/bind/csrf", json!("#/csrf"), "nothing was found for `bind.csrf`", ""),
        ("/requests/profile/method", json!("POST"), "profile: ", "another method?"),
    ] {
        let connector = broken(pointer, value);
        let connector = if pointer.ends_with("paging") {
            // Without paging the parameters must go as well; a page of two shows that more are there.
            let mut connector: Value = serde_json::from_str(&connector).unwrap();
            connector["requests"]["list"]["query"] = json!({ "limit": "2" });
            connector.to_string()
        } else {
            connector
        };
        let (verdict, printed) = backend.check(&connector, &|_| {});
        let failures = failures(verdict);
        assert!(
            if failure.is_empty() {
                failures.is_empty()
            } else {
                failures.iter().any(|f| f.contains(failure))
            },
            "{pointer}: {failures:#?}\n{printed}"
        );
        assert!(printed.contains(hint), "{pointer}: no hint\n{printed}");
    }
}

#[test]
fn a_secret_is_hidden_wherever_a_connector_puts_it() {
    let backend = Backend::start();
    let mut connector: Value = serde_json::from_str(CONNECTOR).unwrap();
    connector["requests"]["sign_in"]["query"] = json!({ "note": "{password}" });
    connector["requests"]["scopes"]["query"] =
        json!({ "note": "{session.csrf}", "who": "{session.user_name}" });
    connector["requests"]["profile"]["path"] = json!("/api/v1/{session.csrf}");
    connector["headers"]["all"] = json!({ "X-Note": "{session.csrf?}" });
    // `check` looks for the secrets in what is printed.
    let (_, printed) = backend.check(&connector.to_string(), &|_| {});
    for said in ["GET /api/v1/scopes?note=‹hidden", "who=ada", "X-Note: ‹hidden", "GET /api/v1/‹hidden"]
    {
        assert!(printed.contains(said), "{said}\n{printed}");
    }
}

#[test]
fn a_broken_file_names_the_place() {
    let mut out = Vec::new();
    let verdict = check(
        "acme.json",
        &broken("/requests/list/metod", json!("GET")),
        None,
        &AtomicBool::new(false),
        &mut out,
    );
    assert_eq!(
        failures(verdict),
        ["acme.json: /requests/list/metod: unknown member `metod`: did you mean `method`?"]
    );
}

#[test]
fn what_was_made_is_revoked_after_a_failure() {
    let backend = Backend::start();
    for (pointer, value, failure) in [
        ("/requests/create/secret", json!("#/value"), "the secret"),
        ("/requests/create/token", json!("#/record"), "no readable record"),
        ("/requests/create/body/scopes", json!("{draft.scopes|first}"), "create: "),
        ("/requests/create/body/expires_at", json!("2031-01-01T00:00:00Z"), ""),
        ("/requests/edit/path", json!("/api/v1/nothing/{token.id}"), "edit: "),
        ("/requests/regenerate/secret", json!("#/token/nothing"), "regenerate: "),
    ] {
        let (verdict, printed) = backend.check(&broken(pointer, value), &|target| target.write = true);
        let failures = failures(verdict);
        assert!(
            failures.iter().any(|f| f.contains(failure)) || failure.is_empty(),
            "{pointer}: {failures:#?}\n{printed}"
        );
        assert_eq!(backend.left(), Vec::<String>::new(), "{pointer}\n{printed}");
    }
}

#[test]
fn what_cannot_be_revoked_is_named() {
    let backend = Backend::start();
    let connector = broken("/requests/revoke/path", json!("/api/v1/nothing/{token.id}"));
    let (verdict, printed) = backend.check(&connector, &|target| target.write = true);
    let left = backend.left();
    assert_eq!(left.len(), 1);
    assert!(failures(verdict).iter().any(|f| f.contains("LEFT BEHIND") && f.contains(&left[0])), "{printed}");
}

#[test]
fn without_the_list_nothing_is_written() {
    let backend = Backend::start();
    let connector = broken("/requests/list/path", json!("/api/v1/nothing"));
    let (verdict, printed) = backend.check(&connector, &|target| target.write = true);
    assert!(failures(verdict).iter().any(|f| f.starts_with("list: ")), "{printed}");
    assert!(printed.contains("nothing is written") && !printed.contains("Create,"), "{printed}");
    assert_eq!(backend.left(), Vec::<String>::new());
}

#[test]
fn a_stop_revokes_first() {
    let backend = Backend::start();
    backend.stops.store(true, Ordering::SeqCst);
    let (_, printed) = backend.check(CONNECTOR, &|target| target.write = true);
    assert!(printed.contains("it is gone") && !printed.contains("Regenerate\n"), "{printed}");
    assert_eq!(backend.left(), Vec::<String>::new());
}

#[test]
fn a_field_that_comes_back_otherwise_is_said() {
    let backend = Backend::start();
    let connector = broken("/requests/create/body/description", json!("{draft.description|before:;}"));
    let (verdict, printed) = backend.check(&connector, &|target| target.write = true);
    assert!(failures(verdict).iter().any(|f| f.contains("description was sent as")), "{printed}");
    let connector = broken("/token/expires_at", json!({ "at": "#/created_at", "empty": "never" }));
    let (verdict, printed) = backend.check(&connector, &|target| target.write = true);
    assert!(failures(verdict).iter().any(|f| f.contains("expiry was sent as")), "{printed}");
}

#[test]
fn no_backend_at_all_is_said() {
    let backend = Backend::start();
    drop(backend.runtime);
    let target =
        Target { url: format!("http://{}", backend.address), page: "/".to_owned(), ..Target::default() };
    let mut out = Vec::new();
    let verdict = check("acme.json", CONNECTOR, Some(&target), &AtomicBool::new(false), &mut out);
    assert!(failures(verdict)[0].contains("no answer"), "{}", String::from_utf8_lossy(&out));
}
