//! `/api/v1/session`

use super::guard::{SignedIn, check_csrf};
use super::{LIFETIME, Session, check_password, csrf_of, find};
use crate::foundation::problem::{Code, Problem};
use crate::foundation::secret;
use crate::http::openapi::{Problems, SESSION_COOKIE, problems};
use crate::http::request::{ClientAddress, Json};
use crate::state::{AppState, Shared};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is signed in; both members are null if nobody is.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    user: Option<SessionUser>,
    /// Goes back as `X-CSRF-Token` with each change.
    csrf_token: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct SessionUser {
    user_name: String,
    full_name: String,
}

/// A user's name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    #[schema(example = "ada")]
    user_name: String,
    #[schema(format = Password)]
    password: String,
}

/// The password of who is signed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Password {
    #[schema(format = Password)]
    password: String,
}

impl From<Option<Session>> for SessionBody {
    fn from(session: Option<Session>) -> Self {
        match session {
            None => Self { user: None, csrf_token: None },
            Some(session) => Self {
                user: Some(SessionUser { user_name: session.user_name, full_name: session.full_name }),
                csrf_token: Some(session.csrf),
            },
        }
    }
}

/// Tells who is signed in
///
/// Asking is no error: without a session both members are null.
#[utoipa::path(get, path = "/api/v1/session", operation_id = "getSession", tag = "Session",
    responses((status = 200, body = SessionBody), Problems), security(()))]
pub async fn read(
    State(state): State<Shared>,
    headers: HeaderMap,
) -> Result<axum::Json<SessionBody>, Problem> {
    Ok(axum::Json(find(&state, &headers).await?.into()))
}

problems!(SignInProblems: 400, 401, 403, 413, 415, 422, 429);

/// Signs in
///
/// Sets the cookie `latchkey_session`.
#[utoipa::path(post, path = "/api/v1/session", operation_id = "signIn", tag = "Session", request_body = Credentials,
    responses((status = 200, body = SessionBody, headers(("Set-Cookie" = String))), SignInProblems), security(()))]
pub async fn sign_in(
    State(state): State<Shared>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Json<Credentials>,
) -> Result<Response, Problem> {
    // There is no session yet whose token could be checked, so the browser's own word is taken (Fetch Metadata):
    // another site must not sign people in to an account of its choice.
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return Err(Problem::new(Code::Csrf, "Sign in from this site's own page."));
    }
    let Credentials { user_name, password } = body.value;
    let Some(user) = check_password(&state, &user_name, password, address).await? else {
        return Err(Problem::new(Code::BadCredentials, "No account has this user name and password."));
    };
    if let Some(old) = find(&state, &headers).await? {
        end(&state, &old).await?;
    }
    let cookie = secret::random_base62(43).map_err(|error| Problem::internal(&error))?;
    let hash = secret::hash(&cookie);
    let now = state.clock.now();
    let full_name = state
        .database
        .write(move |db| {
            let now_millis = now.timestamp_millis();
            db.execute("DELETE FROM sessions WHERE expires_at <= ?1", [now_millis])?;
            db.execute(
                "INSERT INTO sessions (hash, user_id, expires_at, confirmed_at) VALUES (?1, ?2, ?3, ?4)",
                (hash, user, (now + LIFETIME).timestamp_millis(), now_millis),
            )?;
            Ok(db.query_row("SELECT full_name FROM users WHERE id = ?1", [user], |row| row.get(0))?)
        })
        .await?;
    let csrf = csrf_of(&cookie);
    let session = Session { user, user_name, full_name, confirmed_at: now, hash, csrf };
    let encrypted =
        state.trust_forwarded_for && headers.get("x-forwarded-proto").is_some_and(|p| p == "https");
    let set = set_cookie(&cookie, LIFETIME.num_seconds(), encrypted);
    Ok(([(header::SET_COOKIE, set)], axum::Json(SessionBody::from(Some(session)))).into_response())
}

problems!(SignOutProblems: 403);

/// Signs out
///
/// Without a session there is nothing to do, and that is no error.
#[utoipa::path(delete, path = "/api/v1/session", operation_id = "signOut", tag = "Session",
    params(("X-CSRF-Token" = Option<String>, Header, description = "Needed where there is a session")),
    responses((status = 204), SignOutProblems), security((), ("session" = [])))]
pub async fn sign_out(State(state): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(session) = find(&state, &headers).await? {
        check_csrf(&headers, &session)?;
        end(&state, &session).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, set_cookie("", 0, false))]).into_response())
}

problems!(StepUpProblems: 400, 401, 403, 413, 415, 422, 429);

/// Confirms with the password
///
/// Opens the window in which changes that can widen access are accepted.
#[utoipa::path(post, path = "/api/v1/session/step-up", operation_id = "stepUp", tag = "Session", request_body = Password,
    params(("X-CSRF-Token" = String, Header)), responses((status = 204), StepUpProblems))]
pub async fn step_up(
    State(state): State<Shared>,
    SignedIn(session): SignedIn,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Json<Password>,
) -> Result<StatusCode, Problem> {
    check_csrf(&headers, &session)?;
    if check_password(&state, &session.user_name, body.value.password, address).await?.is_none() {
        return Err(Problem::new(Code::BadCredentials, "The password is wrong."));
    }
    let now = state.clock.now().timestamp_millis();
    state
        .database
        .write(move |db| {
            db.execute("UPDATE sessions SET confirmed_at = ?1 WHERE hash = ?2", (now, session.hash))?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

async fn end(state: &AppState, session: &Session) -> Result<(), Problem> {
    let hash = session.hash;
    state
        .database
        .write(move |db| {
            db.execute("DELETE FROM sessions WHERE hash = ?1", [hash])?;
            Ok(())
        })
        .await
}

fn set_cookie(value: &str, max_age: i64, encrypted: bool) -> String {
    let secure = if encrypted { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}")
}
