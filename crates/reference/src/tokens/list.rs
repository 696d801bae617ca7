//! `GET /api/v1/tokens`: filtered, sorted and paged in the database.

use super::cursor::{Cursor, SortValue};
use super::sort::Sort;
use crate::foundation::problem::Problem;
use crate::http::openapi::problems;
use crate::http::request::Queried;
use crate::records::record::Record;
use crate::records::store::REVOKED_KEPT;
use crate::session::guard::SignedIn;
use crate::state::Shared;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A token counts as expiring when it has at most so long to live.
pub const LOOK_AHEAD: TimeDelta = TimeDelta::days(14);
const DEFAULT_LIMIT: u16 = 50;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    #[serde(default, deserialize_with = "limit")]
    #[param(value_type = u16, minimum = 1, maximum = 1000, default = 50)]
    limit: Option<u16>,
    /// `next_cursor` of the page before, with the same `q`, `status` and `sort`.
    cursor: Option<String>,
    /// Part of the name, the description or the hint, whatever the case.
    q: Option<String>,
    #[param(inline)]
    status: Option<StatusFilter>,
    /// With `-` descending. "Never expires" is after every date, "never used" before.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
}

/// `expiring`: active, but not for longer than 14 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusFilter {
    Active,
    Expiring,
    Expired,
    Disabled,
    Revoked,
}

/// One page of tokens.
#[derive(Serialize, ToSchema)]
pub struct TokenPage {
    items: Vec<Record>,
    /// Null on the last page.
    next_cursor: Option<String>,
    /// How many tokens the filter matches on all pages.
    total: u64,
}

problems!(ListProblems: 400, 401);

/// Lists tokens
#[utoipa::path(get, path = "/api/v1/tokens", operation_id = "listTokens", tag = "Tokens", params(ListQuery),
    responses((status = 200, body = TokenPage), ListProblems))]
pub async fn list(
    State(state): State<Shared>,
    SignedIn(session): SignedIn,
    Queried(query): Queried<ListQuery>,
) -> Result<axum::Json<TokenPage>, Problem> {
    let cursor = query.cursor.as_deref().map(|text| Cursor::read(text, query.sort)).transpose()?;
    let now = state.clock.now();
    let lists_revoked = state.capabilities.lists_revoked;
    let page = move |db: &Connection| {
        let filter = Filter::new(session.user, &query, lists_revoked, now);
        let limit = usize::from(query.limit.unwrap_or(DEFAULT_LIMIT));
        filter.page(db, query.sort, cursor, limit)
    };
    state.database.read(page).await.map(axum::Json)
}

fn limit<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<u16>, D::Error> {
    let limit = u16::deserialize(reader)?;
    if (1..=1000).contains(&limit) {
        return Ok(Some(limit));
    }
    Err(serde::de::Error::custom("limit must be 1 to 1000"))
}

/// A `WHERE` clause and its values.
struct Filter {
    clause: String,
    values: Vec<Value>,
}

impl Filter {
    fn new(user: i64, query: &ListQuery, lists_revoked: bool, now: DateTime<Utc>) -> Self {
        let mut filter = Self { clause: "user_id = ?".into(), values: vec![user.into()] };
        let revoked_after = (now - REVOKED_KEPT).timestamp_millis();
        if lists_revoked {
            filter.and("(state <> 'revoked' OR revoked_at > ?)", [revoked_after.into()]);
        } else {
            filter.and("state <> 'revoked'", []);
        }
        let (now, soon) = (now.timestamp_millis(), (now + LOOK_AHEAD).timestamp_millis());
        match query.status {
            None => {}
            Some(StatusFilter::Active) => filter.and("state = 'enabled' AND expires_key > ?", [soon.into()]),
            Some(StatusFilter::Expiring) => {
                filter.and(
                    "state = 'enabled' AND expires_key > ? AND expires_key <= ?",
                    [now.into(), soon.into()],
                );
            }
            Some(StatusFilter::Expired) => filter.and("state = 'enabled' AND expires_key <= ?", [now.into()]),
            Some(StatusFilter::Disabled) => filter.and("state = 'disabled'", []),
            Some(StatusFilter::Revoked) => filter.and("state = 'revoked'", []),
        }
        if let Some(text) = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            filter.and("instr(search_key, ?) > 0", [text.to_lowercase().into()]);
        }
        filter
    }

    fn and<const N: usize>(&mut self, clause: &str, values: [Value; N]) {
        self.clause.push_str(" AND ");
        self.clause.push_str(clause);
        self.values.extend(values);
    }

    fn page(
        mut self,
        db: &Connection,
        sort: Sort,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<TokenPage, Problem> {
        let count = format!("SELECT count(*) FROM tokens WHERE {}", self.clause);
        let total: i64 =
            db.prepare_cached(&count)?.query_row(params_from_iter(&self.values), |row| row.get(0))?;

        let (column, (order, beyond)) = (sort.column(), sort.direction());
        if let Some(Cursor { value, seq, .. }) = cursor {
            let value = match value {
                SortValue::Number(number) => number.into(),
                SortValue::Text(text) => text.into(),
            };
            self.and(&format!("({column}, seq) {beyond} (?, ?)"), [value, seq.into()]);
        }
        let sql = format!(
            "SELECT {}, {column} AS sort_value FROM tokens WHERE {} ORDER BY {column} {order}, seq {order} LIMIT {}",
            Record::COLUMNS,
            self.clause,
            limit + 1
        );
        let mut statement = db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&self.values))?;
        let mut items = Vec::new();
        let mut last = None;
        while let Some(row) = rows.next()? {
            if items.len() == limit {
                let cursor = last.map(|(value, seq)| Cursor::new(sort, value, seq).write());
                return Ok(TokenPage {
                    items,
                    next_cursor: cursor.transpose()?,
                    total: total.unsigned_abs(),
                });
            }
            let record = Record::from_row(row)?;
            let value = match row.get_ref("sort_value")? {
                ValueRef::Integer(number) => SortValue::Number(number),
                other => SortValue::Text(other.as_str().map_err(rusqlite::Error::from)?.to_owned()),
            };
            last = Some((value, record.seq));
            items.push(record);
        }
        Ok(TokenPage { items, next_cursor: None, total: total.unsigned_abs() })
    }
}
