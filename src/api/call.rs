//! One intent, sent until it is done, refused or declined: what is asked in between, and what an answer brings along.

use super::cancel::Cancel;
use super::client::{ApiClient, Shared};
use super::decode::decode;
use super::error::{ApiError, NetworkError};
use super::other_tabs::Change;
use super::questions::Question;
use crate::browser::{clock, storage};
use latchkey_connector::{BackendError, Context, Intent, Outcome, Page, PageCursor, PasswordConfirmation};
use latchkey_model::Token;
use leptos::prelude::Set;

/// How many seconds a read may be put off by a backend that asks for a pause, before the person is told instead.
const PATIENCE: u64 = 10;

/// Gets the tokens of a list as they are decoded.
pub(super) type OnTokens<'a> = &'a mut dyn FnMut(Vec<Token>);

impl ApiClient {
    /// Sends one intent. Where the backend asks to sign in again or for the password, the person is
    /// asked in place and the same request, with the same key, is sent again: what was typed stays.
    pub async fn call(self, intent: Intent, idempotency_key: &str) -> Result<Outcome, ApiError> {
        self.call_until(intent, idempotency_key, &Cancel::new()).await
    }

    /// As [`ApiClient::call`], to be ended by `cancel` when its page goes.
    pub async fn call_until(
        self,
        intent: Intent,
        idempotency_key: &str,
        cancel: &Cancel,
    ) -> Result<Outcome, ApiError> {
        self.repeat(&intent, idempotency_key, cancel, None).await
    }

    /// One page of the list. `on_tokens` gets its tokens as they are decoded: the first screenful at once, the others
    /// when the page gives way or at the end. The page that is returned has none left.
    pub async fn list(
        self,
        cursor: Option<PageCursor>,
        cancel: &Cancel,
        mut on_tokens: impl FnMut(Vec<Token>),
    ) -> Result<Page, ApiError> {
        match self.repeat(&Intent::List { cursor }, "", cancel, Some(&mut on_tokens)).await? {
            Outcome::Page(page) => Ok(page),
            _ => Err(BackendError::NotFound.into()),
        }
    }

    /// One answer, and nobody is asked anything.
    pub async fn ask(self, intent: &Intent) -> Result<Outcome, ApiError> {
        let shared = self.shared().ok_or(NetworkError::Cancelled)?;
        let request = Request { intent, idempotency_key: "", password: None, cancel: &Cancel::new() };
        self.send(&shared, &request, &mut None).await
    }

    async fn repeat(
        self,
        intent: &Intent,
        idempotency_key: &str,
        cancel: &Cancel,
        mut on_tokens: Option<OnTokens<'_>>,
    ) -> Result<Outcome, ApiError> {
        let shared = self.shared().ok_or(NetworkError::Cancelled)?;
        let mut password = None;
        let mut waited = 0;
        if self.capabilities().password == PasswordConfirmation::EachChange
            && (is_change(intent) || matches!(intent, Intent::EditProfile { .. }))
            && shared.engine.takes_password(intent)
        {
            password = Some(self.confirm(None).await?);
        }
        loop {
            // Nothing goes out in the session of somebody else who signed in in another tab.
            let answer = if self.account.is_taken() && self.may_ask(intent) {
                Err(BackendError::NotSignedIn.into())
            } else {
                let request = Request { intent, idempotency_key, password: password.as_deref(), cancel };
                self.send(&shared, &request, &mut on_tokens).await
            };
            let pause = answer.as_ref().err().and_then(ApiError::retry_after);
            match answer {
                Err(ApiError::Backend(BackendError::NotSignedIn)) if self.may_ask(intent) => {
                    if self.questions.ask(Question::SignIn).await.is_none() {
                        return Err(BackendError::NotSignedIn.into());
                    }
                }
                Err(ApiError::Backend(BackendError::StepUpRequired)) => {
                    self.questions.ask(Question::StepUp).await.ok_or(ApiError::Declined)?;
                }
                Err(ApiError::Backend(BackendError::BadCredentials { message })) if password.is_some() => {
                    password = Some(self.confirm(Some(message)).await?);
                }
                Err(_) if is_read(intent) && pause.is_some_and(|pause| waited + pause <= PATIENCE) => {
                    let pause = pause.unwrap_or_default().max(1);
                    waited += pause;
                    self.connection.pause(pause).await;
                    if cancel.is_cancelled() {
                        return Err(NetworkError::Cancelled.into());
                    }
                }
                answer => {
                    if is_change(intent) {
                        self.note_change(&answer);
                    }
                    return answer;
                }
            }
        }
    }

    /// The password, to go along with one request.
    async fn confirm(self, error: Option<String>) -> Result<String, ApiError> {
        self.questions.ask(Question::Confirm { error }).await.ok_or(ApiError::Declined)
    }

    fn note_change(self, answer: &Result<Outcome, ApiError>) {
        match answer {
            Ok(_) => self.tabs.tell(Change::Tokens),
            Err(error) if error.outcome_unknown() => {
                self.backend.doubt.try_set(true);
            }
            Err(_) => {}
        }
    }

    /// One answer, no questions. A session that ran out is renewed where the backend can do that.
    async fn send(
        self,
        shared: &Shared,
        request: &Request<'_>,
        on_tokens: &mut Option<OnTokens<'_>>,
    ) -> Result<Outcome, ApiError> {
        let session = shared.session();
        let answer = self.attempt(shared, request, on_tokens).await;
        let has_ended = match &answer {
            Err(ApiError::Backend(BackendError::NotSignedIn)) => true,
            Err(ApiError::Prepare(error)) => error.lacks_session(),
            _ => false,
        };
        if has_ended && shared.engine.can_refresh(request.intent) && self.renew(shared, &session).await {
            return self.attempt(shared, request, on_tokens).await;
        }
        answer
    }

    /// Sends a request once. Some backends want others first, such as one for a CSRF value.
    pub(super) async fn attempt(
        self,
        shared: &Shared,
        request: &Request<'_>,
        on_tokens: &mut Option<OnTokens<'_>>,
    ) -> Result<Outcome, ApiError> {
        let Request { intent, idempotency_key, password, cancel } = *request;
        let engine = &shared.engine;
        let mut session = shared.session();
        let steps = engine.steps(intent);
        for step in 0..=steps {
            // Read each time: the step before may have set one.
            let cookies = storage::cookies();
            let context = Context {
                session: &session,
                now: clock::now(),
                cookies: &cookies,
                idempotency_key,
                password,
            };
            let is_step = step < steps;
            let prepared = if is_step {
                engine.prepare_step(intent, step, &context)
            } else {
                engine.prepare(intent, &context)
            };
            let prepared = match prepared {
                Ok(prepared) => prepared,
                // The connector itself may hold what no request asks for.
                Err(error) => return engine.answer(intent).ok_or(ApiError::Prepare(error)),
            };
            let response = match shared.transport.send(&prepared, cancel).await {
                Ok(response) => response,
                Err(error) => {
                    self.connection.failed(&error);
                    return Err(error.into());
                }
            };
            self.connection.answered();
            if is_step {
                session = engine.decode_step(intent, step, &context, &response)?;
                continue;
            }
            let outcome = decode(engine, intent, &context, &response, cancel, on_tokens).await?;
            if let Outcome::Session(session) = &outcome {
                self.keep_session(session.clone());
            }
            return Ok(outcome);
        }
        Err(BackendError::NotFound.into())
    }

    fn may_ask(self, intent: &Intent) -> bool {
        self.account.is_signed_in()
            && !matches!(
                intent,
                Intent::CurrentSession | Intent::SignIn { .. } | Intent::StepUp { .. } | Intent::SignOut
            )
    }
}

/// What is sent.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    pub intent: &'a Intent,
    pub idempotency_key: &'a str,
    pub password: Option<&'a str>,
    pub cancel: &'a Cancel,
}

/// Whether the backend is asked to show something, so that asking twice is as good as once.
fn is_read(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::CurrentSession
            | Intent::Describe
            | Intent::List { .. }
            | Intent::Get { .. }
            | Intent::Scopes
            | Intent::Operations
            | Intent::Presets
            | Intent::Profile
    )
}

/// Whether the backend is asked to change a token (rather than to show something).
fn is_change(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::Create { .. }
            | Intent::Edit { .. }
            | Intent::Enable { .. }
            | Intent::Disable { .. }
            | Intent::Regenerate { .. }
            | Intent::Revoke { .. }
            | Intent::RevokeMany { .. }
    )
}
