//! The tokens that are loaded. The list fills page by page: the first row never waits for the last.

use super::query::Row;
use super::selection::Selection;
use crate::console::{CallError, Console};
use crate::dom::spawn;
use crate::state::State;
use crate::transport::{Cancel, NetworkError};
use crate::{clock, text};
use chrono::{DateTime, TimeDelta, Utc};
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
    /// What arrived before stays; `error` says why there is no more.
    Failed {
        error: CallError,
    },
}

impl Loading {
    pub fn is_first(&self) -> bool {
        matches!(self, Loading::First)
    }

    pub fn is_done(&self) -> bool {
        matches!(self, Loading::Done)
    }
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
    /// When what is shown was read to its end.
    pub as_of: State<Option<DateTime<Utc>>>,
    /// The name of a token that a request made whose answer got lost: the retry of that request may have it.
    pub lost_name: State<Option<String>>,
    /// What was changed here while the list is being read.
    touched: State<Vec<(TokenId, Option<Arc<Row>>)>>,
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
            as_of: State::new(None),
            lost_name: State::new(None),
            touched: State::new(Vec::new()),
            cancel: State::new(None),
        }
    }

    /// Loads from the start. What is shown stays until all of the new list is here.
    pub fn load(self, console: Console) {
        spawn(async move {
            let _ = self.reload(console).await;
        });
    }

    /// As [`Store::load`] for what does not know whether anybody is signed in.
    pub fn load_if_signed_in(self, console: Console) {
        if console.user.with_untracked(Option::is_some) {
            self.load(console);
        }
    }

    /// As [`Store::load`]; ends when the list is complete.
    pub async fn reload(self, console: Console) -> Result<(), CallError> {
        self.stop();
        if !console.can().list {
            self.loading.set(Loading::Done);
            return Ok(());
        }
        let Some(cancel) = Cancel::new() else { return Err(NetworkError::Unreachable.into()) };
        self.cancel.set(Some(cancel.clone()));
        self.touched.take();
        let fresh = self.as_of.with_untracked(Option::is_none);
        self.loading.set(if fresh { Loading::First } else { Loading::More { total: None } });
        let answer = self.pages(console, &cancel, fresh).await;
        if let Err(error) = &answer
            && !matches!(error, CallError::Network(NetworkError::Cancelled))
        {
            self.loading.set(Loading::Failed { error: error.clone() });
        }
        answer
    }

    /// Whether what is shown was read longer ago, or never.
    pub fn is_older_than(self, age: TimeDelta) -> bool {
        self.as_of.get_untracked().is_none_or(|at| clock::now() - at > age)
    }

    pub fn stop(self) {
        if let Some(cancel) = self.cancel.take() {
            cancel.cancel();
        }
    }

    /// `fresh`: the first list is shown as it comes. A later one takes the place of what is shown at once, when
    /// it is complete: rows, place and selection of the one who reads it stay.
    async fn pages(self, console: Console, cancel: &Cancel, fresh: bool) -> Result<(), CallError> {
        let mut cursor = None;
        let mut first = true;
        let mut problems = Vec::new();
        // Pages that came but are not shown yet: sorting and filtering run over everything shown, so
        // showing each page at once would make loading take time by the square of the length.
        let mut waiting: Vec<Arc<Row>> = Vec::new();
        loop {
            let page = match console.call_until(Intent::List { cursor }, "", cancel).await? {
                Outcome::Page(page) => page,
                _ => return Err(BackendError::NotFound.into()),
            };
            if cancel.is_cancelled() {
                return Err(NetworkError::Cancelled.into());
            }
            let Page { tokens, unreadable, next, total } = page;
            waiting.extend(tokens.into_iter().map(|token| Arc::new(Row::new(token))));
            problems.extend(unreadable.iter().map(|e| text::error_unreadable(&e.at, &e.problem)));
            let shown = self.rows.with_untracked(|rows| rows.len());
            let is_last = next.is_none();
            if is_last || (fresh && waiting.len() * 4 >= shown) {
                let batch = self.newest(std::mem::take(&mut waiting), fresh);
                if first || !fresh {
                    self.rows.set(Arc::new(batch));
                } else {
                    self.rows.update(|rows| Arc::make_mut(rows).extend(batch));
                }
                if self.unreadable.with_untracked(|list| *list != problems) {
                    self.unreadable.set(problems.clone());
                }
                first = false;
            }
            if is_last {
                self.as_of.set(Some(clock::now()));
                self.loading.set(Loading::Done);
                return Ok(());
            }
            cursor = next;
            self.loading.set(Loading::More { total });
        }
    }

    /// What was changed here while pages were on their way is newer than what they say. `fresh`: it is shown
    /// already.
    fn newest(self, mut batch: Vec<Arc<Row>>, fresh: bool) -> Vec<Arc<Row>> {
        self.touched.with_untracked(|touched| {
            for (id, row) in touched {
                let place = batch.iter().position(|r| r.token.id == *id);
                match (place, row.clone().filter(|_| !fresh)) {
                    (Some(place), Some(row)) => batch.splice(place..=place, [row]).for_each(drop),
                    (Some(place), None) => drop(batch.remove(place)),
                    (None, Some(row)) => batch.insert(0, row),
                    (None, None) => {}
                }
            }
        });
        batch
    }

    fn touch(self, id: &TokenId, row: Option<Arc<Row>>) {
        if self.loading.with_untracked(|loading| matches!(loading, Loading::First | Loading::More { .. })) {
            self.touched.update(|touched| touched.push((id.clone(), row)));
        }
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
        self.selection.set(id, false);
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
}
