//! What the list shows, derived from what is loaded, what is selected and what the address says.

use super::page::TokensPage;
use super::query::{self, Row};
use super::store::Loading;
use super::view::{Against, VIEWS};
use crate::state::Derived;
use crate::{clock, text};
use latchkey_model::{Lifecycle, Status, Token, TokenId};
use std::sync::Arc;

/// How many tokens are selected.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Picked {
    pub all: usize,
    /// Of them, on the list as it is filtered now.
    pub shown: usize,
    /// Of them, not revoked.
    pub live: usize,
    /// Of them, neither revoked nor switched off.
    pub enabled: usize,
}

#[derive(Clone, Copy)]
pub struct Listing {
    page: TokensPage,
    /// Positions in the store's rows, in the order shown.
    pub shown: Derived<Arc<Vec<u32>>>,
    pub picked: Derived<Picked>,
    /// How many tokens are in each of [`VIEWS`].
    pub views: Derived<[u32; VIEWS.len()]>,
}

impl Listing {
    pub fn new(page: TokensPage) -> Self {
        let (console, store) = (page.console, page.store);
        let route = Derived::new(move || {
            console
                .route
                .with(|r| r.tokens().map(|t| (t.search.clone(), t.status, t.view, t.sort)))
                .unwrap_or_default()
        });
        let order = Derived::new(move || {
            let sort = route.with(|(_, _, _, sort)| *sort);
            store.rows.with(|rows| Arc::new(query::order(rows, sort, clock::now())))
        });
        let shown = Derived::new(move || {
            console.tick.track();
            let (search, status, view, _) = route.get();
            against(page, |against| {
                store.rows.with(|rows| {
                    order.with(|order| Arc::new(query::filter(rows, order, &search, status, view, against)))
                })
            })
        });
        let picked = Derived::new(move || {
            let mut picked = Picked::default();
            if store.selection.is_empty() {
                return picked;
            }
            store.selection.with(|chosen| {
                store.rows.with(|rows| {
                    for row in rows.iter().filter(|row| chosen.has(&row.token.id)) {
                        picked.all += 1;
                        picked.live += usize::from(!is_revoked(row));
                        picked.enabled += usize::from(row.token.lifecycle == Lifecycle::Enabled);
                    }
                    let here = |at: &&u32| rows.get(**at as usize).is_some_and(|r| chosen.has(&r.token.id));
                    picked.shown = shown.with(|shown| shown.iter().filter(here).count());
                });
            });
            picked
        });
        let views = Derived::new(move || {
            console.tick.track();
            against(page, |against| {
                store.rows.with(|rows| {
                    VIEWS.map(|(view, _)| rows.iter().filter(|row| view.has(row, against)).count() as u32)
                })
            })
        });
        Self { page, shown, picked, views }
    }

    /// The ids of the rows shown from `first` to before `end`.
    pub fn ids(self, first: usize, end: usize) -> Vec<TokenId> {
        self.shown.with_untracked(|shown| {
            let part = shown.get(first..end.min(shown.len())).unwrap_or_default();
            let rows = self.page.store.rows.get_untracked();
            part.iter().filter_map(|at| rows.get(*at as usize)).map(|row| row.token.id.clone()).collect()
        })
    }

    /// Selects the rows from the last one chosen by itself to the one shown at `index`.
    pub fn extend_to(self, index: usize) {
        let Some(row) = self.row_at(index) else { return };
        let anchor = self.page.store.selection.anchor().and_then(|id| self.place_of(&id)).unwrap_or(index);
        let ids = self.ids(anchor.min(index), anchor.max(index) + 1);
        self.page.store.selection.range(ids, row.token.id.clone());
    }

    /// Selects all that is shown, or nothing of it.
    pub fn select_shown(self, on: bool) {
        self.page.store.selection.set_all(self.ids(0, usize::MAX), on);
    }

    fn place_of(self, id: &TokenId) -> Option<usize> {
        let rows = self.page.store.rows.get_untracked();
        let is_it = |at: &u32| rows.get(*at as usize).is_some_and(|row| row.token.id == *id);
        self.shown.with_untracked(|shown| shown.iter().position(is_it))
    }

    /// The row that is shown at `index`.
    pub fn row_at(self, index: usize) -> Option<Arc<Row>> {
        let position = self.shown.with_untracked(|shown| shown.get(index).copied())?;
        self.page.store.rows.with_untracked(|rows| rows.get(position as usize).cloned())
    }

    /// Tells one reading of a token from another: not the id, which some backends use again, but where the
    /// shared row is kept.
    pub fn version(self, position: u32) -> usize {
        self.page
            .store
            .rows
            .with_untracked(|rows| rows.get(position as usize).map_or(0, |r| Arc::as_ptr(r) as usize))
    }

    /// In words: how many there are, and how many of them want attention.
    pub fn summary(self) -> String {
        if self.page.store.loading.with(Loading::is_first) {
            return text::loading().to_owned();
        }
        let now = clock::now();
        self.page.store.rows.with(|rows| {
            let soon = rows.iter().filter(|r| r.status(now) == Status::Expiring).count() as u64;
            let mut summary = text::tokens(rows.len() as u64);
            if soon > 0 {
                summary.push(' ');
                summary.push_str(&text::expire_soon(soon));
            }
            summary
        })
    }
}

/// Whether nothing can be done to the token any more.
pub fn is_revoked(row: &Row) -> bool {
    matches!(row.token.lifecycle, Lifecycle::Revoked(_))
}

/// The selected tokens that are loaded, in the backend's order.
pub fn picked_tokens(page: TokensPage, wanted: fn(&Row) -> bool) -> Vec<Token> {
    let rows = page.store.rows.get_untracked();
    page.store.selection.with(|chosen| {
        let picked = rows.iter().filter(|row| chosen.has(&row.token.id) && wanted(row));
        picked.map(|row| row.token.clone()).collect()
    })
}

fn against<T>(page: TokensPage, use_it: impl FnOnce(Against<'_>) -> T) -> T {
    page.console.capabilities.with(|can| {
        page.store.scopes.with(|scopes| {
            let scopes = can.scopes.then_some(scopes.as_slice());
            use_it(Against { now: clock::now(), policy: can.access, scopes })
        })
    })
}
