//! Whether the backend can be reached. It is told at the top of the page, and found out again without anybody's
//! doing: what failed can then be done.

use crate::console::{CallError, Console};
use crate::dom::{El, el, spawn};
use crate::later::{self, Handler};
use crate::state::State;
use crate::transport::NetworkError;
use crate::{browser, clock, text};
use chrono::{DateTime, Utc};
use futures::channel::oneshot;
use latchkey_connector::Intent;
use leptos::leptos_dom::helpers::window_event_listener_untyped;

/// How long after a failure the backend is asked again, in seconds: this, then twice as long each time.
const FIRST: u64 = 2;
const LONGEST: u64 = 30;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    #[default]
    Up,
    /// This device has no network, as the browser knows.
    Offline,
    /// Requests get no answer.
    Lost,
}

#[derive(Clone, Copy)]
pub struct Connection {
    pub link: State<Link>,
    /// Goes up each time that the backend answers again.
    pub back: State<u32>,
    /// Seconds that the backend asked to be left alone, while something waits to be asked again.
    pause: State<Option<u64>>,
    watching: State<bool>,
}

impl Default for Connection {
    fn default() -> Self {
        Self::new()
    }
}

impl Connection {
    pub fn new() -> Self {
        Self {
            link: State::new(Link::Up),
            back: State::new(0),
            pause: State::new(None),
            watching: State::new(false),
        }
    }

    /// Any answer, also one that refuses: the backend is there.
    pub fn answered(self) {
        if self.link.get_untracked() != Link::Up {
            self.link.set(Link::Up);
            self.back.update(|count| *count = count.wrapping_add(1));
        }
    }

    pub fn failed(self, console: Console, error: &NetworkError) {
        let link = match error {
            NetworkError::Offline => Link::Offline,
            NetworkError::Unreachable | NetworkError::TimedOut => Link::Lost,
            NetworkError::Redirected | NetworkError::Cancelled => return,
        };
        if self.link.get_untracked() != link {
            self.link.set(link);
        }
        if !self.watching.get_untracked() {
            self.watching.set(true);
            spawn(self.watch(console));
        }
    }

    /// Asks again until there is an answer, less and less often. Nobody asks for a page that nobody looks at.
    async fn watch(self, console: Console) {
        let mut wait = FIRST;
        while self.link.get_untracked() != Link::Up {
            browser::sleep(wait).await;
            if browser::is_visible() && self.link.get_untracked() != Link::Up {
                match later::here() {
                    Some(doors) => {
                        let (sender, receiver) = oneshot::channel();
                        doors.probe(self, console, sender);
                        let _ = receiver.await;
                    }
                    // What asks is not here either; the two often come from the same place.
                    None => console.later.fetch(),
                }
                wait = LONGEST.min(wait * 2);
            }
        }
        self.watching.set(false);
    }

    /// Asks once whether the backend is back; of the part that is loaded later.
    pub async fn probe(self, console: Console) {
        if console.check_session().await {
            return;
        }
        // No request asks for the session there.
        let describe = Intent::Describe;
        if let Err(CallError::Prepare(_)) = console.ask(&describe).await {
            let _ = console.ask(&Intent::List { cursor: None }).await;
        }
    }

    /// Leaves the backend alone for as long as it asked, and tells so.
    pub async fn pause(self, seconds: u64) {
        self.pause.set(Some(seconds));
        browser::sleep(seconds).await;
        self.pause.set(None);
    }

    /// For the life of the page: the browser says when the network comes and goes.
    pub fn follow(self, console: Console) {
        let online = Handler::quiet(move |()| {
            if self.link.get_untracked() != Link::Up {
                spawn(self.probe(console));
            }
        });
        std::mem::forget(window_event_listener_untyped("online", move |_| online.call(())));
        let offline = move |_| self.failed(console, &NetworkError::Offline);
        std::mem::forget(window_event_listener_untyped("offline", offline));
    }

    /// A line at the top of the page. `as_of`: when what the page shows was read.
    pub fn view(self, as_of: State<Option<DateTime<Utc>>>) -> El {
        el("div").class("slot").attr("role", "status").region(move || {
            let words = match (self.link.get(), self.pause.get()) {
                (Link::Offline, _) => text::connection_offline().to_owned(),
                (Link::Lost, _) => text::connection_lost().to_owned(),
                (Link::Up, Some(seconds)) => text::connection_pause(seconds),
                (Link::Up, None) => return None,
            };
            let line = el("p").class("note banner").text(&words);
            Some(match as_of.get() {
                Some(at) if self.link.get() != Link::Up => {
                    line.text(" ").text(&text::list_as_of(&clock::moment(at)))
                }
                _ => line,
            })
        })
    }
}
