//! Which tokens the list shows and in which order: over what is loaded, without asking the backend.

use super::view::{Against, View};
use crate::route::{Sort, SortKey};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::{Expiry, Status, Token, status};
use std::cmp::Ordering;
use std::sync::Arc;

/// How long before its expiry a token is said to expire soon.
pub const LOOK_AHEAD: TimeDelta = TimeDelta::days(14);

/// A token with what searching and sorting need, made once when it arrives.
#[derive(Debug, PartialEq)]
pub struct Row {
    pub token: Token,
    /// Lower case.
    name: String,
    /// Lower case: name, description, hint and scopes.
    text: String,
}

impl Row {
    pub fn new(token: Token) -> Self {
        let name = token.name.to_lowercase();
        let mut text = name.clone();
        for part in [&token.description, &token.hint] {
            text.push('\n');
            text.push_str(&part.to_lowercase());
        }
        for scope in &token.access.scopes {
            text.push('\n');
            text.push_str(&scope.0.to_lowercase());
        }
        Self { token, name, text }
    }

    pub fn status(&self, now: DateTime<Utc>) -> Status {
        status(&self.token, now, LOOK_AHEAD)
    }
}

/// The order of all rows, as positions. Stable: equal rows keep the backend's order.
pub fn order(rows: &[Arc<Row>], sort: Sort, now: DateTime<Utc>) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    let row = |i: &u32| rows.get(*i as usize);
    order.sort_by(|a, b| {
        let (Some(a), Some(b)) = (row(a), row(b)) else { return Ordering::Equal };
        compare(a, b, sort, now)
    });
    order
}

fn compare(a: &Row, b: &Row, sort: Sort, now: DateTime<Utc>) -> Ordering {
    let ordering = match sort.key {
        SortKey::Name => a.name.cmp(&b.name),
        SortKey::Status => a.status(now).cmp(&b.status(now)),
        SortKey::Created => a.token.created.cmp(&b.token.created),
        SortKey::Expires => expiry_key(&a.token).cmp(&expiry_key(&b.token)),
        SortKey::LastUsed => a.token.last_used.cmp(&b.token.last_used),
    };
    if sort.descending { ordering.reverse() } else { ordering }
}

/// What never expires comes after everything that does.
fn expiry_key(token: &Token) -> DateTime<Utc> {
    match token.access.expiry {
        Expiry::At(at) => at,
        Expiry::Never | Expiry::Unstated => DateTime::<Utc>::MAX_UTC,
    }
}

/// The positions, in `order`, of the rows that hold every word of `search`, have `wanted` as status, and are in
/// `view`.
pub fn filter(
    rows: &[Arc<Row>],
    order: &[u32],
    search: &str,
    wanted: Option<Status>,
    view: Option<View>,
    against: Against<'_>,
) -> Vec<u32> {
    let search = search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    order
        .iter()
        .copied()
        .filter(|position| {
            rows.get(*position as usize).is_some_and(|row| {
                words.iter().all(|word| row.text.contains(word))
                    && wanted.is_none_or(|status| row.status(against.now) == status)
                    && view.is_none_or(|view| view.has(row, against))
            })
        })
        .collect()
}
