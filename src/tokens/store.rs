//! The tokens that are loaded. The list fills page by page: the first row never waits for the last.

use super::query::Row;
use super::selection::Selection;
use crate::console::{CallError, Console};
use crate::dom::spawn;
use crate::explain::explain;
use crate::state::State;
use crate::text;
use crate::transport::Cancel;
use latchkey_connector::{BackendError, Intent, Outcome, Page};
use latchkey_model::{Lifecycle, ScopeId, Token, TokenId};
use std::sync::Arc;

pub type Rows = Arc<Vec<Arc<Row>>>;

/// How far loading is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loading {
    /// Nothing has arrived yet.
    First,
    /// So many of so many are here, more are coming.
    More {
        total: Option<u64>,
    },
    Done,
    /// What arrived before stays; `message` says why there is no more.
    Failed {
        message: String,
    },
}

#[derive(Clone, Copy)]
pub struct Store {
    pub rows: State<Rows>,
    pub loading: State<Loading>,
    /// Entries of the backend's list that could not be read.
    pub unreadable: State<Vec<String>>,
    pub selection: Selection,
    /// The scopes there are, once they are known: for the view of what may call everything.
    pub scopes: State<Vec<ScopeId>>,
    cancel: State<Option<Cancel>>,
}

impl Default for Store {
    fn default() -> Self {
        Self::new()
    }
}

impl Store {
    pub fn new() -> Self {
        Self {
            rows: State::new(Rows::default()),
            loading: State::new(Loading::First),
            unreadable: State::new(Vec::new()),
            selection: Selection::new(),
            scopes: State::new(Vec::new()),
            cancel: State::new(None),
        }
    }

    /// Loads from the start. What is shown stays until the new first page is here.
    pub fn load(self, console: Console) {
        self.stop();
        if !console.can().list {
            return self.loading.set(Loading::Done);
        }
        let Some(cancel) = Cancel::new() else { return };
        self.cancel.set(Some(cancel.clone()));
        let fresh = self.rows.with_untracked(|rows| rows.is_empty());
        self.loading.set(if fresh { Loading::First } else { Loading::More { total: None } });
        spawn(async move {
            if let Err(error) = self.pages(console, &cancel).await
                && !matches!(error, CallError::Network(crate::transport::NetworkError::Cancelled))
            {
                self.loading.set(Loading::Failed { message: explain(&error) });
            }
        });
    }

    pub fn stop(self) {
        if let Some(cancel) = self.cancel.take() {
            cancel.cancel();
        }
    }

    async fn pages(self, console: Console, cancel: &Cancel) -> Result<(), CallError> {
        let mut cursor = None;
        let mut first = true;
        // Pages that came but are not shown yet: sorting and filtering run over everything shown, so
        // showing each page at once would make loading take time by the square of the length.
        let mut waiting: Vec<Arc<Row>> = Vec::new();
        loop {
            let page = match console.call_until(Intent::List { cursor }, "", cancel).await? {
                Outcome::Page(page) => page,
                _ => return Err(BackendError::NotFound.into()),
            };
            let Page { tokens, unreadable, next, total } = page;
            waiting.extend(tokens.into_iter().map(|token| Arc::new(Row::new(token))));
            let problems: Vec<String> =
                unreadable.iter().map(|e| text::error_unreadable(&e.at, &e.problem)).collect();
            if first {
                self.rows.set(Rows::default());
                self.unreadable.set(problems);
            } else if !problems.is_empty() {
                self.unreadable.update(|list| list.extend(problems));
            }
            let shown = self.rows.with_untracked(|rows| rows.len());
            if first || next.is_none() || waiting.len() * 4 >= shown {
                let batch = std::mem::take(&mut waiting);
                self.rows.update(|rows| Arc::make_mut(rows).extend(batch));
            }
            first = false;
            cursor = next;
            if cursor.is_none() {
                self.loading.set(Loading::Done);
                return Ok(());
            }
            self.loading.set(Loading::More { total });
        }
    }

    /// The token as it was last read.
    pub fn find(self, id: &TokenId) -> Option<Token> {
        self.rows.with_untracked(|rows| rows.iter().find(|r| r.token.id == *id).map(|r| r.token.clone()))
    }

    /// Whether another token has this name. One that is revoked has given it back.
    pub fn has_name(self, name: &str, except: Option<&TokenId>) -> bool {
        self.rows.with_untracked(|rows| {
            rows.iter().map(|row| &row.token).any(|token| {
                token.name == name
                    && !matches!(token.lifecycle, Lifecycle::Revoked(_))
                    && except.is_none_or(|id| token.id != *id)
            })
        })
    }

    /// Puts a token in its place, or first if it is new.
    pub fn put(self, token: Token) {
        let row = Arc::new(Row::new(token));
        self.rows.update(|rows| {
            let rows = Arc::make_mut(rows);
            match rows.iter_mut().find(|r| r.token.id == row.token.id) {
                Some(place) => *place = row,
                None => rows.insert(0, row),
            }
        });
    }

    pub fn remove(self, id: &TokenId) {
        self.rows.update(|rows| Arc::make_mut(rows).retain(|r| r.token.id != *id));
        self.selection.set(id, false);
    }

    pub fn clear(self) {
        self.stop();
        self.rows.set(Rows::default());
        self.loading.set(Loading::First);
        self.unreadable.set(Vec::new());
        self.selection.clear();
        self.scopes.set(Vec::new());
    }
}
