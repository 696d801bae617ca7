//! What is said around the rows: loading, nothing here, nothing found, what went wrong, how many there are.

use super::dialogs::state::use_token_dialogs;
use crate::api::{ApiError, use_api};
use crate::i18n::use_i18n;
use crate::state::{Hold, Loading, TokenList, TokensRoute, use_navigation, use_tokens};
use latchkey_ui::{Button, ButtonKind, Icon, IconShape, icons};
use leptos::prelude::*;

/// How many of the entries that could not be read are named.
const NAMED: usize = 5;

/// Above the rows, where there are some and no new ones could be read.
#[component]
pub fn AboveRows() -> impl IntoView {
    let (t, store) = (use_i18n(), use_tokens());
    let error = Memo::new(move |_| match store.loading.get() {
        Loading::Failed { error } if !store.rows.with(|rows| rows.is_empty()) => Some(error),
        _ => None,
    });
    move || {
        let error = error.get()?;
        let as_of = store.as_of.get().map(|at| t.list_as_of(&t.moment(at)));
        Some(view! {
            <div class="note bad bar-note" role="alert">
                <div>
                    <b>{t.list_failed()}</b>
                    <p>{t.explain(&error)}</p>
                    {as_of.map(|as_of| view! { <p class="dim">{as_of}</p> })}
                </div>
                <TryAgain error/>
            </div>
        })
    }
}

/// What is there in place of rows.
#[derive(Clone, PartialEq)]
enum InPlaceOfRows {
    /// Nothing: there are rows, or they are coming.
    Nothing,
    Loading,
    Failed(ApiError),
    NoTokens,
    NothingFound,
}

/// Below the rows: loading, nothing here, nothing found, what went wrong.
#[component]
pub fn BelowRows(list: TokenList) -> impl IntoView {
    let store = use_tokens();
    let state = Memo::new(move |_| {
        let is_empty = store.rows.with(|rows| rows.is_empty());
        match store.loading.get() {
            Loading::First => InPlaceOfRows::Loading,
            Loading::Failed { error } if is_empty => InPlaceOfRows::Failed(error),
            Loading::Done if is_empty => InPlaceOfRows::NoTokens,
            Loading::Done if list.shown.with(|shown| shown.is_empty()) => InPlaceOfRows::NothingFound,
            _ => InPlaceOfRows::Nothing,
        }
    });
    view! {
        <Unreadable/>
        {move || match state.get() {
            InPlaceOfRows::Nothing => ().into_any(),
            InPlaceOfRows::Loading => {
                let ghosts = [(); 3].map(|()| view! { <div class=GHOST/> });
                view! { <div class="loading" aria-hidden="true">{ghosts}</div> }.into_any()
            }
            InPlaceOfRows::Failed(error) => view! { <Failed error/> }.into_any(),
            InPlaceOfRows::NoTokens => view! { <NoTokens/> }.into_any(),
            InPlaceOfRows::NothingFound => view! { <NothingFound/> }.into_any(),
        }}
    }
}

const GHOST: &str = "ghost";

/// Entries of the list that could not be read.
#[component]
fn Unreadable() -> impl IntoView {
    let (t, store) = (use_i18n(), use_tokens());
    move || {
        store.unreadable.with(|entries| {
            let named = entries.iter().take(NAMED);
            let named = named.map(|entry| view! { <li>{t.error_unreadable(&entry.at, &entry.problem)}</li> });
            (!entries.is_empty()).then(|| {
                view! {
                    <div class="note bad" role="alert">
                        <div>
                            <b>{t.unreadable_tokens(entries.len() as u64)}</b>
                            <ul>{named.collect_view()}</ul>
                        </div>
                    </div>
                }
            })
        })
    }
}

#[component]
fn Failed(error: ApiError) -> impl IntoView {
    let t = use_i18n();
    let words = t.explain(&error);
    view! {
        <EmptyState icon=icons::CIRCLE_ALERT title=t.list_failed() role="alert">
            <p>{words}</p>
            <TryAgain error/>
        </EmptyState>
    }
}

#[component]
fn NoTokens() -> impl IntoView {
    let (api, t, dialogs) = (use_api(), use_i18n(), use_token_dialogs());
    let create = api.capabilities().create.then(|| {
        view! {
            <Button
                label=t.generate_first()
                kind=ButtonKind::Primary
                on_click=move |()| dialogs.open_create()
            />
        }
    });
    view! {
        <EmptyState icon=icons::KEY title=t.no_tokens()>
            <p>{t.no_tokens_detail()}</p>
            {create}
        </EmptyState>
    }
}

#[component]
fn NothingFound() -> impl IntoView {
    let (t, navigation) = (use_i18n(), use_navigation());
    let clear = move |()| {
        let sort = navigation.tokens_route().sort;
        navigation.replace_tokens(TokensRoute { sort, ..TokensRoute::default() });
    };
    view! {
        <EmptyState icon=icons::SEARCH title=t.nothing_found()>
            <Button label=t.clear_filters() on_click=clear/>
        </EmptyState>
    }
}

#[component]
fn EmptyState(
    icon: IconShape,
    title: String,
    #[prop(optional, into)] role: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty" role=role>
            <Icon icon/>
            <p><b>{title}</b></p>
            {children()}
        </div>
    }
}

/// Reads the list again, after the pause that the backend asked for.
#[component]
fn TryAgain(error: ApiError) -> impl IntoView {
    let (t, store) = (use_i18n(), use_tokens());
    let hold = Hold::new();
    hold.after(&error);
    view! {
        <Button
            label=t.try_again()
            small=true
            wait_seconds=hold.signal()
            on_click=move |()| store.load()
        />
    }
}

/// How much is loaded, shown and selected. It stays on the screen however long the list is.
#[component]
pub fn Foot(list: TokenList) -> impl IntoView {
    let (t, store) = (use_i18n(), use_tokens());
    let loaded = Memo::new(move |_| store.rows.with(|rows| rows.len()));
    let shown = Memo::new(move |_| list.shown.with(|shown| shown.len()));
    let number = move |count: usize| t.number(count as u64);
    let coming = move || match store.loading.get() {
        Loading::More { total: Some(total) } => t.loaded_of(&number(loaded.get()), &t.number(total)),
        Loading::More { total: None } => t.loaded(&number(loaded.get())),
        _ => String::new(),
    };
    let status = move || {
        let picked = list.picked.get();
        if picked.all == 0 {
            let is_done = store.loading.with(Loading::is_done);
            return if is_done { t.shown(shown.get() as u64, &number(loaded.get())) } else { String::new() };
        }
        let selected = t.selected(picked.all as u64, &number(loaded.get()));
        match picked.all - picked.shown {
            0 => selected,
            hidden => format!("{selected}. {}", t.selected_hidden(hidden as u64)),
        }
    };
    let has_selection = Memo::new(move |_| list.picked.with(|picked| picked.all > 0));
    let clear = move || {
        has_selection.get().then(|| {
            view! {
                <Button
                    label=t.clear_selection()
                    small=true
                    on_click=move |()| store.selection.clear()
                />
            }
        })
    };
    view! {
        <div class="foot-row" hidden=move || loaded.get() == 0 || shown.get() == 0>
            <span role="status">{status}</span>
            <span>{coming}</span>
            {clear}
        </div>
    }
}
