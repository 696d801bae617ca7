//! The list: a grid that has only the rows on screen in the DOM.

use super::page::{Listing, TokensPage};
use super::row::{RowPlace, row_view};
use super::store::Loading;
use crate::route::{DialogRoute, Sort, SortKey};
use crate::widgets::button::Button;
use crate::widgets::icon::icon;
use crate::widgets::windowed::windowed;
use crate::text;
use latchkey_connector::{Capabilities, Column};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// Height of a row in CSS pixels, as in `style/grid.css`; below 720 px of width a row is a card.
const ROW: f64 = 56.0;
const CARD: f64 = 104.0;
const NARROW: f64 = 720.0;

fn row_height(width: f64) -> f64 {
    if width < NARROW { CARD } else { ROW }
}

/// The columns the backend has something to show in.
pub fn columns(can: &Capabilities) -> Vec<(Column, &'static str, Option<SortKey>)> {
    let all = [
        (Column::Name, text::name(), Some(SortKey::Name)),
        (Column::Scope, text::scope(), None),
        (Column::Status, text::status(), Some(SortKey::Status)),
        (Column::Created, text::created(), Some(SortKey::Created)),
        (Column::Expires, text::expires(), Some(SortKey::Expires)),
        (Column::LastUsed, text::last_used(), Some(SortKey::LastUsed)),
    ];
    all.into_iter().filter(|(column, ..)| can.columns.contains(column)).collect()
}

pub fn column_class(column: Column) -> &'static str {
    match column {
        Column::Name => "cell name",
        Column::Scope => "cell scope",
        Column::Status => "cell status-cell",
        Column::Created => "cell created",
        Column::Expires => "cell expires",
        Column::LastUsed => "cell used",
    }
}

pub fn list_view(page: TokensPage, list: Listing) -> AnyView {
    let store = page.store;
    let space = NodeRef::<html::Div>::new();
    let window = windowed(space, row_height);
    let visible = Memo::new(move |_| {
        let shown = list.shown.get();
        let window = window.get();
        let (first, last) = window.of(shown.len());
        let rows = shown.get(first..last).unwrap_or_default();
        rows.iter()
            .enumerate()
            .filter_map(|(offset, position)| {
                list.row(*position).map(|row| RowPlace { index: first + offset, height: window.height, row })
            })
            .collect::<Vec<_>>()
    });
    let height = move || {
        let rows = list.shown.with(|s| s.len()) as f64;
        format!("{}px", rows * window.with(|w| w.height))
    };
    let console = page.console;
    view! {
        <div
            class="grid"
            role="grid"
            aria-label=text::access_tokens()
            aria-multiselectable="true"
            aria-rowcount=move || (list.shown.with(|s| s.len()) + 1).to_string()
            aria-busy=move || matches!(store.loading.get(), Loading::First | Loading::More { .. }).to_string()
        >
            {move || head(page, &console.capabilities.get())}
            <div class="grid-space" role="rowgroup" node_ref=space style:height=height>
                <For each=move || visible.get() key=RowPlace::key let(place)>
                    {row_view(page, place)}
                </For>
            </div>
        </div>
        {move || below(page, list)}
    }
    .into_any()
}

fn head(page: TokensPage, can: &Arc<Capabilities>) -> AnyView {
    let console = page.console;
    let sort = Signal::derive(move || {
        console.route.with(|r| r.tokens().map(|t| t.sort)).unwrap_or_default()
    });
    let cells = columns(can)
        .into_iter()
        .map(|(column, label, key)| {
            let content = match key {
                None => view! { <span>{label}</span> }.into_any(),
                Some(key) => sort_button(page, label, key, sort),
            };
            let sorted = move || {
                let sort = sort.get();
                (Some(sort.key) == key).then_some(if sort.descending { "descending" } else { "ascending" })
            };
            view! { <div class=column_class(column) role="columnheader" aria-sort=sorted>{content}</div> }
        })
        .collect_view();
    view! {
        <div role="rowgroup">
            <div class="grid-head" role="row" aria-rowindex="1">
                <div class="cell select" role="columnheader"><span class="visually-hidden">{text::selection()}</span></div>
                {cells}
                <div class="cell actions" role="columnheader"><span class="visually-hidden">{text::actions()}</span></div>
            </div>
        </div>
    }
    .into_any()
}

fn sort_button(page: TokensPage, label: &'static str, key: SortKey, sort: Signal<Sort>) -> AnyView {
    let console = page.console;
    let press = move |_| {
        console.route.with_untracked(Clone::clone).tokens().cloned().into_iter().for_each(|mut tokens| {
            let descending = if tokens.sort.key == key {
                !tokens.sort.descending
            } else {
                // Newest first is what one looks for in dates, A first in names.
                matches!(key, SortKey::Created | SortKey::LastUsed)
            };
            tokens.sort = Sort { key, descending };
            console.replace(console.route.with_untracked(|r| r.with_tokens(tokens)));
        });
    };
    let mark = move || {
        let sort = sort.get();
        (sort.key == key).then(|| icon(if sort.descending { "chevron-down" } else { "chevron-up" }))
    };
    view! { <button type="button" class="sort" on:click=press>{label}{mark}</button> }.into_any()
}

/// What stands below the rows: loading, nothing here, nothing found, what went wrong.
fn below(page: TokensPage, list: Listing) -> AnyView {
    let store = page.store;
    let shown = list.shown.with(|s| s.len());
    let loaded = store.rows.with(|rows| rows.len());
    let note = match store.loading.get() {
        Loading::First => view! {
            <div class="loading" aria-hidden="true">
                <div class="ghost"></div><div class="ghost"></div><div class="ghost"></div>
            </div>
        }
        .into_any(),
        Loading::Failed { message } => view! {
            <div class="empty" role="alert">
                {icon("circle-alert")}
                <p><b>{text::list_failed()}</b></p>
                <p>{message}</p>
                {Button::new(text::try_again()).on(Box::new(move || store.load(page.console)))}
            </div>
        }
        .into_any(),
        Loading::More { total } => {
            let count = crate::clock::number(loaded as u64);
            let line = match total {
                Some(total) => text::loaded_of(&count, &crate::clock::number(total)),
                None => text::loaded(&count),
            };
            view! { <div class="foot-row">{line}</div> }.into_any()
        }
        Loading::Done if loaded == 0 => view! {
            <div class="empty">
                {icon("key")}
                <p><b>{text::no_tokens()}</b></p>
                <p>{text::no_tokens_detail()}</p>
                {page.console.can().create.then(|| {
                    Button::new(text::generate_first())
                        .class("primary")
                        .on(Box::new(move || page.open(DialogRoute::Create { copy_of: None })))
                })}
            </div>
        }
        .into_any(),
        Loading::Done if shown == 0 => view! {
            <div class="empty">
                {icon("search")}
                <p><b>{text::nothing_found()}</b></p>
                {Button::new(text::clear_filters()).on(Box::new(move || clear_filters(page)))}
            </div>
        }
        .into_any(),
        Loading::Done => {
            let selected = store.selected.with(|s| s.len() as u64);
            let line = if selected > 0 {
                text::selected(selected, &crate::clock::number(loaded as u64))
            } else {
                text::shown(shown as u64, &crate::clock::number(loaded as u64))
            };
            view! { <div class="foot-row" role="status">{line}</div> }.into_any()
        }
    };
    let problems = store.unreadable.get();
    let broken = (!problems.is_empty()).then(|| {
        let lines = problems.iter().take(5).map(|p| view! { <li>{p.clone()}</li> }).collect_view();
        view! {
            <div class="note bad" role="alert">
                <div><b>{text::unreadable_tokens(problems.len() as u64)}</b><ul>{lines}</ul></div>
            </div>
        }
    });
    view! { {broken}{note} }.into_any()
}

fn clear_filters(page: TokensPage) {
    let console = page.console;
    let route = console.route.with_untracked(|r| {
        let sort = r.tokens().map(|t| t.sort).unwrap_or_default();
        r.with_tokens(crate::route::TokensRoute { sort, ..Default::default() })
    });
    console.replace(route);
}
