//! Which tokens the list shows and in which order: over what is loaded, without asking the backend.

use super::view::{Against, View};
use crate::browser::lower_case;
use crate::route::{Sort, SortKey};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::{Expiry, Status, Token, places, status};
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
        let name = lower_case(&token.name);
        let mut text = [&token.name, "\n", &token.description, "\n", &token.hint].concat();
        for scope in &token.access.scopes {
            text.push('\n');
            text.push_str(&scope.0);
        }
        Self { name, text: lower_case(&text), token }
    }

    pub fn status(&self, now: DateTime<Utc>) -> Status {
        status(&self.token, now, LOOK_AHEAD)
    }
}

/// The order of all rows, as positions. Stable: equal rows keep the backend's order.
pub fn order(rows: &[Arc<Row>], sort: Sort, now: DateTime<Utc>) -> Vec<u32> {
    let order = places(rows.len(), &|a, b| match (rows.get(a), rows.get(b)) {
        (Some(a), Some(b)) => compare(a, b, sort, now),
        _ => Ordering::Equal,
    });
    order.into_iter().map(|place| place as u32).collect()
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
    let search = lower_case(search);
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
