//! Leaving what is not saved: every way out asks the same question.
//!
//! Esc, the close button and `Cancel` of a dialog, the browser's Back, another address, a closed tab. What can be lost
//! sets one guard while it stands; the ways out ask here.

use super::on_window;
use crate::browser::address;
use leptos::ev;
use leptos::prelude::*;
use std::sync::Arc;

/// What is done, or waits for an answer to be done.
type Then = Arc<dyn Fn() + Send + Sync>;

/// What would be lost.
#[derive(Clone)]
struct Guard {
    question: String,
    is_dirty: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Drops it.
    close: Then,
}

/// A person wants to leave, and was not answered yet.
#[derive(Clone)]
pub struct Leaving {
    pub question: String,
    then: Then,
}

#[derive(Clone, Copy)]
pub struct UnsavedWork {
    /// The question that is open.
    pub asked: RwSignal<Option<Leaving>>,
    guard: StoredValue<Option<Guard>>,
    /// How many dialogs and forms are open.
    open: StoredValue<usize>,
}

pub fn use_unsaved_work() -> UnsavedWork {
    expect_context()
}

impl Default for UnsavedWork {
    fn default() -> Self {
        Self::new()
    }
}

impl UnsavedWork {
    pub fn new() -> Self {
        Self { asked: RwSignal::new(None), guard: StoredValue::new(None), open: StoredValue::new(0) }
    }

    /// A reload or a closed tab loses as much as a closed dialog; the browser asks then.
    pub fn watch_unload(self) {
        on_window(ev::beforeunload, move |event| {
            if self.is_dirty() {
                event.prevent_default();
            }
        });
    }

    /// To be called by each dialog and form in which a person types or takes something along: until its owner goes, it
    /// is not thrown away when the session is lost.
    pub fn hold(self) {
        self.open.update_value(|open| *open += 1);
        on_cleanup(move || {
            self.open.try_update_value(|open| *open -= 1);
        });
    }

    /// Whether such a dialog or form is open.
    pub fn is_held(self) -> bool {
        self.open.get_value() > 0
    }

    /// Until the owner goes: while `is_dirty`, leaving asks `question` first. `close` drops what is not saved, also when
    /// another address is gone to. Gives the way out: it asks, and then closes.
    pub fn guard(
        self,
        question: String,
        is_dirty: impl Fn() -> bool + Send + Sync + 'static,
        close: impl Fn() + Send + Sync + 'static,
    ) -> Callback<()> {
        let close: Then = Arc::new(close);
        let way_out = close.clone();
        self.guard.set_value(Some(Guard { question, is_dirty: Arc::new(is_dirty), close }));
        on_cleanup(move || {
            self.guard.try_set_value(None);
            self.asked.try_set(None);
        });
        Callback::new(move |()| {
            let close = way_out.clone();
            self.leave(move || close());
        })
    }

    /// Whether something would be lost now.
    pub fn is_dirty(self) -> bool {
        self.dirty_guard().is_some()
    }

    /// Does `then`; where something would be lost, only after the question.
    pub fn leave(self, then: impl Fn() + Send + Sync + 'static) {
        match self.dirty_guard() {
            None => then(),
            Some(guard) => self.asked.set(Some(Leaving { question: guard.question, then: Arc::new(then) })),
        }
    }

    /// The address changed already and would take with it what is not saved: puts `here` back above it, and asks.
    /// `false`: nothing would be lost.
    pub fn stays(self, here: &str) -> bool {
        let Some(Guard { question, close, .. }) = self.dirty_guard() else { return false };
        address::push(here);
        let then = move || {
            self.guard.set_value(None);
            close();
            address::back();
        };
        self.asked.set(Some(Leaving { question, then: Arc::new(then) }));
        true
    }

    /// Answers the open question.
    pub fn answer(self, leave: bool) {
        let asked = self.asked.try_update(Option::take).flatten();
        if let Some(Leaving { then, .. }) = asked.filter(|_| leave) {
            then();
        }
    }

    fn dirty_guard(self) -> Option<Guard> {
        self.guard.get_value().filter(|guard| (guard.is_dirty)())
    }
}
