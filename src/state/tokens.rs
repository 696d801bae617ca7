//! The tokens that are loaded. The list fills as it is read: the first row never waits for the last.

use super::row::{Rows, TokenRow};
use super::selection::Selection;
use crate::api::{ApiClient, ApiError, Cancel, NetworkError};
use crate::browser::clock;
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_connector::{Intent, Outcome, ReadError};
use latchkey_model::{Lifecycle, ScopeId, Token, TokenId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashMap;
use std::sync::Arc;

/// How far loading is.
#[derive(Clone, Debug, PartialEq)]
pub enum Loading {
    /// Nothing has arrived yet.
    First,
    /// Some are here, more are coming: so many in all, if the backend says so.
    More {
        total: Option<u64>,
    },
    Done,
    /// What arrived before stays; `error` says why there is no more.
    Failed {
        error: ApiError,
    },
}

impl Loading {
    pub fn is_first(&self) -> bool {
        matches!(self, Loading::First)
    }

    pub fn is_done(&self) -> bool {
        matches!(self, Loading::Done)
    }

    /// Whether more may come by itself.
    pub fn is_running(&self) -> bool {
        matches!(self, Loading::First | Loading::More { .. })
    }
}

#[derive(Clone, Copy)]
pub struct TokenStore {
    pub rows: RwSignal<Rows>,
    pub loading: RwSignal<Loading>,
    /// Entries of the backend's list that could not be read.
    pub unreadable: RwSignal<Vec<ReadError>>,
    pub selection: Selection,
    /// The scopes there are, once they are known: for the view of what may call everything.
    pub scopes: RwSignal<Vec<ScopeId>>,
    /// When what is shown was read to its end.
    pub as_of: RwSignal<Option<DateTime<Utc>>>,
    /// The name of a token that a request made whose answer got lost: the retry of that request may have it.
    pub lost_name: RwSignal<Option<String>>,
    api: ApiClient,
    /// What was changed here while the list is being read: newer than what is read. `None`: removed.
    touched: StoredValue<Vec<(TokenId, Option<Arc<TokenRow>>)>>,
    cancel: StoredValue<Option<Cancel>, LocalStorage>,
}

pub fn use_tokens() -> TokenStore {
    expect_context()
}

impl TokenStore {
    pub fn new(api: ApiClient) -> Self {
        Self {
            rows: RwSignal::new(Rows::default()),
            loading: RwSignal::new(Loading::First),
            unreadable: RwSignal::new(Vec::new()),
            selection: Selection::new(),
            scopes: RwSignal::new(Vec::new()),
            as_of: RwSignal::new(None),
            lost_name: RwSignal::new(None),
            api,
            touched: StoredValue::new(Vec::new()),
            cancel: StoredValue::new_local(None),
        }
    }

    /// Loads from the start. What is shown stays until all of the new list is here.
    pub fn load(self) {
        spawn_local(async move {
            let _ = self.reload().await;
        });
    }

    /// As [`TokenStore::load`] for callers that do not know whether anybody is signed in.
    pub fn load_if_signed_in(self) {
        if self.api.account.user.with_untracked(Option::is_some) {
            self.load();
        }
    }

    /// As [`TokenStore::load`]; ends when the list is complete.
    pub async fn reload(self) -> Result<(), ApiError> {
        self.stop();
        if !self.api.capabilities().list {
            self.loading.set(Loading::Done);
            return Ok(());
        }
        let cancel = Cancel::new();
        self.cancel.set_value(Some(cancel.clone()));
        self.touched.set_value(Vec::new());
        let is_first = self.as_of.with_untracked(Option::is_none);
        self.loading.set(if is_first { Loading::First } else { Loading::More { total: None } });
        let answer = self.read(&cancel, is_first).await;
        match &answer {
            Ok(()) => {
                self.as_of.set(Some(clock::now()));
                self.loading.set(Loading::Done);
            }
            Err(ApiError::Network(NetworkError::Cancelled)) => {}
            Err(error) => self.loading.set(Loading::Failed { error: error.clone() }),
        }
        answer
    }

    /// Loads which scopes there are, unless that is known. Without them one view stays empty, so a failure is not told.
    pub fn load_scopes(self) {
        if self.api.capabilities().scopes && self.scopes.with_untracked(Vec::is_empty) {
            spawn_local(async move {
                if let Ok(Outcome::Scopes(scopes)) = self.api.call(Intent::Scopes, "").await {
                    self.scopes.set(scopes.into_iter().map(|scope| scope.id).collect());
                }
            });
        }
    }

    /// Whether what is shown was read longer ago, or never.
    pub fn is_older_than(self, age: TimeDelta) -> bool {
        self.as_of.get_untracked().is_none_or(|at| clock::now() - at > age)
    }

    /// The token as it was last read.
    pub fn find(self, id: &TokenId) -> Option<Token> {
        self.rows.with_untracked(|rows| rows.iter().find(|r| r.token.id == *id).map(|r| r.token.clone()))
    }

    /// Whether another token has this name. One that is revoked has given it back.
    pub fn has_name(self, name: &str, except: Option<&TokenId>) -> bool {
        // The backend knows whether it is the very same request.
        if except.is_none() && self.lost_name.with_untracked(|lost| lost.as_deref() == Some(name)) {
            return false;
        }
        self.rows.with_untracked(|rows| {
            rows.iter().any(|row| {
                row.token.name == name && !row.is_revoked() && except.is_none_or(|id| row.token.id != *id)
            })
        })
    }

    /// Puts a token in its place, or first if it is new.
    pub fn put(self, token: Token) {
        let row = Arc::new(TokenRow::new(token));
        self.touch(&row.token.id, Some(row.clone()));
        self.rows.update(|rows| {
            let rows = Arc::make_mut(rows);
            match rows.iter_mut().find(|r| r.token.id == row.token.id) {
                Some(place) => *place = row,
                None => rows.insert(0, row),
            }
        });
    }

    pub fn remove(self, id: &TokenId) {
        self.touch(id, None);
        self.rows.update(|rows| Arc::make_mut(rows).retain(|r| r.token.id != *id));
        self.selection.forget(std::iter::once(id));
    }

    /// Takes over what the backend said after a change.
    pub fn changed(self, outcome: Outcome) {
        match outcome {
            Outcome::Token(token) => self.put(token),
            _ => self.load(),
        }
    }

    /// Shows tokens as revoked, or takes them out where the backend forgets them.
    pub fn revoked(self, tokens: &[Token]) {
        let keeps = self.api.capabilities().lists_revoked;
        let lifecycle = Lifecycle::Revoked(Some(clock::now()));
        let row = |token: &Token| Arc::new(TokenRow::new(Token { lifecycle, ..token.clone() }));
        let mut changed: HashMap<TokenId, Option<Arc<TokenRow>>> =
            tokens.iter().map(|token| (token.id.clone(), keeps.then(|| row(token)))).collect();
        for (id, row) in &changed {
            self.touch(id, row.clone());
        }
        self.selection.forget(changed.keys());
        // All in one pass: there may be thousands.
        self.rows.update(|rows| {
            let rows = Arc::make_mut(rows);
            rows.retain_mut(|row| match changed.remove(&row.token.id) {
                None => true,
                Some(None) => false,
                Some(Some(revoked)) => {
                    *row = revoked;
                    true
                }
            });
            rows.splice(0..0, changed.into_values().flatten());
        });
    }

    pub fn clear(self) {
        self.stop();
        self.rows.set(Rows::default());
        self.loading.set(Loading::First);
        self.as_of.set(None);
        self.unreadable.set(Vec::new());
        self.selection.clear();
        self.scopes.set(Vec::new());
    }

    fn stop(self) {
        if let Some(cancel) = self.cancel.try_update_value(Option::take).flatten() {
            cancel.cancel();
        }
    }

    /// The first list is shown as it comes. A later one takes the place of what is shown at once, when it is complete:
    /// rows, place and selection of the one who reads it stay.
    async fn read(self, cancel: &Cancel, is_first: bool) -> Result<(), ApiError> {
        let mut unreadable = Vec::new();
        // Read but not shown yet. What is shown is sorted, filtered and counted as a whole, so each batch is as large as
        // half of what stands: the work for all of them together grows with the length of the list and not faster.
        let mut waiting: Vec<Arc<TokenRow>> = Vec::new();
        let mut shown = 0;
        let mut cursor = None;
        loop {
            let on_tokens = |tokens: Vec<Token>| {
                waiting.extend(tokens.into_iter().map(|token| Arc::new(TokenRow::new(token))));
                if is_first && !cancel.is_cancelled() && !waiting.is_empty() && waiting.len() * 2 >= shown {
                    shown += waiting.len();
                    self.show(std::mem::take(&mut waiting), true);
                }
            };
            let page = self.api.list(cursor, cancel, on_tokens).await?;
            if cancel.is_cancelled() {
                return Err(NetworkError::Cancelled.into());
            }
            unreadable.extend(page.unreadable);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
            self.loading.set(Loading::More { total: page.total });
        }
        if !is_first || !waiting.is_empty() {
            self.show(waiting, is_first);
        }
        if self.unreadable.with_untracked(|before| *before != unreadable) {
            self.unreadable.set(unreadable);
        }
        Ok(())
    }

    /// `is_first`: these come after the ones that are shown already, else in place of them.
    fn show(self, mut batch: Vec<Arc<TokenRow>>, is_first: bool) {
        self.touched.with_value(|touched| {
            for (id, row) in touched {
                let place = batch.iter().position(|r| r.token.id == *id);
                // In the first list what was changed here is shown already.
                match (place, row.clone().filter(|_| !is_first)) {
                    (Some(place), Some(row)) => batch.splice(place..=place, [row]).for_each(drop),
                    (Some(place), None) => drop(batch.remove(place)),
                    (None, Some(row)) => batch.insert(0, row),
                    (None, None) => {}
                }
            }
        });
        if is_first {
            self.rows.update(|rows| Arc::make_mut(rows).extend(batch));
            if self.loading.with_untracked(Loading::is_first) {
                self.loading.set(Loading::More { total: None });
            }
        } else {
            self.rows.set(Arc::new(batch));
        }
    }

    fn touch(self, id: &TokenId, row: Option<Arc<TokenRow>>) {
        if self.loading.with_untracked(Loading::is_running) {
            self.touched.update_value(|touched| touched.push((id.clone(), row)));
        }
    }
}
