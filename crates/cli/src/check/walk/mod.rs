//! The walk through a backend: signs in, and reads everything that there is to read.

use crate::check::draft::Offers;
use crate::check::mask::says_secret;
use crate::check::report::{Kept, Report};
use crate::check::{Against, Verdict, hints, mask, verdict, words};
use crate::client::{CallError, Client};
use crate::fetch::NetworkError;
use chrono::Datelike;
use latchkey_connector::{BackendError, Capabilities, Intent, Outcome, Page, SignInKind};
use latchkey_model::{Expiry, Lifecycle, Token};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub struct Walk<'a> {
    pub client: Client,
    /// The connector as it was written.
    document: Value,
    pub report: Report<'a>,
    stop: &'a AtomicBool,
    kept: Arc<Mutex<Vec<Kept>>>,
    /// The last exchange of the last call.
    last: Option<Kept>,
    signed_in: bool,
    /// Pages after the first few look all the same.
    quiet: bool,
    /// The installation said something of itself already.
    described: bool,
}

/// A walk that goes on with a page after so many has shown its paging.
const SHOWN_PAGES: usize = 2;
const MOST_PAGES: usize = 10_000;

impl<'a> Walk<'a> {
    pub fn new(mut client: Client, document: Value, report: Report<'a>, stop: &'a AtomicBool) -> Self {
        let kept: Arc<Mutex<Vec<Kept>>> = Arc::default();
        let keeper = Arc::clone(&kept);
        client.browser.observer = Some(Box::new(move |exchange| {
            keeper.lock().unwrap_or_else(PoisonError::into_inner).push(Kept::of(exchange));
        }));
        Self {
            client,
            document,
            report,
            stop,
            kept,
            last: None,
            signed_in: false,
            quiet: false,
            described: false,
        }
    }

    pub fn run(mut self, against: &Against) -> Verdict {
        self.client.browser.page.clone_from(&against.page);
        self.report.mask.hide_password(&against.user, &against.password);
        self.report.line(&format!("\nAgainst {}, as a page at {}", against.url, against.page));
        self.describe();
        if self.sign_in(against) && !self.stopped() {
            self.describe_again();
            let offers = self.read();
            if against.write && !self.stopped() {
                self.write(&offers);
            }
            self.sign_out();
        }
        verdict(self.report)
    }

    pub fn can(&self) -> Capabilities {
        self.client.capabilities.clone()
    }

    /// Whether somebody wants it to end.
    pub fn stopped(&mut self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Sends an intent, prints what went to and fro, and gives hints where it failed.
    pub fn call(&mut self, intent: &Intent) -> Result<Outcome, CallError> {
        let answer = self.client.call(intent);
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        self.learn(intent, &kept, &answer);
        for exchange in &kept {
            if !self.quiet {
                self.report.exchange(exchange);
            }
            for hint in hints::of_cookies(exchange) {
                self.report.hint(&hint);
            }
        }
        self.last = kept.into_iter().next_back();
        answer
    }

    /// What of these exchanges must not be shown.
    fn learn(&mut self, intent: &Intent, kept: &[Kept], answer: &Result<Outcome, CallError>) {
        let mask = &mut self.report.mask;
        let reads = matches!(
            intent,
            Intent::List { .. } | Intent::Get { .. } | Intent::Scopes | Intent::Operations | Intent::Presets
        );
        for exchange in kept {
            let cookies: Vec<&str> = exchange.cookies.iter().map(|(header, _)| header.as_str()).collect();
            mask.learn(&exchange.sent, exchange.answer.as_ref().ok(), &cookies, !reads);
        }
        for (name, value) in self.client.session.values() {
            let public = matches!(name.as_str(), "user_name" | "full_name" | "email" | "language");
            if !public && (says_secret(name) || mask::looks_secret(value)) {
                mask.hide(value);
            }
        }
        if let (Ok(Outcome::Issued(issued)), Some(Ok(response))) = (answer, kept.last().map(|k| &k.answer)) {
            let shown = |token: &Token| vec![token.id.0.to_string(), token.name.clone(), token.hint.clone()];
            let shown = issued.token.as_ref().map(shown).unwrap_or_default();
            let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
            mask.hide_issued(&issued.secret, &response.body, &shown);
        }
    }

    /// Says what a failed call may mean.
    pub fn failed(&mut self, what: &str, intent: &Intent, error: &CallError) {
        self.report.fail(&format!("{what}: {}", words::error(error)));
        self.hints(intent, error);
    }

    pub fn hints(&mut self, intent: &Intent, error: &CallError) {
        let connector = self.client.engine.connector();
        let cookies = self.client.browser.jar.cookies();
        let hints =
            hints::of_error(connector, intent.name(), self.last.as_ref(), error, cookies, self.signed_in);
        for hint in hints {
            self.report.hint(&hint);
        }
    }

    fn has(&self, intent: &str) -> bool {
        self.document.pointer(&format!("/requests/{intent}")).is_some_and(|request| !request.is_null())
    }

    fn describe(&mut self) {
        if !self.has("describe") {
            return;
        }
        self.report.section("What the installation says of itself");
        match self.call(&Intent::Describe) {
            Ok(Outcome::Instance(instance)) => self.described(instance),
            Ok(_) => {}
            Err(CallError::Backend(BackendError::NotSignedIn)) => {
                self.report.note("only to those who are signed in: asked again then");
            }
            Err(error) => self.failed("describe", &Intent::Describe, &error),
        }
    }

    fn describe_again(&mut self) {
        if !self.has("describe") {
            return;
        }
        self.report.section("What it says of itself to those who are signed in");
        // Printed once already, to somebody who was not.
        self.quiet = self.described;
        let answer = self.call(&Intent::Describe);
        self.quiet = false;
        match answer {
            Ok(Outcome::Instance(instance)) => self.described(instance),
            Ok(_) => {}
            Err(error) => self.failed("describe", &Intent::Describe, &error),
        }
    }

    fn described(&mut self, instance: latchkey_connector::Instance) {
        let texts = [
            ("name", &instance.name),
            ("version", &instance.version),
            ("location", &instance.location),
            ("time", &instance.time),
            ("your address", &instance.your_address),
        ];
        self.report.ok("read");
        for (label, text) in texts {
            if !text.is_empty() && !self.described {
                self.report.pair(label, text);
            }
        }
        self.described = true;
        if let Some(capabilities) = instance.capabilities {
            let before = words::capabilities(self.client.engine.connector(), &self.client.capabilities);
            let after = words::capabilities(self.client.engine.connector(), &capabilities);
            for (label, text) in after {
                if !before.contains(&(label, text.clone())) {
                    self.report.pair(label, &text);
                }
            }
            self.client.capabilities = *capabilities;
        }
    }

    /// Whether somebody is signed in then.
    fn sign_in(&mut self, against: &Against) -> bool {
        if self.client.capabilities.sign_in != SignInKind::None {
            self.report.section("Sign in");
            let intent = Intent::SignIn { user: against.user.clone(), password: against.password.clone() };
            match self.call(&intent) {
                Ok(_) => {
                    self.signed_in = true;
                    self.client.password = Some(against.password.clone());
                    let bound: Vec<&str> =
                        self.client.session.values().iter().map(|(name, _)| name.as_str()).collect();
                    let bound = if bound.is_empty() { "nothing".to_owned() } else { bound.join(", ") };
                    self.report.ok(&format!("bound to the session: {bound}"));
                    self.unbound();
                }
                Err(error) => {
                    self.failed("sign in", &intent, &error);
                    return false;
                }
            }
        }
        if self.has("current_session") {
            self.report.section("Who is signed in, as a reload asks");
            match self.call(&Intent::CurrentSession) {
                Ok(_) => {
                    self.signed_in = true;
                    let user = self.client.session.get("user_name").unwrap_or("somebody").to_owned();
                    self.report.ok(&format!("{user} is signed in"));
                }
                Err(error) => {
                    self.failed("current_session", &Intent::CurrentSession, &error);
                    return self.signed_in;
                }
            }
        }
        true
    }

    /// Values that `sign_in` should bind and the answer does not have: nothing else complains of them.
    fn unbound(&mut self) {
        let bind = self.document.pointer("/requests/sign_in/bind").and_then(Value::as_object).cloned();
        for (name, at) in bind.unwrap_or_default() {
            // What is read anew after signing in may be unbound by it.
            let renewed =
                self.document.pointer("/requests/refresh/bind").is_some_and(|b| b.get(&name).is_some());
            if self.client.session.get(&name).is_none() && !renewed {
                self.report.fail(&format!("sign_in: nothing was found for `bind.{name}` at {at}"));
            }
        }
        if self.client.session.get("user_name").is_none() && !self.has("current_session") {
            self.report.hint("bind \"user_name\" (for example to \"{user}\"), so that the console can say who is signed in");
        }
    }

    fn sign_out(&mut self) {
        if !self.has("sign_out") {
            return;
        }
        self.report.section("Sign out");
        match self.call(&Intent::SignOut) {
            Ok(_) => self.report.ok("signed out"),
            Err(error) => self.failed("sign_out", &Intent::SignOut, &error),
        }
    }

    /// Everything that can be read without changing anything.
    fn read(&mut self) -> Offers {
        let mut offers = Offers::default();
        let tokens = if self.client.capabilities.list && !self.stopped() {
            self.report.section("List");
            self.list(false).unwrap_or_default()
        } else {
            Vec::new()
        };
        if let Some(token) = tokens.first().filter(|_| self.has("get")).cloned() {
            self.report.section("Get one");
            let intent = Intent::Get { id: token.id.clone() };
            match self.call(&intent) {
                Ok(Outcome::Token(again)) if again.id == token.id => self.report.ok("the same token"),
                Ok(_) => self.report.fail("get: another token than the one asked for"),
                Err(error) => self.failed("get", &intent, &error),
            }
        }
        for intent in [Intent::Scopes, Intent::Operations, Intent::Presets, Intent::Profile] {
            let fixed = self.client.engine.answer(&intent).is_some();
            if (self.has(intent.name()) || fixed) && !self.stopped() {
                self.choices(&intent, &mut offers);
            }
        }
        offers
    }

    fn choices(&mut self, intent: &Intent, offers: &mut Offers) {
        let name = intent.name();
        self.report.section(match name {
            "scopes" => "Scopes",
            "operations" => "Operations",
            "presets" => "Presets",
            _ => "Profile",
        });
        let some = |names: Vec<String>| {
            let more = if names.len() > 5 { ", …" } else { "" };
            let first: Vec<String> = names.iter().take(5).cloned().collect();
            format!("{}: {}{more}", names.len(), first.join(", "))
        };
        match self.call(intent) {
            Ok(Outcome::Scopes(scopes)) => {
                self.report.ok(&some(scopes.iter().map(|s| s.id.0.to_string()).collect()));
                offers.scopes = scopes;
            }
            Ok(Outcome::Operations(operations)) => {
                self.report.ok(&some(operations.iter().map(latchkey_model::Operation::label).collect()));
                offers.operations = operations;
            }
            Ok(Outcome::Presets(presets)) => {
                self.report.ok(&some(presets.iter().map(|p| p.name.clone()).collect()));
                offers.presets = presets;
            }
            Ok(Outcome::Profile(profile)) => {
                self.report.ok("read");
                for (label, text) in [
                    ("user name", &profile.user_name),
                    ("full name", &profile.full_name),
                    ("email", &profile.email),
                    ("language", &profile.language),
                ] {
                    if !text.is_empty() {
                        self.report.pair(label, text);
                    }
                }
            }
            Ok(_) => {}
            Err(error) => self.failed(name, intent, &error),
        }
    }

    /// All pages. `again`: says nothing but what goes wrong.
    pub fn list(&mut self, again: bool) -> Option<Vec<Token>> {
        let (mut tokens, mut unreadable, mut pages) = (Vec::<Token>::new(), Vec::new(), 0);
        let (mut cursor, mut total) = (None, None);
        loop {
            let intent = Intent::List { cursor };
            self.quiet = again || pages >= SHOWN_PAGES;
            let answer = self.call(&intent);
            self.quiet = false;
            match answer {
                Ok(Outcome::Page(Page { tokens: more, unreadable: bad, next, total: all })) => {
                    if pages == 0 && !again {
                        self.first_page(&more, bad.first(), next.is_some());
                    }
                    if next.is_some() && more.iter().any(|one| tokens.iter().any(|two| two.id == one.id)) {
                        self.report.fail("list: the same token on two pages: does the backend take the paging's parameters?");
                        return Some(tokens);
                    }
                    tokens.extend(more);
                    unreadable.extend(bad);
                    total = all.or(total);
                    cursor = next;
                }
                Ok(_) => return None,
                Err(error) => {
                    self.failed("list", &intent, &error);
                    return None;
                }
            }
            pages += 1;
            if cursor.is_none() || pages >= MOST_PAGES || self.stopped() {
                break;
            }
        }
        if !again {
            let read = tokens.len() + unreadable.len();
            self.counted(&tokens, unreadable.len(), pages, total.filter(|total| *total != read as u64));
        }
        Some(tokens)
    }

    fn first_page(
        &mut self,
        tokens: &[Token],
        unreadable: Option<&latchkey_connector::ReadError>,
        more: bool,
    ) {
        if let Some(token) = tokens.first() {
            self.report.line("         the first one, as it was read:");
            for (label, text) in words::token(token) {
                self.report.pair(label, &text);
            }
        }
        let Some(last) = &self.last else { return };
        let (Ok(answer), body) = (&last.answer, last.json()) else { return };
        let mut found = Vec::new();
        if let Some(error) = unreadable {
            found.extend(hints::of_unreadable("list", answer, &body, error));
        }
        if !more && self.document.pointer("/requests/list/paging").is_none() {
            found.extend(hints::of_unpaged(last, tokens.len()));
        }
        let items = self.document.pointer("/requests/list/items").and_then(Value::as_str).unwrap_or("#");
        let pointer = items.trim_start_matches("$response.body").trim_start_matches('#');
        if let Some(entry) = entry(&body, pointer) {
            found.extend(hints::of_entry(self.client.engine.connector(), &self.document, entry));
        }
        for hint in found {
            self.report.hint(&hint);
        }
    }

    fn counted(&mut self, tokens: &[Token], unreadable: usize, pages: usize, other_total: Option<u64>) {
        let pages = if pages == 1 { String::new() } else { format!(" on {pages} pages") };
        self.report.ok(&format!("{} tokens read{pages}", tokens.len()));
        if unreadable > 0 {
            let why = format!("list: {unreadable} entries cannot be read; the console shows them as such");
            self.report.fail(&why);
        }
        if let Some(total) = other_total {
            self.report.fail(&format!("list: the backend says that there are {total}: do the pages go on?"));
        }
        for (place, token) in tokens.iter().enumerate() {
            if tokens.iter().take(place).any(|other| other.id == token.id) {
                self.report.note(&format!("two tokens have the id {}", token.id.0));
                break;
            }
        }
        let expiries = tokens.iter().filter_map(|t| match t.access.expiry {
            Expiry::At(at) => Some(at),
            _ => None,
        });
        let strange = expiries
            .chain(tokens.iter().filter_map(|t| t.created))
            .find(|at| !(1990..2200).contains(&at.year()));
        if let Some(at) = strange {
            let meant = if at.year() < 1990 { "seconds" } else { "milliseconds" };
            let read = words::instant(at);
            self.report.fail(&format!("list: a time was read as {read}: are {meant} since 1970 meant?"));
        }
    }

    /// The token as the backend has it now; `None`: it is gone.
    pub fn read_again(&mut self, token: &Token) -> Result<Option<Token>, CallError> {
        if self.has("get") {
            let intent = Intent::Get { id: token.id.clone() };
            return match self.call(&intent) {
                Ok(Outcome::Token(token)) => Ok(Some(token)),
                Ok(_) => Err(CallError::Unexpected),
                Err(CallError::Backend(BackendError::NotFound)) => Ok(None),
                Err(error) => Err(error),
            };
        }
        self.find(token)
    }

    /// The token in the list, by its id and what does not change.
    pub fn find(&mut self, token: &Token) -> Result<Option<Token>, CallError> {
        let tokens = self.list(true).ok_or(CallError::Unexpected)?;
        // Some backends give a revoked token's id to the next one.
        let same = |other: &Token| {
            other.id == token.id && (other.created == token.created || token.created.is_none())
        };
        Ok(tokens.into_iter().find(same))
    }

    pub fn is_gone(&mut self, token: &Token) -> Result<bool, CallError> {
        let found = if self.client.capabilities.list { self.find(token)? } else { self.read_again(token)? };
        Ok(found.is_none_or(|token| matches!(token.lifecycle, Lifecycle::Revoked(_))))
    }

    /// Whether the last call got no answer at all.
    pub fn unanswered(error: &CallError) -> bool {
        matches!(error, CallError::Network(NetworkError::TimedOut | NetworkError::Unreachable(_)))
    }

    /// The last answer's words, to be searched for a secret that a list should not show.
    pub fn last_body(&self) -> &str {
        self.last.as_ref().and_then(|kept| kept.answer.as_ref().ok()).map_or("", |answer| &answer.body)
    }
}

/// The first entry that a list's pointer leads to.
fn entry<'v>(body: &'v Value, pointer: &str) -> Option<&'v Value> {
    let mut value = body;
    for name in pointer.split('/').skip(1) {
        value = match (value, name) {
            (Value::Array(list), "*") => list.first()?,
            (Value::Object(members), "*") => members.values().next()?,
            (value, name) => value.pointer(&format!("/{name}"))?,
        };
    }
    match value {
        Value::Array(list) if !pointer.contains('*') => list.first(),
        value => Some(value),
    }
}
