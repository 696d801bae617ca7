//! The walk through a backend: signs in, reads all that can be read, and makes, changes and revokes a token.

mod change;
mod compare;
mod list;
mod read;
mod session;
mod write;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use latchkey_connector::{Capabilities, Intent, Outcome};
use latchkey_model::{Token, TokenId};
use serde_json::Value;

use super::hints;
use super::mask::{is_secret_name, looks_like_secret};
use super::report::Report;
use super::{Target, Verdict};
use crate::http::{CallError, Client, Exchange};

pub struct Walk<'a> {
    client: Client,
    /// The connector as it was written.
    document: Value,
    report: Report<'a>,
    stop: &'a AtomicBool,
    /// Of the call that runs, in their order.
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    /// The last exchange of the last call.
    last: Option<Exchange>,
    is_signed_in: bool,
    /// Exchanges are not printed.
    is_quiet: bool,
    /// The installation was described once already.
    is_described: bool,
    /// Entries of the last list that have no id.
    unreadable: usize,
    made: Made,
}

/// What the check made, for what is looked for at its end.
#[derive(Default)]
struct Made {
    /// The create was sent: a token may be there, whatever was answered.
    is_sent: bool,
    /// Every name that was sent for it.
    names: Vec<String>,
    /// A token that was known to be the check's own is gone.
    is_revoked: bool,
    /// Tokens of which it is said already that they are left.
    left: Vec<TokenId>,
}

impl<'a> Walk<'a> {
    pub fn new(mut client: Client, document: Value, report: Report<'a>, stop: &'a AtomicBool) -> Self {
        let exchanges: Arc<Mutex<Vec<Exchange>>> = Arc::default();
        let observed = Arc::clone(&exchanges);
        client.browser.observer = Some(Box::new(move |exchange| {
            observed.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
        }));
        Self {
            client,
            document,
            report,
            stop,
            exchanges,
            last: None,
            is_signed_in: false,
            is_quiet: false,
            is_described: false,
            unreadable: 0,
            made: Made::default(),
        }
    }

    pub fn run(mut self, target: &Target) -> Verdict {
        self.client.browser.page.clone_from(&target.page);
        self.report.mask.hide_password(&target.user, &target.password);
        self.report.line(&format!("\nAgainst {}, as a page at {}", target.url, target.page));
        self.describe();
        if self.sign_in(target) && !self.is_stopped() {
            self.describe_again();
            let choices = self.read();
            if target.write && !self.is_stopped() {
                self.write(&choices);
            }
            self.sign_out();
        }
        self.report.finish()
    }

    fn capabilities(&self) -> Capabilities {
        self.client.capabilities.clone()
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether the connector has a request for the intent of this name.
    fn has_request(&self, intent: &str) -> bool {
        self.document.pointer(&format!("/requests/{intent}")).is_some_and(|request| !request.is_null())
    }

    /// Sends an intent and prints its exchanges.
    fn call(&mut self, intent: &Intent) -> Result<Outcome, CallError> {
        let result = self.client.call(intent);
        let exchanges = std::mem::take(&mut *self.exchanges.lock().unwrap_or_else(PoisonError::into_inner));
        self.learn_secrets(intent, &exchanges, &result);
        for exchange in &exchanges {
            if !self.is_quiet {
                self.report.exchange(exchange);
            }
            for hint in hints::for_cookies(exchange) {
                self.report.hint(&hint);
            }
        }
        self.last = exchanges.into_iter().next_back();
        result
    }

    /// Teaches the mask what of these exchanges must not be shown.
    fn learn_secrets(
        &mut self,
        intent: &Intent,
        exchanges: &[Exchange],
        result: &Result<Outcome, CallError>,
    ) {
        let mask = &mut self.report.mask;
        let only_reads = matches!(
            intent,
            Intent::List { .. } | Intent::Get { .. } | Intent::Scopes | Intent::Operations | Intent::Presets
        );
        for exchange in exchanges {
            let cookies: Vec<&str> = exchange.cookies.iter().map(|cookie| cookie.header.as_str()).collect();
            mask.learn(&exchange.request, exchange.response.as_ref().ok(), &cookies, !only_reads);
        }
        for (name, value) in self.client.session.values() {
            let is_public = matches!(name.as_str(), "user_name" | "full_name" | "email" | "language");
            if !is_public && (is_secret_name(name) || looks_like_secret(value)) {
                mask.hide(value);
            }
        }
        let response = exchanges.last().and_then(|exchange| exchange.response.as_ref().ok());
        if let (Ok(Outcome::Issued(issued)), Some(response)) = (result, response) {
            let public = |token: &Token| vec![token.id.0.to_string(), token.name.clone(), token.hint.clone()];
            let public = issued.token.as_ref().map(public).unwrap_or_default();
            let public: Vec<&str> = public.iter().map(String::as_str).collect();
            mask.hide_issued(&issued.secret, &response.body, &public);
        }
    }

    /// Says that a call failed, and what the reason may be.
    fn fail(&mut self, what: &str, intent: &Intent, error: &CallError) {
        self.report.fail(&format!("{what}: {error}"));
        self.hint(intent, error);
    }

    fn hint(&mut self, intent: &Intent, error: &CallError) {
        let Some(exchange) = &self.last else { return };
        let connector = self.client.engine.connector();
        let cookies = self.client.browser.jar.cookies();
        for hint in hints::for_error(connector, intent.name(), exchange, error, cookies, self.is_signed_in) {
            self.report.hint(&hint);
        }
    }

    /// The body of the last response, to be searched for a secret that a list should not show.
    fn last_body(&self) -> &str {
        self.last.as_ref().and_then(|exchange| exchange.response.as_ref().ok()).map_or("", |r| &r.body)
    }
}
