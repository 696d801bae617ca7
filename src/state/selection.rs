//! Which tokens are selected, and how one more changes that.

use latchkey_model::TokenId;
use leptos::prelude::*;
use std::collections::HashSet;

/// What is selected, and where a range begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selected {
    ids: HashSet<TokenId>,
    /// What was selected before the range: a longer or shorter one takes its place.
    base: HashSet<TokenId>,
    /// What was last chosen by itself: ranges begin here.
    anchor: Option<TokenId>,
    /// Where the last range ended; `None` when something else was chosen since.
    tail: Option<TokenId>,
}

impl Selected {
    pub fn has(&self, id: &TokenId) -> bool {
        self.ids.contains(id)
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    fn one(&mut self, id: &TokenId, on: bool) {
        if on {
            self.ids.insert(id.clone());
        } else {
            self.ids.remove(id);
        }
        self.begin(Some(id.clone()));
    }

    fn begin(&mut self, anchor: Option<TokenId>) {
        self.base.clone_from(&self.ids);
        self.anchor = anchor;
        self.tail = None;
    }

    fn range(&mut self, ids: Vec<TokenId>, tail: TokenId) {
        self.ids.clone_from(&self.base);
        self.ids.extend(ids);
        self.tail = Some(tail);
    }
}

#[derive(Clone, Copy)]
pub struct Selection(RwSignal<Selected>);

impl Default for Selection {
    fn default() -> Self {
        Self::new()
    }
}

impl Selection {
    pub fn new() -> Self {
        Self(RwSignal::new(Selected::default()))
    }

    /// Reads what is selected; tracked.
    pub fn with<T>(self, read: impl FnOnce(&Selected) -> T) -> T {
        self.0.with(read)
    }

    /// Tracked.
    pub fn has(self, id: &TokenId) -> bool {
        self.0.with(|selected| selected.has(id))
    }

    /// Tracked.
    pub fn is_empty(self) -> bool {
        self.0.with(Selected::is_empty)
    }

    /// Where a range begins, if anything was chosen by itself.
    pub fn anchor(self) -> Option<TokenId> {
        self.0.with_untracked(|selected| selected.anchor.clone())
    }

    pub fn set(self, id: &TokenId, on: bool) {
        self.0.update(|selected| selected.one(id, on));
    }

    pub fn toggle(self, id: &TokenId) {
        self.0.update(|selected| {
            let on = !selected.has(id);
            selected.one(id, on);
        });
    }

    pub fn only(self, id: &TokenId) {
        self.0.update(|selected| {
            selected.ids.clear();
            selected.one(id, true);
        });
    }

    /// Selects all of `ids`, or none of them; what else is selected stays.
    pub fn set_all(self, ids: Vec<TokenId>, on: bool) {
        self.0.update(|selected| {
            if on {
                selected.ids.extend(ids);
            } else {
                for id in &ids {
                    selected.ids.remove(id);
                }
            }
            selected.begin(None);
        });
    }

    /// Adds a range, in place of the last one from the same anchor. `tail`: the end that is not the anchor.
    pub fn range(self, ids: Vec<TokenId>, tail: TokenId) {
        self.0.update(|selected| selected.range(ids, tail));
    }

    /// A range by Shift and an arrow goes on where the last one ended, else it begins where the focus is.
    pub fn begin_unless_at(self, id: &TokenId) {
        if self.0.with_untracked(|selected| selected.tail.as_ref() != Some(id)) {
            self.0.update(|selected| selected.begin(Some(id.clone())));
        }
    }

    /// Tokens that are gone are not selected any more.
    pub(super) fn forget<'a>(self, ids: impl Iterator<Item = &'a TokenId>) {
        let gone: Vec<TokenId> =
            self.0.with_untracked(|selected| ids.filter(|id| selected.has(id)).cloned().collect());
        if !gone.is_empty() {
            self.set_all(gone, false);
        }
    }

    pub fn clear(self) {
        self.0.set(Selected::default());
    }
}
