//! The console in other tabs of this browser: they share the session, and show the same tokens.
//!
//! A tab tells the others that something changed, never what: each asks the backend itself.

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody signed in or out.
    Session,
    Tokens,
}

/// Does nothing where the browser has no such channel.
#[derive(Clone, Copy)]
pub struct OtherTabs(StoredValue<Option<Channel>, LocalStorage>);

impl OtherTabs {
    /// `backend`: consoles of other backends on the same origin are none of this one's.
    pub fn new(backend: &str) -> Self {
        let channel = BroadcastChannel::new(&format!("latchkey {backend}")).ok();
        Self(StoredValue::new_local(channel.map(|channel| Channel { channel, handler: None })))
    }

    pub fn tell(self, change: Change) {
        self.0.try_with_value(|channel| {
            if let Some(channel) = channel {
                let _ = channel.channel.post_message(&JsValue::from_str(change.word()));
            }
        });
    }

    /// Calls `callback` with what other tabs tell, in the place of the callback before.
    pub fn on_message(self, callback: impl Fn(Change) + 'static) {
        self.0.try_update_value(|channel| {
            if let Some(channel) = channel {
                channel.listen(callback);
            }
        });
    }
}

impl Change {
    fn word(self) -> &'static str {
        match self {
            Change::Session => "session",
            Change::Tokens => "tokens",
        }
    }

    /// A word of another version of the console is as much as to say that something changed.
    fn from_word(word: &str) -> Self {
        if word == Change::Session.word() { Change::Session } else { Change::Tokens }
    }
}

struct Channel {
    channel: BroadcastChannel,
    handler: Option<Closure<dyn Fn(MessageEvent)>>,
}

impl Channel {
    fn listen(&mut self, callback: impl Fn(Change) + 'static) {
        let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            callback(Change::from_word(&event.data().as_string().unwrap_or_default()));
        });
        self.channel.set_onmessage(Some(handler.as_ref().unchecked_ref()));
        self.handler = Some(handler);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
