//! The overview: which installation this is and what it counts, the tokens by state, what expires when, and
//! where the sites are. What a backend does not tell has no place here.
#![cfg_attr(feature = "split", allow(unsafe_code, reason = "`wasm_split` declares what the other file has"))]

mod installation;
mod sites;
mod states;
mod timeline;

use crate::api::{ApiError, use_api};
use crate::browser::clock;
use crate::i18n::use_i18n;
use crate::pages::heading::Heading;
use crate::pages::later::later_views;
use crate::state::{Hold, use_session, use_tokens};
use chrono::TimeDelta;
use installation::Installation;
use latchkey_ui::{Button, icons};
use leptos::prelude::*;
use sites::Sites;
use states::TokensByState;
use timeline::Timeline;

/// What the installation says of itself is asked for again when it is older than this.
const STALE: TimeDelta = TimeDelta::minutes(1);

later_views! {
    pub fn overview_page() {
        view! { <OverviewPage/> }
    }
}

#[component]
fn OverviewPage() -> impl IntoView {
    let (api, t, session, tokens) = (use_api(), use_i18n(), use_session(), use_tokens());
    // What it said before stands until it answers, and if it does not.
    let describe = Action::new_local(move |(): &()| session.describe_again());
    let ask = move || {
        if api.capabilities().describe {
            describe.dispatch_local(());
        }
    };
    if clock::now() - api.backend.described.get_untracked() > STALE {
        ask();
    }
    let error = Signal::derive(move || describe.value().with(|answer| answer.clone().and_then(Result::err)));
    // When the connection is back, what could not be read can be read.
    let back = api.connection.back.get_untracked();
    Effect::new(move || {
        if api.connection.back.get() != back && error.with_untracked(Option::is_some) {
            ask();
        }
    });
    let refresh = move |()| {
        tokens.load();
        ask();
    };
    let lists = api.capabilities().list;
    view! {
        <div>
            <div class="head">
                <div><Heading label=t.overview()/></div>
                <Button label=t.refresh() icon=icons::REFRESH_CW on_click=refresh/>
            </div>
            <div role="alert">
                {move || error.get().map(|error| {
                    view! { <Failed what=t.describe_failed() error on_retry=move |()| ask()/> }
                })}
            </div>
            <div class="split">
                {move || {
                    let instance = api.backend.instance.get();
                    view! { <Installation instance/> }
                }}
                {lists.then(|| view! { <TokensByState/> })}
                {lists.then(|| view! { <Timeline/> })}
                {move || {
                    let sites = api.backend.instance.with(|instance| instance.sites.clone());
                    (!sites.is_empty()).then(|| view! { <Sites sites/> })
                }}
            </div>
        </div>
    }
    .into_any()
}

/// What could not be read, why, and the way to try again.
#[component]
fn Failed(what: String, error: ApiError, #[prop(into)] on_retry: Callback<()>) -> impl IntoView {
    let t = use_i18n();
    let hold = Hold::new();
    hold.after(&error);
    view! {
        <div class="note bad">
            <div>
                <b>{what}</b>
                <p>{t.explain(&error)}</p>
                <Button label=t.try_again() small=true wait_seconds=hold.signal() on_click=on_retry/>
            </div>
        </div>
    }
}
