//! The focus in a grid, after the grid pattern of the ARIA authoring practices.
//!
//! The grid is one stop for Tab; arrows go from stop to stop inside it. A stop is a cell, or the control that a
//! cell is there for. Rows are counted as a screen reader does, the head being row 0; those beyond the screen
//! are not in the DOM, so the place of the focus is kept here as numbers and not as an element.

use crate::{ListWindow, focus};
use leptos::attr::Attribute;
use leptos::attr::custom::custom_attribute;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement};

/// Where the focus is in a grid, or comes to when one comes there.
///
/// ```ignore
/// let window = use_window(length, row_height);
/// let focus = GridFocus::new(window);
/// view! {
///     <div role="grid" tabindex="-1" node_ref=focus.grid
///         on:focusin=move |event| focus.focus_in(&event) on:focusout=move |event| focus.focus_out(&event)
///         on:keydown=move |event| if let Some((row, stop)) = focus.step(&event.key(), event.ctrl_key()) { focus.go(row, stop); }>
///         // The head is row 0; each row says its number.
///         { let row = focus.row(index + 1, 3); view! {
///             <div role="row" aria-rowindex=index + 2>
///                 <div {..row.stop(0)} role="gridcell">"..."</div>
///         </div> } }
///     </div>
/// }
/// ```
#[derive(Clone, Copy)]
pub struct GridFocus {
    pub grid: NodeRef<html::Div>,
    window: ListWindow,
    /// Row and stop that have the focus, or get it when one comes here.
    at: RwSignal<(usize, usize)>,
    /// The place that Tab leads to: `at`, if its row is in the DOM.
    entry: Memo<(usize, usize)>,
    /// The row was scrolled to and takes the focus as soon as it is in the DOM.
    coming: RwSignal<bool>,
    /// Something in the grid has the focus, or had it when it was taken out of the DOM.
    held: StoredValue<bool>,
    /// Told whenever a row is made, which may be in place of one that had the focus.
    made: RwSignal<()>,
}

/// One row's part of the focus.
#[derive(Clone, Copy)]
pub struct GridRow {
    /// The stop that Tab leads to, if it is one of this row.
    current: Memo<Option<usize>>,
}

impl GridRow {
    /// What makes an element the stop with this number: `<div {..row.stop(2)}>` (first among the attributes). Numbers go from 0 up in the order of
    /// the DOM.
    pub fn stop(self, stop: usize) -> impl Attribute {
        (leptos::attr::tabindex(move || self.tabindex(stop)), custom_attribute("data-stop", stop.to_string()))
    }

    /// For `tabindex` of the stop with this number, beside `data-stop`; tracked.
    pub fn tabindex(self, stop: usize) -> i32 {
        if self.current.get() == Some(stop) { 0 } else { -1 }
    }

    /// As [`GridRow::tabindex`], of all stops at once: for a row that is drawn by one function.
    pub fn tabindexes(self) -> impl Fn(usize) -> &'static str {
        let current = self.current.get();
        move |stop| if current == Some(stop) { "0" } else { "-1" }
    }
}

impl GridFocus {
    pub fn new(window: ListWindow) -> Self {
        let at = RwSignal::new((1, 0));
        let entry = Memo::new(move |_| {
            let ((row, stop), rows) = (at.get(), window.rows.get());
            if is_drawn(row, rows) {
                (row, stop)
            } else if is_drawn(1, rows) {
                (1, 0)
            } else {
                (0, 0)
            }
        });
        let this = Self {
            grid: NodeRef::new(),
            window,
            at,
            entry,
            coming: RwSignal::new(false),
            held: StoredValue::new(false),
            made: RwSignal::new(()),
        };
        Effect::new(move |_| this.settle());
        this
    }

    /// Row and stop that have the focus, or get it; tracked.
    pub fn at(self) -> (usize, usize) {
        self.at.get()
    }

    /// To be called where a row is made, with how many stops it has; the head is row 0.
    pub fn row(self, index: usize, stops: usize) -> GridRow {
        self.made.set(());
        let last = stops.saturating_sub(1);
        let current = Memo::new(move |_| {
            let (row, stop) = self.entry.get();
            (row == index).then(|| stop.min(last))
        });
        GridRow { current }
    }

    /// For `focusin` of the grid.
    pub fn focus_in(self, event: &FocusEvent) {
        self.held.try_set_value(true);
        let Some(place) = target(event).and_then(|target| place_of(&target)) else { return };
        if self.at.try_get_untracked().is_some_and(|at| at != place) {
            self.at.set(place);
        }
    }

    /// For `focusout` of the grid.
    pub fn focus_out(self, event: &FocusEvent) {
        let left = target(event);
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            let Some(grid) = self.grid.try_get_untracked().flatten() else { return };
            let inside = focus::focused().is_some_and(|focused| grid.contains(Some(&focused)));
            // What was taken out of the DOM has not left: its row may have been drawn anew.
            if !inside && left.is_some_and(|left| left.is_connected()) {
                self.held.try_set_value(false);
            }
        });
    }

    /// Moves the focus; a row that is far away is scrolled to first.
    pub fn go(self, row: usize, stop: usize) {
        self.at.set((row, stop));
        self.coming.set(true);
        if self.drawn_row(row).is_none() {
            self.window.scroll_to(row.saturating_sub(1));
        }
    }

    /// Where a key leads, as row and stop. `command`: Ctrl or the command key is held.
    pub fn step(self, key: &str, command: bool) -> Option<(usize, usize)> {
        let (row, stop) = self.at.get_untracked();
        let last = self.window.length.get_untracked();
        let page = self.window.page();
        let rtl = self.grid.get_untracked().is_some_and(|grid| focus::is_rtl(&grid));
        let stops = || self.drawn_row(row).map(|row| seen_stops(&row)).unwrap_or_default();
        let back = || (row, stops().into_iter().rfind(|seen| *seen < stop).unwrap_or(stop));
        let on = || (row, stops().into_iter().find(|seen| *seen > stop).unwrap_or(stop));
        Some(match key {
            "ArrowDown" => ((row + 1).min(last), stop),
            "ArrowUp" => (row.saturating_sub(1), stop),
            "PageDown" => ((row + page).min(last), stop),
            "PageUp" => (row.saturating_sub(page).max(1).min(last), stop),
            "ArrowLeft" if rtl => on(),
            "ArrowRight" if rtl => back(),
            "ArrowLeft" => back(),
            "ArrowRight" => on(),
            // The first row, not the head: that is one Up away.
            "Home" if command => (1.min(last), 0),
            "End" if command => (last, usize::MAX),
            "Home" => (row, 0),
            "End" => (row, stops().last().copied().unwrap_or(stop)),
            _ => return None,
        })
    }

    /// Takes the focus to where it should be, after a move and after rows came or went.
    fn settle(self) {
        let (coming, (row, stop)) = (self.coming.get(), self.at.get());
        self.made.track();
        self.window.rows.track();
        let held = self.held.get_value();
        if !coming && !held {
            return;
        }
        let Some(grid) = self.grid.get() else { return };
        let element = self.drawn_row(row).and_then(|row| stop_of(&row, stop));
        if coming {
            if let Some(element) = element {
                self.coming.set(false);
                let _ = element.focus();
            }
            return;
        }
        match focus::focused() {
            // Its row was drawn anew; or it was scrolled away: the grid keeps the keys, and the next one comes back.
            None => focus::focus_in_place(element.as_ref().unwrap_or(&grid)),
            Some(focused) if grid.is_same_node(Some(&focused)) => {
                element.inspect(focus::focus_in_place);
            }
            Some(focused) if !grid.contains(Some(&focused)) => self.held.set_value(false),
            Some(_) => {}
        }
    }

    fn drawn_row(self, row: usize) -> Option<HtmlElement> {
        let grid = self.grid.try_get_untracked()??;
        let row = grid.query_selector(&format!("[aria-rowindex='{}']", row + 1)).ok()??;
        row.dyn_into().ok()
    }
}

/// Whether a row is in the DOM while these are (the first, and the one after the last). The head always is.
fn is_drawn(row: usize, (first, last): (usize, usize)) -> bool {
    row == 0 || (first..last).contains(&(row - 1))
}

fn target(event: &FocusEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// Row and stop of an element.
fn place_of(element: &Element) -> Option<(usize, usize)> {
    let stop = element.closest("[data-stop]").ok()??.get_attribute("data-stop")?.parse().ok()?;
    let row =
        element.closest("[aria-rowindex]").ok()??.get_attribute("aria-rowindex")?.parse::<usize>().ok()?;
    Some((row.checked_sub(1)?, stop))
}

/// The stop with this number, or the last one before it that can be seen: columns go where there is no room.
fn stop_of(row: &HtmlElement, stop: usize) -> Option<HtmlElement> {
    let mut stops = stops(row);
    let at = stops.iter().rposition(|(number, _)| *number <= stop).unwrap_or_default();
    (at < stops.len()).then(|| stops.swap_remove(at).1)
}

fn seen_stops(row: &HtmlElement) -> Vec<usize> {
    stops(row).into_iter().map(|(number, _)| number).collect()
}

/// The stops of a row that can be seen, in order.
fn stops(row: &HtmlElement) -> Vec<(usize, HtmlElement)> {
    let Ok(all) = row.query_selector_all("[data-stop]") else { return Vec::new() };
    let stops = (0..all.length()).filter_map(|at| {
        let stop: HtmlElement = all.get(at)?.dyn_into().ok()?;
        let number = stop.get_attribute("data-stop")?.parse().ok()?;
        (stop.offset_width() > 0).then_some((number, stop))
    });
    stops.collect()
}
