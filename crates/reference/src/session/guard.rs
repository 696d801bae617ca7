//! What a handler asks for to say who may call it.

use super::{Session, check_password, find};
use crate::foundation::problem::{Code, Problem};
use crate::http::request::ClientAddress;
use crate::options::profile::Confirmation;
use crate::state::{AppState, Shared};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;
use percent_encoding::percent_decode_str;
use subtle::ConstantTimeEq;

/// Somebody is signed in.
pub struct SignedIn(pub Session);

/// Signed in, the request was made by our own page, and confirmed by password where each change needs it.
pub struct Change(pub Session);

/// A [`Change`] that can widen access: where the profile wants step-up, the password was given a short time ago.
pub struct WideningChange(pub Session);

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        let session = find(state, &parts.headers).await?;
        session
            .map(Self)
            .ok_or_else(|| Problem::new(Code::NotSignedIn, "There is no session, or it is over."))
    }
}

impl FromRequestParts<Shared> for Change {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, state).await?;
        check_csrf(&parts.headers, &session)?;
        if state.capabilities.password == Confirmation::EachChange {
            let address = ClientAddress::from_request_parts(parts, state).await?;
            confirm(state, &parts.headers, &session, address).await?;
        }
        Ok(Self(session))
    }
}

impl FromRequestParts<Shared> for WideningChange {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        let Change(session) = Change::from_request_parts(parts, state).await?;
        if state.capabilities.password == Confirmation::StepUp {
            let window = TimeDelta::seconds(i64::try_from(state.step_up_seconds).unwrap_or(i64::MAX / 1000));
            if state.clock.now() - session.confirmed_at >= window {
                return Err(step_up_required(state.step_up_seconds));
            }
        }
        Ok(Self(session))
    }
}

pub fn check_csrf(headers: &HeaderMap, session: &Session) -> Result<(), Problem> {
    let given = headers.get("x-csrf-token").map(HeaderValue::as_bytes).unwrap_or_default();
    if bool::from(given.ct_eq(session.csrf.as_bytes())) {
        return Ok(());
    }
    Err(Problem::new(Code::Csrf, "Send the session's csrf_token as X-CSRF-Token."))
}

/// `X-Confirm-Password`: percent-encoded UTF-8, since header values are not.
async fn confirm(
    state: &AppState,
    headers: &HeaderMap,
    session: &Session,
    ClientAddress(address): ClientAddress,
) -> Result<(), Problem> {
    let given = headers.get("x-confirm-password").and_then(|value| value.to_str().ok());
    let Some(given) = given.filter(|text| !text.is_empty()) else {
        return Err(Problem::new(Code::PasswordRequired, "Send the password as X-Confirm-Password."));
    };
    let password = percent_decode_str(given).decode_utf8_lossy().into_owned();
    match check_password(state, &session.user_name, password, address).await? {
        Some(_) => Ok(()),
        None => Err(Problem::new(Code::BadPassword, "The password is wrong; nothing was changed.")),
    }
}

/// RFC 9470, section 3.
fn step_up_required(max_age: u64) -> Problem {
    let challenge = format!("Bearer error=\"insufficient_user_authentication\", max_age={max_age}");
    let problem = Problem::new(Code::StepUpRequired, "Confirm with your password, then try again.");
    match HeaderValue::try_from(challenge) {
        Ok(value) => problem.with_header(header::WWW_AUTHENTICATE, value),
        Err(_) => problem,
    }
}
