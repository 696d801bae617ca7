//! Lists tokens, and finds one again.

use chrono::Datelike;
use latchkey_connector::{BackendError, EarlyEnd, Intent, ListProgress, NextPage, Outcome, Page, ReadError};
use latchkey_model::{Expiry, Lifecycle, Token, UnreadPart};
use serde_json::Value;

use super::Walk;
use crate::check::{hints, text};
use crate::http::{CallError, Exchange};

/// Later pages look the same, and are not printed.
const SHOWN_PAGES: usize = 2;

const SHOWN_UNREAD: usize = 50;

impl Walk<'_> {
    /// All pages. `again`: prints only what goes wrong.
    pub(super) fn list(&mut self, again: bool) -> Option<Vec<Token>> {
        let mut tokens = Vec::<Token>::new();
        let (mut unread, mut unreadable) = (Vec::new(), 0);
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
                        self.show_first_page(&page.tokens, page.unreadable.first());
                    }
                    let (page, next) = progress.add(page);
                    unread.extend(self.unread(&page));
                    unreadable += page.unreadable.len();
                    tokens.extend(page.tokens);
                    match next {
                        // What the check made is looked for to the end.
                        NextPage::Continue(_) if self.is_stopped() && !again => break None,
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
        self.unreadable = unreadable;
        if !again {
            self.check_list(&tokens, &progress, end);
            self.report_unread(&unread, &tokens, unreadable);
        }
        Some(tokens)
    }

    /// A line for each part of the page's entries that cannot be read: whose it is, the member, and its value.
    fn unread(&self, page: &Page) -> Vec<String> {
        let body = self.last.as_ref().map(Exchange::json).unwrap_or_default();
        let mask = &self.report.mask;
        let line = |of: &str, error: &ReadError, text: &str| {
            let (value, _, missing) = hints::resolve(&body, &error.at);
            let value = match (text, missing) {
                ("", None) => mask.value(&value.to_string()),
                ("", Some(_)) => "nothing".to_owned(),
                (text, _) => format!("“{}”", mask.value(text)),
            };
            format!("#{}{of}: {}: {value}", error.at, error.problem)
        };
        let entries = page.unreadable.iter().map(|error| line("", error, ""));
        let parts = page.tokens.iter().flat_map(|token| {
            let of = match token.name.as_str() {
                "" => format!(" of the token {}", token.id.0),
                name => format!(" of “{name}” ({})", token.id.0),
            };
            let line = |part: &UnreadPart| {
                let error = ReadError { at: part.at.clone(), problem: part.problem.clone() };
                line(&of, &error, &part.text)
            };
            token.unread.iter().map(line).collect::<Vec<_>>()
        });
        entries.chain(parts).collect()
    }

    fn report_unread(&mut self, unread: &[String], tokens: &[Token], unreadable: usize) {
        let in_part = tokens.iter().filter(|token| !token.unread.is_empty()).count();
        if in_part + unreadable == 0 {
            return;
        }
        self.report.fail(&format!(
            "list: {} entries cannot be read as a whole; the console shows what it can, and does not edit them",
            in_part + unreadable
        ));
        for line in unread.iter().take(SHOWN_UNREAD) {
            self.report.line(&format!("         {line}"));
        }
        if unread.len() > SHOWN_UNREAD {
            self.report.line(&format!("         and {} more", unread.len() - SHOWN_UNREAD));
        }
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

    fn show_first_page(&mut self, tokens: &[Token], unreadable: Option<&ReadError>) {
        if let Some(token) = tokens.first() {
            self.report.line("         the first one, as it was read:");
            for (label, text) in text::token(token) {
                self.report.pair(label, &text);
            }
        }
        let Some(last) = &self.last else { return };
        let (Ok(response), body) = (&last.response, last.json()) else { return };
        let mut found = Vec::new();
        let part = tokens.iter().find_map(|token| token.unread.first());
        let part = part.map(|part| ReadError { at: part.at.clone(), problem: part.problem.clone() });
        if let Some(error) = unreadable.or(part.as_ref()) {
            found.extend(hints::for_unreadable("list", response, &body, error));
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

    fn check_list(&mut self, tokens: &[Token], progress: &ListProgress, end: Option<EarlyEnd>) {
        let pages = progress.pages();
        let pages = if pages == 1 { String::new() } else { format!(" on {pages} pages") };
        self.report.ok(&format!("{} tokens read{pages}", tokens.len()));
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
        let paging = self.document.pointer("/requests/list/paging").filter(|paging| !paging.is_null());
        if let Some(last) = &self.last
            && progress.total().is_none()
        {
            let read = usize::try_from(progress.read()).unwrap_or(usize::MAX);
            for hint in hints::for_missing_paging(last, read, paging.is_some()) {
                self.report.hint(&hint);
            }
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
