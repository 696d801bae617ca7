//! The host of a measurement: the built site, the page written by hand, and the reference backend on one origin.
//!
//! Both pages get the same: files in brotli 11, hashed ones immutable and the others to be asked for again, as the
//! hosting guide has it. What the backend answers is compressed and kept after it was first asked for, so that what
//! is measured is the page and not a database on the same machine.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use latchkey_reference::Options;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt;
use walkthroughs::{media_type, strict_headers};

use crate::Result;

/// Where the page written by hand is.
const BASELINE: &str = "baseline/";

/// Brotli's qualities: files are compressed once when they are put on a host, answers while somebody waits.
const FILES: i32 = 11;
const ANSWERS: i32 = 5;

struct File {
    body: Bytes,
    media_type: &'static str,
    tag: HeaderValue,
    immutable: bool,
}

/// The compressed files of both pages, by path. They are the same for every number of tokens.
pub struct Files {
    by_path: HashMap<String, File>,
    /// Where the built site is.
    dist: PathBuf,
}

impl Files {
    /// Reads the built site (`LATCHKEY_DIST`, else `dist`) and the page written by hand.
    pub fn read() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dist = std::env::var_os("LATCHKEY_DIST").map_or_else(|| here.join("../../dist"), PathBuf::from);
        let mut files = HashMap::new();
        read_folder(&dist, "", &mut files)?;
        if !files.contains_key("index.html") {
            return Err(format!("{} holds no built site: run `cargo xtask build`", dist.display()).into());
        }
        read_folder(&here.join("baseline"), BASELINE, &mut files)?;
        Ok(Self { by_path: files, dist })
    }

    /// A file of the built site that is JSON.
    pub fn json(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&std::fs::read(self.dist.join(path))?)?)
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut HashMap<String, File>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), files)?;
            continue;
        }
        let file = File::new(&name, &std::fs::read(entry.path())?)?;
        files.insert(name, file);
    }
    Ok(())
}

/// Trunk's files have a hash in their names. Those of the page written by hand would get one from any bundler.
fn is_hashed(name: &str) -> bool {
    let stem = name.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
    let hash = stem.trim_end_matches("_bg").rsplit('-').next().unwrap_or_default();
    // 16 digits of a number, without zeros before it.
    let has_hash = (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    has_hash || name.starts_with(BASELINE) && !name.ends_with(".html")
}

fn compressed(mut bytes: &[u8], quality: i32) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &parameters)?;
    Ok(out)
}

/// A host that does not answer yet.
pub struct Host {
    served: Served,
    listener: TcpListener,
    origin: String,
    /// What the browser sends to be signed in: name and value.
    cookie: (String, String),
}

/// A host that answers until the program ends.
pub struct Running {
    origin: String,
    cookie: (String, String),
}

struct Served {
    files: Arc<Files>,
    /// What stands in the place of some of them.
    own_files: HashMap<String, File>,
    backend: Router,
    /// What the backend answered, by path and query.
    kept: Mutex<HashMap<String, (HeaderMap, Bytes)>>,
}

impl Host {
    pub async fn new(files: Arc<Files>, options: Options) -> Result<Self> {
        let backend = latchkey_reference::app(options).await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let cookie = sign_in(backend.clone(), address).await?;
        let served = Served { files, own_files: HashMap::new(), backend, kept: Mutex::default() };
        Ok(Self { served, listener, origin: format!("http://{address}"), cookie })
    }

    /// What the backend answers to who is signed in.
    pub async fn ask(&self, path: &str) -> Result<Value> {
        let (name, value) = &self.cookie;
        let request =
            Request::get(path).header(header::COOKIE, format!("{name}={value}")).body(Body::empty())?;
        let response = self.served.backend.clone().oneshot(request).await?;
        Ok(serde_json::from_slice(&axum::body::to_bytes(response.into_body(), usize::MAX).await?)?)
    }

    pub fn files(&self) -> &Files {
        &self.served.files
    }

    /// Serves something else in the place of a file of the built site.
    pub fn replace_file(&mut self, path: &str, content: &Value) -> Result<()> {
        let file = File::new(path, content.to_string().as_bytes())?;
        self.served.own_files.insert(path.to_owned(), file);
        Ok(())
    }

    /// Gives another answer than the backend's there from now on.
    pub fn replace_answer(&self, path: &str, answer: &Value) -> Result<()> {
        let headers = HeaderMap::from_iter([
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (header::CONTENT_ENCODING, HeaderValue::from_static("br")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ]);
        let body = compressed(answer.to_string().as_bytes(), ANSWERS)?;
        self.served.kept().insert(path.to_owned(), (headers, body.into()));
        Ok(())
    }

    pub fn start(self) -> Running {
        let app = Router::new().fallback(answer).with_state(Arc::new(self.served));
        let service = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move {
            let _ = axum::serve(self.listener, service).await;
        });
        Running { origin: self.origin, cookie: self.cookie }
    }
}

impl Running {
    /// The console's list of tokens.
    pub fn console(&self) -> String {
        format!("{}/#/tokens", self.origin)
    }

    /// The page written by hand.
    pub fn baseline(&self, in_one_answer: bool) -> String {
        format!("{}/{BASELINE}{}", self.origin, if in_one_answer { "?whole" } else { "" })
    }

    /// For `Network.setCookie`.
    pub fn cookie(&self) -> Value {
        let (name, value) = &self.cookie;
        json!({ "name": name, "value": value, "url": self.origin, "httpOnly": true, "sameSite": "Strict" })
    }
}

/// Signs in with the account that the reference backend makes in an empty database.
async fn sign_in(backend: Router, address: SocketAddr) -> Result<(String, String)> {
    let account = json!({ "user_name": "ada", "password": "lovelace-1843" });
    let request = Request::post("/api/v1/session")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(axum::extract::ConnectInfo(address))
        .body(Body::from(account.to_string()))?;
    let response = backend.oneshot(request).await?;
    let cookie = response.headers().get(header::SET_COOKIE).ok_or("signing in sets no cookie")?.to_str()?;
    let pair = cookie.split(';').next().and_then(|pair| pair.split_once('='));
    let (name, value) = pair.ok_or("the cookie has no value")?;
    Ok((name.to_owned(), value.to_owned()))
}

async fn answer(State(served): State<Arc<Served>>, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        return served
            .backend_answer(request)
            .await
            .unwrap_or_else(|error| (StatusCode::BAD_GATEWAY, error.to_string()).into_response());
    }
    let name = path.trim_start_matches('/');
    let name =
        if name.is_empty() || name.ends_with('/') { format!("{name}index.html") } else { name.to_owned() };
    match served.own_files.get(&name).or_else(|| served.files.by_path.get(&name)) {
        Some(file) => file.answer(request.headers()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl File {
    fn new(name: &str, content: &[u8]) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        Ok(Self {
            body: compressed(content, FILES)?.into(),
            media_type: media_type(name),
            tag: HeaderValue::from_str(&format!("\"{:016x}\"", hasher.finish()))?,
            immutable: is_hashed(name),
        })
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        let caching = if self.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = [
            (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
            (header::ETAG, self.tag.clone()),
            (header::VARY, HeaderValue::from_static("Accept-Encoding")),
        ];
        if asked.get(header::IF_NONE_MATCH) == Some(&self.tag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        let about = [(header::CONTENT_TYPE, self.media_type), (header::CONTENT_ENCODING, "br")];
        let mut response = (headers, about, self.body.clone()).into_response();
        // The page written by hand lives with the strict policy too.
        response.headers_mut().extend(strict_headers(None));
        response
    }
}

impl Served {
    fn kept(&self) -> MutexGuard<'_, HashMap<String, (HeaderMap, Bytes)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn backend_answer(&self, request: Request) -> Result<Response> {
        let key = request.uri().to_string();
        let reads = request.method() == Method::GET;
        let kept = self.kept().get(&key).cloned();
        if let Some(kept) = kept.filter(|_| reads) {
            return Ok(kept.into_response());
        }
        let response = self.backend.clone().oneshot(request).await?;
        if !(reads && response.status() == StatusCode::OK) {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await?;
        let body = Bytes::from(compressed(&body, ANSWERS)?);
        let mut headers = parts.headers;
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        let kept = (headers, body);
        self.kept().insert(key, kept.clone());
        Ok(kept.into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn what_has_its_hash_in_its_name_never_changes() {
        for name in ["boot-ff2c1dd0ddfabc8b.js", "latchkey-d06a04014c7fc4d_bg.wasm", "baseline/app.js"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["index.html", "config.json", "locales/zh-Hans.json", "world.svg", "baseline/index.html"]
        {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
