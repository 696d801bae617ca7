//! What the boot script left in `globalThis.latchkey`: the console's own files, and answers that it asked for while
//! the wasm was still on its way (`boot/boot.js`).

use js_sys::{Array, Function, Promise, Reflect};
use latchkey_connector::HttpResponse;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// One of the console's own files, as it arrived or not.
#[derive(Clone, Debug, Default)]
pub struct Asset {
    /// The name as configured, for messages.
    pub file: String,
    pub ok: bool,
    pub status: u16,
    /// Its content type.
    pub kind: String,
    pub text: String,
    /// The browser's words if it could not be fetched at all.
    pub error: String,
    /// For texts: the language chosen.
    pub language: String,
}

impl Asset {
    /// Whether it is what was asked for, and not an error or a page of the host's.
    pub fn is_there(&self) -> bool {
        self.ok && !self.kind.contains("html")
    }

    /// Why it is not. In English, for the person who hosts the console.
    pub fn problem(&self) -> Option<String> {
        if self.is_there() {
            return None;
        }
        Some(if !self.error.is_empty() {
            format!("could not be fetched: {}", self.error)
        } else if !self.ok {
            format!("the host answered {}", self.status)
        } else {
            "the host answered with an HTML page, not with JSON".to_owned()
        })
    }

    fn read(value: &JsValue) -> Asset {
        let text = |name| property(value, name).as_string().unwrap_or_default();
        Asset {
            file: text("file"),
            ok: property(value, "ok").is_truthy(),
            status: property(value, "status").as_f64().unwrap_or_default() as u16,
            kind: text("type"),
            text: text("text"),
            error: text("error"),
            language: text("language"),
        }
    }
}

/// Waits for `config`, `connector` or `text`, as the boot script names them.
pub async fn boot_asset(name: &str) -> Asset {
    let Ok(promise) = property(&boot(), name).dyn_into::<Promise>() else { return Asset::default() };
    JsFuture::from(promise).await.map_or_else(|_| Asset::default(), |asset| Asset::read(&asset))
}

/// Fetches another of the console's own files, for example the texts of another language.
pub async fn fetch_asset(file: &str) -> Asset {
    match call("asset", file).await {
        Ok(asset) => Asset::read(&asset),
        Err(_) => Asset { file: file.to_owned(), ..Asset::default() },
    }
}

/// Replaces the page with a plain one that says what happened and offers a reload: drawn by the boot
/// script without signals, so that it works after a panic.
pub fn stop_page(title: &str, detail: &str) {
    let boot = boot();
    if let Ok(fail) = property(&boot, "fail").dyn_into::<Function>() {
        let _ = fail.call2(&boot, &JsValue::from_str(title), &JsValue::from_str(detail));
    }
}

/// This tab's turn at what one tab does after another. It lasts until it is dropped.
pub(super) struct Turn(Option<Function>);

impl Turn {
    /// Waits for it. Where the browser has no locks (plain HTTP), nobody waits.
    pub async fn wait(name: &str) -> Self {
        Self(call("turn", name).await.ok().and_then(|end| end.dyn_into().ok()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(end) = &self.0 {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}

/// The answer to a request that the boot script already sent, for [`read_response`]; each serves once.
pub(super) fn take_response(url: &str) -> Option<Promise> {
    let responses = property(&boot(), "responses");
    let promise = property(&responses, url).dyn_into::<Promise>().ok()?;
    let _ = Reflect::delete_property(&responses.into(), &JsValue::from_str(url));
    Some(promise)
}

/// An answer as the boot script read it. `None`: its request failed, and is better sent again.
pub(super) fn read_response(value: &JsValue) -> Option<HttpResponse> {
    let status = property(value, "status").as_f64().filter(|status| *status > 0.0)? as u16;
    let header = |pair: JsValue| {
        let pair = Array::from(&pair);
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    let headers = Array::from(&property(value, "headers")).iter().filter_map(header).collect();
    Some(HttpResponse { status, headers, body: property(value, "text").as_string()? })
}

fn boot() -> JsValue {
    property(&js_sys::global(), "latchkey")
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// What a function of the boot script gives, awaited.
async fn call(name: &str, argument: &str) -> Result<JsValue, JsValue> {
    let function = property(&boot(), name).dyn_into::<Function>()?;
    let promise = function.call1(&JsValue::UNDEFINED, &JsValue::from_str(argument))?;
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}
