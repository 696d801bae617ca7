//! Tokens in SQLite.

use super::etag::{self, IfMatch};
use super::record::{Record, State};
use crate::foundation::problem::{Code, Problem};
use crate::foundation::secret::{self, Secret};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension};
use serde_json::to_string;

/// How long a revoked token stays listed.
pub const REVOKED_KEPT: TimeDelta = TimeDelta::days(30);
const ID_DIGITS: usize = 16;

/// A record without content, to be filled by validation.
pub fn blank(now: DateTime<Utc>) -> Result<Record, Problem> {
    Ok(Record {
        seq: 0,
        id: secret::random_base62(ID_DIGITS).map_err(|error| Problem::internal(&error))?,
        name: String::new(),
        description: String::new(),
        hint: String::new(),
        scopes: Vec::new(),
        api_set: None,
        allowed_apis: Vec::new(),
        blocked_apis: Vec::new(),
        allowed_ips: Vec::new(),
        blocked_ips: Vec::new(),
        expires_at: None,
        created_at: now,
        last_used_at: None,
        last_used_from: None,
        state: State::Enabled,
        revoked_at: None,
        version: 1,
    })
}

/// One of the user's tokens; 404 for others' tokens too, so that their ids stay unknown.
pub fn load(db: &Connection, user: i64, id: &str) -> Result<Record, Problem> {
    let sql = format!("SELECT {} FROM tokens WHERE user_id = ?1 AND id = ?2", Record::COLUMNS);
    let record = db.prepare_cached(&sql)?.query_row((user, id), Record::from_row).optional()?;
    record.ok_or_else(|| Problem::not_found("token"))
}

/// As [`load`], where the token is to be changed: it must be the version that the client saw, and not revoked.
pub fn load_for_change(db: &Connection, user: i64, id: &str, if_match: &IfMatch) -> Result<Record, Problem> {
    let record = load(db, user, id)?;
    if !if_match.matches(record.version) {
        let current = serde_json::to_value(&record)?;
        return Err(Problem::new(Code::Stale, "Somebody changed the token after you read it.")
            .with_header(axum::http::header::ETAG, etag::header(record.version))
            .with_extension("current", current));
    }
    if record.state == State::Revoked {
        return Err(Problem::new(Code::Revoked, "A revoked token cannot be changed."));
    }
    Ok(record)
}

/// Whether another living token of the user has this name, whatever the case.
pub fn name_taken(db: &Connection, user: i64, name: &str, except: &str) -> Result<bool, Problem> {
    let mut query = db.prepare_cached(
        "SELECT 1 FROM tokens WHERE user_id = ?1 AND name_key = ?2 AND id <> ?3 AND state <> 'revoked'",
    )?;
    Ok(query.exists((user, name.to_lowercase(), except))?)
}

pub fn insert(db: &Connection, user: i64, record: &mut Record, secret: &Secret) -> Result<(), Problem> {
    record.hint = secret.hint();
    let mut statement = db.prepare_cached(
        "INSERT INTO tokens (id, user_id, name, name_key, description, hint, search_key, scopes, api_set, allowed_apis,
         blocked_apis, allowed_ips, blocked_ips, expires_at, created_at, last_used_at, last_used_from, state, revoked_at, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?;
    statement.execute(rusqlite::params![
        record.id,
        user,
        record.name,
        record.name.to_lowercase(),
        record.description,
        record.hint,
        search_key(record),
        to_string(&record.scopes)?,
        record.api_set,
        to_string(&record.allowed_apis)?,
        to_string(&record.blocked_apis)?,
        to_string(&record.allowed_ips)?,
        to_string(&record.blocked_ips)?,
        record.expires_at.map(|at| at.timestamp_millis()),
        record.created_at.timestamp_millis(),
        record.last_used_at.map(|at| at.timestamp_millis()),
        record.last_used_from,
        record.state.as_str(),
        record.revoked_at.map(|at| at.timestamp_millis()),
        record.version,
    ])?;
    record.seq = db.last_insert_rowid();
    add_secret(db, record.seq, secret)
}

pub fn add_secret(db: &Connection, token: i64, secret: &Secret) -> Result<(), Problem> {
    let mut statement = db.prepare_cached("INSERT INTO secrets (hash, token) VALUES (?1, ?2)")?;
    statement.execute((secret.hash(), token))?;
    Ok(())
}

/// Stores a changed record as the next version.
pub fn update(db: &Connection, record: &mut Record) -> Result<(), Problem> {
    record.version += 1;
    db.prepare_cached(
        "UPDATE tokens SET name = ?2, name_key = ?3, description = ?4, hint = ?5, search_key = ?6, scopes = ?7, api_set = ?8,
         allowed_apis = ?9, blocked_apis = ?10, allowed_ips = ?11, blocked_ips = ?12, expires_at = ?13, state = ?14,
         revoked_at = ?15, version = ?16 WHERE seq = ?1",
    )?
    .execute(rusqlite::params![
        record.seq,
        record.name,
        record.name.to_lowercase(),
        record.description,
        record.hint,
        search_key(record),
        to_string(&record.scopes)?,
        record.api_set,
        to_string(&record.allowed_apis)?,
        to_string(&record.blocked_apis)?,
        to_string(&record.allowed_ips)?,
        to_string(&record.blocked_ips)?,
        record.expires_at.map(|at| at.timestamp_millis()),
        record.state.as_str(),
        record.revoked_at.map(|at| at.timestamp_millis()),
        record.version,
    ])?;
    Ok(())
}

/// Revokes; true: there is such a token, revoked just now or before.
pub fn revoke(db: &Connection, user: i64, id: &str, now: DateTime<Utc>) -> Result<bool, Problem> {
    let mut record = match load(db, user, id) {
        Ok(record) => record,
        Err(problem) if problem.code() == Code::NotFound => return Ok(false),
        Err(problem) => return Err(problem),
    };
    if record.state != State::Revoked {
        record.state = State::Revoked;
        record.revoked_at = Some(now);
        update(db, &mut record)?;
    }
    Ok(true)
}

/// Forgets tokens that were revoked long enough ago; their secrets go with them.
pub fn forget_revoked(db: &Connection, now: DateTime<Utc>) -> Result<(), rusqlite::Error> {
    let before = (now - REVOKED_KEPT).timestamp_millis();
    db.execute("DELETE FROM tokens WHERE state = 'revoked' AND revoked_at <= ?1", [before])?;
    Ok(())
}

fn search_key(record: &Record) -> String {
    format!("{}\n{}\n{}", record.name, record.description, record.hint).to_lowercase()
}
