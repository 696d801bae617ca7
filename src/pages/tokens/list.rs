//! The list: a grid that has only the rows on screen in the page.

use super::columns;
use super::dialogs::state::use_token_dialogs;
use super::keyboard::GridControl;
use super::list_state::{AboveRows, BelowRows, Foot};
use super::row::{ListRow, in_full};
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::state::{Loading, Sort, SortKey, TokenList, TokensRoute, use_navigation, use_tokens};
use latchkey_connector::Column;
use latchkey_ui::{GridFocus, GridRow, Icon, Tick, VirtualList, icons, use_window};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// Height of a row in CSS pixels, as in `style/grid.css`.
const ROW_HEIGHT: f64 = 56.0;

/// Below this width of the page, in CSS pixels, a row is a card.
const NARROW: f64 = 720.0;
const CARD_HEIGHT: f64 = 104.0;

fn row_height(page_width: f64) -> f64 {
    if page_width < NARROW { CARD_HEIGHT } else { ROW_HEIGHT }
}

#[component]
pub fn List(list: TokenList) -> impl IntoView {
    let (api, t, store, dialogs) = (use_api(), use_i18n(), use_tokens(), use_token_dialogs());
    let length = Signal::derive(move || list.shown.with(|shown| shown.len()));
    let window = use_window(length, row_height);
    let focus = GridFocus::new(window);
    let control = GridControl { api, store, list, dialogs, focus, is_range: StoredValue::new(false) };
    // A changed token is drawn anew, and so is a row that becomes a card.
    let key = move |index: usize| {
        store.rows.track();
        list.shown.track();
        (
            list.row_at(index).as_ref().map(Arc::as_ptr).map(<*const _>::addr),
            window.row_height.get() > ROW_HEIGHT,
        )
    };
    let row = move |index: usize| {
        let is_card = window.row_height.get_untracked() > ROW_HEIGHT;
        let place = untrack(|| window.place(index));
        list.row_at(index).map(|row| view! { <ListRow row index place is_card focus/> })
    };
    // Writing instants for every row that passes by would cost more than all else in the row.
    let tell_in_full = move |event: &Event| {
        let Some(cell) = cell_of(event).filter(|cell| !cell.has_attribute("title")) else { return };
        let Some((_, row)) = control.row_under(&cell) else { return };
        let column = columns::of(&api.capabilities()).into_iter().find(|column| is_cell_of(&cell, *column));
        if let Some(text) = column.and_then(|column| in_full(column, &row, t)) {
            let _ = cell.set_attribute("title", &text);
        }
    };
    view! {
        <AboveRows/>
        <div
            class="grid"
            role="grid"
            tabindex="-1"
            node_ref=focus.grid
            aria-label=t.access_tokens()
            aria-multiselectable="true"
            aria-rowcount=move || (length.get() + 1).to_string()
            aria-busy=move || store.loading.with(Loading::is_running).to_string()
            on:keydown=move |event| control.on_key(&event)
            on:focusin=move |event| {
                tell_in_full(&event);
                focus.focus_in(&event);
            }
            on:focusout=move |event| focus.focus_out(&event)
            on:mouseover=move |event| tell_in_full(&event)
            on:mousedown=move |event| control.on_mouse_down(&event)
            on:click=move |event| control.on_click(&event)
            on:change=move |event| control.on_change(&event)
        >
            <div role="rowgroup">
                <Head list focus/>
            </div>
            <VirtualList window key class="grid-space" role="rowgroup" children=row/>
        </div>
        <BelowRows list/>
        <Foot list/>
    }
}

#[component]
fn Head(list: TokenList, focus: GridFocus) -> impl IntoView {
    let (api, t) = (use_api(), use_i18n());
    move || {
        let columns = columns::of(&api.backend.capabilities.get());
        let focus = focus.row(0, 1 + columns.len());
        let cells: Vec<_> = columns
            .into_iter()
            .enumerate()
            .map(|(at, column)| {
                let class = columns::class(column);
                let title = columns::title(column, t);
                match columns::sort_key(column) {
                    None => {
                        view! { <div class=class role="columnheader" {..focus.stop(at + 1)}>{title}</div> }
                            .into_any()
                    }
                    Some(key) => view! { <SortHeader class title key focus stop=at + 1/> }.into_any(),
                }
            })
            .collect();
        view! {
            <div class="grid-head" role="row" aria-rowindex="1">
                <div class="cell select" role="columnheader">
                    <SelectAll list {..focus.stop(0)}/>
                </div>
                {cells}
                <div class="cell actions" role="columnheader">
                    <span class=HIDDEN>{t.actions()}</span>
                </div>
            </div>
        }
    }
}

/// Not seen, but read out.
const HIDDEN: &str = "visually-hidden";

/// On where all that is shown is selected, mixed where some of it is.
#[component]
fn SelectAll(list: TokenList) -> impl IntoView {
    let t = use_i18n();
    let shown = move || list.shown.with(|shown| shown.len());
    let picked = move || list.picked.with(|picked| picked.shown);
    view! {
        <Tick
            label=t.select_all()
            disabled=Signal::derive(move || shown() == 0)
            checked=Signal::derive(move || shown() > 0 && picked() == shown())
            indeterminate=Signal::derive(move || picked() > 0 && picked() < shown())
            on_change=move |on| list.select_shown(on)
        />
    }
}

/// The head of a column that one can sort by.
#[component]
fn SortHeader(
    class: &'static str,
    title: String,
    key: SortKey,
    focus: GridRow,
    stop: usize,
) -> impl IntoView {
    let navigation = use_navigation();
    let sort = move || navigation.route.with(|route| route.tokens().map(|tokens| tokens.sort));
    let descending = move || sort().filter(|sort| sort.key == key).map(|sort| sort.descending);
    let press = move |_| {
        let descending = match untrack(descending) {
            Some(descending) => !descending,
            // Newest first is what one looks for in dates, A first in names.
            None => matches!(key, SortKey::Created | SortKey::LastUsed),
        };
        let tokens = TokensRoute { sort: Sort { key, descending }, ..navigation.tokens_route() };
        navigation.replace_soon(navigation.route.with_untracked(|route| route.with_tokens(tokens)));
    };
    let aria_sort = move || descending().map(|down| if down { "descending" } else { "ascending" });
    let mark = move || {
        let icon = if descending()? { icons::CHEVRON_DOWN } else { icons::CHEVRON_UP };
        Some(view! { <Icon icon/> })
    };
    view! {
        <div class=class role="columnheader" aria-sort=aria_sort>
            <button type="button" class="sort" on:click={press} {..focus.stop(stop)}>{title}{mark}</button>
        </div>
    }
}

fn cell_of(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[role='gridcell']").ok()?
}

fn is_cell_of(cell: &Element, column: Column) -> bool {
    let class = columns::class(column).split(' ').nth(1).unwrap_or_default();
    cell.class_list().contains(class)
}
