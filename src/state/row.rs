//! A token of the list, with what searching and sorting need.

use crate::browser::lower_case;
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::{Lifecycle, Status, Token, shown, status};
use std::sync::Arc;

/// How long before its expiry a token is said to expire soon.
pub const LOOK_AHEAD: TimeDelta = TimeDelta::days(14);

/// The loaded tokens, in the backend's order. Each token is kept once.
pub type Rows = Arc<Vec<Arc<TokenRow>>>;

/// A token and its texts in lower case, made once when it arrives.
#[derive(Debug, PartialEq)]
pub struct TokenRow {
    pub token: Token,
    /// Lower case: the label.
    pub(super) name: String,
    /// Lower case: name, description, hint and scopes, one a line.
    pub(super) text: String,
}

impl TokenRow {
    pub fn new(token: Token) -> Self {
        let name = lower_case(&label(&token));
        let mut text = format!("{}\n{}\n{}", token.name, token.description, token.hint);
        for scope in &token.access.scopes {
            text.push('\n');
            text.push_str(&scope.0);
        }
        Self { name, text: lower_case(&text), token }
    }

    pub fn status(&self, now: DateTime<Utc>) -> Status {
        status(&self.token, now, LOOK_AHEAD)
    }

    /// Whether nothing can be done to the token any more.
    pub fn is_revoked(&self) -> bool {
        matches!(self.token.lifecycle, Lifecycle::Revoked(_))
    }

    /// Tells one reading of a token from another, as the key of a list. Not the id: some backends use ids again.
    pub fn key(self: &Arc<Self>) -> usize {
        Arc::as_ptr(self) as usize
    }
}

/// What a person calls the token, harmless to show.
pub fn label(token: &Token) -> String {
    let texts = [&token.name, &token.description, &token.hint];
    shown(texts.into_iter().find(|text| !text.is_empty()).map_or(&token.id.0, |text| text.as_str()))
}
