//! Until when a token is good, and a calendar file that reminds of renewing it.

use crate::api::{ApiClient, use_api};
use crate::browser::{self, address, clock};
use crate::i18n::{I18n, use_i18n};
use crate::pages::tokens::form::words::until;
use crate::state::{DialogRoute, Route, Session, TokensRoute, label, use_clock, use_session};
use chrono::{DateTime, Utc};
use latchkey_model::{Expiry, Lifecycle, Renewal, Token, calendar, file_name};
use latchkey_ui::{Button, icons};
use leptos::prelude::*;

/// How far off the end of a token is, with the calendar file for it; nothing where there is nothing to renew in time.
#[component]
pub fn TokenRenewal(token: Token) -> impl IntoView {
    let (api, session, t, ticks) = (use_api(), use_session(), use_i18n(), use_clock());
    let Expiry::At(at) = token.access.expiry else { return None };
    if at <= clock::now() || matches!(token.lifecycle, Lifecycle::Revoked(_)) {
        return None;
    }
    let left = move || t.relative(at, ticks.now());
    let file = move || {
        let renewals = vec![renewal(api, session, t, &token, at)];
        (file_name(&token.name, "access-token"), renewals)
    };
    Some(view! {
        <div class="field">
            <span class="legend">{t.expires()}</span>
            <p>{until(t, at)} " " <span class="sub">{left}</span></p>
            <SaveCalendar file/>
        </div>
    })
}

/// The button that saves a calendar file. `file` gives its name and its entries when the button is pressed.
#[component]
pub fn SaveCalendar(file: impl Fn() -> (String, Vec<Renewal>) + Send + Sync + 'static) -> impl IntoView {
    let t = use_i18n();
    let status = RwSignal::new(String::new());
    let save = move |()| {
        // Emptied first, so that saving twice is announced twice.
        status.set(String::new());
        let (name, renewals) = file();
        if browser::download(&format!("{name}.ics"), &calendar(&renewals, clock::now())).is_some() {
            status.set(t.downloaded());
        }
    };
    view! {
        <div>
            <Button label=t.calendar_file() small=true icon=icons::DOWNLOAD on_click=save/>
            " "
            <span class="hint" role="status">{status}</span>
        </div>
    }
}

/// The entry of a token, with the way back to it. It holds nothing of the secret, not even its hint.
pub fn renewal(api: ApiClient, session: Session, t: I18n, token: &Token, at: DateTime<Utc>) -> Renewal {
    let route = TokensRoute { dialog: Some(DialogRoute::Edit(token.id.clone())), ..TokensRoute::default() };
    let url = address::page_address() + &Route::Tokens(route).href();
    Renewal {
        key: format!("{} {}", api.api_url("/"), token.id.0),
        expires: at,
        title: t.calendar_title(&label(token), &untrack(|| session.installation())),
        note: format!("{}\n{url}", until(t, at)),
        url,
    }
}
