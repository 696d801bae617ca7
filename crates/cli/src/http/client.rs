//! An engine, a session and a browser: one person who uses one backend.

use latchkey_connector::{
    BackendError, Capabilities, Context, EarlyEnd, Engine, HttpRequest, HttpResponse, Instance, Intent,
    ListProgress, NextPage, Outcome, PageCursor, PasswordConfirmation, ReadError, Session,
};
use latchkey_model::Token;

use super::{Browser, CallError, NetworkError, now};

/// Every page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenList {
    pub tokens: Vec<Token>,
    pub unreadable: Vec<ReadError>,
    pub pages: usize,
    /// As the last page says.
    pub total: Option<u64>,
}

pub struct Client {
    pub engine: Engine,
    pub session: Session,
    pub browser: Browser,
    /// As the connector says, until [`Client::describe`] narrows them.
    pub capabilities: Capabilities,
    /// For backends that ask for it with each change or now and then.
    pub password: Option<String>,
    calls: u64,
}

impl Client {
    /// `backend`: see [`Browser::new`].
    pub fn new(engine: Engine, backend: &str) -> Result<Self, NetworkError> {
        Ok(Self {
            capabilities: engine.capabilities(),
            engine,
            session: Session::default(),
            browser: Browser::new(backend)?,
            password: None,
            calls: 0,
        })
    }

    /// The page's path, where cookies depend on it: `/hub/console/`.
    pub fn at_page(mut self, path: &str) -> Self {
        path.clone_into(&mut self.browser.page);
        self
    }

    /// Sends one intent with an idempotency key of its own. Gives the password if the backend asks for it, and
    /// renews a session that has ended, once each.
    pub fn call(&mut self, intent: &Intent) -> Result<Outcome, CallError> {
        self.calls += 1;
        let key = format!("latchkey-{}-{}-{}", std::process::id(), now().timestamp_micros(), self.calls);
        self.call_with_key(intent, &key)
    }

    /// As [`Client::call`]; the same key again is a retry.
    pub fn call_with_key(&mut self, intent: &Intent, key: &str) -> Result<Outcome, CallError> {
        let result = self.call_once(intent, key);
        let has_ended = match &result {
            Err(CallError::Backend(BackendError::NotSignedIn)) => true,
            Err(CallError::Prepare(error)) => error.lacks_session(),
            _ => false,
        };
        match result {
            _ if has_ended && self.engine.can_refresh(intent) => {
                self.call_once(&Intent::Refresh, "")?;
                self.call_once(intent, key)
            }
            Err(CallError::Backend(BackendError::StepUpRequired)) => {
                let Some(password) = self.password.clone() else { return result };
                self.call_once(&Intent::StepUp { password }, "")?;
                self.call_once(intent, key)
            }
            result => result,
        }
    }

    fn call_once(&mut self, intent: &Intent, key: &str) -> Result<Outcome, CallError> {
        let each_change = self.capabilities.password == PasswordConfirmation::EachChange;
        let password = self.password.clone().filter(|_| each_change);
        let mut session = self.session.clone();
        let steps = self.engine.steps(intent);
        for step in 0..=steps {
            // Read for each step: the one before may have set a cookie.
            let cookies = self.browser.cookies();
            let context = Context {
                session: &session,
                now: now(),
                cookies: &cookies,
                idempotency_key: key,
                password: password.as_deref(),
            };
            let prepared = if step < steps {
                self.engine.prepare_step(intent, step, &context)
            } else {
                self.engine.prepare(intent, &context)
            };
            let request = match prepared {
                Ok(request) => request,
                Err(error) => return self.engine.answer(intent).ok_or(CallError::Prepare(error)),
            };
            let response = self.browser.send(&request)?;
            if step < steps {
                session = self.engine.decode_step(intent, step, &context, &response)?;
                continue;
            }
            let outcome = self.engine.decode(intent, &context, &response)?;
            if let Outcome::Session(session) = &outcome {
                self.session = session.clone();
            }
            return Ok(outcome);
        }
        Err(CallError::UnexpectedOutcome)
    }

    /// Signs in, and keeps the password for when the backend asks again.
    pub fn sign_in(&mut self, user: &str, password: &str) -> Result<(), CallError> {
        self.call(&Intent::SignIn { user: user.to_owned(), password: password.to_owned() })?;
        self.password = Some(password.to_owned());
        Ok(())
    }

    /// What the installation says of itself. Its capabilities replace the connector's.
    pub fn describe(&mut self) -> Result<Instance, CallError> {
        match self.call(&Intent::Describe)? {
            Outcome::Instance(instance) => {
                if let Some(capabilities) = &instance.capabilities {
                    self.capabilities = capabilities.as_ref().clone();
                }
                Ok(instance)
            }
            _ => Err(CallError::UnexpectedOutcome),
        }
    }

    /// All pages.
    pub fn list(&mut self) -> Result<TokenList, CallError> {
        let mut list = TokenList::default();
        let mut progress = ListProgress::default();
        let mut cursor: Option<PageCursor> = None;
        loop {
            let Outcome::Page(page) = self.call(&Intent::List { cursor })? else {
                return Err(CallError::UnexpectedOutcome);
            };
            let (page, next) = progress.add(page);
            list.tokens.extend(page.tokens);
            list.unreadable.extend(page.unreadable);
            cursor = match next {
                NextPage::Continue(next) => Some(next),
                NextPage::EndedEarly(EarlyEnd::NothingNew | EarlyEnd::TooManyPages) => {
                    return Err(CallError::EndlessList);
                }
                NextPage::EndedEarly(EarlyEnd::Miscount { .. }) | NextPage::Done => {
                    list.pages = progress.pages();
                    list.total = progress.total();
                    return Ok(list);
                }
            };
        }
    }

    /// Sends a request that is no intent of the console, for example with a secret that was just issued.
    pub fn send(&mut self, request: &HttpRequest) -> Result<HttpResponse, CallError> {
        Ok(self.browser.send(request)?)
    }
}
