//! Leaving what is not saved: every way out asks the same question.
//!
//! Esc, the close button and `Cancel` of a dialog, the browser's Back, another address, a closed tab. What can be lost
//! sets one guard while it stands; the ways out ask here.

use crate::dom::{El, el};
use crate::later::Later;
use crate::state::State;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::{browser, text};
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::reactive::owner::on_cleanup;
use std::rc::Rc;

/// What would be lost.
struct Guard {
    holds: Box<dyn Fn() -> bool>,
    words: &'static str,
    /// Drops it.
    close: Then,
}

/// What is done, or waits for an answer to be done.
pub type Then = Rc<dyn Fn()>;

#[derive(Clone, Copy)]
pub struct Leaving {
    guard: State<Option<Rc<Guard>>>,
    asked: State<Option<(&'static str, Then)>>,
}

impl Default for Leaving {
    fn default() -> Self {
        Self::new()
    }
}

impl Leaving {
    pub fn new() -> Self {
        let leaving = Self { guard: State::new(None), asked: State::new(None) };
        // For the life of the page. A reload or a closed tab loses as much as a closed dialog; the browser asks.
        std::mem::forget(window_event_listener_untyped("beforeunload", move |event| {
            if leaving.holds() {
                event.prevent_default();
            }
        }));
        leaving
    }

    /// Until this part of the page goes: while `holds` says so, leaving asks with `words` first. `close` drops what is
    /// not saved, also when another address is gone to. Gives the way out: it asks, and then closes.
    pub fn guard(
        self,
        words: &'static str,
        holds: impl Fn() -> bool + 'static,
        close: impl Fn() + 'static,
    ) -> Then {
        let close: Then = Rc::new(close);
        let way_out = close.clone();
        self.guard.set(Some(Rc::new(Guard { holds: Box::new(holds), words, close })));
        on_cleanup(move || {
            self.guard.set(None);
            self.asked.set(None);
        });
        Rc::new(move || {
            let close = way_out.clone();
            self.leave(move || close());
        })
    }

    fn held(self) -> Option<Rc<Guard>> {
        self.guard.get_untracked().filter(|guard| (guard.holds)())
    }

    /// Whether something would be lost now.
    pub fn holds(self) -> bool {
        self.held().is_some()
    }

    /// Does `then`; where something would be lost, only after it was asked about.
    pub fn leave(self, then: impl Fn() + 'static) {
        match self.held() {
            None => then(),
            Some(guard) => self.asked.set(Some((guard.words, Rc::new(then)))),
        }
    }

    /// The address changed already and would take with it what is not saved: puts `here` back above it, and asks.
    /// `false`: nothing would be lost.
    pub fn stays(self, here: &str) -> bool {
        let Some(guard) = self.held() else { return false };
        browser::push(here);
        let words = guard.words;
        let then = move || {
            self.guard.set(None);
            (guard.close)();
            browser::back();
        };
        self.asked.set(Some((words, Rc::new(then))));
        true
    }

    /// The question, above everything else while it is open.
    pub fn view(self, later: Later) -> El {
        later.slot(move |doors| self.asked.get().map(|(words, then)| doors.unsaved(self, words, then)))
    }

    /// The dialog that asks; of the part that is loaded later.
    pub fn question(self, words: &str, then: Then) -> El {
        let keep = move || self.asked.set(None);
        let leave = move || {
            self.asked.set(None);
            then();
        };
        Dialog {
            title: text::unsaved_title().to_owned(),
            alert: true,
            body: el("div").child(el("p").text(words)),
            footer: footer()
                .child(grow())
                .child(Button::new(text::keep_open()).autofocus().on(keep))
                .child(Button::new(text::close_anyway()).danger().on(leave)),
            on_close: Rc::new(keep),
            on_submit: Box::new(|| {}),
        }
        .view()
    }
}
