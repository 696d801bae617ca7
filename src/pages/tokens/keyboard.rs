//! What keys and the mouse do in the list.

use super::dialogs::state::TokenDialogs;
use crate::api::ApiClient;
use crate::state::{TokenList, TokenRow, TokenStore};
use latchkey_ui::GridFocus;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, MouseEvent};

/// What keys and clicks act on.
#[derive(Clone, Copy)]
pub struct GridControl {
    pub api: ApiClient,
    pub store: TokenStore,
    pub list: TokenList,
    pub dialogs: TokenDialogs,
    pub focus: GridFocus,
    /// Whether Shift was held when a checkbox was clicked: its `change` does not say.
    pub is_range: StoredValue<bool>,
}

impl GridControl {
    pub fn on_key(self, event: &KeyboardEvent) {
        if !event.alt_key() && self.press(event).is_some() {
            event.prevent_default();
        }
    }

    /// `None`: the key is the browser's.
    fn press(self, event: &KeyboardEvent) -> Option<()> {
        let tag = target(event).map(|target| target.tag_name()).unwrap_or_default();
        let (is_on_button, is_on_input) = (tag == "BUTTON", tag == "INPUT");
        let (shift, command) = (event.shift_key(), event.ctrl_key() || event.meta_key());
        let (row, _) = untrack(|| self.focus.at());
        let index = row.checked_sub(1);
        let here = index.and_then(|index| self.list.row_at(index));
        let selection = self.store.selection;
        match event.key().as_str() {
            "a" | "A" if command => self.list.select_shown(true),
            "Escape" if !untrack(|| selection.is_empty()) => selection.clear(),
            " " | "Enter" if is_on_button => return None,
            " " if shift && here.is_some() => self.list.extend_to(index?),
            // A checkbox is switched by the browser.
            " " if is_on_input => return None,
            " " => selection.toggle(&here?.token.id),
            "Enter" => {
                let row = here.filter(|row| !row.is_revoked() && self.api.capabilities().opens())?;
                self.dialogs.open_edit(row.token.id.clone());
            }
            "Delete" => {
                let row = here.filter(|_| self.api.capabilities().revoke)?;
                self.revoke(&row);
            }
            key => {
                let (to, stop) = self.focus.step(key, command)?;
                if shift && to != row && to > 0 && matches!(key, "ArrowUp" | "ArrowDown") {
                    if let Some(here) = here {
                        selection.begin_unless_at(&here.token.id);
                    }
                    self.list.extend_to(to - 1);
                }
                self.focus.go(to, stop);
            }
        }
        Some(())
    }

    /// The selected tokens if the row is one of them, else its own.
    fn revoke(self, row: &Arc<TokenRow>) {
        if untrack(|| self.store.selection.has(&row.token.id)) {
            self.dialogs.open_revoke(self.list.picked_tokens(|row| !row.is_revoked()));
        } else if !row.is_revoked() {
            self.dialogs.open_revoke(vec![row.token.clone()]);
        }
    }

    /// Shift and a click mean rows, not text.
    pub fn on_mouse_down(self, event: &MouseEvent) {
        if event.shift_key() && target(event).is_some_and(|target| is_free(&target)) {
            event.prevent_default();
        }
    }

    pub fn on_click(self, event: &MouseEvent) {
        self.is_range.set_value(event.shift_key());
        let Some(target) = target(event).filter(is_free) else { return };
        let Some((index, row)) = self.row_under(&target) else { return };
        if event.shift_key() {
            self.list.extend_to(index);
        } else if event.ctrl_key() || event.meta_key() {
            self.store.selection.toggle(&row.token.id);
        } else {
            self.store.selection.only(&row.token.id);
        }
    }

    /// A row's checkbox was switched.
    pub fn on_change(self, event: &Event) {
        let Some(target) = target(event) else { return };
        let Some((index, row)) = self.row_under(&target) else { return };
        if self.is_range.get_value() {
            self.list.extend_to(index);
        } else if let Some(checkbox) = target.dyn_ref::<HtmlInputElement>() {
            self.store.selection.set(&row.token.id, checkbox.checked());
        }
        // What did not change the selection is not shown either.
        if let Some(checkbox) = target.dyn_ref::<HtmlInputElement>() {
            checkbox.set_checked(untrack(|| self.store.selection.has(&row.token.id)));
        }
    }

    /// The token whose row an element is in, and its index in the list.
    pub fn row_under(self, element: &Element) -> Option<(usize, Arc<TokenRow>)> {
        let index = row_of(element)?.checked_sub(1)?;
        Some((index, self.list.row_at(index)?))
    }
}

/// Part of a row that does nothing of its own.
fn is_free(target: &Element) -> bool {
    target.closest("button, input, a").is_ok_and(|control| control.is_none())
}

pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The row that an element is in, the head being 0.
fn row_of(element: &Element) -> Option<usize> {
    let row = element.closest("[role='row']").ok()??;
    row.get_attribute("aria-rowindex")?.parse::<usize>().ok()?.checked_sub(1)
}
