//! Finds out without anybody's doing when the backend can be reached again: what failed can then be done.

use super::on_window;
use super::session::Session;
use crate::api::{ApiClient, ApiError, Link, NetworkError};
use crate::browser::frame::sleep;
use crate::browser::is_visible;
use latchkey_connector::Intent;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long after a failure the backend is asked again, in seconds: this, then twice as long each time.
const FIRST: u64 = 2;
const LONGEST: u64 = 30;

/// Asks again while the backend cannot be reached, until the owner goes.
pub fn reconnect(api: ApiClient, session: Session) {
    let connection = api.connection;
    let is_watching = StoredValue::new(false);
    Effect::new(move |_| {
        if connection.link.get() != Link::Up && !is_watching.get_value() {
            is_watching.set_value(true);
            spawn_local(async move {
                watch(api, session).await;
                is_watching.try_set_value(false);
            });
        }
    });
    on_window(ev::online, move |_| {
        if connection.link.get_untracked() != Link::Up {
            spawn_local(probe(api, session));
        }
    });
    on_window(ev::offline, move |_| connection.failed(&NetworkError::Offline));
}

/// Asks until there is an answer, less and less often. Nobody asks for a page that nobody looks at.
async fn watch(api: ApiClient, session: Session) {
    let is_down = || api.connection.link.try_get_untracked().is_some_and(|link| link != Link::Up);
    let mut wait = FIRST;
    while is_down() {
        sleep(wait).await;
        if is_visible() && is_down() {
            probe(api, session).await;
            wait = LONGEST.min(wait * 2);
        }
    }
}

/// Asks once whether the backend is back.
async fn probe(api: ApiClient, session: Session) {
    if session.check_session().await {
        return;
    }
    // No request asks for the session there.
    if let Err(ApiError::Prepare(_)) = api.ask(&Intent::Describe).await {
        let _ = api.ask(&Intent::List { cursor: None }).await;
    }
}
