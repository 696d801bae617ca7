//! Keyboard and mouse in the list, after the grid pattern of the ARIA authoring practices.
//!
//! The grid is one stop for Tab; arrows go from stop to stop inside it. A stop is a cell, or the control that a
//! cell is there for. Rows are counted as a screen reader does, the head being row 0; those beyond the screen
//! are not in the page, so the place of the focus is kept here as numbers and not as an element.

use super::list::column_class;
use super::listing::{Listing, is_revoked, picked_tokens};
use super::page::TokensPage;
use super::row::in_full;
use crate::browser;
use crate::dom::El;
use crate::route::DialogRoute;
use crate::state::State;
use latchkey_connector::Column;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

#[derive(Clone)]
pub struct Grid {
    page: TokensPage,
    list: Listing,
    /// The whole grid.
    pub all: El,
    /// What the rows stand in.
    pub space: El,
    /// Row and stop that have the focus, or get it when one comes here.
    at: State<(usize, usize)>,
    /// The row was scrolled to and takes the focus as soon as it is in the page.
    coming: State<bool>,
    /// Whether Shift was held when a checkbox was clicked: its `change` does not say.
    shift: State<bool>,
}

impl Grid {
    pub fn new(page: TokensPage, list: Listing, all: El, space: El) -> Self {
        let (at, coming, shift) = (State::new((1, 0)), State::new(false), State::new(false));
        let grid = Self { page, list, all, space, at, coming, shift };
        let (keys, focus, point) = (grid.clone(), grid.clone(), grid.clone());
        let _ = grid.all.clone().on("keydown", move |event| keys.key(&event)).on_passing(
            "focusin",
            move |event| {
                focus.tell_in_full(&event);
                if let Some(place) = target(&event).and_then(|stop| place_of(&stop)) {
                    focus.at.set(place);
                    focus.settle(false);
                }
            },
        );
        let (press, click, change) = (grid.clone(), grid.clone(), grid.clone());
        let _ = grid
            .space
            .clone()
            .on_passing("mouseover", move |event| point.tell_in_full(&event))
            .on("mousedown", move |event| press.press(&event))
            .on("click", move |event| click.click(&event))
            .on("change", move |event| change.change(&event));
        grid
    }

    /// Whether something in the grid has the focus. To be asked before rows are taken away.
    pub fn has_focus(&self) -> bool {
        browser::focused().is_some_and(|focused| self.all.0.contains(Some(&focused)))
    }

    /// Whether a row that is not in the page yet is to take the focus.
    pub fn is_waited_for(&self) -> bool {
        self.coming.get_untracked()
    }

    /// After rows came or went: the grid is one stop for Tab, and a row that was drawn anew has the focus again.
    pub fn settle(&self, had_focus: bool) {
        let Some((row, stop)) = self.at.try_get_untracked() else { return };
        let here = self.stop_at(row, stop);
        let entry = here.clone().or_else(|| self.stop_at(1, 0)).or_else(|| self.stop_at(0, 0));
        while let Ok(Some(old)) = self.all.0.query_selector("[tabindex='0']") {
            let _ = old.set_attribute("tabindex", "-1");
        }
        if let Some(entry) = entry {
            let _ = entry.set_attribute("tabindex", "0");
        }
        match here {
            Some(here) if self.coming.get_untracked() => {
                self.coming.set(false);
                let _ = here.focus();
            }
            Some(here) if had_focus => browser::focus_in_place(&here),
            // Scrolled away: the grid keeps the keys, and the next one comes back.
            None if had_focus => browser::focus_in_place(self.all.0.unchecked_ref()),
            _ => {}
        }
    }

    fn row(&self, row: usize) -> Option<Element> {
        let selector = ["[aria-rowindex='", &(row + 1).to_string(), "']"].concat();
        self.all.0.query_selector(&selector).ok().flatten()
    }

    /// The stop, or the row's last one if it has fewer.
    fn stop_at(&self, row: usize, stop: usize) -> Option<HtmlElement> {
        let mut stops = stops(&self.row(row)?);
        let last = stops.len().checked_sub(1)?;
        Some(stops.swap_remove(stop.min(last)))
    }

    fn go(&self, row: usize, stop: usize) {
        self.at.set((row, stop));
        if let Some(stop) = self.stop_at(row, stop) {
            let _ = stop.focus();
            return;
        }
        self.coming.set(true);
        let Some(window) = browser::window() else { return };
        let top = self.space.0.get_bounding_client_rect().top() + window.scroll_y().unwrap_or_default();
        let row = row.saturating_sub(1) as f64 * self.row_height() - screen() / 2.0;
        window.scroll_to_with_x_and_y(window.scroll_x().unwrap_or_default(), top + row);
    }

    /// All rows have one height, and the space is as tall as all of them.
    fn row_height(&self) -> f64 {
        let rows = self.list.shown.with_untracked(|shown| shown.len()).max(1);
        self.space.0.get_bounding_client_rect().height() / rows as f64
    }

    fn key(&self, event: &Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if key.alt_key() {
            return;
        }
        let target = target(event);
        let on_button = target.as_ref().is_some_and(|t| t.tag_name() == "BUTTON");
        let on_input = target.as_ref().is_some_and(|t| t.tag_name() == "INPUT");
        let (shift, command) = (key.shift_key(), key.ctrl_key() || key.meta_key());
        let (row, stop) = self.at.get_untracked();
        let index = row.checked_sub(1);
        let here = index.and_then(|index| self.list.row_at(index));
        let selection = self.page.store.selection;
        match key.key().as_str() {
            "a" | "A" if command => self.list.select_shown(true),
            "Escape" if !selection.is_empty() => selection.clear(),
            " " if on_button => return,
            " " => match (index, here) {
                (Some(index), Some(_)) if shift => self.list.extend_to(index),
                // A checkbox is switched by the browser.
                (_, Some(row)) if !on_input => selection.toggle(&row.token.id),
                _ => return,
            },
            "Enter" if on_button => return,
            "Enter" => match here {
                Some(row) if !is_revoked(&row) && self.page.console.can().opens() => {
                    self.page.open(DialogRoute::Edit(row.token.id.clone()));
                }
                _ => return,
            },
            "Delete" => match here {
                Some(row) if self.page.console.can().revoke => {
                    let tokens = if selection.has(&row.token.id) {
                        picked_tokens(self.page, |row| !is_revoked(row))
                    } else if is_revoked(&row) {
                        Vec::new()
                    } else {
                        vec![row.token.clone()]
                    };
                    if !tokens.is_empty() {
                        self.page.open_revoke(tokens);
                    }
                }
                _ => return,
            },
            name => {
                let Some((to, stop)) = self.step(name, command, row, stop) else { return };
                if shift && to != row && to > 0 && matches!(name, "ArrowUp" | "ArrowDown") {
                    if let Some(here) = here {
                        selection.begin_unless_at(&here.token.id);
                    }
                    self.list.extend_to(to - 1);
                }
                self.go(to, stop);
            }
        }
        event.prevent_default();
    }

    /// Where a key leads, as row and stop.
    fn step(&self, key: &str, command: bool, row: usize, stop: usize) -> Option<(usize, usize)> {
        let last = self.list.shown.with_untracked(|shown| shown.len());
        let page = (screen() / self.row_height() - 1.0).max(1.0) as usize;
        let end = || self.row(row).map_or(0, |row| stops(&row).len().saturating_sub(1));
        let back = || (row, stop.min(end()).saturating_sub(1));
        let on = || (row, (stop + 1).min(end()));
        Some(match key {
            "ArrowDown" => ((row + 1).min(last), stop),
            "ArrowUp" => (row.saturating_sub(1), stop),
            "PageDown" => ((row + page).min(last), stop),
            "PageUp" => (row.saturating_sub(page).max(1).min(last), stop),
            "ArrowLeft" if is_rtl() => on(),
            "ArrowRight" if is_rtl() => back(),
            "ArrowLeft" => back(),
            "ArrowRight" => on(),
            // The first token, not the head: that is one Up away.
            "Home" if command => (1.min(last), 0),
            "End" if command => (last, usize::MAX),
            "Home" => (row, 0),
            "End" => (row, end()),
            _ => return None,
        })
    }

    /// Shift and a click mean rows, not text.
    fn press(&self, event: &Event) {
        let shift = event.dyn_ref::<MouseEvent>().is_some_and(MouseEvent::shift_key);
        if shift && target(event).is_some_and(|target| is_free(&target)) {
            event.prevent_default();
        }
    }

    fn click(&self, event: &Event) {
        let (Some(mouse), Some(target)) = (event.dyn_ref::<MouseEvent>(), target(event)) else { return };
        self.shift.set(mouse.shift_key());
        let Some(index) = row_of(&target).and_then(|row| row.checked_sub(1)).filter(|_| is_free(&target))
        else {
            return;
        };
        let Some(row) = self.list.row_at(index) else { return };
        if mouse.shift_key() {
            self.list.extend_to(index);
        } else if mouse.ctrl_key() || mouse.meta_key() {
            self.page.store.selection.toggle(&row.token.id);
        } else {
            self.page.store.selection.only(&row.token.id);
        }
    }

    /// What a cell says in full, once somebody points at it or comes to it: writing instants for every row that passes by
    /// would cost more than all else in the row.
    fn tell_in_full(&self, event: &Event) {
        let Some(target) = target(event) else { return };
        for column in [Column::Scope, Column::Created, Column::Expires, Column::LastUsed] {
            let selector = [".", &column_class(column).replace(' ', ".")].concat();
            if let Ok(Some(cell)) = target.closest(&selector)
                && !cell.has_attribute("title")
                && let Some(row) = row_of(&cell).and_then(|row| self.list.row_at(row.checked_sub(1)?))
                && let Some(words) = in_full(column, &row)
            {
                let _ = cell.set_attribute("title", &words);
            }
        }
    }

    /// A row's checkbox was switched.
    fn change(&self, event: &Event) {
        let Some(target) = target(event) else { return };
        let Some(index) = row_of(&target).and_then(|row| row.checked_sub(1)) else { return };
        if self.shift.get_untracked() {
            self.list.extend_to(index);
        } else if let (Some(row), Some(tick)) =
            (self.list.row_at(index), target.dyn_ref::<HtmlInputElement>())
        {
            self.page.store.selection.set(&row.token.id, tick.checked());
        }
    }
}

/// Part of a row that does nothing of its own.
fn is_free(target: &Element) -> bool {
    target.closest("button, input, a").is_ok_and(|control| control.is_none())
}

/// What is not in the page any more tells nothing: its row was drawn anew, perhaps at another place, before this event
/// could be seen to (`later::Handler`).
fn target(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.is_connected().then_some(target)
}

/// The row that an element stands in, the head being 0.
fn row_of(element: &Element) -> Option<usize> {
    let row = element.closest("[role='row']").ok()??;
    row.get_attribute("aria-rowindex")?.parse::<usize>().ok()?.checked_sub(1)
}

fn place_of(stop: &Element) -> Option<(usize, usize)> {
    let row = stop.closest("[role='row']").ok()??;
    let at = stops(&row).iter().position(|s| s.is_same_node(Some(stop)))?;
    Some((row_of(stop)?, at))
}

/// The stops of a row that can be seen: columns go where there is no room.
fn stops(row: &Element) -> Vec<HtmlElement> {
    let mut stops = Vec::new();
    let mut cell = row.first_element_child();
    while let Some(here) = cell {
        cell = here.next_element_sibling();
        if here.has_attribute("tabindex") {
            stops.extend(here.dyn_into::<HtmlElement>().ok());
            continue;
        }
        let mut part = here.first_element_child();
        while let Some(here) = part {
            part = here.next_element_sibling();
            if here.has_attribute("tabindex") {
                stops.extend(here.dyn_into::<HtmlElement>().ok());
            }
        }
    }
    stops.retain(|stop| stop.offset_width() > 0);
    stops
}

fn screen() -> f64 {
    browser::window().and_then(|w| w.inner_height().ok()?.as_f64()).unwrap_or(800.0)
}

fn is_rtl() -> bool {
    let root = browser::document().and_then(|d| d.document_element());
    root.and_then(|root| root.get_attribute("dir")).is_some_and(|dir| dir == "rtl")
}
