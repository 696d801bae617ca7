//! Whether a secret or a password is anywhere where it must not be, once a walkthrough is over.
//!
//! What to look for is known from what passed the host: secrets from the answers that issued them, passwords from
//! the requests that they went along with. Where to look: the page with all attributes, fields and shadow trees, its
//! storage, cookies, address and history, the browser's console, and all that the browser sent.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::Page;

/// Members of an answer that issue a secret: of several in one object the first, for beside a secret a `key` is a name.
const ISSUED: &[&str] = &["secret", "accessKey", "token", "access_token", "accessToken", "key"];

/// Fields, members and headers that a password is sent as.
const PASSWORDS: &[&str] = &["password", "client_secret", "x-confirm-password"];

/// Headers that carry a session. What an answer issued for them is no secret of a dialog. Cookies are not among them:
/// a page can write them. What the answer itself sets as a cookie is told by that.
const CREDENTIALS: &[&str] = &["authorization", "x-auth-token"];

/// Shorter values are words, which a page may well say.
const SHORTEST: usize = 8;

/// Of a body, what is looked through: no answer with a secret is this long.
const LONGEST: usize = 8 << 20;

/// One request and its answer.
struct Exchange {
    method: Method,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    answer: Vec<u8>,
    /// The cookies that the answer sets.
    cookies: Vec<String>,
}

impl Exchange {
    /// What a test sends itself, beside the browser, is not the console's doing.
    fn is_of_browser(&self) -> bool {
        self.headers.iter().any(|(name, value)| name == "user-agent" && value.contains("Chrom"))
    }

    /// The body's fields, whether JSON or a form.
    fn fields(&self) -> Vec<(String, String)> {
        match serde_json::from_slice(&self.body) {
            Ok(json) => members(&json),
            Err(_) => url::form_urlencoded::parse(&self.body).into_owned().collect(),
        }
    }

    fn issued(&self) -> Vec<String> {
        if self.method == Method::GET {
            return Vec::new();
        }
        let mut issued = Vec::new();
        add_issued(&serde_json::from_slice(&self.answer).unwrap_or_default(), &mut issued);
        issued.retain(|value| !self.cookies.iter().any(|cookie| cookie.contains(value)));
        issued
    }

    fn credentials(&self) -> impl Iterator<Item = &str> {
        let all = self.headers.iter().filter(|(name, _)| CREDENTIALS.contains(&name.as_str()));
        all.map(|(_, value)| value.as_str())
    }

    fn passwords(&self) -> Vec<String> {
        let all = self.fields().into_iter().chain(self.headers.iter().cloned());
        all.filter(|(name, _)| PASSWORDS.contains(&name.as_str())).map(|(_, value)| value).collect()
    }
}

/// All that passed the host.
#[derive(Clone, Default)]
pub(crate) struct Traffic(Arc<Mutex<Vec<Exchange>>>);

impl Traffic {
    fn all(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer as it is, noted while it passes: nothing waits for its end.
    fn hear(&self, answer: Body, place: usize) -> Body {
        let traffic = self.clone();
        Body::from_stream(answer.into_data_stream().inspect(move |chunk| {
            if let (Ok(bytes), Some(exchange)) = (chunk, traffic.all().get_mut(place)) {
                let room = LONGEST.saturating_sub(exchange.answer.len());
                exchange.answer.extend(bytes.iter().take(room));
            }
        }))
    }
}

/// The layer that listens.
pub(crate) async fn listen(State(traffic): State<Traffic>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    // Read to its end, because a backend that refuses a request may not read it.
    let body = to_bytes(body, LONGEST).await.unwrap_or_default();
    let headers = head.headers.iter();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let exchange = Exchange {
        method: head.method.clone(),
        target: head.uri.to_string(),
        headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.to_vec(),
        answer: Vec::new(),
        cookies: Vec::new(),
    };
    let place = {
        let mut all = traffic.all();
        all.push(exchange);
        all.len() - 1
    };
    let response = next.run(Request::from_parts(head, Body::from(body))).await;
    if let Some(exchange) = traffic.all().get_mut(place) {
        exchange.cookies = response.headers().get_all(header::SET_COOKIE).iter().map(text).collect();
    }
    response.map(|answer| traffic.hear(answer, place))
}

/// What is looked for, and everything that it may be written as.
struct Needle {
    /// For the failure: what it is, and how it begins.
    label: String,
    spellings: Vec<String>,
    is_password: bool,
}

impl Needle {
    fn new(value: &str, is_password: bool) -> Self {
        let kind = if is_password { "password" } else { "secret" };
        let start: String = value.chars().take(6).collect();
        let escaped = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let spellings = [value.to_owned(), escaped].into_iter().chain(base64(value.as_bytes())).collect();
        Self { label: format!("the {kind} {start}…"), spellings, is_password }
    }

    fn is_in(&self, text: &str) -> bool {
        self.spellings.iter().any(|spelling| text.contains(spelling))
    }
}

/// Fails if anything that must be secret is where it must not be. `shown`: a field of the page may hold it.
pub(crate) async fn check(traffic: &Traffic, page: &Page) {
    let leaks = leaks(traffic, page).await;
    assert!(leaks.is_empty(), "secrets are where they must not be:\n  {}", leaks.join("\n  "));
}

/// Each leak as `what: where`.
pub(crate) async fn leaks(traffic: &Traffic, page: &Page) -> Vec<String> {
    let needles = needles(traffic);
    if needles.is_empty() {
        return Vec::new();
    }
    let mut leaks = sent(traffic, &needles);
    let console = page.console().await;
    let history = page.cdp("Page.getNavigationHistory", json!({})).await.to_string();
    for needle in &needles {
        for (place, text) in [("the browser's console", &console), ("the tab's history", &history)] {
            if needle.is_in(text) {
                leaks.push(format!("{}: {place}", needle.label));
            }
        }
    }
    let spellings: Vec<&Vec<String>> = needles.iter().map(|needle| &needle.spellings).collect();
    let found = page.script(&format!("({SCAN})({})", json!(spellings))).await;
    for entry in found.as_array().into_iter().flatten() {
        let place = entry.get(1).and_then(Value::as_str).unwrap_or_default();
        let which = entry.get(0).and_then(Value::as_u64).and_then(|at| needles.get(at as usize));
        let Some(needle) = which else { continue };
        let typed = place == PASSWORD_FIELD && needle.is_password;
        let shown = place == FIELD && page.may_show_secrets();
        if !typed && !shown {
            leaks.push(format!("{}: {place}", needle.label));
        }
    }
    leaks
}

const FIELD: &str = "the value of a field";
const PASSWORD_FIELD: &str = "the value of a password field";

/// Tells where the page and what it keeps has one of the texts: `[[which, where], ...]`.
const SCAN: &str = r#"async (needles) => {
  const found = [];
  const see = (where, text) => needles.forEach((spellings, which) => {
    if (text && spellings.some((spelling) => String(text).includes(spelling))) found.push([which, where]);
  });
  const walk = (root) => {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
    for (let node = root; node; node = nodes.nextNode()) {
      if (node.nodeType !== Node.ELEMENT_NODE) { see("a text of the page", node.data); continue; }
      for (const { name, value } of node.attributes) see(`the attribute ${name} of <${node.localName}>`, value);
      if (typeof node.value === "string") {
        see(node.type === "password" ? "the value of a password field" : "the value of a field", node.value);
      }
      if (node.shadowRoot) walk(node.shadowRoot);
      if (node.localName === "template") walk(node.content);
    }
  };
  walk(document);
  see("the title", document.title);
  see("the address", location.href);
  see("the history's state", JSON.stringify(history.state));
  see("the window's name", window.name);
  see("a cookie", document.cookie);
  see("localStorage", JSON.stringify({ ...localStorage }));
  see("sessionStorage", JSON.stringify({ ...sessionStorage }));
  see("what was loaded", JSON.stringify(performance.getEntries().map((entry) => entry.name)));
  for (const { name } of (await indexedDB.databases?.()) ?? []) {
    see("the name of a database", name);
    const base = await new Promise((done) => { const open = indexedDB.open(name); open.onsuccess = () => done(open.result); });
    for (const store of base.objectStoreNames) {
      const all = await new Promise((done) => {
        const read = base.transaction(store).objectStore(store).getAll();
        read.onsuccess = () => done(read.result);
      });
      see(`the database ${name}`, JSON.stringify(all));
    }
    base.close();
  }
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      see(`the cache ${name}`, request.url);
      see(`the cache ${name}`, await (await cache.match(request)).text());
    }
  }
  return found;
}"#;

fn needles(traffic: &Traffic) -> Vec<Needle> {
    let all = traffic.all();
    let long = |values: Vec<String>| values.into_iter().filter(|value| value.len() >= SHORTEST);
    let from_browser = || all.iter().filter(|e| e.is_of_browser());
    let is_session =
        |value: &String| from_browser().flat_map(Exchange::credentials).any(|c| c.contains(value));
    let issued = all.iter().flat_map(|e| long(e.issued()));
    let secrets: BTreeSet<String> = issued.filter(|value| !is_session(value)).collect();
    let passwords: BTreeSet<String> = from_browser().flat_map(|e| long(e.passwords())).collect();
    let secrets = secrets.iter().map(|value| Needle::new(value, false));
    secrets.chain(passwords.iter().map(|value| Needle::new(value, true))).collect()
}

/// What the browser sent and got that holds a needle where it must not.
fn sent(traffic: &Traffic, needles: &[Needle]) -> Vec<String> {
    let mut leaks = Vec::new();
    for exchange in traffic.all().iter().filter(|exchange| exchange.is_of_browser()) {
        let issued = exchange.issued();
        let of = |place: &str| format!("{place} of {} {}", exchange.method, exchange.target);
        for needle in needles {
            let mut leak = |place: &str| leaks.push(format!("{}: {}", needle.label, of(place)));
            let allowed = |name: &String| needle.is_password && PASSWORDS.contains(&name.as_str());
            if needle.is_in(&exchange.target) {
                leak("the address");
            }
            // A password for HTTP basic.
            let signs_in = |name: &String| needle.is_password && name == "authorization";
            if exchange
                .headers
                .iter()
                .any(|(name, value)| !allowed(name) && !signs_in(name) && needle.is_in(value))
            {
                leak("a header");
            }
            if exchange.fields().iter().any(|(name, value)| !allowed(name) && needle.is_in(value)) {
                leak("the body");
            }
            // A form body that is none of both kinds still has its text.
            if !needle.is_password && needle.is_in(&String::from_utf8_lossy(&exchange.body)) {
                leak("the body");
            }
            let issues = issued.iter().any(|value| needle.is_in(value));
            if !issues && needle.is_in(&String::from_utf8_lossy(&exchange.answer)) {
                leak("the answer");
            }
        }
    }
    leaks
}

fn add_issued(json: &Value, issued: &mut Vec<String>) {
    if let Value::Object(object) = json {
        issued.extend(ISSUED.iter().find_map(|name| object.get(*name)?.as_str()).map(str::to_owned));
    }
    let parts: Vec<&Value> = match json {
        Value::Object(object) => object.values().collect(),
        Value::Array(all) => all.iter().collect(),
        _ => Vec::new(),
    };
    parts.into_iter().for_each(|part| add_issued(part, issued));
}

/// All texts in a JSON value with the names of their members.
fn members(json: &Value) -> Vec<(String, String)> {
    match json {
        Value::Object(object) => object
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(text) => vec![(name.clone(), text.clone())],
                other => members(other),
            })
            .collect(),
        Value::Array(all) => all
            .iter()
            .flat_map(|value| match value {
                Value::String(text) => vec![(String::new(), text.clone())],
                other => members(other),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// What of `bytes` shows in base64, whatever stands before and after them: the characters that depend on them alone,
/// for each of the three places that they can begin at.
fn base64(bytes: &[u8]) -> Vec<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| char::from(DIGITS.get(bits as usize & 63).copied().unwrap_or_default());
    (0..3)
        .map(|skipped| {
            let whole: Vec<&[u8]> = bytes.get(skipped..).unwrap_or_default().chunks_exact(3).collect();
            let bits = |chunk: &[u8]| chunk.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
            let digits = whole.iter().map(|chunk| bits(chunk));
            digits.flat_map(|bits| [18, 12, 6, 0].map(|shift| digit(bits >> shift))).collect::<String>()
        })
        .filter(|text: &String| text.len() >= SHORTEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_finds_a_text_inside_another() {
        // "ada:lovelace-1843", as HTTP basic sends it.
        let sent = "YWRhOmxvdmVsYWNlLTE4NDM=";
        assert!(base64(b"lovelace-1843").iter().any(|spelling| sent.contains(spelling)));
    }
}
