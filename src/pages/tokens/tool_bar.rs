//! The tool bar above the list: what it shows, and what is done with the selected tokens.

use super::dialogs::state::use_token_dialogs;
use super::pasted::{Pasted, PastedNote};
use super::row::status_text;
use crate::api::{ApiClient, ApiError, use_api};
use crate::i18n::{I18n, use_i18n};
use crate::state::route::{STATUSES, value, word};
use crate::state::{
    Notices, TokenList, TokenStore, TokensRoute, label, use_navigation, use_notices, use_tokens,
};
use latchkey_connector::{BackendError, Intent, Outcome};
use latchkey_model::{Lifecycle, Token};
use latchkey_ui::{Button, ButtonKind, Choice, SearchBox, Select, icons};
use leptos::prelude::*;

#[component]
pub fn ToolBar(list: TokenList) -> impl IntoView {
    let (api, t, navigation, store, dialogs) =
        (use_api(), use_i18n(), use_navigation(), use_tokens(), use_token_dialogs());
    let can = api.capabilities();

    let pasted = RwSignal::new(Pasted::Nothing);
    // The browser is told of the address later: what is typed is seen first.
    let show = move |tokens: TokensRoute| {
        navigation.replace_soon(navigation.route.with_untracked(|route| route.with_tokens(tokens)));
    };
    let search = move || navigation.route.with(|r| r.tokens().map(|t| t.search.clone())).unwrap_or_default();
    let type_search = move |typed: String| {
        // A secret goes nowhere: not into the address, and out of the box.
        let found = Pasted::read(&typed, api, store);
        let search = if found == Pasted::Nothing { typed } else { String::new() };
        if pasted.with_untracked(|before| *before != found) {
            pasted.set(found);
        }
        show(TokensRoute { search, ..navigation.tokens_route() });
    };

    let status = move || navigation.route.with(|route| route.tokens().and_then(|tokens| tokens.status));
    let statuses = move || {
        let offered = STATUSES.iter().filter(|(s, _)| status() == Some(*s) || list.has_state(*s));
        let offered = offered.map(|(status, word)| Choice::new(*word, status_text(t, *status)));
        [Choice::new("", t.any_status())].into_iter().chain(offered).collect::<Vec<_>>()
    };
    let choose_status = move |chosen: String| {
        show(TokensRoute { status: value(&STATUSES, &chosen), ..navigation.tokens_route() });
    };

    let picked = list.picked;
    let first_picked = move || untrack(|| list.picked_tokens(|_| true)).into_iter().next();
    let edit = move |()| {
        if let Some(token) = first_picked() {
            dialogs.open_edit(token.id);
        }
    };
    let copy = move |()| {
        if let Some(token) = first_picked() {
            dialogs.open_copy(token.id);
        }
    };
    let revoke = move |()| dialogs.open_revoke(untrack(|| list.picked_tokens(|row| !row.is_revoked())));
    let is_not_one = Signal::derive(move || picked.with(|p| p.all != 1));
    let is_not_one_live = Signal::derive(move || picked.with(|p| p.all != 1 || p.live != 1));
    let is_none_live = Signal::derive(move || picked.with(|p| p.live == 0));
    view! {
        <div class="bar">
            <SearchBox label=t.search_tokens() value=Signal::derive(search) on_input=type_search/>
            <Select
                label=t.status()
                choices=Signal::derive(statuses)
                value=Signal::derive(move || status().map_or("", |s| word(&STATUSES, &s)).to_owned())
                on_change=choose_status
            />
            <span class=SEPARATOR/>
            {can.edit.then(|| {
                view! { <Button label=t.edit() icon=icons::PENCIL disabled=is_not_one_live on_click=edit/> }
            })}
            {can.create.then(|| {
                view! { <Button label=t.copy() icon=icons::COPY disabled=is_not_one on_click=copy/> }
            })}
            {can.enable_disable.then(|| view! { <SwitchButton list/> })}
            {can.revoke.then(|| {
                view! {
                    <Button
                        label=t.revoke()
                        kind=ButtonKind::Danger
                        icon=icons::TRASH
                        disabled=is_none_live
                        on_click=revoke
                    />
                }
            })}
            <Button
                label=t.refresh()
                kind=ButtonKind::Quiet
                icon=icons::REFRESH_CW
                on_click=move |()| store.load()
            />
        </div>
        <PastedNote pasted/>
    }
}

const SEPARATOR: &str = "sep";

/// Switches the selected tokens off; where all of them are off, on again. No question before it: unlike revoking it can be
/// taken back.
#[component]
fn SwitchButton(list: TokenList) -> impl IntoView {
    let (api, t, store, notices) = (use_api(), use_i18n(), use_tokens(), use_notices());
    let switching = Action::new_local(move |(tokens, on): &(Vec<Token>, bool)| {
        switch(tokens.clone(), *on, api, t, store, notices)
    });
    let is_on = Memo::new(move |_| list.picked.with(|picked| picked.live > 0 && picked.enabled == 0));
    let is_off = Signal::derive(move || switching.pending().get() || list.picked.with(|p| p.live == 0));
    move || {
        let on = is_on.get();
        let (label, icon) = if on { (t.enable(), icons::CHECK) } else { (t.disable(), icons::BAN) };
        let press = move |()| {
            let tokens = untrack(|| list.picked_tokens(|row| !row.is_revoked()));
            switching.dispatch((tokens, on));
        };
        view! { <Button label icon disabled=is_off on_click=press/> }
    }
}

async fn switch(tokens: Vec<Token>, on: bool, api: ApiClient, t: I18n, store: TokenStore, notices: Notices) {
    let (mut done, mut is_stale) = (0, false);
    for before in tokens {
        if on == (before.lifecycle == Lifecycle::Enabled) {
            continue;
        }
        let name = label(&before);
        let intent = if on { Intent::Enable { before } } else { Intent::Disable { before } };
        match api.call(intent, "").await {
            Ok(outcome) => {
                match outcome {
                    Outcome::Token(token) => store.put(token),
                    _ => is_stale = true,
                }
                done += 1;
            }
            // Declined once, declined for all: asking for each would be a trap.
            Err(ApiError::Declined) => break,
            Err(error) => {
                // Somebody else's change, or the work of a request that went astray: the list is old.
                is_stale |= error == ApiError::Backend(BackendError::Stale);
                notices.error(t.revoke_failed(&name, &t.explain(&error)));
            }
        }
    }
    if done > 0 {
        notices.success(if on { t.enabled_many(done) } else { t.disabled_many(done) });
    }
    // Nothing is switched again before that is read: it would be the old version, and reading would begin anew.
    if api.backend.doubt.try_update(std::mem::take).unwrap_or_default() | is_stale {
        let _ = store.reload().await;
    }
}
