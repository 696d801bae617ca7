//! Sends what the engine prepares, as the console does in a browser.

use crate::fetch::{Browser, NetworkError, now};
use latchkey_connector::{
    BackendError, Capabilities, Context, Engine, HttpResponse, Instance, Intent, Outcome, PageCursor,
    PasswordConfirmation, PrepareError, ReadError, Session,
};
use latchkey_model::Token;

/// A list that goes on for longer gives the same pages again.
const MOST_PAGES: usize = 10_000;

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    Network(NetworkError),
    Prepare(PrepareError),
    Backend(BackendError),
    /// The list does not end.
    Endless,
    /// An outcome that does not belong to its intent.
    Unexpected,
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

/// Every page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    pub tokens: Vec<Token>,
    pub unreadable: Vec<ReadError>,
    pub pages: usize,
    /// As the last page says.
    pub total: Option<u64>,
}

/// One person with one backend.
pub struct Client {
    pub engine: Engine,
    pub session: Session,
    pub browser: Browser,
    /// As the connector says, until [`Client::describe`] narrowed them.
    pub capabilities: Capabilities,
    /// For backends that want it with each change or now and then.
    pub password: Option<String>,
    keys: u64,
}

impl Client {
    /// `backend` as in [`Browser::new`].
    pub fn new(engine: Engine, backend: &str) -> Result<Self, NetworkError> {
        Ok(Self {
            capabilities: engine.capabilities(),
            engine,
            session: Session::default(),
            browser: Browser::new(backend)?,
            password: None,
            keys: 0,
        })
    }

    /// The page's path, where cookies depend on it: `/hub/console/`.
    pub fn at_page(mut self, path: &str) -> Self {
        path.clone_into(&mut self.browser.page);
        self
    }

    /// Sends one intent with a key of its own. Where the backend asks for the password it is given, and
    /// where the session ran out it is renewed, once each.
    pub fn call(&mut self, intent: &Intent) -> Result<Outcome, CallError> {
        self.keys += 1;
        let key = format!("live-{}-{}-{}", std::process::id(), now().timestamp_micros(), self.keys);
        self.call_with_key(intent, &key)
    }

    /// As [`Client::call`]; the same key again is a retry.
    pub fn call_with_key(&mut self, intent: &Intent, key: &str) -> Result<Outcome, CallError> {
        let answer = self.once(intent, key);
        let ended = match &answer {
            Err(CallError::Backend(BackendError::NotSignedIn)) => true,
            Err(CallError::Prepare(error)) => error.lacks_session(),
            _ => false,
        };
        match answer {
            _ if ended && self.engine.can_refresh(intent) => {
                self.once(&Intent::Refresh, "")?;
                self.once(intent, key)
            }
            Err(CallError::Backend(BackendError::StepUpRequired)) => {
                let Some(password) = self.password.clone() else { return answer };
                self.once(&Intent::StepUp { password }, "")?;
                self.once(intent, key)
            }
            answer => answer,
        }
    }

    fn once(&mut self, intent: &Intent, key: &str) -> Result<Outcome, CallError> {
        let each_change = self.capabilities.password == PasswordConfirmation::EachChange;
        let password = self.password.clone().filter(|_| each_change);
        let mut session = self.session.clone();
        let steps = self.engine.steps(intent);
        for step in 0..=steps {
            // Read each time: the step before may have set one.
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
        Err(CallError::Unexpected)
    }

    /// Signs in, and keeps the password for later questions.
    pub fn sign_in(&mut self, user: &str, password: &str) -> Result<(), CallError> {
        self.call(&Intent::SignIn { user: user.to_owned(), password: password.to_owned() })?;
        self.password = Some(password.to_owned());
        Ok(())
    }

    /// What the installation says of itself; its capabilities hold from now on.
    pub fn describe(&mut self) -> Result<Instance, CallError> {
        match self.call(&Intent::Describe)? {
            Outcome::Instance(instance) => {
                if let Some(capabilities) = &instance.capabilities {
                    self.capabilities = capabilities.as_ref().clone();
                }
                Ok(instance)
            }
            _ => Err(CallError::Unexpected),
        }
    }

    /// All pages.
    pub fn list(&mut self) -> Result<Listed, CallError> {
        let mut listed = Listed::default();
        let mut cursor: Option<PageCursor> = None;
        while listed.pages < MOST_PAGES {
            let Outcome::Page(page) = self.call(&Intent::List { cursor })? else {
                return Err(CallError::Unexpected);
            };
            listed.pages += 1;
            listed.tokens.extend(page.tokens);
            listed.unreadable.extend(page.unreadable);
            listed.total = page.total.or(listed.total);
            cursor = page.next;
            if cursor.is_none() {
                return Ok(listed);
            }
        }
        Err(CallError::Endless)
    }

    /// Sends a request that is no intent of the console's, for example with a secret just made.
    pub fn send(&mut self, request: &latchkey_connector::HttpRequest) -> Result<HttpResponse, CallError> {
        Ok(self.browser.send(request)?)
    }
}
