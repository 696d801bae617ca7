//! Signing in: a cookie session, a CSRF value bound to it, and confirmation by password.

pub mod guard;
pub mod handlers;

use crate::foundation::clock::from_millis;
use crate::foundation::problem::Problem;
use crate::foundation::secret;
use crate::http::openapi::SESSION_COOKIE;
use crate::state::AppState;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};
use std::net::IpAddr;

const LIFETIME: TimeDelta = TimeDelta::hours(12);

/// A session that was found and is not over.
#[derive(Clone)]
pub struct Session {
    pub user: i64,
    pub user_name: String,
    pub full_name: String,
    /// When the password was last given.
    pub confirmed_at: DateTime<Utc>,
    hash: [u8; 32],
    /// What the `X-CSRF-Token` header must hold.
    pub csrf: String,
}

/// The session that the request's cookie names, if any.
pub async fn find(state: &AppState, headers: &HeaderMap) -> Result<Option<Session>, Problem> {
    let Some(cookie) = cookie_value(headers) else { return Ok(None) };
    let (hash, csrf, now) = (secret::hash(cookie), csrf_of(cookie), state.clock.now());
    state
        .database
        .read(move |db| {
            let mut query = db.prepare_cached(
                "SELECT u.id, u.user_name, u.full_name, s.confirmed_at FROM sessions s JOIN users u ON u.id = s.user_id
                 WHERE s.hash = ?1 AND s.expires_at > ?2",
            )?;
            let session = query.query_row((hash, now.timestamp_millis()), |row| {
                Ok(Session {
                    user: row.get(0)?,
                    user_name: row.get(1)?,
                    full_name: row.get(2)?,
                    confirmed_at: from_millis(row.get(3)?),
                    hash,
                    csrf,
                })
            });
            Ok(session.optional()?)
        })
        .await
}

/// Checks a password, counted against guessing. `None`: wrong, or no such user.
pub async fn check_password(
    state: &AppState,
    user_name: &str,
    password: String,
    address: IpAddr,
) -> Result<Option<i64>, Problem> {
    state.throttle.attempt(user_name, address, state.clock.now())?;
    let name = user_name.to_owned();
    let found: Option<(i64, String)> = state
        .database
        .read(move |db| {
            let mut query = db.prepare_cached("SELECT id, password FROM users WHERE user_name = ?1")?;
            Ok(query.query_row([name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
        })
        .await?;
    let (user, stored) = found.unzip();
    if !state.passwords.verify(stored, password).await? {
        return Ok(None);
    }
    state.throttle.succeeded(user_name, address);
    Ok(user)
}

/// Derived, not stored: whoever cannot read the HttpOnly cookie cannot make it, and it dies with the session.
fn csrf_of(cookie: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(format!("latchkey csrf {cookie}")))
}

fn cookie_value(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == SESSION_COOKIE).map(|(_, value)| value)
}
