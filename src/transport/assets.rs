//! What the boot script asked for while the wasm was still on its way.

use js_sys::{Array, Promise, Reflect};
use latchkey_connector::HttpResponse;
use latchkey_model::has;
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

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn boot() -> JsValue {
    property(&js_sys::global(), "latchkey")
}

impl Asset {
    /// Whether it is what was asked for, and not an error or a page of the host's.
    pub fn is_there(&self) -> bool {
        self.ok && !has(&self.kind, "html")
    }

    /// Why it is not.
    pub fn problem(&self) -> Option<String> {
        if self.is_there() {
            return None;
        }
        Some(if !self.error.is_empty() {
            ["could not be fetched: ", &self.error].concat()
        } else if !self.ok {
            ["the host answered ", &self.status.to_string()].concat()
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
    settled(property(&boot(), name)).await
}

/// Fetches another of the console's own files, for example the texts of another language.
pub async fn fetch_asset(file: &str) -> Asset {
    match ask("asset", file).await {
        Ok(asset) => Asset::read(&asset),
        Err(_) => Asset { file: file.to_owned(), ..Asset::default() },
    }
}

/// What a function of the boot script gives, awaited.
async fn ask(name: &str, argument: &str) -> Result<JsValue, JsValue> {
    let function = property(&boot(), name).dyn_into::<js_sys::Function>()?;
    let promise = function.call1(&JsValue::UNDEFINED, &JsValue::from_str(argument))?;
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}

/// Waits for this tab's turn at what one tab does after another. It lasts until [`end_turn`].
pub async fn turn(name: &str) -> JsValue {
    ask("turn", name).await.unwrap_or_default()
}

/// Lets the tabs that wait go on.
pub fn end_turn(turn: JsValue) {
    // Where the browser has no locks, nobody waits.
    if let Ok(end) = turn.dyn_into::<js_sys::Function>() {
        let _ = end.call0(&JsValue::UNDEFINED);
    }
}

async fn settled(promise: JsValue) -> Asset {
    match promise.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await.map_or_else(|_| Asset::default(), |v| Asset::read(&v)),
        Err(_) => Asset::default(),
    }
}

/// Whether nobody has to ask for the app's second part: no boot script is there that could get it, as in the tests of
/// components.
pub fn second_part_is_here() -> bool {
    boot().is_undefined()
}

/// Waits for the app's second part, which the boot script fetches and joins to this one. Its texts, in the language
/// that the page had when this was called; `None` if the part did not come.
pub async fn second_part() -> Option<Asset> {
    ask("later", "").await.ok().map(|texts| Asset::read(&texts))
}

/// The answer to a request that the boot script already sent, for [`read_response`]; each serves once.
pub fn take_response(url: &str) -> Option<Promise> {
    let responses = property(&boot(), "responses");
    let promise = property(&responses, url).dyn_into::<Promise>().ok()?;
    let _ = Reflect::delete_property(&responses.into(), &JsValue::from_str(url));
    Some(promise)
}

/// An answer as the boot script read it. `None`: its request failed, and is better asked again.
pub fn read_response(value: &JsValue) -> Option<HttpResponse> {
    let status = property(value, "status").as_f64().filter(|status| *status > 0.0)? as u16;
    let pairs = Array::from(&property(value, "headers"));
    let header = |pair: JsValue| {
        let pair = Array::from(&pair);
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    let headers = pairs.iter().filter_map(header).collect();
    Some(HttpResponse { status, headers, body: property(value, "text").as_string()? })
}

/// Replaces the page with a plain one that says what happened and offers a reload: drawn by the boot
/// script without signals, so that it works after a panic.
pub fn stop_page(title: &str, detail: &str) {
    let boot = boot();
    if let Ok(fail) = property(&boot, "fail").dyn_into::<js_sys::Function>() {
        let _ = fail.call2(&boot, &JsValue::from_str(title), &JsValue::from_str(detail));
    }
}
