//! Lets a request through to the protected API, or refuses it (RFC 6750).

use crate::catalogue::Found;
use crate::foundation::clock::from_millis;
use crate::foundation::problem::{Code, Problem};
use crate::foundation::secret;
use crate::http::request::ClientAddress;
use crate::records::record::Record;
use crate::state::{AppState, Shared};
use crate::tokens::decide::{Place, ReasonBody, judge};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::Reason;
use rusqlite::OptionalExtension;
use std::net::IpAddr;

pub const BASE: &str = "/v1";
/// Writing the last use down at each request would make reads as slow as writes.
const USE_PRECISION: TimeDelta = TimeDelta::seconds(10);

/// The layer around the protected routes. Nothing behind it runs unless the token's access allows it.
pub async fn enforce(State(state): State<Shared>, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let ClientAddress(address) = ClientAddress::from_request_parts(&mut parts, &state).await?;
    let secret = bearer(&parts.headers)?;
    let now = state.clock.now();
    let record = accepted(&state, secret::hash(secret), now).await?;

    // The router answers HEAD with the handler of GET, so it is judged as that.
    let method = if parts.method == Method::HEAD { Method::GET } else { parts.method.clone() };
    let path = parts.uri.path();
    let place =
        Place { method: method.as_str(), path: path.strip_prefix(BASE).unwrap_or(path), address, at: now };
    let access = record.access().map_err(|error| Problem::internal(&error))?;
    let decision =
        judge(&state.catalogue, &access, record.lifecycle(), &place, state.capabilities.access_policy());
    if !decision.allowed {
        return Err(refusal(&decision.reason));
    }
    match state.catalogue.find(place.method, place.path) {
        Found::Operation(_) => {}
        // The router adds the Allow header.
        Found::OtherMethods(methods) => {
            let detail = format!("Offered are {}.", methods.join(", "));
            return Err(Problem::new(Code::MethodNotAllowed, detail));
        }
        Found::Nothing => return Err(Problem::not_found("resource")),
    }
    note_use(&state, &record, address, now).await?;
    Ok(next.run(Request::from_parts(parts, body)).await)
}

fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let text = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(text) = text else {
        // RFC 6750, 3.1: without any credentials the challenge names no error.
        return Err(challenge(
            Problem::new(Code::InvalidToken, "Send Authorization: Bearer SECRET."),
            "Bearer",
        ));
    };
    let token = text
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, t)| t.trim());
    token.filter(|token| !token.is_empty()).ok_or_else(|| invalid_token("Send Authorization: Bearer SECRET."))
}

async fn accepted(state: &AppState, hash: [u8; 32], now: DateTime<Utc>) -> Result<Record, Problem> {
    let found: Option<(Record, Option<i64>)> = state
        .database
        .read(move |db| {
            let sql = format!(
                "SELECT {}, accepted_until FROM tokens JOIN secrets ON secrets.token = tokens.seq WHERE hash = ?1",
                Record::COLUMNS
            );
            let mut query = db.prepare_cached(&sql)?;
            let row = query.query_row([hash], |row| Ok((Record::from_row(row)?, row.get("accepted_until")?)));
            Ok(row.optional()?)
        })
        .await?;
    let Some((record, until)) = found else { return Err(invalid_token("This token is not known.")) };
    if until.is_some_and(|until| from_millis(until) <= now) {
        return Err(invalid_token("This secret was replaced by a newer one."));
    }
    Ok(record)
}

fn refusal(reason: &Reason) -> Problem {
    let problem = match reason {
        Reason::Disabled => return invalid_token("This token is switched off."),
        Reason::Revoked => return invalid_token("This token is revoked."),
        Reason::Expired { .. } => return invalid_token("This token has expired."),
        Reason::ScopeMissing { needed } => {
            let scopes: Vec<&str> = needed.iter().map(|scope| &*scope.0).collect();
            let problem = Problem::new(
                Code::InsufficientScope,
                format!("One of these is needed: {}.", scopes.join(", ")),
            );
            challenge(
                problem,
                &format!("Bearer error=\"insufficient_scope\", scope=\"{}\"", scopes.join(" ")),
            )
        }
        Reason::AddressBlocked(rule) => {
            Problem::new(Code::Blocked, format!("The address rule {rule} blocks this."))
        }
        Reason::AddressNotAllowed => {
            Problem::new(Code::Blocked, "The token may not be used from this address.")
        }
        Reason::ApiBlocked(rule) => Problem::new(Code::Blocked, format!("The API rule {rule} blocks this.")),
        Reason::PathUnsafe => Problem::new(Code::Blocked, "The path has no safe normal form."),
        _ => Problem::new(Code::Blocked, "The token does not allow this call."),
    };
    match serde_json::to_value(ReasonBody::from(reason)) {
        Ok(reason) => problem.with_extension("reason", reason),
        Err(_) => problem,
    }
}

fn invalid_token(detail: &str) -> Problem {
    challenge(Problem::new(Code::InvalidToken, detail), "Bearer error=\"invalid_token\"")
}

fn challenge(problem: Problem, text: &str) -> Problem {
    match HeaderValue::try_from(text) {
        Ok(value) => problem.with_header(header::WWW_AUTHENTICATE, value),
        Err(_) => problem,
    }
}

/// A use is no change of the token: its version stays.
async fn note_use(
    state: &AppState,
    record: &Record,
    address: IpAddr,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let from = address.to_string();
    let recent = record.last_used_at.is_some_and(|last| now - last < USE_PRECISION);
    if recent && record.last_used_from.as_deref() == Some(from.as_str()) {
        return Ok(());
    }
    let seq = record.seq;
    state
        .database
        .write(move |db| {
            let mut update =
                db.prepare_cached("UPDATE tokens SET last_used_at = ?2, last_used_from = ?3 WHERE seq = ?1")?;
            update.execute((seq, now.timestamp_millis(), from))?;
            Ok(())
        })
        .await
}
