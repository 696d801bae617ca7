//! A request whose answer got lost: whether it made a token that nobody has the secret of.

use super::tokens::TokenStore;
use crate::api::{ApiClient, ApiError};
use crate::browser::frame::sleep;
use crate::browser::{clock, storage};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_connector::{Draft, Field};
use latchkey_model::{Lifecycle, Token, TokenId};
use leptos::prelude::*;

/// How far the backend's clock may be behind the visitor's.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// How long backends are trusted to know an idempotency key. The reference backend does for ten minutes; other
/// ones for a day.
const KEY_KEPT: TimeDelta = TimeDelta::minutes(8);

/// How long after its dialog was closed a lost request is followed up.
const FOLLOWED: TimeDelta = TimeDelta::minutes(15);

/// A backend that was left in the middle of a request may go on with it for so long.
const SETTLED: TimeDelta = TimeDelta::seconds(30);

/// Under which name the tab keeps a request that has no answer yet.
const KEPT: &str = "lost";

/// Stands between the parts of what is kept: no name has it.
const SEPARATOR: &str = "\u{1f}";

/// A request to make a token that got no good answer.
#[derive(Clone, Debug, PartialEq)]
pub struct LostRequest {
    /// The name that the token was to have; its description where the backend has no names.
    name: String,
    account: String,
    /// The tokens like it that were there before it was sent; `None` where the list was not complete.
    known: Option<Vec<TokenId>>,
    at: DateTime<Utc>,
}

impl LostRequest {
    /// To be made before the request is sent.
    pub fn new(api: ApiClient, store: TokenStore, draft: &Draft) -> Self {
        let has_name = api.capabilities().create_fields.has(Field::Name);
        let mut lost = Self {
            name: if has_name { draft.name.clone() } else { draft.description.clone() },
            account: api.account.name.get_untracked(),
            known: None,
            at: clock::now(),
        };
        let is_complete = store.as_of.with_untracked(Option::is_some);
        lost.known =
            is_complete.then(|| lost.like_it(api, store).into_iter().map(|token| token.id).collect());
        lost
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Lets a reload of the tab not forget the request. Nothing of it but its name, whose it is and when it was sent.
    pub fn keep(&self) {
        let at = self.at.timestamp_millis().to_string();
        let mut parts = vec![&*at, &self.account, &self.name];
        if let Some(known) = &self.known {
            // Empty, so that none known is not the same as not known.
            parts.push("");
            parts.extend(known.iter().map(|id| &*id.0));
        }
        storage::keep(KEPT, Some(&parts.join(SEPARATOR)));
    }

    pub fn forget() {
        storage::keep(KEPT, None);
    }

    /// What was sent before a reload, and nobody knows what became of.
    pub fn kept(api: ApiClient) -> Option<Self> {
        let kept = storage::kept(KEPT)?;
        let mut parts = kept.split(SEPARATOR);
        let at = DateTime::from_timestamp_millis(parts.next()?.parse().ok()?)?;
        let (account, name) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let known = parts.next().map(|_| parts.map(|id| TokenId(id.into())).collect());
        let is_ours = account == api.account.name.get_untracked() && clock::now() - at < FOLLOWED;
        is_ours.then_some(Self { name, account, known, at })
    }

    /// Whether sending it again with its key still gets its own answer.
    pub fn key_is_known(&self) -> bool {
        clock::now() - self.at < KEY_KEPT
    }

    /// How long the backend may still go on with it; `None`: it is over.
    pub fn settles_in(&self) -> Option<TimeDelta> {
        Some(SETTLED - (clock::now() - self.at)).filter(|rest| *rest > TimeDelta::zero())
    }

    /// Reads the list again, and finds what the request made.
    pub async fn look(&self, api: ApiClient, store: TokenStore) -> Result<Vec<Token>, ApiError> {
        store.reload().await?;
        let mut found = self.like_it(api, store);
        found.retain(|token| match &self.known {
            Some(known) => !known.contains(&token.id),
            None => token.created.is_none_or(|created| created >= self.at - SKEW),
        });
        Ok(found)
    }

    /// Goes on looking after the dialog has gone, until the list can be read. `on_failure` is called once, if the first
    /// look fails. `None`: nobody looks any more.
    pub async fn look_until_answered(
        self,
        api: ApiClient,
        store: TokenStore,
        on_failure: impl FnOnce(),
    ) -> Option<Vec<Token>> {
        let mut on_failure = Some(on_failure);
        while self.is_followed() && api.account.name.get_untracked() == self.account {
            if let Ok(found) = self.look(api, store).await {
                Self::forget();
                return Some(found);
            }
            if let Some(on_failure) = on_failure.take() {
                on_failure();
            }
            let back = api.connection.back.get_untracked();
            while api.connection.back.get_untracked() == back && self.is_followed() {
                sleep(1).await;
            }
        }
        None
    }

    fn is_followed(&self) -> bool {
        clock::now() - self.at < FOLLOWED
    }

    fn like_it(&self, api: ApiClient, store: TokenStore) -> Vec<Token> {
        let has_name = api.capabilities().create_fields.has(Field::Name);
        store.rows.with_untracked(|rows| {
            let tokens = rows.iter().map(|row| &row.token);
            let alike = tokens.filter(|token| match has_name {
                true => token.name == self.name,
                false => token.description == self.name,
            });
            alike.filter(|t| !matches!(t.lifecycle, Lifecycle::Revoked(_))).cloned().collect()
        })
    }
}

/// What the search for a lost token came to, where it found none.
#[derive(Clone, Debug, PartialEq)]
pub enum LostFinding {
    /// The backend has no list to look in.
    Unlisted,
    /// The request made nothing.
    Nothing,
    /// The list could not be read.
    Unknown,
    /// It was revoked: its label.
    Revoked(String),
    RevokeFailed(ApiError),
}

/// What the dialog that made the request knows of it.
#[derive(Clone, Copy)]
pub struct LostSearch {
    pub lost: RwSignal<Option<LostRequest>>,
    /// Made by it, and nobody has their secrets.
    pub orphans: RwSignal<Vec<Token>>,
    pub finding: RwSignal<Option<LostFinding>>,
    api: ApiClient,
    store: TokenStore,
}

impl LostSearch {
    pub fn new(api: ApiClient, store: TokenStore) -> Self {
        Self {
            lost: RwSignal::new(None),
            orphans: RwSignal::new(Vec::new()),
            finding: RwSignal::new(None),
            api,
            store,
        }
    }

    /// Whether a token stands in the way that was made and got lost.
    pub fn has_orphans(self) -> bool {
        self.api.capabilities().revoke && !self.orphans.with_untracked(Vec::is_empty)
    }

    /// Goes on with what a reload of the tab interrupted.
    pub async fn resume(self) {
        let Some(lost) = LostRequest::kept(self.api) else { return LostRequest::forget() };
        let rest = lost.settles_in();
        self.store.lost_name.set(Some(lost.name.clone()));
        self.lost.set(Some(lost));
        if self.run().await
            && let Some(rest) = rest
        {
            self.finding.try_set(Some(LostFinding::Unknown));
            sleep(rest.num_seconds().unsigned_abs() + 1).await;
            self.run().await;
        }
    }

    /// Finds out what became of the request; `true` if it made nothing, so that it can be sent anew.
    pub async fn run(self) -> bool {
        let Some(Some(lost)) = self.lost.try_get_untracked() else { return true };
        if !self.api.capabilities().list {
            self.finding.set(Some(LostFinding::Unlisted));
            return true;
        }
        let found = lost.look(self.api, self.store).await;
        let (is_none, finding) = match &found {
            Ok(found) if found.is_empty() => (true, Some(LostFinding::Nothing)),
            Ok(_) => (false, None),
            Err(_) => (false, Some(LostFinding::Unknown)),
        };
        if is_none && lost.settles_in().is_none() {
            LostRequest::forget();
        }
        self.finding.try_set(finding);
        self.orphans.try_set(found.unwrap_or_default());
        is_none
    }

    /// For good: it got its answer.
    pub fn end(self) {
        LostRequest::forget();
        self.lost.try_set(None);
        self.finding.try_set(None);
    }
}
