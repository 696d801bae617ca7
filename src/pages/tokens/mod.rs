//! The page of the access tokens: its head, tool bar and list, and the one dialog that is open over it.

mod columns;
pub mod dialogs;
pub mod form;
mod keyboard;
mod list;
mod list_state;
mod pasted;
mod row;
pub mod rules;
mod tool_bar;
mod views;

pub use row::{status_class, status_text};

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::state::{Loading, TokenList, use_clock, use_navigation, use_tokens};
use dialogs::OpenDialog;
use dialogs::state::use_token_dialogs;
use latchkey_ui::{Button, ButtonKind, icons};
use leptos::prelude::*;
use list::List;
use tool_bar::ToolBar;
use views::Views;

/// `children`: the heading.
#[component]
pub fn TokensPage(children: Children) -> impl IntoView {
    let (api, t, store, dialogs) = (use_api(), use_i18n(), use_tokens(), use_token_dialogs());
    let list = TokenList::new(api, store, use_navigation(), use_clock());
    dialogs.follow_address();
    Effect::new(move || {
        if store.loading.with(Loading::is_done) {
            untrack(|| store.load_scopes());
        }
    });
    let can = api.capabilities();
    let create = can.create.then(|| {
        view! {
            <Button
                label=t.generate_token()
                kind=ButtonKind::Primary
                icon=icons::PLUS
                on_click=move |()| dialogs.open_create()
            />
        }
    });
    let content = if can.list {
        view! {
            <ToolBar list/>
            <List list/>
        }
        .into_any()
    } else {
        view! { <p class="empty">{t.no_list()}</p> }.into_any()
    };
    view! {
        <div class="head">
            <div>{children()} {can.list.then(|| view! { <p>{move || list.summary(t)}</p> })}</div>
            {create}
        </div>
        {can.list.then(|| view! { <Views list/> })}
        <section class="card">{content}</section>
        <OpenDialog/>
    }
    .into_any()
}
