//! A token as it is stored and as it goes over the wire.

use crate::foundation::clock::{from_millis, rfc3339};
use chrono::{DateTime, Utc};
use latchkey_model::{Access, Expiry, Lifecycle, ScopeId};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// Whether the token was switched off or revoked; whether it has expired is told by `expires_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Enabled,
    Disabled,
    /// For good.
    Revoked,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            State::Enabled => "enabled",
            State::Disabled => "disabled",
            State::Revoked => "revoked",
        }
    }
}

/// An access token's record: never its secret.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Token)]
pub struct Record {
    #[serde(skip)]
    pub seq: i64,
    pub id: String,
    pub name: String,
    pub description: String,
    /// What the secret can be recognised by.
    #[schema(example = "lk_7Qd2…x81f")]
    pub hint: String,
    pub scopes: Vec<String>,
    /// The API set that `allowed_apis` was filled from, as long as the two agree.
    pub api_set: Option<String>,
    #[schema(example = json!(["GET /devices/**", "listSites"]))]
    pub allowed_apis: Vec<String>,
    pub blocked_apis: Vec<String>,
    #[schema(example = json!(["192.0.2.0/24", "2001:db8::7"]))]
    pub allowed_ips: Vec<String>,
    pub blocked_ips: Vec<String>,
    /// Refused from this instant on; null: never.
    #[serde(serialize_with = "maybe_time")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<DateTime<Utc>>,
    #[serde(serialize_with = "time")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime<Utc>,
    /// To ten seconds.
    #[serde(serialize_with = "maybe_time")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<DateTime<Utc>>,
    /// The address of the last use.
    pub last_used_from: Option<String>,
    pub state: State,
    #[serde(serialize_with = "maybe_time")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// Send it back as `If-Match`, byte for byte.
    #[serde(rename = "etag", serialize_with = "crate::records::etag::serialize")]
    #[schema(value_type = String, example = "\"v3\"")]
    pub version: i64,
}

/// A stored rule cannot be read. Whoever asked is refused: a rule that is skipped could widen access.
#[derive(Debug, thiserror::Error)]
#[error("token {id}: the stored rule {rule:?} cannot be read")]
pub struct UnreadableRule {
    id: String,
    rule: String,
}

impl Record {
    pub const COLUMNS: &str = "seq, id, name, description, hint, scopes, api_set, allowed_apis, blocked_apis, allowed_ips, \
         blocked_ips, expires_at, created_at, last_used_at, last_used_from, state, revoked_at, version";

    /// Reads a row of [`Record::COLUMNS`].
    pub fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let instant = |at: usize| row.get::<_, Option<i64>>(at).map(|millis| millis.map(from_millis));
        let state: String = row.get(15)?;
        Ok(Self {
            seq: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            description: row.get(3)?,
            hint: row.get(4)?,
            scopes: list(row, 5)?,
            api_set: row.get(6)?,
            allowed_apis: list(row, 7)?,
            blocked_apis: list(row, 8)?,
            allowed_ips: list(row, 9)?,
            blocked_ips: list(row, 10)?,
            expires_at: instant(11)?,
            created_at: from_millis(row.get(12)?),
            last_used_at: instant(13)?,
            last_used_from: row.get(14)?,
            state: match state.as_str() {
                "enabled" => State::Enabled,
                "disabled" => State::Disabled,
                _ => State::Revoked,
            },
            revoked_at: instant(16)?,
            version: row.get(17)?,
        })
    }

    pub fn lifecycle(&self) -> Lifecycle {
        match self.state {
            State::Enabled => Lifecycle::Enabled,
            State::Disabled => Lifecycle::Disabled,
            State::Revoked => Lifecycle::Revoked(self.revoked_at),
        }
    }

    /// What `decide` judges by.
    pub fn access(&self) -> Result<Access, UnreadableRule> {
        Ok(Access {
            scopes: self.scopes.iter().map(|scope| ScopeId(scope.as_str().into())).collect(),
            allowed_apis: self.rules(&self.allowed_apis)?,
            blocked_apis: self.rules(&self.blocked_apis)?,
            allowed_ips: self.rules(&self.allowed_ips)?,
            blocked_ips: self.rules(&self.blocked_ips)?,
            expiry: self.expires_at.map_or(Expiry::Never, Expiry::At),
        })
    }

    fn rules<T: std::str::FromStr>(&self, texts: &[String]) -> Result<Vec<T>, UnreadableRule> {
        let read = |rule: &String| {
            rule.parse().map_err(|_| UnreadableRule { id: self.id.clone(), rule: rule.clone() })
        };
        texts.iter().map(read).collect()
    }
}

fn list(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<String>> {
    let text = row.get_ref(at)?.as_str()?;
    if text == "[]" {
        return Ok(Vec::new());
    }
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error)))
}

fn time<S: Serializer>(instant: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339(*instant))
}

fn maybe_time<S: Serializer>(instant: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    match instant {
        Some(instant) => time(instant, serializer),
        None => serializer.serialize_none(),
    }
}
