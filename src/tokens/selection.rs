//! Which tokens are selected, and how one more changes that.

use crate::state::State;
use latchkey_model::{TokenId, sorted};

/// What is selected, and where a range begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// Sorted, each once: every row that is drawn is looked up here.
    ids: Vec<TokenId>,
    /// What was selected before the range: a longer or shorter one takes its place.
    base: Vec<TokenId>,
    /// What was last chosen by itself: ranges begin here.
    anchor: Option<TokenId>,
    /// Where the last range ended; `None` when something else was chosen since.
    tail: Option<TokenId>,
}

impl Chosen {
    pub fn has(&self, id: &TokenId) -> bool {
        self.ids.binary_search(id).is_ok()
    }

    fn one(&mut self, id: &TokenId, on: bool) {
        match self.ids.binary_search(id) {
            Ok(at) if !on => drop(self.ids.remove(at)),
            Err(at) if on => self.ids.insert(at, id.clone()),
            _ => {}
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
        self.ids = sorted(std::mem::take(&mut self.ids));
        self.ids.dedup();
        self.tail = Some(tail);
    }
}

#[derive(Clone, Copy)]
pub struct Selection(State<Chosen>);

impl Default for Selection {
    fn default() -> Self {
        Self::new()
    }
}

impl Selection {
    pub fn new() -> Self {
        Self(State::new(Chosen::default()))
    }

    pub fn with<T>(self, read: impl FnOnce(&Chosen) -> T) -> T {
        self.0.with(read)
    }

    pub fn has(self, id: &TokenId) -> bool {
        self.0.with(|chosen| chosen.has(id))
    }

    pub fn is_empty(self) -> bool {
        self.0.with(|chosen| chosen.ids.is_empty())
    }

    /// Where a range begins, if anything was chosen by itself.
    pub fn anchor(self) -> Option<TokenId> {
        self.0.with_untracked(|chosen| chosen.anchor.clone())
    }

    pub fn set(self, id: &TokenId, on: bool) {
        self.0.update(|chosen| chosen.one(id, on));
    }

    pub fn toggle(self, id: &TokenId) {
        self.0.update(|chosen| {
            let on = !chosen.has(id);
            chosen.one(id, on);
        });
    }

    pub fn only(self, id: &TokenId) {
        self.0.update(|chosen| {
            chosen.ids.clear();
            chosen.one(id, true);
        });
    }

    /// Selects all of `ids`, or none of them; what else is selected stays.
    pub fn set_all(self, ids: Vec<TokenId>, on: bool) {
        self.0.update(|chosen| {
            if on {
                chosen.ids.extend(ids);
                chosen.ids = sorted(std::mem::take(&mut chosen.ids));
                chosen.ids.dedup();
            } else {
                let ids = sorted(ids);
                chosen.ids.retain(|id| ids.binary_search(id).is_err());
            }
            chosen.begin(None);
        });
    }

    /// Adds a range, in place of the last one from the same anchor. `tail`: the end that is not the anchor.
    pub fn range(self, ids: Vec<TokenId>, tail: TokenId) {
        self.0.update(|chosen| chosen.range(ids, tail));
    }

    /// A range by Shift and an arrow goes on where the last one ended, else it begins where the focus is.
    pub fn begin_unless_at(self, id: &TokenId) {
        if self.0.with_untracked(|chosen| chosen.tail.as_ref() != Some(id)) {
            self.0.update(|chosen| chosen.begin(Some(id.clone())));
        }
    }

    pub fn clear(self) {
        self.0.set(Chosen::default());
    }
}
