//! What every page shares: the backend behind the connector, who is signed in, what it can do, the address.

mod call;

pub use call::CallError;

use crate::challenge::Challenges;
use crate::connection::Connection;
use crate::dom::spawn;
use crate::later::{Later, here, whenever};
use crate::leaving::Leaving;
use crate::route::{Route, TokensRoute};
use crate::state::State;
use crate::tabs::{Change, Tabs};
use crate::tokens::rules::operations::Operations;
use crate::transport::Backend;
use crate::widgets::notice::Notices;
use crate::{browser, clock, text};
use chrono::{DateTime, Utc};
use futures::channel::oneshot;
use latchkey_connector::{
    AppConfig, BackendError, Capabilities, Engine, Instance, Intent, Outcome, SecretUse, Session, SignInKind,
    document,
};
use latchkey_model::{looks_like_secret, shown};
use leptos::reactive::graph::untrack;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// No secret that [`looks_like_secret`] knows has a part of fewer bytes.
const MAY_BE_SECRET: usize = 16;

/// What holds something that a person typed or has to take along: it stays when the session goes.
const HOLDS: &str = "dialog, form.fields";

/// What is behind a [`Console`].
pub struct Shared {
    engine: Engine,
    backend: Backend,
    config: AppConfig,
    session: Mutex<Session>,
    /// While the session is being renewed: who waits for that.
    renewing: State<Option<Vec<oneshot::Sender<()>>>>,
    pub capabilities: State<Arc<Capabilities>>,
    pub instance: State<Arc<Instance>>,
    /// When the installation said that, by the visitor's clock.
    pub described: State<DateTime<Utc>>,
    /// The user's name as the backend gives it; `None`: signed out.
    pub user: State<Option<String>>,
    /// Whose tokens these are: the name that they signed in with. Another one is another user.
    pub account: State<String>,
    /// Whose session it is, as the backend said last.
    holder: State<Option<String>>,
    pub connection: Connection,
    /// Whether a change got no good answer since: what is shown may be wrong.
    pub doubt: State<bool>,
    pub tabs: Tabs,
    pub route: State<Route>,
    pub notices: Notices,
    pub challenges: Challenges,
    /// What comes after the first page.
    pub later: Later,
    /// What rules can be about, read once.
    pub operations: Operations,
    pub leaving: Leaving,
    /// The language in use; changing it draws the page anew.
    pub language: State<String>,
    /// Ticks every half minute, for what is written relative to now.
    pub tick: State<u32>,
}

/// A handle that is copied freely: every view holds it. What is behind it lives as long as the page.
///
/// One reference and not a struct of signals: closures hold copies, and copying a struct is code each time.
#[derive(Clone, Copy)]
pub struct Console(&'static Shared);

impl Deref for Console {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        self.0
    }
}

impl Console {
    pub fn new(config: AppConfig, engine: Engine) -> Self {
        let capabilities = engine.narrowed(engine.capabilities(), &config.capabilities);
        Self(Box::leak(Box::new(Shared {
            backend: Backend::new(&config.backend, config.timeout_seconds),
            tabs: Tabs::new(&config.backend),
            engine,
            config,
            session: Mutex::default(),
            renewing: State::new(None),
            capabilities: State::new(Arc::new(capabilities)),
            instance: State::new(Arc::new(Instance::default())),
            described: State::new(DateTime::default()),
            user: State::new(None),
            account: State::new(String::new()),
            holder: State::new(None),
            connection: Connection::new(),
            doubt: State::new(false),
            route: State::new(Route::parse(&browser::fragment())),
            notices: Notices::new(),
            challenges: Challenges::new(),
            later: Later::new(),
            operations: Operations::new(),
            leaving: Leaving::new(),
            language: State::new(crate::text::language()),
            tick: State::new(0),
        })))
    }

    fn session(self) -> Session {
        // A poisoned lock would need a panic while it is held; what it holds is good all the same.
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep_session(self, session: Session) {
        self.holder.set(session.get("user_name").map(str::to_owned));
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }

    /// What the backend can do, without following changes.
    pub fn can(self) -> Arc<Capabilities> {
        self.capabilities.get_untracked()
    }

    /// The name of the installation: the one configured, else the backend's own.
    pub fn name(self) -> String {
        let configured = self.config.name.clone().unwrap_or_default();
        if !configured.is_empty() {
            return configured;
        }
        let own = self.instance.with(|i| i.name.clone());
        if own.is_empty() { "Latchkey".to_owned() } else { shown(&own) }
    }

    /// Where the operator's documentation is.
    pub fn docs(self) -> Option<&'static str> {
        self.0.config.docs.as_deref()
    }

    /// A value bound when signing in, for example `full_name`.
    pub fn session_value(self, name: &str) -> Option<String> {
        self.session().get(name).map(str::to_owned)
    }

    /// The address of the backend's API, for examples that a person can run.
    pub fn api_url(self, target: &str) -> String {
        browser::absolute(&self.backend.url(target))
    }

    /// Where a link leads that the backend named: its paths are below it, as those of requests are.
    pub fn link(self, href: &str) -> String {
        if href.starts_with('/') { self.backend.url(href) } else { href.to_owned() }
    }

    /// The forms in which clients need a secret.
    pub fn secret_forms(self) -> &'static document::SecretUse {
        let shared: &'static Shared = self.0;
        &shared.engine.connector().secret_use
    }

    /// How clients send a secret: for the forms that are ready to paste.
    pub fn secret_use(self, secret: &str, name: &str) -> SecretUse {
        self.engine.secret_use(secret, name, &self.api_url("/"))
    }

    /// Goes to an address and remembers the one before for the browser's Back.
    pub fn go(self, route: Route) {
        if self.route.with_untracked(|r| *r != route) {
            self.leaving.leave(move || {
                browser::push(&route.href());
                self.route.set(route.clone());
            });
        }
    }

    /// Follows the address after Back, Forward or a link. `stepped`: the history moved, even if the address is
    /// the same as before.
    pub fn follow_address(self, stepped: bool) {
        let here = self.route.get_untracked();
        let wanted = Route::parse(&browser::fragment());
        let left = stepped || wanted != here;
        if !(left && self.leaving.stays(&here.href())) && wanted != here {
            self.route.set(wanted);
            self.hold_search_back();
        }
    }

    /// What an address that came asks to be searched for, and is as long as a secret, is taken out of it until the second
    /// part can tell: that puts it back if it is none. What is typed comes from that part and has been looked at.
    pub fn hold_search_back(self) {
        let route = self.route.get_untracked();
        let is_long = |search: &str| search.split_whitespace().any(|word| word.len() >= MAY_BE_SECRET);
        let Some(tokens) = route.tokens().filter(|tokens| here().is_none() && is_long(&tokens.search)) else {
            return;
        };
        let search = tokens.search.clone();
        self.search_for(String::new());
        whenever(move || {
            // Who went elsewhere meanwhile stays there.
            let waits = self.route.with_untracked(|r| r.tokens().is_some_and(|t| t.search.is_empty()));
            if waits && !self.is_secret(&search) {
                self.search_for(search);
            }
        });
    }

    /// Changes in place what the list is searched for; nothing where no list is shown.
    pub fn search_for(self, search: String) {
        let route = self.route.get_untracked();
        if let Some(tokens) = route.tokens() {
            self.replace(route.with_tokens(TokensRoute { search, ..tokens.clone() }));
        }
    }

    /// Whether a text looks like it holds a secret.
    pub fn is_secret(self, text: &str) -> bool {
        self.capabilities.with_untracked(|can| looks_like_secret(text, &can.secret_prefix))
    }

    /// Changes the address in place: no step to go back.
    pub fn replace(self, route: Route) {
        browser::replace(&route.href());
        self.route.set(route);
    }

    /// As [`Console::replace`], for what is seen at once, such as each key in the search box: the address follows when
    /// it is seen.
    pub fn show(self, route: Route) {
        browser::replace_soon(&route.href());
        self.route.set(route);
    }

    /// Reads who is signed in, and what the installation says of itself. All is asked for at once.
    pub async fn start(self) -> Result<(), CallError> {
        let no_language = browser::remembered("language").is_none();
        let was_here = browser::remembered("signed-in").is_some();
        let language = async {
            if no_language && was_here {
                crate::languages::follow_profile(self).await;
            }
        };
        let (described, session, ()) =
            futures::join!(self.call(Intent::Describe, ""), self.call(Intent::CurrentSession, ""), language);
        match described {
            Ok(Outcome::Instance(instance)) => self.describe(instance),
            Ok(_) | Err(CallError::Prepare(_) | CallError::Backend(BackendError::NotSignedIn)) => {}
            Err(error) => return Err(error),
        }
        match session {
            Ok(_) => {
                self.signed_in("");
                // Somebody whose session began elsewhere: nothing in this browser says which language they want.
                if no_language && !was_here {
                    spawn(crate::languages::follow_profile(self));
                }
            }
            Err(CallError::Backend(BackendError::NotSignedIn)) => browser::remember("signed-in", None),
            Err(CallError::Prepare(_)) if self.can().sign_in == SignInKind::None => self.signed_in(""),
            Err(CallError::Prepare(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn describe(self, mut instance: Instance) {
        if let Some(capabilities) = instance.capabilities.take() {
            let narrowed = self.engine.narrowed(*capabilities, &self.config.capabilities);
            self.capabilities.set(Arc::new(narrowed));
        }
        self.described.set(clock::now());
        self.instance.set(Arc::new(instance));
    }

    /// Reads again what the installation says of itself.
    pub async fn describe_again(self) -> Result<(), CallError> {
        if let Outcome::Instance(instance) = self.call(Intent::Describe, "").await? {
            self.describe(instance);
        }
        Ok(())
    }

    /// `typed`: the name that was signed in with, for backends that do not say whose session it is.
    fn signed_in(self, typed: &str) {
        browser::remember("signed-in", Some("1"));
        let account = self.session_value("user_name").filter(|n| !n.is_empty());
        let account = account.unwrap_or_else(|| typed.to_owned());
        if self.account.with_untracked(|before| *before != account) {
            // What there is to choose from may depend on who asks.
            self.operations.forget();
            self.account.set(account.clone());
        }
        let name = self.session_value("full_name").filter(|n| !n.is_empty());
        self.user.set(Some(name.unwrap_or(account)));
    }

    /// The name of the other user who has the session now, if that is so; followed.
    pub fn taken_by(self) -> Option<String> {
        let (account, holder) = (self.account.get(), self.holder.get());
        let other = holder.filter(|holder| !account.is_empty() && *holder != account);
        other.filter(|_| self.user.with_untracked(Option::is_some))
    }

    fn is_taken(self) -> bool {
        untrack(|| self.taken_by()).is_some()
    }

    /// `Ok(false)`: somebody else signed in than was here before. What was here is theirs no more.
    pub async fn sign_in(self, user: String, password: String) -> Result<bool, CallError> {
        let before = self.user.with_untracked(Option::is_some).then(|| self.account.get_untracked());
        self.call(Intent::SignIn { user: user.clone(), password }, "").await?;
        let now = self.session_value("user_name").unwrap_or_else(|| user.clone());
        // Whoever nobody has given a name to may be this one.
        let goes_on = before.as_ref().is_some_and(|before| before.is_empty() || *before == now);
        if before.is_some() {
            // First of all: nothing can be asked in a session that is not this page's.
            self.signed_in(&user);
        }
        if !goes_on {
            // Limits may depend on who asks; a failure leaves what was read before.
            let _ = self.describe_again().await;
            crate::languages::follow_profile(self).await;
            self.notices.clear();
        }
        self.signed_in(&user);
        self.tabs.tell(Change::Session);
        Ok(goes_on || before.is_none())
    }

    /// Asks whose session it is now: another tab may have changed it. `false` where no request asks that.
    pub async fn check_session(self) -> bool {
        let mut answer = self.ask(&Intent::CurrentSession).await;
        if self.has_lost_session(&answer) && browser::has(HOLDS) {
            // Nobody's words go into somebody else's hands, and none are lost: the one who typed them is asked.
            if self.challenges.sign_in_again().await {
                return true;
            }
            // It may have changed hands again meanwhile.
            answer = self.ask(&Intent::CurrentSession).await;
        }
        let here = self.user.with_untracked(Option::is_some);
        if self.has_lost_session(&answer) {
            if self.is_taken() {
                self.signed_in("");
                self.notices.bad(text::session_switched(&self.account.get_untracked()));
                let _ = self.describe_again().await;
            } else {
                self.forget_session();
                self.notices.bad(text::session_gone());
            }
        } else if !here && answer.is_ok() && self.can().sign_in != SignInKind::None {
            self.signed_in("");
        }
        !matches!(answer, Err(CallError::Prepare(_)))
    }

    /// Whether somebody is signed in on this page, and not at the backend any more.
    fn has_lost_session(self, answer: &Result<Outcome, CallError>) -> bool {
        let gone = matches!(answer, Err(CallError::Backend(BackendError::NotSignedIn)));
        self.user.with_untracked(Option::is_some) && (gone || self.is_taken())
    }

    fn forget_session(self) {
        self.keep_session(Session::default());
        browser::remember("signed-in", None);
        self.user.set(None);
        self.notices.clear();
    }

    pub async fn step_up(self, password: String) -> Result<(), CallError> {
        self.call(Intent::StepUp { password }, "").await.map(|_| ())
    }

    /// Signs out here even if the backend cannot be reached; says so then.
    pub async fn sign_out(self) -> Result<(), CallError> {
        let answer = self.call(Intent::SignOut, "").await;
        match answer {
            Ok(_) | Err(CallError::Prepare(_) | CallError::Backend(BackendError::NotSignedIn)) => {
                self.forget_session();
                self.tabs.tell(Change::Session);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
