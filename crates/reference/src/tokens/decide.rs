//! `POST /api/v1/tokens/{id}/decide`: would this call pass?

use crate::catalogue::{Catalogue, Found};
use crate::foundation::clock::rfc3339;
use crate::foundation::problem::{FieldError, Problem};
use crate::http::openapi::problems;
use crate::http::request::{ClientAddress, Id, Json};
use crate::records::store;
use crate::session::guard::SignedIn;
use crate::state::Shared;
use axum::extract::State;
use chrono::{DateTime, Utc};
use latchkey_model::{Access, AccessPolicy, Call, Decision, Lifecycle, Reason, decide};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use utoipa::ToSchema;

/// A call to judge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideBody {
    #[schema(example = "GET")]
    method: String,
    /// Below `/v1`, percent-encoded, without a query.
    #[schema(example = "/devices/7")]
    path: String,
    /// Left out: the caller's own.
    #[schema(example = "192.0.2.7")]
    address: Option<String>,
    /// Left out: now.
    #[schema(format = DateTime)]
    at: Option<String>,
}

/// The verdict, what decided it, and every step up to it.
#[derive(Serialize, ToSchema)]
pub struct DecisionBody {
    allowed: bool,
    reason: ReasonBody,
    trace: Vec<ReasonBody>,
}

/// One step of a decision.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ReasonBody {
    /// Such as `api_blocked` or `address_not_allowed`.
    #[schema(example = "api_blocked")]
    kind: &'static str,
    /// The deciding rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    rule: Option<String>,
    /// The scope that is held, or those of which one is needed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    scopes: Vec<String>,
    /// When it expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, format = DateTime)]
    at: Option<String>,
}

impl From<&Reason> for ReasonBody {
    fn from(reason: &Reason) -> Self {
        let kind = |kind| Self { kind, rule: None, scopes: Vec::new(), at: None };
        let rule = |name, rule: &dyn ToString| Self { rule: Some(rule.to_string()), ..kind(name) };
        match reason {
            Reason::Disabled => kind("disabled"),
            Reason::Revoked => kind("revoked"),
            Reason::Expired { at } => Self { at: Some(rfc3339(*at)), ..kind("expired") },
            Reason::ScopeMissing { needed } => Self {
                scopes: needed.iter().map(|scope| scope.0.to_string()).collect(),
                ..kind("scope_missing")
            },
            Reason::AddressBlocked(blocked) => rule("address_blocked", blocked),
            Reason::AddressNotAllowed => kind("address_not_allowed"),
            Reason::AddressAllowed(allowed) => rule("address_allowed", allowed),
            Reason::AnyAddress => kind("any_address"),
            Reason::PathUnsafe => kind("path_unsafe"),
            Reason::ApiBlocked(blocked) => rule("api_blocked", blocked),
            Reason::ApiNotAllowed => kind("api_not_allowed"),
            Reason::ApiAllowed(allowed) => rule("api_allowed", allowed),
            Reason::AnyApi => kind("any_api"),
            Reason::ScopeHeld(scope) => Self { scopes: vec![scope.0.to_string()], ..kind("scope_held") },
            Reason::NoScopeNeeded => kind("no_scope_needed"),
            Reason::NotExpired => kind("not_expired"),
            Reason::Enabled => kind("enabled"),
        }
    }
}

problems!(DecideProblems: 400, 401, 404, 413, 415, 422);

/// Judges a call as the protected API would
///
/// Changes nothing, so it needs no CSRF header.
#[utoipa::path(post, path = "/api/v1/tokens/{id}/decide", operation_id = "decide", tag = "Tokens", request_body = DecideBody,
    params(("id" = String, Path)), responses((status = 200, body = DecisionBody), DecideProblems))]
pub async fn decide_call(
    State(state): State<Shared>,
    SignedIn(session): SignedIn,
    ClientAddress(own): ClientAddress,
    Id(id): Id,
    body: Json<DecideBody>,
) -> Result<axum::Json<DecisionBody>, Problem> {
    let (asked, own_clock) = (body.value, state.clock.now());
    // As the protected API judges it (see `protected::bearer`).
    let method = match asked.method.to_ascii_uppercase() {
        head if head == "HEAD" => "GET".to_owned(),
        other => other,
    };
    let (address, at) = read_where_and_when(&asked, own, own_clock)?;
    let record = state.database.read(move |db| store::load(db, session.user, &id)).await?;
    let access = record.access().map_err(|error| Problem::internal(&error))?;
    let place = Place { method: &method, path: &asked.path, address, at };
    let decision =
        judge(&state.catalogue, &access, record.lifecycle(), &place, state.capabilities.access_policy());
    Ok(axum::Json(DecisionBody {
        allowed: decision.allowed,
        reason: (&decision.reason).into(),
        trace: decision.trace.iter().map(ReasonBody::from).collect(),
    }))
}

/// A call without what the catalogue knows of its operation.
pub struct Place<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub address: IpAddr,
    pub at: DateTime<Utc>,
}

/// The one judgement, for the preview here and for the protected API.
pub fn judge(
    catalogue: &Catalogue,
    access: &Access,
    lifecycle: Lifecycle,
    place: &Place<'_>,
    policy: AccessPolicy,
) -> Decision {
    let (operation, scopes) = match catalogue.find(place.method, place.path) {
        Found::Operation(operation) => (operation.id.as_str(), operation.scope_ids.as_slice()),
        Found::OtherMethods(_) | Found::Nothing => ("", [].as_slice()),
    };
    let Place { method, path, address, at } = *place;
    decide(access, lifecycle, &Call { operation, scopes, method, path, address, at }, policy)
}

fn read_where_and_when(
    asked: &DecideBody,
    own: IpAddr,
    now: DateTime<Utc>,
) -> Result<(IpAddr, DateTime<Utc>), Problem> {
    let mut errors = Vec::new();
    if asked.method.is_empty() || !asked.method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        errors.push(FieldError::new("/method", "unreadable", "Expected an HTTP method."));
    }
    let odd = |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'?' | b'#');
    if !asked.path.starts_with('/') || asked.path.bytes().any(odd) {
        errors.push(FieldError::new(
            "/path",
            "unreadable",
            "Expected a percent-encoded path from / on, without a query.",
        ));
    }
    let address = asked.address.as_deref().map_or(Some(own), |text| text.parse().ok());
    if address.is_none() {
        errors.push(FieldError::new("/address", "unreadable", "Expected an IP address."));
    }
    let at =
        asked.at.as_deref().map_or(Some(now), |text| Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc()));
    if at.is_none() {
        errors.push(FieldError::new("/at", "unreadable", "Expected a time as of RFC 3339."));
    }
    match (address, at) {
        (Some(address), Some(at)) if errors.is_empty() => Ok((address.to_canonical(), at)),
        _ => Err(Problem::invalid(errors)),
    }
}
