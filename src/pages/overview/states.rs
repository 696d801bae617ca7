//! How many tokens there are in each state; each number leads to the list of them.

use super::Failed;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::pages::tokens::{status_class, status_text};
use crate::state::{Loading, Route, STATUSES, TokensRoute, use_clock, use_tokens};
use latchkey_model::Status;
use leptos::prelude::*;

#[component]
pub fn TokensByState() -> impl IntoView {
    let (api, t, tokens, clock) = (use_api(), use_i18n(), use_tokens(), use_clock());
    let counts = Memo::new(move |_| {
        let now = clock.now();
        tokens.rows.with(|rows| {
            STATUSES.map(|(status, _)| rows.iter().filter(|row| row.status(now) == status).count() as u64)
        })
    });
    let count_of = move |at: usize| counts.with(|counts| counts.get(at).copied().unwrap_or_default());
    // A backend that forgets what it revokes, or cannot switch tokens off, has none to count.
    let has_state = move |at: usize, status: Status| {
        api.backend.capabilities.with(|can| match status {
            Status::Disabled => can.enable_disable,
            Status::Revoked => can.lists_revoked,
            _ => true,
        }) || count_of(at) > 0
    };
    let tile = move |at: usize, status: Status| {
        let route = Route::Tokens(TokensRoute { status: Some(status), ..TokensRoute::default() });
        let count = move || {
            if tokens.loading.with(Loading::is_first) {
                "\u{2013}".to_owned()
            } else {
                t.number(count_of(at))
            }
        };
        view! {
            <a class="count" href=route.href()>
                <b>{count}</b>
                <span><i class=status_class(status)></i>{status_text(t, status)}</span>
            </a>
        }
    };
    let tiles = STATUSES.into_iter().enumerate().map(|(at, (status, _))| {
        let is_there = Memo::new(move |_| has_state(at, status));
        view! { <Show when=move || is_there.get()>{tile(at, status)}</Show> }
    });
    view! {
        <section class="card pad">
            <div>
                <h2>{t.access_tokens()}</h2>
                <div role="status"><Progress/></div>
            </div>
            <div class="counts">{tiles.collect_view()}</div>
        </section>
    }
}

/// How much of the list the numbers are about, and the way on where it could not be loaded.
#[component]
fn Progress() -> impl IntoView {
    let (t, tokens) = (use_i18n(), use_tokens());
    move || {
        let so_far = tokens.rows.with(|rows| rows.len() as u64);
        let line = match tokens.loading.get() {
            Loading::First => t.loading(),
            Loading::More { total: Some(total) } => t.loaded_of(&t.number(so_far), &t.number(total)),
            Loading::More { total: None } => t.loaded(&t.number(so_far)),
            Loading::Done => t.tokens(so_far),
            Loading::Failed { error } => {
                return view! { <Failed what=t.list_failed() error on_retry=move |()| tokens.load()/> }
                    .into_any();
            }
        };
        view! { <p class="sub">{line}</p> }.into_any()
    }
}
