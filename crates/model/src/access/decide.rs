//! Whether one call passes, and why.

use crate::access::lifecycle::Lifecycle;
use crate::access::{Access, AccessPolicy};
use crate::expiry::Expiry;
use crate::rules::api_path::NormalPath;
use crate::rules::api_rule::ApiRule;
use crate::rules::ip_rule::IpRule;
use crate::rules::{Verdict, judge};
use crate::scope::ScopeId;
use chrono::{DateTime, Utc};
use std::net::IpAddr;

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
    Expired {
        at: DateTime<Utc>,
    },
    /// The token holds none of these.
    ScopeMissing {
        needed: Vec<ScopeId>,
    },
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
    /// The steps that were taken, the deciding one included: it is the last and equals `reason`. A refused
    /// call has no steps after the refusal.
    pub trace: Vec<Reason>,
}

/// Judges one call. The reference backend enforces with this same function, so what the console
/// previews is what happens. Order: lifecycle, expiry, address, scope, API.
///
/// Where several rules of a list match, the most specific is named. Under
/// [`Precedence::MostSpecific`](crate::Precedence::MostSpecific) a tie is blocked. An empty list that means everything is
/// no rule: it beats no block, whatever the precedence. A path that has no safe normal form is matched by every block
/// over paths and by no allow over paths.
///
/// ```
/// use latchkey_model::{Access, AccessPolicy, Call, Expiry, Lifecycle, Reason, decide};
///
/// let access = Access {
///     allowed_apis: vec!["GET /devices/**".parse().unwrap()],
///     blocked_apis: vec!["* /devices/*/keys".parse().unwrap()],
///     ..Access::new(Expiry::Never)
/// };
/// let call = Call {
///     operation: "readKeys",
///     scopes: &[],
///     method: "GET",
///     path: "/devices/7/%6Beys",
///     address: "192.0.2.1".parse().unwrap(),
///     at: "2026-11-21T10:00:00Z".parse().unwrap(),
/// };
/// let decision = decide(&access, Lifecycle::Enabled, &call, AccessPolicy::default());
/// assert_eq!(decision.reason, Reason::ApiBlocked("* /devices/*/keys".parse().unwrap()));
/// assert!(!decision.allowed);
/// ```
pub fn decide(access: &Access, lifecycle: Lifecycle, call: &Call<'_>, policy: AccessPolicy) -> Decision {
    judge_steps(access, lifecycle, call, policy, true)
}

/// As [`decide`], with the scopes or without.
pub(crate) fn judge_steps(
    access: &Access,
    lifecycle: Lifecycle,
    call: &Call<'_>,
    policy: AccessPolicy,
    with_scopes: bool,
) -> Decision {
    let scopes = || judge_scopes(&access.scopes, call.scopes);
    let steps: [Option<&dyn Fn() -> Step>; 5] = [
        Some(&|| judge_lifecycle(lifecycle)),
        Some(&|| judge_expiry(access.expiry, call.at)),
        Some(&|| judge_address(access, call.address, policy)),
        if with_scopes { Some(&scopes) } else { None },
        Some(&|| judge_api(access, call, policy)),
    ];
    let mut trace = Vec::with_capacity(steps.len());
    let mut last = Ok(Reason::Enabled);
    for step in steps.into_iter().flatten() {
        last = step();
        let (Ok(reason) | Err(reason)) = &last;
        trace.push(reason.clone());
        if last.is_err() {
            break;
        }
    }
    let allowed = last.is_ok();
    let (Ok(reason) | Err(reason)) = last;
    Decision { allowed, reason, trace }
}

/// `Ok`: go on.
pub(crate) type Step = Result<Reason, Reason>;

pub(crate) fn judge_address(access: &Access, address: IpAddr, policy: AccessPolicy) -> Step {
    let matches = |rule: &IpRule| rule.contains(address);
    match judge(
        (&access.allowed_ips, &matches),
        (&access.blocked_ips, &matches),
        policy.precedence,
        policy.empty_ips,
    ) {
        Verdict::Allowed(rule) => Ok(Reason::AddressAllowed(*rule)),
        Verdict::Blocked(rule) => Err(Reason::AddressBlocked(*rule)),
        Verdict::Any => Ok(Reason::AnyAddress),
        Verdict::NotAllowed => Err(Reason::AddressNotAllowed),
    }
}

/// A path without a safe normal form may be read as any path: a block over paths then counts as matching, an allow
/// does not. Rules over ids judge such a call as any other; some APIs do carry encoded slashes.
pub(crate) fn judge_api(access: &Access, call: &Call<'_>, policy: AccessPolicy) -> Step {
    let (path, safe) = match NormalPath::parse(call.path) {
        Ok(path) => (path, true),
        Err(_) => (NormalPath::default(), false),
    };
    let names = |rule: &ApiRule| rule.matches(call.operation, call.method, &path);
    let might = |rule: &ApiRule| names(rule) || !safe && rule.is_over_paths(call.method);
    let (allowed, blocked) = (&access.allowed_apis, &access.blocked_apis);
    match judge((allowed, &names), (blocked, &might), policy.precedence, policy.empty_apis) {
        Verdict::Allowed(rule) => Ok(Reason::ApiAllowed(rule.clone())),
        Verdict::Blocked(rule) if names(rule) => Err(Reason::ApiBlocked(rule.clone())),
        Verdict::Blocked(_) => Err(Reason::PathUnsafe),
        Verdict::Any => Ok(Reason::AnyApi),
        Verdict::NotAllowed if !safe && allowed.iter().any(|rule| rule.is_over_paths(call.method)) => {
            Err(Reason::PathUnsafe)
        }
        Verdict::NotAllowed => Err(Reason::ApiNotAllowed),
    }
}

fn judge_lifecycle(lifecycle: Lifecycle) -> Step {
    match lifecycle {
        Lifecycle::Enabled => Ok(Reason::Enabled),
        Lifecycle::Disabled => Err(Reason::Disabled),
        Lifecycle::Revoked(_) => Err(Reason::Revoked),
    }
}

fn judge_expiry(expiry: Expiry, now: DateTime<Utc>) -> Step {
    match expiry {
        Expiry::At(at) if at <= now => Err(Reason::Expired { at }),
        Expiry::At(_) | Expiry::Never | Expiry::Unstated => Ok(Reason::NotExpired),
    }
}

fn judge_scopes(held: &[ScopeId], needed: &[ScopeId]) -> Step {
    match needed.iter().find(|scope| held.contains(scope)) {
        Some(scope) => Ok(Reason::ScopeHeld(scope.clone())),
        None if needed.is_empty() => Ok(Reason::NoScopeNeeded),
        None => Err(Reason::ScopeMissing { needed: needed.to_vec() }),
    }
}
