//! One intent, sent until it is done, refused or declined: what is asked in between, and what an answer brings along.

use super::Console;
use crate::explain::outcome_unknown;
use crate::tabs::Change;
use crate::transport::{Cancel, NetworkError, end_turn, turn};
use crate::{browser, clock};
use futures::channel::oneshot;
use latchkey_connector::{
    BackendError, Context, HttpResponse, Intent, Outcome, PasswordConfirmation, PrepareError, Session,
};
use std::pin::Pin;

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    Network(NetworkError),
    Prepare(PrepareError),
    Backend(BackendError),
    /// The person closed the dialog that asked for the password.
    Declined,
}

impl CallError {
    /// The seconds that the backend asked to be left alone.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            CallError::Backend(
                BackendError::TooMany { retry_after } | BackendError::Unavailable { retry_after, .. },
            ) => *retry_after,
            _ => None,
        }
    }
}

impl From<NetworkError> for CallError {
    fn from(error: NetworkError) -> Self {
        CallError::Network(error)
    }
}

impl From<BackendError> for CallError {
    fn from(error: BackendError) -> Self {
        CallError::Backend(error)
    }
}

/// How many seconds a read may be put off by a backend that asks for a pause, before the person is told instead.
const PATIENCE: u64 = 10;

/// The entries of a list that take a browser on a desktop some 5 milliseconds, and at first, while it still compiles, 15.
const ENTRIES: usize = 512;

/// An answer on its way. Boxed: else each caller's state holds this one, with code to move and drop it.
type Answer<'a> = Pin<Box<dyn Future<Output = Result<Outcome, CallError>> + 'a>>;

impl Console {
    /// Sends one intent. Where the backend asks to sign in again or for the password, the person is
    /// asked in place and the same request, with the same key, is sent again: what was typed stays.
    pub fn call(self, intent: Intent, key: &str) -> Answer<'_> {
        Box::pin(async move {
            let Some(cancel) = Cancel::new() else { return Err(NetworkError::Unreachable.into()) };
            self.call_until(intent, key, &cancel).await
        })
    }

    /// As [`Console::call`], to be ended by `cancel` when its page goes.
    pub async fn call_until(self, intent: Intent, key: &str, cancel: &Cancel) -> Result<Outcome, CallError> {
        let mut password = None;
        let mut waited = 0;
        if self.can().password == PasswordConfirmation::EachChange
            && (is_change(&intent) || matches!(intent, Intent::EditProfile { .. }))
            && self.engine.takes_password(&intent)
        {
            password = Some(self.challenges.confirm(None).await.ok_or(CallError::Declined)?);
        }
        loop {
            // Nothing goes out in the session of somebody else who signed in in another tab.
            let answer = if self.is_taken() && self.may_ask(&intent) {
                Err(BackendError::NotSignedIn.into())
            } else {
                self.once(&intent, key, password.as_deref(), cancel).await
            };
            let pause = answer.as_ref().err().and_then(CallError::retry_after);
            match answer {
                Err(CallError::Backend(BackendError::NotSignedIn)) if self.may_ask(&intent) => {
                    if !self.challenges.sign_in_again().await {
                        return Err(CallError::Backend(BackendError::NotSignedIn));
                    }
                }
                Err(CallError::Backend(BackendError::StepUpRequired)) => {
                    if !self.challenges.step_up().await {
                        return Err(CallError::Declined);
                    }
                }
                Err(CallError::Backend(BackendError::BadCredentials { message })) if password.is_some() => {
                    password = Some(self.challenges.confirm(Some(message)).await.ok_or(CallError::Declined)?);
                }
                Err(_) if reads(&intent) && pause.is_some_and(|pause| waited + pause <= PATIENCE) => {
                    let pause = pause.unwrap_or_default().max(1);
                    waited += pause;
                    self.connection.pause(pause).await;
                    if cancel.is_cancelled() {
                        return Err(NetworkError::Cancelled.into());
                    }
                }
                other => {
                    if is_change(&intent) {
                        match &other {
                            Ok(_) => self.tabs.tell(Change::Tokens),
                            Err(error) if outcome_unknown(error) => self.doubt.set(true),
                            Err(_) => {}
                        }
                    }
                    return other;
                }
            }
        }
    }

    /// One answer, and nobody is asked anything.
    pub async fn ask(self, intent: &Intent) -> Result<Outcome, CallError> {
        let Some(cancel) = Cancel::new() else { return Err(NetworkError::Unreachable.into()) };
        self.once(intent, "", None, &cancel).await
    }

    /// One answer, no questions. A session that ran out is renewed where the backend can do that.
    async fn once(
        self,
        intent: &Intent,
        key: &str,
        password: Option<&str>,
        cancel: &Cancel,
    ) -> Result<Outcome, CallError> {
        let session = self.session();
        let answer = self.attempt(intent, key, password, cancel).await;
        let ended = match &answer {
            Err(CallError::Backend(BackendError::NotSignedIn)) => true,
            Err(CallError::Prepare(error)) => error.lacks_session(),
            _ => false,
        };
        if ended && self.engine.can_refresh(intent) && self.renew(&session).await {
            return self.attempt(intent, key, password, cancel).await;
        }
        answer
    }

    /// Gets another session than `used` without asking anybody, once for all calls that wait for it. `false`: there
    /// is none, or it is somebody else's.
    async fn renew(self, used: &Session) -> bool {
        if let Some(mut others) = self.renewing.take() {
            let (sender, receiver) = oneshot::channel::<()>();
            others.push(sender);
            self.renewing.set(Some(others));
            let _ = receiver.await;
        } else if self.session() == *used {
            self.renewing.set(Some(Vec::new()));
            // Another tab's answer may replace the cookie that this one would send.
            let turn = turn("latchkey renewal").await;
            if let Some(cancel) = Cancel::new()
                && self.attempt(&Intent::Refresh, "", None, &cancel).await.is_ok()
            {
                // The cookie that it goes by may be another user's by now.
                let _ = self.attempt(&Intent::CurrentSession, "", None, &cancel).await;
            }
            end_turn(turn);
            for waiting in self.renewing.take().unwrap_or_default() {
                let _ = waiting.send(());
            }
        }
        self.session() != *used && !self.is_taken()
    }

    /// Sends an intent. Some backends want other requests first, such as one for a CSRF value.
    async fn attempt(
        self,
        intent: &Intent,
        key: &str,
        password: Option<&str>,
        cancel: &Cancel,
    ) -> Result<Outcome, CallError> {
        let mut session = self.session();
        let mut step = 0;
        loop {
            let is_step = step < self.engine.steps(intent);
            // Read each time: the step before may have set one.
            let cookies = browser::cookies();
            let context = Context {
                session: &session,
                now: clock::now(),
                cookies: &cookies,
                idempotency_key: key,
                password,
            };
            let prepared = if is_step {
                self.engine.prepare_step(intent, step, &context)
            } else {
                self.engine.prepare(intent, &context)
            };
            let request = match prepared {
                Ok(request) => request,
                // The connector itself may hold what no request asks for.
                Err(error) => return self.engine.answer(intent).ok_or(CallError::Prepare(error)),
            };
            let response = match self.backend.send(&request, cancel).await {
                Ok(response) => response,
                Err(error) => {
                    self.connection.failed(self, &error);
                    return Err(error.into());
                }
            };
            self.connection.answered();
            if is_step {
                session = self.engine.decode_step(intent, step, &context, &response)?;
                step += 1;
                continue;
            }
            let outcome = self.read(intent, &context, &response).await?;
            if let Outcome::Session(session) = &outcome {
                self.keep_session(session.clone());
            }
            return Ok(outcome);
        }
    }

    /// What an answer says. One that takes long to read leaves the page time for a person in between.
    async fn read(
        self,
        intent: &Intent,
        context: &Context<'_>,
        response: &HttpResponse,
    ) -> Result<Outcome, BackendError> {
        let mut decoding = self.engine.decoding(intent, context, response)?;
        while decoding.advance(ENTRIES)? {
            // Where nobody looks, nobody waits for the page; and the browser would make a second of each pause.
            if browser::is_visible() {
                browser::sleep(0).await;
            }
        }
        decoding.finish()
    }

    fn may_ask(self, intent: &Intent) -> bool {
        self.user.with_untracked(Option::is_some)
            && !matches!(
                intent,
                Intent::CurrentSession | Intent::SignIn { .. } | Intent::StepUp { .. } | Intent::SignOut
            )
    }
}

/// Whether the backend is asked to show something, so that asking twice is as good as once.
fn reads(intent: &Intent) -> bool {
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
