//! A backend in the page: answers in the place of the network, and keeps what it was asked.

use super::until;
use js_sys::{Array, Promise, Reflect};
use latchkey::browser;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Request, Response, ResponseInit};

/// A request as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub idempotency_key: String,
    pub body: String,
}

/// An answer as it comes.
pub enum Reply {
    Answer {
        status: u16,
        body: String,
        headers: Vec<(&'static str, String)>,
    },
    /// The connection breaks.
    Broken,
    /// Nothing comes until the request is aborted.
    Silence,
}

/// Status and JSON; `None` is no answer at all.
pub type Answer = Option<(u16, String)>;

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        match answer {
            Some((status, body)) => Reply::Answer { status, body, headers: Vec::new() },
            None => Reply::Broken,
        }
    }
}

/// Stands in for the network until it is dropped.
pub struct Backend {
    asked: Rc<RefCell<Vec<Asked>>>,
    network: JsValue,
    _fetch: Closure<dyn FnMut(JsValue, JsValue) -> Promise>,
}

fn set_fetch(fetch: &JsValue) {
    Reflect::set(&browser::window().unwrap(), &"fetch".into(), fetch).unwrap();
}

impl Backend {
    pub fn start<A: Into<Reply>>(answer: impl Fn(&Asked) -> A + 'static) -> Self {
        let network = Reflect::get(&browser::window().unwrap(), &"fetch".into()).unwrap();
        let asked = Rc::new(RefCell::new(Vec::new()));
        let (log, answer) = (asked.clone(), Rc::new(answer));
        let fetch = Closure::new(move |input: JsValue, how: JsValue| {
            let (log, answer) = (log.clone(), answer.clone());
            future_to_promise(async move {
                let request = request(&input, &how)?;
                let asked = read(&request).await?;
                log.borrow_mut().push(asked.clone());
                match answer(&asked).into() {
                    Reply::Answer { status, body, headers } => respond(status, &body, &headers),
                    Reply::Broken => Err(js_sys::TypeError::new("Failed to fetch").into()),
                    Reply::Silence => {
                        let signal = request.signal();
                        until("the request is aborted", || signal.aborted()).await;
                        Err(signal.reason())
                    }
                }
            })
        });
        set_fetch(fetch.as_ref());
        Self { asked, network, _fetch: fetch }
    }

    /// The requests of this method, in the order they came.
    pub fn asked(&self, method: &str) -> Vec<Asked> {
        self.asked.borrow().iter().filter(|asked| asked.method == method).cloned().collect()
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        set_fetch(&self.network);
    }
}

/// `fetch` takes what makes a request, or a request.
fn request(input: &JsValue, how: &JsValue) -> Result<Request, JsValue> {
    let constructor = Reflect::get(&js_sys::global(), &"Request".into())?;
    Reflect::construct(constructor.unchecked_ref::<js_sys::Function>(), &Array::of2(input, how))
        .map(JsCast::unchecked_into)
}

async fn read(request: &Request) -> Result<Asked, JsValue> {
    let url = request.url();
    let origin = browser::window().unwrap().location().origin()?;
    Ok(Asked {
        method: request.method(),
        path: url.strip_prefix(&origin).unwrap_or(&url).to_owned(),
        idempotency_key: request.headers().get("Idempotency-Key")?.unwrap_or_default(),
        body: JsFuture::from(request.text()?).await?.as_string().unwrap_or_default(),
    })
}

fn respond(status: u16, body: &str, headers: &[(&str, String)]) -> Result<JsValue, JsValue> {
    let how = ResponseInit::new();
    how.set_status(status);
    let response = Response::new_with_opt_str_and_init(Some(body), &how)?;
    response.headers().set("Content-Type", "application/json")?;
    for (name, value) in headers {
        response.headers().set(name, value)?;
    }
    Ok(response.into())
}
