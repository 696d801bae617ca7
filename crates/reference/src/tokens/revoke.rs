//! `DELETE /api/v1/tokens/{id}` and `POST /api/v1/tokens/revoke`
//!
//! Neither wants `If-Match` or step-up: revoking must never be hard.

use crate::foundation::problem::{Code, FieldError, Problem};
use crate::http::openapi::problems;
use crate::http::request::{Id, Json};
use crate::records::store;
use crate::session::guard::Change;
use crate::state::Shared;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MOST: usize = 1000;

problems!(RevokeProblems: 400, 401, 403, 404, 429);

/// Revokes a token
///
/// The very next request with its secret is refused. Revoking twice is no error.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", operation_id = "revokeToken", tag = "Tokens",
    params(("id" = String, Path), ("X-CSRF-Token" = String, Header), ("X-Confirm-Password" = Option<String>, Header)),
    responses((status = 204), RevokeProblems))]
pub async fn revoke(
    State(state): State<Shared>,
    Change(session): Change,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let now = state.clock.now();
    let found = state
        .database
        .write(move |db| {
            store::forget_revoked(db, now)?;
            store::revoke(db, session.user, &id, now)
        })
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("token")) }
}

/// Tokens to revoke.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeBody {
    #[schema(max_items = 1000)]
    ids: Vec<String>,
}

/// One result per id, in the order of the ids.
#[derive(Serialize, ToSchema)]
pub struct RevokeResults {
    results: Vec<RevokeResult>,
}

#[derive(Serialize, ToSchema)]
pub struct RevokeResult {
    id: String,
    /// 204: it is revoked; 404: there is no such token.
    status: u16,
}

problems!(RevokeManyProblems: 400, 401, 403, 413, 415, 422, 429);

/// Revokes several tokens
#[utoipa::path(post, path = "/api/v1/tokens/revoke", operation_id = "revokeTokens", tag = "Tokens", request_body = RevokeBody,
    params(("X-CSRF-Token" = String, Header), ("X-Confirm-Password" = Option<String>, Header)),
    responses((status = 200, body = RevokeResults), RevokeManyProblems))]
pub async fn revoke_many(
    State(state): State<Shared>,
    Change(session): Change,
    body: Json<RevokeBody>,
) -> Result<axum::Json<RevokeResults>, Problem> {
    if !state.capabilities.revoke_many {
        return Err(Problem::new(Code::NotSupported, "This backend revokes tokens one by one."));
    }
    let ids = body.value.ids;
    if ids.len() > MOST {
        let error = FieldError::new("/ids", "too_many", format!("{MOST} ids are the most."));
        return Err(Problem::invalid(vec![error]));
    }
    let now = state.clock.now();
    let results = state
        .database
        .write(move |db| {
            let revoke = |id: String| {
                let found = store::revoke(db, session.user, &id, now)?;
                Ok(RevokeResult { id, status: if found { 204 } else { 404 } })
            };
            ids.into_iter().map(revoke).collect::<Result<Vec<_>, Problem>>()
        })
        .await?;
    Ok(axum::Json(RevokeResults { results }))
}
