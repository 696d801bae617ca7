//! The console in other tabs of this browser: they share the session, and show the same tokens.
//!
//! A tab tells the others that something changed, never what: each asks the backend itself.

use super::on_window;
use super::session::Session;
use super::tokens::TokenStore;
use crate::api::{ApiClient, Change};
use crate::browser::is_visible;
use chrono::TimeDelta;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a tab that is looked at again shows may be as old as this.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// Follows what other tabs say, and looks again when this one is looked at, until the owner goes.
pub fn follow_other_tabs(api: ApiClient, session: Session, store: TokenStore) {
    let is_behind = StoredValue::new(false);
    let catch_up = move || {
        is_behind.set_value(false);
        store.load_if_signed_in();
    };
    api.tabs.on_message(move |change| match change {
        Change::Session => spawn_local(async move {
            session.check_session().await;
        }),
        Change::Tokens if is_visible() => catch_up(),
        Change::Tokens => is_behind.set_value(true),
    });
    // `visibilitychange` bubbles from the document to the window.
    on_window(ev::visibilitychange, move |_| {
        if is_visible() && (store.is_older_than(FRESH) || is_behind.get_value()) {
            spawn_local(async move {
                session.check_session().await;
                catch_up();
            });
        }
    });
}
