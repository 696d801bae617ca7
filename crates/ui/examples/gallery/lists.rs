//! Long lists of which only the rows on screen are in the DOM.

use crate::{Part, text};
use latchkey_ui::{GridFocus, IconButton, LineFocus, ListWindow, Tick, VirtualList, icons, use_window_in};
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// As in `style/tokens.css`.
const ROW: f64 = 56.0;
const CARD: f64 = 104.0;
const LINE: f64 = 36.0;

const COLUMNS: [(&str, &str); 4] = [
    ("cell name", "Name"),
    ("cell status-cell", "Status"),
    ("cell expires", "Expires"),
    ("cell used", "Last used"),
];

#[component]
pub fn Grid() -> impl IntoView {
    let scrolls = NodeRef::<html::Div>::new();
    let window = use_window_in(scrolls, 320.0, 10_000, |width| if width < 720.0 { CARD } else { ROW });
    let focus = GridFocus::new(window);
    let selected = RwSignal::new(BTreeSet::new());
    let key = move |event: leptos::ev::KeyboardEvent| {
        if let Some((row, stop)) = focus.step(&event.key(), event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            focus.go(row, stop);
        }
    };
    let head = focus.row(0, COLUMNS.len());
    view! {
        <Part title="Grid">
            <div class="box" node_ref=scrolls>
                <div
                    class="grid"
                    role="grid"
                    tabindex="-1"
                    aria-label="Tokens"
                    aria-multiselectable="true"
                    aria-rowcount=move || window.length.get() + 1
                    node_ref=focus.grid
                    on:focusin=move |event| focus.focus_in(&event)
                    on:focusout=move |event| focus.focus_out(&event)
                    on:keydown=key
                >
                    <div role="rowgroup">
                        <div class="grid-head" role="row" aria-rowindex="1">
                            <div class="cell select" role="columnheader">
                                <span class="visually-hidden">{text("Selection")}</span>
                            </div>
                            {COLUMNS
                                .into_iter()
                                .enumerate()
                                .map(|(at, (class, label))| {
                                    view! {
                                        <div class=class role="columnheader">
                                            <button {..head.stop(at)} type="button" class="sort">{label}</button>
                                        </div>
                                    }
                                })
                                .collect::<Vec<_>>()}
                        </div>
                    </div>
                    <VirtualList window class="grid-space" role="rowgroup" key=|index| index let:index>
                        <Row index window focus selected />
                    </VirtualList>
                </div>
            </div>
        </Part>
    }
}

#[component]
fn Row(
    index: usize,
    window: ListWindow,
    focus: GridFocus,
    selected: RwSignal<BTreeSet<usize>>,
) -> impl IntoView {
    let row = focus.row(index + 1, 6);
    let is_selected = move || selected.with(|selected| selected.contains(&index));
    let select = move |on: bool| {
        selected.update(|selected| {
            if on {
                selected.insert(index)
            } else {
                selected.remove(&index)
            };
        });
    };
    let cells =
        [format!("token-{index}"), "Active".to_owned(), "in 24 days".to_owned(), "yesterday".to_owned()];
    let cells = COLUMNS.into_iter().zip(cells).enumerate().map(|(at, ((class, _), said))| {
        view! { <div {..row.stop(at + 1)} class=class role="gridcell">{said}</div> }
    });
    view! {
        <div
            class="grid-row"
            role="row"
            aria-rowindex=index + 2
            aria-selected=move || if is_selected() { "true" } else { "false" }
            style:transform=move || window.place(index)
        >
            <div class="cell select" role="gridcell">
                <Tick {..row.stop(0)} label=format!("Select token-{index}") checked=is_selected on_change=select />
            </div>
            {cells.collect::<Vec<_>>()}
            <div class="cell actions" role="gridcell">
                <IconButton {..row.stop(5)} icon=icons::TRASH label=format!("Revoke token-{index}") danger=true />
            </div>
        </div>
    }
}

#[component]
pub fn Lines() -> impl IntoView {
    let scrolls = NodeRef::<html::Div>::new();
    let window = use_window_in(scrolls, 288.0, 3_000, |_| LINE);
    let focus = LineFocus::new(window);
    let on = RwSignal::new(BTreeSet::new());
    let line = move |index: usize| {
        let control = NodeRef::new();
        focus.register(index, control);
        let set = move |to: bool| {
            on.update(|on| {
                if to {
                    on.insert(index)
                } else {
                    on.remove(&index)
                };
            });
        };
        view! {
            <div class="op" style:transform=move || window.place(index)>
                <label class="check">
                    <Tick
                        checked=move || on.with(|on| on.contains(&index))
                        on_change=set
                        node_ref=control
                        attr:tabindex=move || focus.tabindex(index)
                        on:focus=move |_| focus.entered(index)
                    />
                    <code>{format!("GET /devices/{index}")}</code>
                </label>
            </div>
        }
    };
    view! {
        <Part title="Lines">
            <div class="picker">
                <div
                    class="picker-list"
                    tabindex="-1"
                    node_ref=scrolls
                    on:keydown=move |event| if focus.key(&event.key()) { event.prevent_default() }
                >
                    <VirtualList window class="picker-space" keep=focus.line() key=|index| index children=line />
                </div>
                <p class="hint" role="status">{move || format!("{} chosen", on.with(BTreeSet::len))}</p>
            </div>
        </Part>
    }
}
