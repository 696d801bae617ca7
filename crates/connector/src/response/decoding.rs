//! An answer that is decoded entry by entry.

use super::body::Body;
use super::list::{self, is_wanted};
use super::{outcome, paging, records, success_body};
use crate::document::{PagingKind, Request};
use crate::error::{BackendError, ReadError};
use crate::expression::Answer;
use crate::http::HttpResponse;
use crate::intent::{Intent, PageCursor};
use crate::outcome::{Outcome, Page};
use crate::template::Variables;
use latchkey_model::{Operation, Preset, Scope, Token};
use std::hash::{DefaultHasher, Hash, Hasher};

/// An answer that is decoded entry by entry; who asks decides when to give way.
///
/// A list of thousands takes longer to read than a page may be deaf to a person.
pub struct Decoding<'a> {
    variables: Variables<'a>,
    request: &'a Request,
    response: &'a HttpResponse,
    body: Body<'a>,
    progress: Progress,
}

/// What was decoded so far.
enum Progress {
    List(List),
    /// An answer that is no list; `None`: nothing yet.
    Other(Option<Box<Outcome>>),
}

struct List {
    /// How many entries were decoded.
    decoded: usize,
    records: Records,
    /// The next page and the total, once there was a first call.
    next: Option<(Option<PageCursor>, Option<u64>)>,
}

enum Records {
    Tokens { tokens: Vec<Token>, unreadable: Vec<ReadError>, others: Vec<u64> },
    Scopes(Vec<Scope>),
    Operations(Vec<Operation>),
    Presets(Vec<Preset>),
}

impl<'a> Decoding<'a> {
    /// An error here is the one that the answer is.
    pub(crate) fn new(
        variables: Variables<'a>,
        request: &'a Request,
        response: &'a HttpResponse,
    ) -> Result<Self, BackendError> {
        let is_empty = is_empty_list(&variables, request, response);
        let body = if is_empty { Body::empty_list() } else { success_body(&variables, request, response)? };
        let records = match variables.intent {
            Intent::List { .. } => {
                Some(Records::Tokens { tokens: Vec::new(), unreadable: Vec::new(), others: Vec::new() })
            }
            // Those of the connector come first.
            Intent::Scopes => Some(Records::Scopes(variables.connector.fixed.scopes())),
            Intent::Operations => Some(Records::Operations(Vec::new())),
            Intent::Presets => Some(Records::Presets(Vec::new())),
            _ => None,
        };
        let progress = match records {
            Some(records) => {
                Progress::List(List { decoded: 0, records, next: is_empty.then_some((None, None)) })
            }
            None => Progress::Other(None),
        };
        Ok(Self { variables, request, response, body, progress })
    }

    /// Of a token to be revoked that is not there. A page says nothing of the token: a proxy that does not pass the path
    /// on answers with one.
    pub(crate) fn gone(
        variables: Variables<'a>,
        request: &'a Request,
        response: &'a HttpResponse,
    ) -> Result<Self, BackendError> {
        if response.is_page() {
            return Err(broken(response));
        }
        let progress = Progress::Other(Some(Box::new(Outcome::Gone)));
        Ok(Self { variables, request, response, body: Body::default(), progress })
    }

    /// Decodes up to `count` more entries of the answer's list. `Ok(true)`: there are more. An answer that is no list is
    /// decoded by the first call. After an error the answer as a whole is refused.
    pub fn advance(&mut self, count: usize) -> Result<bool, BackendError> {
        let Self { variables, request, response, body, progress } = self;
        let variables = Variables { answer: Some(Answer::new(response, &body.value)), ..*variables };
        let list = match progress {
            Progress::List(list) => list,
            Progress::Other(Some(_)) => return Ok(false),
            Progress::Other(decoded) => {
                *decoded = Some(Box::new(outcome(&variables, request)?));
                return Ok(false);
            }
        };
        let items = request.items.as_ref().map_or("#", |items| items.0.as_str());
        let range = list.decoded..list.decoded.saturating_add(count);
        let until = range.end;
        let records = &mut list.records;
        let take = &mut |entry: &Variables<'_>| {
            if is_wanted(entry, request) {
                records.read(entry)
            } else {
                records.leave_out(entry);
                Ok(())
            }
        };
        let found = match &body.entries {
            Some(entries) => {
                for (index, entry) in entries.iter().enumerate().take(until).skip(list.decoded) {
                    let value = entry.value().ok_or_else(|| broken(response))?;
                    list::one(&variables, items, index, &value, take)?;
                }
                entries.len()
            }
            None => list::each_of(&variables, items, range, take)?,
        };
        list.decoded = until.min(found);
        if list.next.is_none() && matches!(list.records, Records::Tokens { .. }) {
            list.next = Some(paging::next_page(&variables, request, found)?);
        }
        Ok(list.decoded < found)
    }

    /// The tokens decoded since the last call (intent `List` only), so that the first rows can be shown before the rest is
    /// read.
    pub fn take_tokens(&mut self) -> Vec<Token> {
        match &mut self.progress {
            Progress::List(List { records: Records::Tokens { tokens, .. }, .. }) => std::mem::take(tokens),
            _ => Vec::new(),
        }
    }

    /// What came of it, with what was not decoded yet. Tokens already taken are not in it again.
    pub fn finish(mut self) -> Result<Outcome, BackendError> {
        while self.advance(usize::MAX)? {}
        Ok(match self.progress {
            Progress::Other(outcome) => outcome.map_or(Outcome::Done, |outcome| *outcome),
            Progress::List(List { decoded, records, next }) => match records {
                Records::Tokens { tokens, unreadable, others } => {
                    let (next, total) = next.unwrap_or_default();
                    Outcome::Page(Page { tokens, unreadable, entries: decoded, others, next, total })
                }
                Records::Scopes(scopes) => Outcome::Scopes(scopes),
                Records::Operations(operations) => Outcome::Operations(operations),
                Records::Presets(presets) => Outcome::Presets(presets),
            },
        })
    }
}

impl Records {
    fn leave_out(&mut self, entry: &Variables<'_>) {
        if let Records::Tokens { others, .. } = self {
            others.extend(mark(entry));
        }
    }

    /// A token that cannot be read is kept as unreadable, and the others are shown; anything else refuses the answer.
    fn read(&mut self, entry: &Variables<'_>) -> Result<(), ReadError> {
        let connector = entry.connector;
        match self {
            Records::Tokens { tokens, unreadable, others } => {
                match connector.token.as_ref().map(|reads| records::token(entry, reads)) {
                    Some(Ok(token)) => tokens.push(token),
                    Some(Err(error)) => {
                        unreadable.push(error);
                        others.extend(mark(entry));
                    }
                    None => {}
                }
            }
            Records::Scopes(scopes) => {
                scopes
                    .extend(connector.scope.as_ref().map(|reads| records::scope(entry, reads)).transpose()?);
            }
            Records::Operations(operations) => {
                let reads = connector.operation.as_ref();
                operations.extend(reads.map(|reads| records::operation(entry, reads)).transpose()?);
            }
            Records::Presets(presets) => {
                let reads = connector.preset.as_ref();
                presets.extend(reads.map(|reads| records::preset(entry, reads)).transpose()?);
            }
        }
        Ok(())
    }
}

/// Whether this status means that there are no entries: as the connector says, and behind the last page. A page that
/// something in between sent says nothing of the list.
fn is_empty_list(variables: &Variables<'_>, request: &Request, response: &HttpResponse) -> bool {
    let by_number =
        || request.paging.as_ref().is_some_and(|p| matches!(p.kind, PagingKind::Page | PagingKind::Offset));
    let has_list = matches!(
        variables.intent,
        Intent::List { .. } | Intent::Scopes | Intent::Operations | Intent::Presets
    );
    let behind_last = matches!(variables.intent, Intent::List { cursor: Some(_) }) && by_number();
    let status = u64::from(response.status);
    has_list
        && !response.is_page()
        && (request.empty_status.contains(&status) || (behind_last && status == 404))
}

/// The same for the same entry, so that one that comes again is known.
fn mark(entry: &Variables<'_>) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    entry.answer?.entry.to_json().hash(&mut hasher);
    Some(hasher.finish())
}

/// That an entry is no JSON is said of the whole answer.
fn broken(response: &HttpResponse) -> BackendError {
    let error =
        || ReadError { at: String::new(), problem: "expected JSON, found a text that is none".to_owned() };
    Body::whole(response).broken.unwrap_or_else(error).into()
}

#[cfg(test)]
mod tests;
