//! Where requests go: to the console's own origin and to the configured backend, and nowhere else.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use walkthroughs::{Find, Options, Site, walk, walk_and_list_origins};

use crate::steps::make_token;

fn config(backend: &str) -> String {
    serde_json::json!({
        "name": "Origins", "backend": backend, "connector": "connectors/latchkey.json",
        "prefetch": ["/api/v1/session", "/api/v1/instance", "/api/v1/tokens?limit=200"],
    })
    .to_string()
}

/// Nobody listens there: a request would be an error, and a line in the log all the same.
const ELSEWHERE: &str = "http://127.0.0.2:9";

#[tokio::test(flavor = "multi_thread")]
async fn no_request_leaves_the_origin_of_the_console() {
    let mut own = String::new();
    let asked = walk_and_list_origins("origins", Site::new().demo(), async |site, page| {
        own = site.address().trim_end_matches('/').to_owned();
        page.sign_in().await;
        make_token(page, "stays-here", Some("Device")).await;
        for place in ["Overview", "Profile", "Access tokens"] {
            page.link(place).nth(0).click().await;
            page.heading(place).nth(0).visible().await;
        }
        page.reload().await;
        page.row("stays-here").visible().await;
        page.button("Sign out").click().await;
        page.button("Sign in").visible().await;
    })
    .await;
    assert_eq!(asked, BTreeSet::from([own]));
}

/// What the test above relies on: a request to another origin is in the log.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_leaves_would_be_seen() {
    let page = r#"<!doctype html><html lang="en"><title>Leaves</title><link rel="icon" href="data:,"><p>Here</p></html>"#;
    let site = Site::empty().file("index.html", page).connecting_to(ELSEWHERE);
    let asked = walk_and_list_origins("origins-seen", site, async |_, page| {
        page.expect_console("");
        page.open("").await;
        let fetched = format!("fetch('{ELSEWHERE}/x').then(() => 'answered', () => 'failed')");
        assert_eq!(page.script(&fetched).await, "failed");
    })
    .await;
    assert!(asked.contains(ELSEWHERE), "{asked:?}");
}

/// The policy holds whatever the configuration says.
#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_the_policy_does_not_allow_is_never_asked() {
    let site = Site::new().file("config.json", config(ELSEWHERE));
    let asked = walk_and_list_origins("origins-refused", site, async |_, page| {
        page.expect_console("Content Security Policy");
        page.expect_console("Fetch API cannot load");
        page.open("").await;
        page.button("Try again").visible().await;
    })
    .await;
    assert!(!asked.contains(ELSEWHERE), "{asked:?}");
    assert_eq!(asked.len(), 1, "{asked:?}");
}

/// What the hosting guide says that a backend on another origin must send.
async fn with_cors(origin: HeaderValue, request: Request, next: Next) -> Response {
    let mut response = match *request.method() {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => next.run(request).await,
    };
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
        (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
        (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PATCH, DELETE")),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(
                "Content-Type, X-CSRF-Token, X-Confirm-Password, If-Match, Idempotency-Key",
            ),
        ),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After, WWW-Authenticate")),
        (header::VARY, HeaderValue::from_static("Origin")),
    ];
    response.headers_mut().extend(headers);
    response
}

/// The reference backend on a port of its own, for pages of another origin, which is not known yet.
async fn backend_elsewhere(allowed: tokio::sync::watch::Receiver<HeaderValue>) -> String {
    let options = Options { demo: true, ..Options::default() };
    let backend: Router = latchkey_reference::app(options).await.expect("it starts");
    let cors = from_fn(move |request: Request, next: Next| {
        let allowed = allowed.borrow().clone();
        with_cors(allowed, request, next)
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let service = backend.layer(cors).into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_on_another_origin_works_with_what_the_guide_asks_of_it() {
    let (allow, allowed) = tokio::sync::watch::channel(HeaderValue::from_static("null"));
    let backend = backend_elsewhere(allowed).await;
    let site = Site::new().file("config.json", config(&backend)).connecting_to(&backend).below("/console/");
    let mut own = String::new();
    let asked = walk_and_list_origins("origins-cors", site, async |site, page| {
        own = site.address().trim_end_matches("/console/").to_owned();
        allow.send_replace(HeaderValue::try_from(&own).expect("an origin is a header's value"));
        page.sign_in().await;
        page.row("ci-deploy").visible().await;
        make_token(page, "from-another-origin", Some("Device")).await;
        page.button("Edit from-another-origin").click().await;
        let dialog = page.dialog("Edit access token");
        // What the backend says of itself is there, too.
        let apis = dialog.group("Allowed APIs");
        apis.role_containing(&["button"], "Choose from the list").click().await;
        let docs =
            apis.link("Documentation of GET /devices").script("function() { return this.href; }").await;
        assert_eq!(docs, format!("{backend}/docs/api#listDevices"));
        dialog.textbox("Description").fill("Changed from afar").await;
        dialog.button("Save changes").click().await;
        page.says("saved").await;
        dialog.button("Close").nth(0).click().await;
        dialog.gone().await;
        // The boot script's requests carry the cookie too.
        page.reload().await;
        page.row("from-another-origin").visible().await;
        page.button("Revoke from-another-origin").click().await;
        page.alertdialog("Revoke access token").button("Revoke").click().await;
        page.row("from-another-origin").text_visible("Revoked").await;
        assert_eq!(
            site.requests(),
            Vec::<String>::new(),
            "nothing of the backend's was asked of the console's host"
        );
    })
    .await;
    assert_eq!(asked, BTreeSet::from([own, backend]));
}

/// Without them the browser keeps the answers from the page, and the page says that there is none.
#[tokio::test(flavor = "multi_thread")]
async fn a_backend_on_another_origin_that_does_not_allow_it_is_said_to_be_out_of_reach() {
    let (_allow, allowed) = tokio::sync::watch::channel(HeaderValue::from_static("https://console.example"));
    let backend = backend_elsewhere(allowed).await;
    let site = Site::new().file("config.json", config(&backend)).connecting_to(&backend);
    walk("origins-no-cors", site, async |_, page| {
        page.expect_console("CORS policy");
        page.expect_console("net::ERR_FAILED");
        page.open("").await;
        page.button("Try again").visible().await;
    })
    .await;
}
