//! A line at the top of the page while the backend cannot be reached, or wants to be left alone.

use crate::api::{Link, use_api};
use crate::i18n::use_i18n;
use crate::state::use_tokens;
use leptos::prelude::*;

#[component]
pub fn ConnectionBanner() -> impl IntoView {
    let (api, tokens, t) = (use_api(), use_tokens(), use_i18n());
    let line = move || {
        let link = api.connection.link.get();
        let words = match (link, api.connection.pause.get()) {
            (Link::Offline, _) => t.connection_offline(),
            (Link::Lost, _) => t.connection_lost(),
            (Link::Up, Some(seconds)) => t.connection_pause(seconds),
            (Link::Up, None) => return None,
        };
        let as_of = tokens.as_of.get().filter(|_| link != Link::Up).map(|at| t.list_as_of(&t.moment(at)));
        let line = as_of.into_iter().fold(words, |words, as_of| format!("{words} {as_of}"));
        Some(view! { <p class="note banner">{line}</p> })
    };
    view! { <div role="status">{line}</div> }
}
