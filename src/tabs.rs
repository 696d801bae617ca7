//! The console in other tabs of this browser: they share the session, and show the same tokens.
//!
//! A tab tells the others that something changed, never what: each asks the backend itself.

use crate::browser;
use crate::console::Console;
use crate::dom::spawn;
use crate::later::Handler;
use crate::state::State;
use crate::tokens::page::TokensPage;
use chrono::TimeDelta;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// What a tab that is looked at again shows may be as old as this.
const FRESH: TimeDelta = TimeDelta::minutes(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody signed in or out.
    Session,
    Tokens,
}

impl Change {
    fn word(self) -> &'static str {
        match self {
            Change::Session => "session",
            Change::Tokens => "tokens",
        }
    }
}

/// Tells the other tabs; nothing where the browser has no such channel.
pub struct Tabs(Option<BroadcastChannel>);

impl Tabs {
    /// `backend`: consoles of other backends on the same origin are none of this one's.
    pub fn new(backend: &str) -> Self {
        Self(BroadcastChannel::new(&["latchkey ", backend].concat()).ok())
    }

    pub fn tell(&self, change: Change) {
        if let Some(channel) = &self.0 {
            let _ = channel.post_message(&JsValue::from_str(change.word()));
        }
    }
}

/// For the life of the page: follows what other tabs say, and looks again when this one is looked at.
pub fn follow(console: Console, page: TokensPage) {
    let behind = State::new(false);
    let catch_up = move || {
        behind.set(false);
        page.store.load_if_signed_in(console);
    };
    let heard = Handler::quiet(move |event: MessageEvent| match event.data().as_string().as_deref() {
        Some("session") => spawn(async move {
            console.check_session().await;
        }),
        Some(_) if browser::is_visible() => catch_up(),
        _ => behind.set(true),
    });
    if let Some(channel) = &console.tabs.0 {
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event| heard.call(event));
        channel.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
    }
    let looked_at = Handler::quiet(move |()| {
        let is_old = page.store.is_older_than(FRESH);
        if browser::is_visible() && (is_old || behind.get_untracked()) {
            spawn(async move {
                console.check_session().await;
                catch_up();
            });
        }
    });
    // `visibilitychange` bubbles from the document to the window.
    std::mem::forget(window_event_listener_untyped("visibilitychange", move |_| looked_at.call(())));
}
