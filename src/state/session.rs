//! Who is signed in: at the start, by the sign-in page, again in place, and in other tabs.

use super::notices::Notices;
use super::operations::OperationStore;
use super::preferences::Preferences;
use super::unsaved::UnsavedWork;
use crate::api::{ApiClient, ApiError, Change, Question};
use crate::browser::{clock, storage};
use crate::i18n::I18n;
use latchkey_connector::{BackendError, Instance, Intent, Outcome, SignInKind};
use latchkey_model::shown;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// There while somebody is signed in from this browser, so that the next visit knows it before it asks.
const SIGNED_IN: &str = "signed-in";

#[derive(Clone, Copy)]
pub struct Session {
    api: ApiClient,
    i18n: I18n,
    notices: Notices,
    operations: OperationStore,
    preferences: Preferences,
    unsaved: UnsavedWork,
}

pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    pub fn new(
        api: ApiClient,
        i18n: I18n,
        notices: Notices,
        operations: OperationStore,
        preferences: Preferences,
        unsaved: UnsavedWork,
    ) -> Self {
        Self { api, i18n, notices, operations, preferences, unsaved }
    }

    /// The name of the installation: the one configured, else the backend's own. Tracked.
    pub fn installation(self) -> String {
        let configured = self.api.configured_name();
        let own = || {
            let own = self.api.backend.instance.with(|instance| shown(&instance.name));
            if own.is_empty() { "Latchkey".to_owned() } else { own }
        };
        configured.unwrap_or_else(own)
    }

    /// Tracked.
    pub fn is_signed_in(self) -> bool {
        self.api.account.user.with(Option::is_some)
    }

    /// Reads who is signed in, and what the installation says of itself. All is asked for at once.
    pub async fn start(self) -> Result<(), ApiError> {
        let has_no_language = storage::remembered("language").is_none();
        let was_here = storage::remembered(SIGNED_IN).is_some();
        let language = async {
            if has_no_language && was_here {
                self.preferences.follow_profile().await;
            }
        };
        let (described, session, ()) = futures::join!(
            self.api.call(Intent::Describe, ""),
            self.api.call(Intent::CurrentSession, ""),
            language
        );
        match described {
            Ok(Outcome::Instance(instance)) => self.describe(instance),
            Ok(_) | Err(ApiError::Prepare(_) | ApiError::Backend(BackendError::NotSignedIn)) => {}
            Err(error) => return Err(error),
        }
        match session {
            Ok(_) => {
                self.signed_in("");
                // Somebody whose session began elsewhere: nothing in this browser says which language they want.
                if has_no_language && !was_here {
                    spawn_local(self.preferences.follow_profile());
                }
            }
            Err(ApiError::Backend(BackendError::NotSignedIn)) => storage::remember(SIGNED_IN, None),
            Err(ApiError::Prepare(_)) if self.asks_nobody() => self.signed_in(""),
            Err(ApiError::Prepare(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Reads again what the installation says of itself.
    pub async fn describe_again(self) -> Result<(), ApiError> {
        if let Outcome::Instance(instance) = self.api.call(Intent::Describe, "").await? {
            self.describe(instance);
        }
        Ok(())
    }

    /// `Ok(false)`: somebody else signed in than was here before. What was here is theirs no more.
    pub async fn sign_in(self, user: String, password: String) -> Result<bool, ApiError> {
        let account = self.api.account;
        let before = account.user.with_untracked(Option::is_some).then(|| account.name.get_untracked());
        self.api.call(Intent::SignIn { user: user.clone(), password }, "").await?;
        let now = self.api.session_value("user_name").unwrap_or_else(|| user.clone());
        // Whoever nobody has given a name to may be this one.
        let goes_on = before.as_ref().is_some_and(|before| before.is_empty() || *before == now);
        if before.is_some() {
            // First of all: nothing can be asked in a session that is not this page's.
            self.signed_in(&user);
        }
        if !goes_on {
            // Limits may depend on who asks; a failure leaves what was read before.
            let _ = self.describe_again().await;
            self.preferences.follow_profile().await;
            self.notices.clear();
        }
        self.signed_in(&user);
        self.api.tabs.tell(Change::Session);
        Ok(goes_on || before.is_none())
    }

    /// Asks whose session it is now: another tab may have changed it. `false` where no request asks that.
    pub async fn check_session(self) -> bool {
        let mut answer = self.api.ask(&Intent::CurrentSession).await;
        if self.has_lost_session(&answer) && self.holds_work() {
            // Nobody's words go into somebody else's hands, and none are lost: the one who typed them is asked.
            if self.api.questions.ask(Question::SignIn).await.is_some() {
                return true;
            }
            // It may have changed hands again meanwhile.
            answer = self.api.ask(&Intent::CurrentSession).await;
        }
        let is_here = self.api.account.user.with_untracked(Option::is_some);
        if self.has_lost_session(&answer) {
            if self.api.account.is_taken() {
                self.signed_in("");
                let name = self.api.account.name.get_untracked();
                self.notices.error(self.i18n.session_switched(&name));
                let _ = self.describe_again().await;
            } else {
                self.forget();
                self.notices.error(self.i18n.session_gone());
            }
        } else if !is_here && answer.is_ok() && !self.asks_nobody() {
            self.signed_in("");
        }
        !matches!(answer, Err(ApiError::Prepare(_)))
    }

    /// Confirms with the password.
    pub async fn step_up(self, password: String) -> Result<(), ApiError> {
        self.api.call(Intent::StepUp { password }, "").await.map(|_| ())
    }

    pub async fn sign_out(self) -> Result<(), ApiError> {
        match self.api.call(Intent::SignOut, "").await {
            Ok(_) | Err(ApiError::Prepare(_) | ApiError::Backend(BackendError::NotSignedIn)) => {
                self.forget();
                self.api.tabs.tell(Change::Session);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn describe(self, mut instance: Instance) {
        if let Some(capabilities) = instance.capabilities.take() {
            self.api.backend.capabilities.set(Arc::new(self.api.narrow(*capabilities)));
        }
        self.api.backend.described.set(clock::now());
        self.api.backend.instance.set(Arc::new(instance));
    }

    /// `typed`: the name that was signed in with, for backends that do not say whose session it is.
    fn signed_in(self, typed: &str) {
        storage::remember(SIGNED_IN, Some("1"));
        let value = |name| self.api.session_value(name).filter(|value| !value.is_empty());
        let name = value("user_name").unwrap_or_else(|| typed.to_owned());
        let account = self.api.account;
        if account.name.with_untracked(|before| *before != name) {
            // What there is to choose from may depend on who asks.
            self.operations.forget();
            account.name.set(name.clone());
        }
        account.user.set(Some(value("full_name").unwrap_or(name)));
    }

    /// Whether somebody is signed in on this page, and not at the backend any more.
    fn has_lost_session(self, answer: &Result<Outcome, ApiError>) -> bool {
        let is_gone = matches!(answer, Err(ApiError::Backend(BackendError::NotSignedIn)));
        let account = self.api.account;
        account.user.with_untracked(Option::is_some) && (is_gone || account.is_taken())
    }

    /// Whether something stands open that a person typed or has to take along: it stays when the session goes.
    fn holds_work(self) -> bool {
        self.unsaved.is_held() || self.api.questions.open.with_untracked(Option::is_some)
    }

    fn asks_nobody(self) -> bool {
        self.api.capabilities().sign_in == SignInKind::None
    }

    fn forget(self) {
        self.api.forget_session();
        storage::remember(SIGNED_IN, None);
        self.api.account.user.set(None);
        self.notices.clear();
    }
}
