//! `POST /api/v1/tokens`

use super::input::CreateToken;
use super::validate::{self, Context};
use crate::foundation::problem::Problem;
use crate::foundation::secret::Secret;
use crate::http::openapi::problems;
use crate::http::request::Json;
use crate::memory::idempotency::{self, Begin, Ticket};
use crate::options::profile::{FIXED_LIFETIME_DAYS, Settable};
use crate::records::issued::{Issued, IssuedToken};
use crate::records::store;
use crate::session::guard::WideningChange;
use crate::state::Shared;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::TimeDelta;

problems!(CreateProblems: 400, 401, 403, 409, 413, 415, 422, 429);

/// Creates a token
///
/// The answer holds the secret, and no later one does. A retry with the same `Idempotency-Key` within ten minutes
/// gets the same answer.
#[utoipa::path(post, path = "/api/v1/tokens", operation_id = "createToken", tag = "Tokens", request_body = CreateToken,
    params(("X-CSRF-Token" = String, Header), ("X-Confirm-Password" = Option<String>, Header,
            description = "URL-encoded UTF-8, where the profile wants the password with each change"),
        ("Idempotency-Key" = Option<String>, Header, description = "Quoted or bare, 1 to 255 characters")),
    responses((status = 201, body = IssuedToken, headers(("ETag" = String), ("Location" = String))), CreateProblems))]
pub async fn create(
    State(state): State<Shared>,
    WideningChange(session): WideningChange,
    headers: HeaderMap,
    body: Json<CreateToken>,
) -> Result<Issued, Problem> {
    let key = idempotency::key(&headers)?;
    let user = session.user;
    match state.idempotency.begin(user, key, body.fingerprint, state.clock.now())? {
        Begin::Again(issued) => Ok(*issued),
        Begin::First(ticket) => finish(run(state, user, ticket, body.value)).await,
    }
}

/// Runs to its end even if the client hangs up: else a retry would find no answer and make a second token.
pub async fn finish(
    work: impl Future<Output = Result<Issued, Problem>> + Send + 'static,
) -> Result<Issued, Problem> {
    tokio::spawn(work).await.unwrap_or_else(|error| Err(Problem::internal(&error)))
}

async fn run(state: Shared, user: i64, ticket: Ticket, input: CreateToken) -> Result<Issued, Problem> {
    let shared = state.clone();
    let issued = state
        .database
        .write(move |db| {
            let now = shared.clock.now();
            let mut record = store::blank(now)?;
            let name = input.name.as_deref().unwrap_or_default().trim();
            let taken = store::name_taken(db, user, name, &record.id)?;
            let context = Context {
                capabilities: &shared.capabilities,
                catalogue: &shared.catalogue,
                settable: &shared.capabilities.create,
                now,
                taken: &|_| taken,
            };
            validate::apply(&context, &mut record, input.into(), true)?;
            if !shared.capabilities.create.contains(&Settable::Expiry) {
                record.expires_at = Some(now + TimeDelta::days(FIXED_LIFETIME_DAYS));
            }
            let secret = Secret::generate().map_err(|error| Problem::internal(&error))?;
            store::insert(db, user, &mut record, &secret)?;
            Ok(Issued::new(StatusCode::CREATED, record, secret))
        })
        .await?;
    ticket.complete(&issued);
    Ok(issued)
}
