//! Which tokens the list shows and in which order: over what is loaded, without asking the backend.

use super::route::{Sort, SortKey};
use super::row::TokenRow;
use super::view::{Criteria, View};
use crate::browser::lower_case;
use chrono::{DateTime, Utc};
use latchkey_model::{Expiry, Status, Token};
use std::cmp::Ordering;
use std::sync::Arc;

/// The order of all rows, as positions. Stable: equal rows keep the backend's order.
pub fn order(rows: &[Arc<TokenRow>], sort: Sort, now: DateTime<Utc>) -> Vec<u32> {
    // One number per row tells most pairs apart, so that comparing seldom looks at the rows themselves.
    let mut keyed: Vec<(u64, u32)> =
        rows.iter().zip(0..).map(|(row, position)| (key(row, sort.key, now), position)).collect();
    let name = |position: u32| rows.get(position as usize).map(|row| row.name.as_str());
    let compare = |a: &(u64, u32), b: &(u64, u32)| {
        let by_name = || if sort.key == SortKey::Name { name(a.1).cmp(&name(b.1)) } else { Ordering::Equal };
        a.0.cmp(&b.0).then_with(by_name)
    };
    if sort.descending {
        keyed.sort_by(|a, b| compare(b, a));
    } else {
        keyed.sort_by(compare);
    }
    keyed.into_iter().map(|(_, position)| position).collect()
}

/// The positions, in `order`, of the rows that hold every word of `search`, have `wanted` as status, and are in
/// `view`.
pub fn filter(
    rows: &[Arc<TokenRow>],
    order: &[u32],
    search: &str,
    wanted: Option<Status>,
    view: Option<View>,
    criteria: Criteria<'_>,
) -> Vec<u32> {
    let search = lower_case(search);
    let words: Vec<&str> = search.split_whitespace().collect();
    let is_wanted = |row: &TokenRow| {
        words.iter().all(|word| row.text.contains(word))
            && wanted.is_none_or(|status| row.status(criteria.now) == status)
            && view.is_none_or(|view| view.has(row, criteria))
    };
    let found = |position: &u32| rows.get(*position as usize).is_some_and(|row| is_wanted(row));
    order.iter().copied().filter(found).collect()
}

/// A number that is smaller for what comes first; of a name it has the first letters.
fn key(row: &TokenRow, sort: SortKey, now: DateTime<Utc>) -> u64 {
    let token = &row.token;
    match sort {
        SortKey::Name => {
            let letters = row.name.bytes().chain(std::iter::repeat(0)).take(8);
            letters.fold(0, |key, letter| key << 8 | u64::from(letter))
        }
        SortKey::Status => row.status(now) as u64,
        SortKey::Created => time_key(token.created),
        SortKey::Expires => time_key(Some(expiry(token))),
        SortKey::LastUsed => time_key(token.last_used),
    }
}

/// To the microsecond. What never was comes before all that was.
fn time_key(at: Option<DateTime<Utc>>) -> u64 {
    at.map_or(0, |at| at.timestamp_micros().cast_unsigned() ^ 1 << 63)
}

/// What never expires comes after everything that does.
fn expiry(token: &Token) -> DateTime<Utc> {
    match token.access.expiry {
        Expiry::At(at) => at,
        Expiry::Never | Expiry::Unstated => DateTime::<Utc>::MAX_UTC,
    }
}
