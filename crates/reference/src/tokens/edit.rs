//! `GET` and `PATCH /api/v1/tokens/{id}`

use super::input::PatchToken;
use super::validate::{self, Context};
use crate::foundation::problem::{Code, Problem};
use crate::http::openapi::problems;
use crate::http::request::{Id, Json};
use crate::records::etag::{self, IfMatch};
use crate::records::record::{Record, State as TokenState};
use crate::records::store;
use crate::session::guard::{SignedIn, WideningChange};
use crate::state::Shared;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

type Tagged = ([(HeaderName, HeaderValue); 1], axum::Json<Record>);

problems!(ReadProblems: 400, 401, 404);

/// Reads a token
#[utoipa::path(get, path = "/api/v1/tokens/{id}", operation_id = "getToken", tag = "Tokens",
    params(("id" = String, Path)), responses((status = 200, body = Record, headers(("ETag" = String))), ReadProblems))]
pub async fn read(
    State(state): State<Shared>,
    SignedIn(session): SignedIn,
    Id(id): Id,
) -> Result<Tagged, Problem> {
    let record = state.database.read(move |db| store::load(db, session.user, &id)).await?;
    if record.state == TokenState::Revoked && !state.capabilities.lists_revoked {
        return Err(Problem::not_found("token"));
    }
    Ok(tagged(record))
}

problems!(EditProblems: 400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429);

/// Changes a token
///
/// A JSON merge patch. `If-Match` holds the etag of the token that was seen; of two changes to the same version
/// one wins, the other gets 412 with the token as it is now.
#[utoipa::path(patch, path = "/api/v1/tokens/{id}", operation_id = "editToken", tag = "Tokens", request_body = PatchToken,
    params(("id" = String, Path), ("If-Match" = String, Header), ("X-CSRF-Token" = String, Header),
        ("X-Confirm-Password" = Option<String>, Header)),
    responses((status = 200, body = Record, headers(("ETag" = String))), EditProblems))]
pub async fn edit(
    State(state): State<Shared>,
    WideningChange(session): WideningChange,
    Id(id): Id,
    headers: HeaderMap,
    body: Json<PatchToken>,
) -> Result<Tagged, Problem> {
    if state.capabilities.edit.is_empty() && !state.capabilities.enable_disable {
        return Err(Problem::new(Code::NotSupported, "This backend cannot change tokens."));
    }
    let if_match = IfMatch::read(&headers)?;
    let (shared, patch) = (state.clone(), body.value);
    let record = state
        .database
        .write(move |db| {
            let mut record = store::load_for_change(db, session.user, &id, &if_match)?;
            let before = record.clone();
            let taken = match patch.name.as_deref() {
                Some(name) => store::name_taken(db, session.user, name.trim(), &record.id)?,
                None => false,
            };
            let context = Context {
                capabilities: &shared.capabilities,
                catalogue: &shared.catalogue,
                settable: &shared.capabilities.edit,
                now: shared.clock.now(),
                taken: &|_| taken,
            };
            validate::apply(&context, &mut record, patch, false)?;
            if record != before {
                store::update(db, &mut record)?;
            }
            Ok(record)
        })
        .await?;
    Ok(tagged(record))
}

fn tagged(record: Record) -> Tagged {
    ([(header::ETAG, etag::header(record.version))], axum::Json(record))
}
