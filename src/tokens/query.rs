//! Which tokens the list shows and in which order: over what is loaded, without asking the backend.

use super::revoke::label;
use super::view::{Against, View};
use crate::browser::lower_case;
use crate::route::{Sort, SortKey};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::{Expiry, Status, Token, has, places, status};
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
        let name = lower_case(&label(&token));
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
    // Most pairs are told apart by a number each, made once: a sort of 10,000 rows compares 130,000 times.
    let keys: Vec<u64> = rows.iter().map(|row| key(row, sort.key, now)).collect();
    let order = places(rows.len(), &|a, b| {
        let ordering = match (keys.get(a), keys.get(b), rows.get(a), rows.get(b)) {
            (Some(key), Some(other), _, _) if key != other => key.cmp(other),
            (_, _, Some(a), Some(b)) if sort.key == SortKey::Name => a.name.cmp(&b.name),
            _ => Ordering::Equal,
        };
        if sort.descending { ordering.reverse() } else { ordering }
    });
    order.into_iter().map(|place| place as u32).collect()
}

/// A number that is smaller for what comes first; of a name it has the first letters.
fn key(row: &Row, sort: SortKey, now: DateTime<Utc>) -> u64 {
    let token = &row.token;
    match sort {
        SortKey::Name => {
            let letters = row.name.bytes().chain(std::iter::repeat(0)).take(8);
            letters.fold(0, |key, letter| key << 8 | u64::from(letter))
        }
        SortKey::Status => row.status(now) as u64,
        SortKey::Created => time_key(token.created),
        SortKey::Expires => time_key(Some(expiry_key(token))),
        SortKey::LastUsed => time_key(token.last_used),
    }
}

/// To the microsecond. What never was comes before all that was.
fn time_key(at: Option<DateTime<Utc>>) -> u64 {
    at.map_or(0, |at| at.timestamp_micros().cast_unsigned() ^ 1 << 63)
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
                words.iter().all(|word| has(&row.text, word))
                    && wanted.is_none_or(|status| row.status(against.now) == status)
                    && view.is_none_or(|view| view.has(row, against))
            })
        })
        .collect()
}
