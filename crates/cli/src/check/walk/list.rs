//! Lists tokens, and finds one again.

use chrono::Datelike;
use latchkey_connector::{BackendError, EarlyEnd, Intent, ListProgress, NextPage, Outcome, ReadError};
use latchkey_model::{Expiry, Lifecycle, Token};
use serde_json::Value;

use super::Walk;
use crate::check::{hints, text};
use crate::http::CallError;

/// Later pages look the same, and are not printed.
const SHOWN_PAGES: usize = 2;

impl Walk<'_> {
    /// All pages. `again`: prints only what goes wrong.
    pub(super) fn list(&mut self, again: bool) -> Option<Vec<Token>> {
        let (mut tokens, mut unreadable) = (Vec::<Token>::new(), Vec::new());
        let mut progress = ListProgress::default();
        let mut cursor = None;
        let end = loop {
            let intent = Intent::List { cursor };
            self.is_quiet = again || progress.pages() >= SHOWN_PAGES;
            let result = self.call(&intent);
            self.is_quiet = false;
            match result {
                Ok(Outcome::Page(page)) => {
                    if progress.pages() == 0 && !again {
                        self.show_first_page(&page.tokens, page.unreadable.first(), page.next.is_some());
                    }
                    let (page, next) = progress.add(page);
                    tokens.extend(page.tokens);
                    unreadable.extend(page.unreadable);
                    match next {
                        NextPage::Continue(_) if self.is_stopped() => break None,
                        NextPage::Continue(next) => cursor = Some(next),
                        NextPage::Done => break None,
                        NextPage::EndedEarly(end) => break Some(end),
                    }
                }
                Ok(_) => return None,
                Err(error) => {
                    self.fail("list", &intent, &error);
                    return None;
                }
            }
        };
        if !again {
            self.check_list(&tokens, unreadable.len(), progress.pages(), end);
        }
        Some(tokens)
    }

    /// The token as the backend has it now; `None`: it is gone.
    pub(super) fn read_again(&mut self, token: &Token) -> Result<Option<Token>, CallError> {
        if self.has_request("get") {
            let intent = Intent::Get { id: token.id.clone() };
            return match self.call(&intent) {
                Ok(Outcome::Token(token)) => Ok(Some(token)),
                Ok(_) => Err(CallError::UnexpectedOutcome),
                Err(CallError::Backend(BackendError::NotFound)) => Ok(None),
                Err(error) => Err(error),
            };
        }
        self.find(token)
    }

    /// The token in the list, by its id and what does not change.
    pub(super) fn find(&mut self, token: &Token) -> Result<Option<Token>, CallError> {
        let tokens = self.list(true).ok_or(CallError::UnexpectedOutcome)?;
        // Some backends give a revoked token's id to the next one.
        let same = |other: &Token| {
            other.id == token.id && (other.created == token.created || token.created.is_none())
        };
        Ok(tokens.into_iter().find(same))
    }

    pub(super) fn is_gone(&mut self, token: &Token) -> Result<bool, CallError> {
        let found = if self.client.capabilities.list { self.find(token)? } else { self.read_again(token)? };
        Ok(found.is_none_or(|token| matches!(token.lifecycle, Lifecycle::Revoked(_))))
    }

    fn show_first_page(&mut self, tokens: &[Token], unreadable: Option<&ReadError>, has_more: bool) {
        if let Some(token) = tokens.first() {
            self.report.line("         the first one, as it was read:");
            for (label, text) in text::token(token) {
                self.report.pair(label, &text);
            }
        }
        let Some(last) = &self.last else { return };
        let (Ok(response), body) = (&last.response, last.json()) else { return };
        let mut found = Vec::new();
        if let Some(error) = unreadable {
            found.extend(hints::for_unreadable("list", response, &body, error));
        }
        if !has_more && self.document.pointer("/requests/list/paging").is_none() {
            found.extend(hints::for_missing_paging(last, tokens.len()));
        }
        let items = self.document.pointer("/requests/list/items").and_then(Value::as_str).unwrap_or("#");
        let pointer = items.trim_start_matches("$response.body").trim_start_matches('#');
        if let Some(entry) = first_entry(&body, pointer) {
            found.extend(hints::for_entry(self.client.engine.connector(), &self.document, entry));
        }
        for hint in found {
            self.report.hint(&hint);
        }
    }

    fn check_list(&mut self, tokens: &[Token], unreadable: usize, pages: usize, end: Option<EarlyEnd>) {
        let pages = if pages == 1 { String::new() } else { format!(" on {pages} pages") };
        self.report.ok(&format!("{} tokens read{pages}", tokens.len()));
        if unreadable > 0 {
            let why = format!("list: {unreadable} entries cannot be read; the console shows them as such");
            self.report.fail(&why);
        }
        match end {
            None => {}
            Some(EarlyEnd::NothingNew) => self
                .report
                .fail("list: the same token on two pages: does the backend take the paging's parameters?"),
            Some(EarlyEnd::TooManyPages) => self.report.fail("list: the pages do not end"),
            Some(EarlyEnd::Miscount { read, total }) => self.report.fail(&format!(
                "list: the backend says that there are {total}, and {read} were read: do the pages go on?"
            )),
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
            let read = text::instant(at);
            self.report.fail(&format!("list: a time was read as {read}: are {meant} since 1970 meant?"));
        }
    }
}

/// The first entry that a list's pointer leads to.
fn first_entry<'v>(body: &'v Value, pointer: &str) -> Option<&'v Value> {
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
