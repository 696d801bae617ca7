//! `POST /api/v1/tokens/{id}/regenerate`

use super::create::finish;
use crate::foundation::problem::{Code, FieldError, Problem};
use crate::foundation::secret::Secret;
use crate::http::openapi::problems;
use crate::http::request::{Id, Json};
use crate::memory::idempotency::{self, Begin, Ticket};
use crate::records::etag::IfMatch;
use crate::records::issued::{Issued, IssuedToken};
use crate::records::store;
use crate::session::guard::WideningChange;
use crate::state::Shared;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use serde::Deserialize;
use utoipa::ToSchema;

/// How long the old secret is still accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegenerateBody {
    /// One of those that the instance's capabilities offer; 0 refuses the old secret at once.
    #[serde(default)]
    grace_seconds: u64,
}

problems!(RegenerateProblems: 400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429);

/// Gives a token a new secret
///
/// Everything else stays as it is. A retry with the same `Idempotency-Key` within ten minutes gets the same answer.
#[utoipa::path(post, path = "/api/v1/tokens/{id}/regenerate", operation_id = "regenerateToken", tag = "Tokens",
    request_body = RegenerateBody,
    params(("id" = String, Path), ("If-Match" = String, Header), ("X-CSRF-Token" = String, Header),
        ("X-Confirm-Password" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = IssuedToken, headers(("ETag" = String))), RegenerateProblems))]
pub async fn regenerate(
    State(state): State<Shared>,
    WideningChange(session): WideningChange,
    Id(id): Id,
    headers: HeaderMap,
    body: Json<RegenerateBody>,
) -> Result<Issued, Problem> {
    let Some(offered) = &state.capabilities.regenerate else {
        return Err(Problem::new(Code::NotSupported, "This backend cannot regenerate tokens."));
    };
    let grace = body.value.grace_seconds;
    if !offered.grace_seconds.contains(&grace) {
        let detail = format!("Offered are {:?} seconds.", offered.grace_seconds);
        return Err(Problem::invalid(vec![FieldError::new("/grace_seconds", "not_offered", detail)]));
    }
    let if_match = IfMatch::read(&headers)?;
    let key = idempotency::key(&headers)?;
    let user = session.user;
    // Looked up before If-Match: a retry carries the version that its first try has made stale.
    match state.idempotency.begin(user, key, body.fingerprint, state.clock.now())? {
        Begin::Again(issued) => Ok(*issued),
        Begin::First(ticket) => {
            let grace = TimeDelta::seconds(i64::try_from(grace).unwrap_or_default());
            finish(run(state, user, ticket, id, if_match, grace)).await
        }
    }
}

async fn run(
    state: Shared,
    user: i64,
    ticket: Ticket,
    id: String,
    if_match: IfMatch,
    grace: TimeDelta,
) -> Result<Issued, Problem> {
    let now = state.clock.now();
    let issued = state
        .database
        .write(move |db| {
            let mut record = store::load_for_change(db, user, &id, &if_match)?;
            let secret = Secret::generate().map_err(|error| Problem::internal(&error))?;
            retire(db, record.seq, now, grace)?;
            store::add_secret(db, record.seq, &secret)?;
            record.hint = secret.hint();
            store::update(db, &mut record)?;
            Ok(Issued::new(StatusCode::OK, record, secret))
        })
        .await?;
    ticket.complete(&issued);
    Ok(issued)
}

/// A grace that an earlier regeneration gave is shortened by a later one, never made longer.
fn retire(db: &Connection, token: i64, now: DateTime<Utc>, grace: TimeDelta) -> Result<(), Problem> {
    if grace.is_zero() {
        db.execute("DELETE FROM secrets WHERE token = ?1", [token])?;
        return Ok(());
    }
    let until = (now + grace).timestamp_millis();
    db.execute(
        "DELETE FROM secrets WHERE token = ?1 AND accepted_until <= ?2",
        (token, now.timestamp_millis()),
    )?;
    db.execute(
        "UPDATE secrets SET accepted_until = min(coalesce(accepted_until, ?2), ?2) WHERE token = ?1",
        (token, until),
    )?;
    Ok(())
}
