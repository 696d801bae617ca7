//! `POST /apiops/auth/token`: a token from the command line, as vendor document 003 has it.
//!
//! Its errors are that document's, not problem details.

use crate::foundation::problem::Problem;
use crate::foundation::secret::Secret;
use crate::http::request::ClientAddress;
use crate::options::profile::Capabilities;
use crate::records::store;
use crate::session::check_password;
use crate::state::Shared;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const LIFETIME: TimeDelta = TimeDelta::hours(1);
const JSON: &str = "application/json;charset=UTF-8";

/// A client credentials request (RFC 6749, 4.4); the client is a user of the backend.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    #[schema(example = "client_credentials")]
    grant_type: String,
    client_id: String,
    #[schema(format = Password)]
    client_secret: String,
}

#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
}

#[derive(Serialize, ToSchema)]
pub struct TokenError {
    #[schema(example = "unauthorized_client")]
    error: &'static str,
    #[schema(example = "Bad credentials")]
    error_description: String,
}

/// An error in that document's form.
pub struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: String,
    retry_after: Option<axum::http::HeaderValue>,
}

impl Refusal {
    fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        Self { status, error, description: description.into(), retry_after: None }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let response = problem.into_response();
        match response.headers().get(header::RETRY_AFTER) {
            // The document knows no 429; a client that does not either still sees an error of the same form.
            Some(seconds) => Self {
                retry_after: Some(seconds.clone()),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", "Too many attempts")
            },
            None => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "Internal error"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = TokenError { error: self.error, error_description: self.description };
        let mut response = (self.status, [(header::CONTENT_TYPE, JSON)], json(&body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// Issues a token for a user name and password
///
/// The token lives for an hour, may do what the user may, and stands in the user's list.
#[utoipa::path(post, path = "/apiops/auth/token", operation_id = "issueToken", tag = "Command line",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"), security(()),
    responses(
        (status = 200, body = TokenAnswer),
        (status = 400, description = "The request is not complete", body = TokenError),
        (status = 401, description = "Wrong user name or password", body = TokenError),
        (status = 429, description = "Too many attempts; wait as long as Retry-After says", body = TokenError),
        (status = 500, description = "The server failed", body = TokenError)))]
pub async fn issue(
    State(state): State<Shared>,
    address: Result<ClientAddress, Problem>,
    form: Result<Form<TokenRequest>, FormRejection>,
) -> Result<Response, Refusal> {
    let ClientAddress(address) = address?;
    let bad = |error, text| Refusal::new(StatusCode::BAD_REQUEST, error, text);
    let Ok(Form(request)) = form else {
        return Err(bad("invalid_request", "Send grant_type, client_id and client_secret as a form"));
    };
    if request.grant_type != "client_credentials" {
        return Err(bad("unsupported_grant_type", "grant_type must be client_credentials"));
    }
    let Some(user) = check_password(&state, &request.client_id, request.client_secret, address).await? else {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "unauthorized_client", "Bad credentials"));
    };
    let secret = issue_for(&state, user).await?;
    let body = TokenAnswer {
        access_token: secret.reveal().to_owned(),
        token_type: "Bearer",
        expires_in: LIFETIME.num_seconds(),
    };
    Ok(([(header::CONTENT_TYPE, JSON)], json(&body)).into_response())
}

fn json<T: Serialize>(body: &T) -> String {
    serde_json::to_string(body).unwrap_or_else(|_| String::from("{}"))
}

async fn issue_for(state: &Shared, user: i64) -> Result<Secret, Problem> {
    let shared = state.clone();
    state
        .database
        .write(move |db| {
            let now = shared.clock.now();
            let mut record = store::blank(now)?;
            let id: String = record.id.chars().take(6).collect();
            record.name = format!("Command line {} {id}", now.format("%Y-%m-%d %H:%M"));
            record.expires_at = Some(now + LIFETIME);
            record.scopes = shared.catalogue.scopes.iter().map(|scope| scope.id.clone()).collect();
            record.allowed_apis = everything(&shared.capabilities);
            let secret = Secret::generate().map_err(|error| Problem::internal(&error))?;
            store::insert(db, user, &mut record, &secret)?;
            Ok(secret)
        })
        .await
}

/// The allow list that means every operation.
fn everything(capabilities: &Capabilities) -> Vec<String> {
    if capabilities.empty_apis == "nothing" { vec!["* /**".into()] } else { Vec::new() }
}
