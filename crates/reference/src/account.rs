//! `/api/v1/profile`: the signed-in user's own data.

use crate::foundation::problem::{FieldError, Problem};
use crate::http::openapi::problems;
use crate::http::request::{Json, present};
use crate::session::guard::{Change, SignedIn};
use crate::state::Shared;
use axum::extract::State;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const LONGEST: usize = 200;

#[derive(Serialize, ToSchema)]
pub struct UserProfile {
    user_name: String,
    full_name: String,
    email: String,
    /// BCP 47
    #[schema(example = "en")]
    language: String,
}

/// A JSON merge patch; which members may be there is told by the instance's `capabilities.profile_edit`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchProfile {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false)]
    full_name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false)]
    email: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false)]
    language: Option<String>,
}

problems!(ReadProblems: 401);

/// Reads the profile
#[utoipa::path(get, path = "/api/v1/profile", operation_id = "getProfile", tag = "Profile",
    responses((status = 200, body = UserProfile), ReadProblems))]
pub async fn read(
    State(state): State<Shared>,
    SignedIn(session): SignedIn,
) -> Result<axum::Json<UserProfile>, Problem> {
    state.database.read(move |db| load(db, session.user)).await.map(axum::Json)
}

problems!(EditProblems: 400, 401, 403, 413, 415, 422, 429);

/// Changes the profile
#[utoipa::path(patch, path = "/api/v1/profile", operation_id = "editProfile", tag = "Profile", request_body = PatchProfile,
    params(("X-CSRF-Token" = String, Header), ("X-Confirm-Password" = Option<String>, Header)),
    responses((status = 200, body = UserProfile), EditProblems))]
pub async fn edit(
    State(state): State<Shared>,
    Change(session): Change,
    body: Json<PatchProfile>,
) -> Result<axum::Json<UserProfile>, Problem> {
    let patch = check(body.value, &state.capabilities.profile_edit)?;
    let changed = move |db: &rusqlite::Transaction<'_>| {
        db.execute(
            "UPDATE users SET full_name = coalesce(?2, full_name), email = coalesce(?3, email),
             language = coalesce(?4, language) WHERE id = ?1",
            (session.user, patch.full_name, patch.email, patch.language),
        )?;
        load(db, session.user)
    };
    state.database.write(changed).await.map(axum::Json)
}

fn load(db: &Connection, user: i64) -> Result<UserProfile, Problem> {
    let sql = "SELECT user_name, full_name, email, language FROM users WHERE id = ?1";
    Ok(db.prepare_cached(sql)?.query_row([user], |row| {
        Ok(UserProfile {
            user_name: row.get(0)?,
            full_name: row.get(1)?,
            email: row.get(2)?,
            language: row.get(3)?,
        })
    })?)
}

fn check(mut patch: PatchProfile, editable: &[&str]) -> Result<PatchProfile, Problem> {
    let mut errors = Vec::new();
    let members = [
        ("full_name", &mut patch.full_name, is_anything as fn(&str) -> bool),
        ("email", &mut patch.email, is_email),
        ("language", &mut patch.language, is_language),
    ];
    for (name, value, accepts) in members {
        let Some(text) = value else { continue };
        *text = text.trim().to_owned();
        let pointer = format!("/{name}");
        if !editable.contains(&name) {
            errors.push(FieldError::new(
                pointer,
                "not_settable",
                "This backend does not let you change this.",
            ));
        } else if text.is_empty() {
            errors.push(FieldError::new(pointer, "missing", "This cannot be empty."));
        } else if text.chars().count() > LONGEST {
            errors.push(FieldError::new(pointer, "too_long", format!("{LONGEST} characters are the most.")));
        } else if text.chars().any(char::is_control) {
            errors.push(FieldError::new(pointer, "invisible_character", "This holds a control character."));
        } else if !accepts(text) {
            errors.push(FieldError::new(pointer, "unreadable", "This does not look right."));
        }
    }
    if errors.is_empty() { Ok(patch) } else { Err(Problem::invalid(errors)) }
}

fn is_anything(_: &str) -> bool {
    true
}

/// Only what is surely wrong is refused: whether an address takes mail is known by sending some.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace)
}

/// The form of a language tag (BCP 47): `de`, `pt-BR`, `zh-Hans`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    let alphanumeric =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(alphanumeric)
}
