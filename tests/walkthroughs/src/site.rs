//! The host of a test: the built site under the strict policy, and the reference backend or a stand-in
//! for another one, on one origin of this machine. The test can change what the host serves and how the backend behaves.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use latchkey_reference::{Options, Profile};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::fault::{Fault, Faults, broken_connection};
use crate::front::Server;
use crate::headers::{Rules, strict};
use crate::secrets::{self, Traffic};
use crate::{Client, Front, proxy};

/// What the host sends on to the backend.
const BACKEND_PATHS: &[&str] = &["/api/", "/v1/", "/apiops/", "/1.0/", "/openapi.json", "/docs"];

/// How the backend behaves, as seen from the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Up,
    /// Connections end without an answer.
    Down,
    /// A proxy answers in its place, with a page for people.
    Html,
}

/// How the app's second part (`later-HASH_bg.wasm`) is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    Here,
    /// Its answer waits until this changes.
    Held,
    Missing,
    /// A good module, but not the one that was built.
    Other,
}

/// What to serve. Built up by its methods, then given to [`crate::walk`].
pub struct Site {
    options: Options,
    folder: PathBuf,
    below: String,
    /// By path relative to the site: other contents, or none.
    replaced: BTreeMap<String, Option<Vec<u8>>>,
    /// In place of the reference backend.
    stand_in: Option<Router>,
    /// Whatever is no file of the site is the backend's.
    passes_all: bool,
    /// Where to listen, if not on a free port.
    listener: Option<std::net::TcpListener>,
    /// In place of the host of this file.
    front: Option<Front>,
    /// What is changed in the file of a real server, beside what everybody changes.
    changes: Vec<(String, String)>,
    /// An origin that the policy allows to connect to, beside its own.
    connects_to: Option<String>,
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

impl Site {
    /// The built site, with a `full` backend in memory that has no tokens.
    pub fn new() -> Self {
        let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../../dist");
        let folder = std::env::var_os("LATCHKEY_DIST").map_or_else(|| built.into(), PathBuf::from);
        Self {
            options: Options::default(),
            folder,
            below: "/".to_owned(),
            replaced: BTreeMap::new(),
            stand_in: None,
            passes_all: false,
            listener: None,
            front: None,
            changes: Vec::new(),
            connects_to: None,
        }
    }

    /// The release that `cargo xtask dist` made, with a real web server in front of the backend.
    pub fn behind(front: Front) -> Self {
        let release = std::env::var_os("LATCHKEY_RELEASE").map(PathBuf::from);
        let release = release.expect("LATCHKEY_RELEASE is set: run `cargo xtask test hosting`");
        Self { folder: release.join("site"), front: Some(front), ..Self::new() }
    }

    /// The built site with another of its connectors (`virtuozzo` for `connectors/virtuozzo.json`), in front
    /// of a stand-in for the kind of backend that the connector is for.
    pub fn stand_in(connector: &str, backend: Router) -> Self {
        let config = serde_json::json!({
            "name": "Stand-in", "backend": "/", "connector": format!("connectors/{connector}.json"),
        });
        Self::new().file("config.json", config.to_string()).in_place_of_the_backend(backend)
    }

    /// The built site with the connector of a real server, and a proxy to that server on the same origin.
    pub fn in_front_of(connector: &str, server: &str) -> Self {
        Self { passes_all: true, ..Self::stand_in(connector, proxy::to(server)) }
    }

    /// On a port that was opened before: its number is known to whoever must accept this origin.
    pub fn on(mut self, listener: std::net::TcpListener) -> Self {
        self.listener = Some(listener);
        self
    }

    /// With something else in the place of the reference backend.
    pub fn in_place_of_the_backend(mut self, backend: Router) -> Self {
        self.stand_in = Some(backend);
        self
    }

    pub fn profile(mut self, profile: Profile) -> Self {
        self.options.profile = profile;
        self
    }

    /// With the six example tokens.
    pub fn demo(mut self) -> Self {
        self.options.demo = true;
        self
    }

    /// With so many tokens in the list.
    pub fn tokens(mut self, count: u64) -> Self {
        self.options.tokens = count;
        self
    }

    /// Whatever else the backend can be told.
    pub fn backend(mut self, change: impl FnOnce(&mut Options)) -> Self {
        change(&mut self.options);
        self
    }

    /// Serves other contents in place of a file of the site (or beside its files).
    pub fn file(mut self, path: &str, contents: impl Into<Vec<u8>>) -> Self {
        self.replaced.insert(path.to_owned(), Some(contents.into()));
        self
    }

    /// Serves 404 for a file of the site.
    pub fn without(mut self, path: &str) -> Self {
        self.replaced.insert(path.to_owned(), None);
        self
    }

    /// Serves the site below a path, which begins and ends with a slash; the backend stays at the top.
    pub fn below(mut self, path: &str) -> Self {
        path.clone_into(&mut self.below);
        self
    }

    /// Changes the file of a real server: what stands there once becomes something else.
    pub fn changing(mut self, changes: &[(&str, &str)]) -> Self {
        self.changes.extend(changes.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())));
        self
    }

    /// With the policy that a backend on another origin needs (`https://api.example.com`).
    pub fn connecting_to(mut self, origin: &str) -> Self {
        self.connects_to = Some(origin.to_owned());
        self
    }

    /// The gallery of components that `cargo xtask gallery --check` built.
    pub fn gallery() -> Self {
        let folder = std::env::var_os("LATCHKEY_GALLERY").map(PathBuf::from);
        let folder = folder.expect("LATCHKEY_GALLERY is set: run `cargo xtask gallery --check`");
        Self { folder, ..Self::new() }
    }

    /// Serves only the files given by [`Site::file`]: for tests of the harness itself.
    pub fn empty() -> Self {
        Self { folder: PathBuf::new(), ..Self::new() }
    }

    /// Starts it on a free port.
    pub async fn start(self) -> Running {
        let is_built = self.folder.join("index.html").is_file() || self.replaced.contains_key("index.html");
        assert!(is_built, "{} holds no built site: run `cargo xtask build`", self.folder.display());
        let backend = match self.stand_in {
            Some(stand_in) => stand_in,
            None => latchkey_reference::app(self.options)
                .await
                .unwrap_or_else(|error| panic!("the reference backend does not start: {error}")),
        };
        let rules = (self.front == Some(Front::HeadersFile)).then(|| {
            let file = std::fs::read_to_string(self.folder.join("_headers")).expect("a release has _headers");
            Rules::read(&file)
        });
        let server = self.front.filter(|front| *front != Front::HeadersFile);
        let (open, gate) = watch::channel(true);
        let (later, _) = watch::channel(Later::Here);
        let host = Arc::new(Host {
            backend,
            rules,
            connects_to: self.connects_to,
            folder: if server.is_some() { PathBuf::new() } else { self.folder.clone() },
            below: self.below,
            replaced: self.replaced,
            passes_all: self.passes_all,
            state: Mutex::new(Behaviour {
                backend: Backend::Up,
                lists_before_gate: None,
                requests: Vec::new(),
            }),
            gate,
            faults: Faults::default(),
            later,
        });
        let listener = match self.listener {
            Some(listener) => {
                listener.set_nonblocking(true).expect("a socket can be set so");
                TcpListener::from_std(listener).expect("it is a socket")
            }
            None => TcpListener::bind("127.0.0.1:0").await.expect("a port is free"),
        };
        let address = listener.local_addr().expect("it is bound");
        let traffic = Traffic::default();
        let app = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&host))
            .layer(axum::middleware::from_fn_with_state(traffic.clone(), secrets::listen));
        let service = app.into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, service).await;
        });
        let front = match server {
            Some(front) => {
                let (below, replaced) = (&host.below, &host.replaced);
                Some(Server::start(front, &self.folder, below, replaced, address, &self.changes).await)
            }
            None => None,
        };
        let origin = format!("http://{}", front.as_ref().map_or(address, |server| server.address));
        Running {
            address: format!("{origin}{}", host.below),
            http: Client::new(origin),
            backend: Client::new(format!("http://{address}")),
            host,
            open,
            traffic,
            task,
            _front: front,
        }
    }
}

/// A site that is being served. Dropping it ends it.
pub struct Running {
    address: String,
    http: Client,
    backend: Client,
    host: Arc<Host>,
    open: watch::Sender<bool>,
    traffic: Traffic,
    task: JoinHandle<()>,
    _front: Option<Server>,
}

impl Running {
    /// Where the site is, with a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A client beside the browser.
    pub fn http(&self) -> &Client {
        &self.http
    }

    /// A client that asks the backend itself, past a real server in front of it.
    pub fn backend(&self) -> &Client {
        &self.backend
    }

    /// From now on the backend behaves so.
    pub fn set_backend(&self, backend: Backend) {
        self.host.state().backend = backend;
    }

    /// From now on the app's second part is served so.
    pub fn set_later(&self, later: Later) {
        self.host.later.send_replace(later);
    }

    /// Answers so many requests for a page of the list, and keeps the later ones waiting until
    /// [`Running::release_lists`].
    pub fn hold_lists_after(&self, count: usize) {
        self.host.state().lists_before_gate = Some(count);
        self.open.send_replace(false);
    }

    pub fn release_lists(&self) {
        self.host.state().lists_before_gate = None;
        self.open.send_replace(true);
    }

    /// All that passed so far.
    pub(crate) fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// Lets the next request that fits go wrong, or the next few. In `target`, path and query, `*` is any text.
    pub fn fault(&self, method: &str, target: &str, fault: Fault, times: u32) {
        self.host.faults.arm(method, target, fault, times);
    }

    /// Nothing goes wrong any more.
    pub fn no_faults(&self) {
        self.host.faults.disarm();
    }

    /// How often what was asked for can still go wrong.
    pub fn faults_left(&self) -> u32 {
        self.host.faults.left()
    }

    /// Lets what is late be answered.
    pub fn release_late(&self) {
        self.host.faults.release_late();
    }

    /// What the backend was asked so far, as `METHOD /path?query`.
    pub fn requests(&self) -> Vec<String> {
        self.host.state().requests.clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Host {
    backend: Router,
    /// What a `_headers` file says, where the host is one that reads it.
    rules: Option<Rules>,
    connects_to: Option<String>,
    folder: PathBuf,
    below: String,
    replaced: BTreeMap<String, Option<Vec<u8>>>,
    passes_all: bool,
    state: Mutex<Behaviour>,
    gate: watch::Receiver<bool>,
    faults: Faults,
    later: watch::Sender<Later>,
}

struct Behaviour {
    backend: Backend,
    /// How many more pages of the list are answered at once; none: all.
    lists_before_gate: Option<usize>,
    requests: Vec<String>,
}

impl Host {
    fn state(&self) -> MutexGuard<'_, Behaviour> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this request has to wait, counted down.
    fn must_wait(&self, request: &Request) -> bool {
        if request.method() != "GET" || request.uri().path() != "/api/v1/tokens" {
            return false;
        }
        match &mut self.state().lists_before_gate {
            None => false,
            Some(0) => true,
            Some(left) => {
                *left -= 1;
                false
            }
        }
    }

    /// A file of the site by its path relative to it.
    async fn file(&self, path: &str) -> Option<Vec<u8>> {
        let path = if path.is_empty() { "index.html" } else { path };
        if let Some(replaced) = self.replaced.get(path) {
            return replaced.clone();
        }
        let later = if path.starts_with("later-") { self.later().await } else { Later::Here };
        if later == Later::Missing {
            return None;
        }
        let is_plain =
            Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if self.folder.as_os_str().is_empty() || !is_plain {
            return None;
        }
        let mut body = tokio::fs::read(self.folder.join(path)).await.ok()?;
        if later == Later::Other {
            // A custom section without name and content: a browser takes it as well.
            body.extend([0, 1, 0]);
        }
        Some(body)
    }

    /// How the second part is served, once it is not held.
    async fn later(&self) -> Later {
        let mut changes = self.later.subscribe();
        // An error means that the test is over.
        changes.wait_for(|later| *later != Later::Held).await.map_or(Later::Missing, |later| *later)
    }
}

async fn answer(State(host): State<Arc<Host>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let name = path.strip_prefix(&host.below);
    let is_the_backends = if host.passes_all {
        match name {
            Some(name) => host.file(name).await.is_none(),
            None => true,
        }
    } else {
        BACKEND_PATHS.iter().any(|prefix| path.starts_with(prefix))
    };
    if is_the_backends {
        return backend_answer(&host, request).await;
    }
    let Some(name) = name else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (status, name, body) = match host.file(name).await {
        Some(body) => (StatusCode::OK, if name.is_empty() { "index.html" } else { name }, body),
        // As hosts answer: with a page, whatever was asked for.
        None => (StatusCode::NOT_FOUND, "404.html", b"<!doctype html><title>Not found</title>".to_vec()),
    };
    let content_type = [(header::CONTENT_TYPE, media_type(name))];
    let mut response = (status, content_type, body).into_response();
    match &host.rules {
        Some(rules) => response.headers_mut().extend(rules.of(&path)),
        None => {
            response.headers_mut().extend(strict(host.connects_to.as_deref()));
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
    }
    response
}

async fn backend_answer(host: &Host, request: Request) -> Response {
    let behaviour = {
        let mut state = host.state();
        state.requests.push(format!("{} {}", request.method(), request.uri()));
        state.backend
    };
    match behaviour {
        Backend::Down => broken_connection(),
        Backend::Html => {
            let page = "<!doctype html><title>502</title><h1>502 Bad Gateway</h1>";
            (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], page).into_response()
        }
        Backend::Up => {
            if host.must_wait(&request) {
                // An error means that the test is over.
                let _ = host.gate.clone().wait_for(|open| *open).await;
            }
            host.faults.answer(host.backend.clone(), request).await
        }
    }
}

/// The content type of a file of the site, by its name.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
