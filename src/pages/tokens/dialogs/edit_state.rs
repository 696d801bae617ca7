//! An edit of one token: what it was when it was read, what was typed over it, and the requests that change it.

use super::stale::StaleMerge;
use super::state::{TokenDialogs, use_token_dialogs};
use crate::api::{ApiClient, ApiError, use_api};
use crate::browser::clock;
use crate::i18n::{I18n, use_i18n};
use crate::pages::tokens::form::{FormState, Problem, TokenDraft, local_time};
use crate::state::{Notices, TokenStore, use_notices, use_tokens};
use latchkey_connector::{BackendError, Capabilities, Changes, Field, Fields, Intent, Outcome, PrepareError};
use latchkey_model::{Expiry, Lifecycle, Token, TokenId, reads_the_same};
use leptos::prelude::*;

/// What the dialog shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditStep {
    Form,
    /// Regenerating makes the old secret invalid: asked before it is done.
    AskRegenerate,
    Saved,
}

#[derive(Clone, Copy)]
pub struct EditState {
    pub draft: TokenDraft,
    pub form: FormState,
    pub merge: StaleMerge,
    /// The token as it was read last.
    pub before: RwSignal<Token>,
    pub step: RwSignal<EditStep>,
    /// It does not exist any more.
    pub is_gone: RwSignal<bool>,
    /// A regeneration got no answer: the old value may be good no more, and nobody has the new one.
    pub is_lost: RwSignal<bool>,
    api: ApiClient,
    t: I18n,
    store: TokenStore,
    dialogs: TokenDialogs,
    notices: Notices,
}

impl EditState {
    /// `fields`: those that can be changed.
    pub fn new(token: Token, fields: &Fields) -> Self {
        let (api, t) = (use_api(), use_i18n());
        let draft = TokenDraft::edit(&token);
        Self {
            draft,
            form: FormState::new(api, t, fields),
            merge: StaleMerge::new(draft, t),
            before: RwSignal::new(token),
            step: RwSignal::new(EditStep::Form),
            is_gone: RwSignal::new(false),
            is_lost: RwSignal::new(false),
            api,
            t,
            store: use_tokens(),
            dialogs: use_token_dialogs(),
            notices: use_notices(),
        }
    }

    /// The token as the list has it now.
    pub fn saved_token(self) -> Option<Token> {
        self.store.find(&self.before.with_untracked(|token| token.id.clone()))
    }

    pub fn regenerate_question(self, name: &str) -> String {
        let question = self.t.regenerate_detail(name);
        match self.before.with_untracked(|token| token.access.expiry) {
            // A new value does not make it good again.
            Expiry::At(at)
                if at <= clock::now() && self.api.capabilities().edit_fields.has(Field::Expiry) =>
            {
                format!("{question} {}", self.t.regenerate_expired())
            }
            _ => question,
        }
    }

    pub async fn save(self) {
        let form = self.form;
        if self.merge.is_undecided() {
            return form.refuse_form(Problem::ClashUndecided);
        }
        let can = self.api.capabilities();
        let before = self.before.get_untracked();
        let is_taken = |name: &str| self.store.has_name(name, Some(&before.id));
        let changes = match self.draft.to_changes(&can, local_time(self.t), &is_taken, &before) {
            Ok(changes) if changes == Changes::default() => return form.refuse_form(Problem::NothingChanged),
            Ok(changes) => changes,
            Err(problems) => return form.refuse(problems),
        };
        form.clear();
        let intent = |before| Intent::Edit { before, changes: changes.clone() };
        match self.send(&can, intent, "", !can.versions).await {
            Ok(Some(outcome)) => {
                self.store.changed(outcome);
                self.step.try_set(EditStep::Saved);
            }
            Ok(None) if self.is_open() && self.merge.is_saved() => {
                self.step.try_set(EditStep::Saved);
            }
            Ok(None) => {}
            Err(error) => self.refuse_answer(&can, &error, None),
        }
    }

    pub async fn regenerate(self, idempotency_key: String, grace_seconds: Option<u64>) {
        let can = self.api.capabilities();
        let intent = |before| Intent::Regenerate { before, grace_seconds };
        match self.send(&can, intent, &idempotency_key, false).await {
            Ok(Some(Outcome::Issued(issued))) => {
                self.is_lost.try_set(false);
                self.dialogs.show_secret(issued);
            }
            Ok(Some(_)) => {}
            Ok(None) => {
                self.step.try_set(EditStep::Form);
            }
            Err(error) => {
                self.step.try_set(EditStep::Form);
                let is_unknown = error.outcome_unknown();
                let same_value = can.idempotent_regenerate;
                self.refuse_answer(
                    &can,
                    &error,
                    is_unknown.then_some(Problem::LostRegeneration { same_value }),
                );
                if is_unknown {
                    self.is_lost.try_set(true);
                    // So that the next try goes out with its version. What cannot be read now is then.
                    if !same_value {
                        let _ = self.compare(&can).await;
                    }
                }
            }
        }
    }

    /// Sends a change of the token as it was read last. `None`: it is another by now and nothing was changed; the draft
    /// is merged with what somebody else did.
    ///
    /// `reads_first`: the backend refuses no stale change, so that what is there is compared right before.
    async fn send(
        self,
        can: &Capabilities,
        intent: impl Fn(Token) -> Intent,
        key: &str,
        reads_first: bool,
    ) -> Result<Option<Outcome>, ApiError> {
        let mut is_compared = false;
        loop {
            let Some(before) = self.before.try_get_untracked() else { return Ok(None) };
            if is_compared || !reads_first {
                match self.api.call(intent(before), key).await {
                    Err(ApiError::Backend(BackendError::Stale | BackendError::VersionRequired))
                        if !is_compared => {}
                    Err(ApiError::Backend(BackendError::NotFound)) => {
                        self.gone(None);
                        return Ok(None);
                    }
                    other => return other.map(Some),
                }
            }
            if !self.compare(can).await? {
                return Ok(None);
            }
            is_compared = true;
        }
    }

    /// Reads the token again. `true`: as it was read before, for all that an edit can touch; a version may change by
    /// itself. Else the draft is merged with what somebody else did.
    async fn compare(self, can: &Capabilities) -> Result<bool, ApiError> {
        let Some(before) = self.before.try_get_untracked() else { return Ok(false) };
        let theirs = match self.read_again(&before.id).await? {
            Some(theirs) if !matches!(theirs.lifecycle, Lifecycle::Revoked(_)) => theirs,
            gone => {
                self.gone(gone);
                return Ok(false);
            }
        };
        let is_same = reads_the_same(&before, &theirs);
        if !is_same {
            self.store.put(theirs.clone());
        }
        if !self.is_open() {
            return Ok(false);
        }
        self.before.set(theirs.clone());
        if !is_same {
            self.merge.meet(can, &before, &theirs);
        }
        Ok(is_same)
    }

    /// The token as it is now; `None` where it is gone. Where no request reads a single one, the list is looked
    /// through.
    async fn read_again(self, id: &TokenId) -> Result<Option<Token>, ApiError> {
        match self.api.call(Intent::Get { id: id.clone() }, "").await {
            Ok(Outcome::Token(token)) => return Ok(Some(token)),
            Err(ApiError::Backend(BackendError::NotFound)) => return Ok(None),
            Ok(_) | Err(ApiError::Prepare(PrepareError::NotSupported)) => {}
            Err(error) => return Err(error),
        }
        let mut cursor = None;
        loop {
            let Outcome::Page(page) = self.api.call(Intent::List { cursor }, "").await? else {
                return Ok(None);
            };
            if let Some(token) = page.tokens.into_iter().find(|token| token.id == *id) {
                return Ok(Some(token));
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(None);
            }
        }
    }

    /// Revoked or deleted by somebody else. What was typed stays.
    fn gone(self, revoked: Option<Token>) {
        match (revoked, self.before.try_with_untracked(|token| token.id.clone())) {
            (Some(token), _) => self.store.put(token),
            (None, Some(id)) => self.store.remove(&id),
            (None, None) => {}
        }
        self.is_gone.try_set(true);
    }

    fn refuse_answer(self, can: &Capabilities, error: &ApiError, more: Option<Problem>) {
        if self.is_open() {
            self.form.refuse_answer(error, &can.edit_fields, more);
        } else {
            self.notices.error(self.t.explain(error));
        }
    }

    /// The dialog may be closed while a request runs.
    fn is_open(self) -> bool {
        self.before.try_with_untracked(|_| ()).is_some()
    }
}
