//! What the list shows, derived from what is loaded, what is selected and what the address says.

use super::clock::Clock;
use super::navigation::Navigation;
use super::query;
use super::row::TokenRow;
use super::tokens::{Loading, TokenStore};
use super::view::{Criteria, VIEWS};
use crate::api::ApiClient;
use crate::browser::clock;
use crate::i18n::I18n;
use latchkey_model::{Lifecycle, Status, Token, TokenId};
use leptos::prelude::*;
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

/// How many of the loaded tokens there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub all: usize,
    pub expiring: usize,
    pub disabled: usize,
    pub revoked: usize,
    /// In each of [`VIEWS`].
    pub views: [u32; VIEWS.len()],
}

#[derive(Clone, Copy)]
pub struct TokenList {
    /// Positions in the store's rows, in the order shown.
    pub shown: Memo<Arc<Vec<u32>>>,
    pub picked: Memo<Picked>,
    pub counts: Memo<Counts>,
    api: ApiClient,
    store: TokenStore,
}

impl TokenList {
    /// To be made by the component that shows the list or its figures.
    pub fn new(api: ApiClient, store: TokenStore, navigation: Navigation, ticks: Clock) -> Self {
        let route = Memo::new(move |_| {
            let part = |route: &super::Route| {
                route.tokens().map(|t| (t.search.clone(), t.status, t.view, t.sort)).unwrap_or_default()
            };
            navigation.route.with(part)
        });
        let sort = Memo::new(move |_| route.with(|(.., sort)| *sort));
        let order = Memo::new(move |_| {
            let sort = sort.get();
            store.rows.with(|rows| Arc::new(query::order(rows, sort, clock::now())))
        });
        let shown = Memo::new(move |_| {
            ticks.tick.track();
            let (search, status, view, _) = route.get();
            store.rows.with(|rows| {
                order.with(|order| {
                    if search.trim().is_empty() && status.is_none() && view.is_none() {
                        return order.clone();
                    }
                    with_criteria(api, store, |criteria| {
                        Arc::new(query::filter(rows, order, &search, status, view, criteria))
                    })
                })
            })
        });
        let picked = Memo::new(move |_| picked(store, shown));
        let counts = Memo::new(move |_| {
            ticks.tick.track();
            with_criteria(api, store, |criteria| store.rows.with(|rows| count(rows, criteria)))
        });
        Self { shown, picked, counts, api, store }
    }

    /// The row that is shown at `index`.
    pub fn row_at(self, index: usize) -> Option<Arc<TokenRow>> {
        let position = self.shown.with_untracked(|shown| shown.get(index).copied())?;
        self.store.rows.with_untracked(|rows| rows.get(position as usize).cloned())
    }

    /// The rows shown from `first` to before `end`, with the place of each; tracked. A row that changed is another row.
    pub fn rows_between(self, first: usize, end: usize) -> Vec<(usize, Arc<TokenRow>)> {
        self.store.rows.with(|rows| {
            self.shown.with(|shown| {
                let part = shown.get(first.min(shown.len())..end.min(shown.len())).unwrap_or_default();
                let row = |(index, at): (usize, &u32)| Some((index, rows.get(*at as usize)?.clone()));
                (first..).zip(part).filter_map(row).collect()
            })
        })
    }

    /// The ids of the rows shown from `first` to before `end`.
    pub fn ids(self, first: usize, end: usize) -> Vec<TokenId> {
        let rows = untrack(|| self.rows_between(first, end));
        rows.iter().map(|(_, row)| row.token.id.clone()).collect()
    }

    /// Selects the rows from the last one chosen by itself to the one shown at `index`.
    pub fn extend_to(self, index: usize) {
        let Some(row) = self.row_at(index) else { return };
        let anchor = self.store.selection.anchor().and_then(|id| self.place_of(&id)).unwrap_or(index);
        let ids = self.ids(anchor.min(index), anchor.max(index) + 1);
        self.store.selection.range(ids, row.token.id.clone());
    }

    /// Selects all that is shown, or nothing of it.
    pub fn select_shown(self, on: bool) {
        self.store.selection.set_all(self.ids(0, usize::MAX), on);
    }

    /// Where the token is shown.
    pub fn place_of(self, id: &TokenId) -> Option<usize> {
        self.store.rows.with_untracked(|rows| {
            let is_it = |at: &u32| rows.get(*at as usize).is_some_and(|row| row.token.id == *id);
            self.shown.with_untracked(|shown| shown.iter().position(is_it))
        })
    }

    /// The selected tokens that are loaded and `wanted`, in the backend's order. Tracks the selection.
    pub fn picked_tokens(self, wanted: impl Fn(&TokenRow) -> bool) -> Vec<Token> {
        self.store.selection.with(|selected| {
            self.store.rows.with_untracked(|rows| {
                let picked = rows.iter().filter(|row| selected.has(&row.token.id) && wanted(row));
                picked.map(|row| row.token.clone()).collect()
            })
        })
    }

    /// Whether tokens of this backend can be in this state, or one is: a backend that forgets what it revokes, or cannot
    /// switch tokens off, has none to count or to look for. Tracked.
    pub fn has_state(self, state: Status) -> bool {
        let can = self.api.backend.capabilities.get();
        match state {
            Status::Disabled => can.enable_disable || self.counts.with(|counts| counts.disabled > 0),
            Status::Revoked => can.lists_revoked || self.counts.with(|counts| counts.revoked > 0),
            _ => true,
        }
    }

    /// In words: how many there are, and how many of them want attention. Tracked.
    pub fn summary(self, t: I18n) -> String {
        if self.store.loading.with(Loading::is_first) {
            return t.loading();
        }
        let Counts { all, expiring, .. } = self.counts.get();
        let tokens = t.tokens(all as u64);
        if expiring > 0 { format!("{tokens} {}", t.expire_soon(expiring as u64)) } else { tokens }
    }
}

fn picked(store: TokenStore, shown: Memo<Arc<Vec<u32>>>) -> Picked {
    let mut picked = Picked::default();
    if store.selection.is_empty() {
        return picked;
    }
    store.selection.with(|selected| {
        store.rows.with(|rows| {
            for row in rows.iter().filter(|row| selected.has(&row.token.id)) {
                picked.all += 1;
                picked.live += usize::from(!row.is_revoked());
                picked.enabled += usize::from(row.token.lifecycle == Lifecycle::Enabled);
            }
            let is_picked = |at: &&u32| rows.get(**at as usize).is_some_and(|r| selected.has(&r.token.id));
            picked.shown = shown.with(|shown| shown.iter().filter(is_picked).count());
        });
    });
    picked
}

fn count(rows: &[Arc<TokenRow>], criteria: Criteria<'_>) -> Counts {
    let mut counts = Counts { all: rows.len(), ..Counts::default() };
    for row in rows {
        let status = row.status(criteria.now);
        counts.expiring += usize::from(status == Status::Expiring);
        counts.disabled += usize::from(row.token.lifecycle == Lifecycle::Disabled);
        counts.revoked += usize::from(row.is_revoked());
        for (count, (view, _)) in counts.views.iter_mut().zip(VIEWS) {
            *count += u32::from(view.has_with_status(row, status, criteria));
        }
    }
    counts
}

fn with_criteria<T>(api: ApiClient, store: TokenStore, use_it: impl FnOnce(Criteria<'_>) -> T) -> T {
    let can = api.backend.capabilities.get();
    store.scopes.with(|scopes| {
        let scopes = can.scopes.then_some(scopes.as_slice());
        use_it(Criteria { now: clock::now(), policy: can.access, scopes })
    })
}
