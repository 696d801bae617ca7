//! The client that pages ask: what it knows of the backend.

use super::account::Account;
use super::connection::Connection;
use super::other_tabs::OtherTabs;
use super::questions::QuestionQueue;
use super::renewal::Renewal;
use super::transport::Transport;
use crate::browser::{address, storage};
use chrono::{DateTime, Utc};
use latchkey_connector::{AppConfig, Capabilities, Engine, Instance, SecretUse, Session, document};
use latchkey_model::looks_like_secret;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Speaks to the backend behind the connector. Made once, given by context, copied freely.
#[derive(Clone, Copy)]
pub struct ApiClient {
    pub account: Account,
    pub connection: Connection,
    pub questions: QuestionQueue,
    pub backend: BackendInfo,
    pub tabs: OtherTabs,
    pub(super) shared: StoredValue<Rc<Shared>, LocalStorage>,
}

/// What the installation behind the connector says of itself.
#[derive(Clone, Copy)]
pub struct BackendInfo {
    pub capabilities: RwSignal<Arc<Capabilities>>,
    pub instance: RwSignal<Arc<Instance>>,
    /// When the installation said that, by the visitor's clock.
    pub described: RwSignal<DateTime<Utc>>,
    /// Whether a change got no good answer since: what is shown may be wrong.
    pub doubt: RwSignal<bool>,
}

pub fn use_api() -> ApiClient {
    expect_context()
}

/// What is not for pages: how to speak, and in whose session.
pub(super) struct Shared {
    pub engine: Engine,
    pub transport: Transport,
    pub renewal: Renewal,
    config: AppConfig,
    /// In memory only: it may hold secrets.
    session: RefCell<Session>,
}

impl Shared {
    pub fn session(&self) -> Session {
        self.session.borrow().clone()
    }
}

impl ApiClient {
    pub fn new(config: AppConfig, engine: Engine) -> Self {
        let capabilities = engine.narrowed(engine.capabilities(), &config.capabilities);
        Self {
            account: Account::new(),
            connection: Connection::new(),
            questions: QuestionQueue::new(),
            backend: BackendInfo {
                capabilities: RwSignal::new(Arc::new(capabilities)),
                instance: RwSignal::new(Arc::new(Instance::default())),
                described: RwSignal::new(DateTime::default()),
                doubt: RwSignal::new(false),
            },
            tabs: OtherTabs::new(&config.backend),
            shared: StoredValue::new_local(Rc::new(Shared {
                transport: Transport::new(&config.backend, config.timeout_seconds),
                renewal: Renewal::default(),
                engine,
                config,
                session: RefCell::default(),
            })),
        }
    }

    /// What the backend can do; not followed.
    pub fn capabilities(self) -> Arc<Capabilities> {
        self.backend.capabilities.try_get_untracked().unwrap_or_default()
    }

    /// Capabilities that the installation told, narrowed by those of the config.
    pub fn narrow(self, capabilities: Capabilities) -> Capabilities {
        match self.shared() {
            Some(shared) => shared.engine.narrowed(capabilities, &shared.config.capabilities),
            None => capabilities,
        }
    }

    /// The name of the installation that is configured.
    pub fn configured_name(self) -> Option<String> {
        self.shared()?.config.name.clone().filter(|name| !name.is_empty())
    }

    /// Where the operator's documentation is.
    pub fn docs(self) -> Option<String> {
        self.shared()?.config.docs.clone()
    }

    /// The address of the backend's API, for examples that a person can run.
    pub fn api_url(self, target: &str) -> String {
        address::absolute(&self.url(target))
    }

    /// Where a link leads that the backend named: its paths are below it, as those of requests are.
    pub fn link(self, href: &str) -> String {
        if href.starts_with('/') { self.url(href) } else { href.to_owned() }
    }

    /// The forms in which clients need a secret.
    pub fn secret_forms(self) -> document::SecretUse {
        self.shared().map(|shared| shared.engine.connector().secret_use.clone()).unwrap_or_default()
    }

    /// How clients send a secret: for the forms that are ready to paste.
    pub fn secret_use(self, secret: &str, name: &str) -> SecretUse {
        match self.shared() {
            Some(shared) => shared.engine.secret_use(secret, name, &self.api_url("/")),
            None => SecretUse { header: String::new(), form: String::new(), file: String::new() },
        }
    }

    /// Whether a text looks like it holds a secret.
    pub fn is_secret(self, text: &str) -> bool {
        looks_like_secret(text, &self.capabilities().secret_prefix)
    }

    /// A value bound when signing in, for example `full_name`.
    pub fn session_value(self, name: &str) -> Option<String> {
        self.shared()?.session.borrow().get(name).map(str::to_owned)
    }

    /// Forgets who was signed in, here and for the next visit.
    pub fn forget_session(self) {
        self.keep_session(Session::default());
        storage::remember("signed-in", None);
        self.account.user.try_set(None);
    }

    pub(super) fn keep_session(self, session: Session) {
        self.account.set_holder(session.get("user_name").map(str::to_owned));
        if let Some(shared) = self.shared() {
            shared.session.replace(session);
        }
    }

    /// `None` once the page that made the client is gone.
    pub(super) fn shared(self) -> Option<Rc<Shared>> {
        self.shared.try_get_value()
    }

    fn url(self, target: &str) -> String {
        self.shared().map(|shared| shared.transport.url(target)).unwrap_or_default()
    }
}
