//! Whether a call would pass, as far as anybody but the backend can know.
//!
//! [`decide`](crate::decide) enforces: an operation without scopes needs none. The console knows less: where the backend
//! does not say what its scopes permit, no scope in the list of operations does not mean that none is needed.

use crate::access::decide::{Call, Decision, Reason, decide, judge_steps};
use crate::access::lifecycle::Lifecycle;
use crate::access::{Access, AccessPolicy};
use crate::rules::operation::Operation;
use crate::rules::operations::Operations;
use crate::scope::ScopeId;

/// Whether it is known which scopes a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKnowledge {
    /// [`Call::scopes`] has them.
    Known,
    Unknown,
}

/// What can be said of a call before it is sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Forecast {
    Passes(Decision),
    /// Whatever scopes permit.
    Refused(Decision),
    /// It cannot be told: scopes decide, and what they permit is not known. In the decision is what all else says: rules,
    /// addresses, expiry. Its trace has no step about scopes.
    ScopesDecide(Decision),
}

/// As [`decide`](crate::decide), for a person who asks before.
///
/// A scope that holds a `*` may stand for others: where the one that is needed is not held by its name, it decides too.
///
/// ```
/// use latchkey_model::{
///     Access, AccessPolicy, Call, Expiry, Forecast, Lifecycle, ScopeKnowledge, forecast,
/// };
///
/// let access = Access { scopes: vec!["workflow:list".into()], ..Access::new(Expiry::Never) };
/// let call = Call {
///     operation: "",
///     scopes: &[],
///     method: "DELETE",
///     path: "/api/v1/users/7",
///     address: "192.0.2.1".parse().unwrap(),
///     at: "2026-11-21T10:00:00Z".parse().unwrap(),
/// };
/// let ask = |known| forecast(&access, Lifecycle::Enabled, &call, AccessPolicy::default(), known);
/// assert!(matches!(ask(ScopeKnowledge::Unknown), Forecast::ScopesDecide(_)));
/// assert!(matches!(ask(ScopeKnowledge::Known), Forecast::Passes(_)));
/// ```
pub fn forecast(
    access: &Access,
    lifecycle: Lifecycle,
    call: &Call<'_>,
    policy: AccessPolicy,
    known: ScopeKnowledge,
) -> Forecast {
    let decision = decide(access, lifecycle, call, policy);
    let is_missing = matches!(decision.reason, Reason::ScopeMissing { .. });
    let is_unknown = known == ScopeKnowledge::Unknown || (is_missing && holds_wildcard(&access.scopes));
    if !is_unknown {
        return if decision.allowed { Forecast::Passes(decision) } else { Forecast::Refused(decision) };
    }
    let others = judge_steps(access, lifecycle, call, policy, false);
    if others.allowed { Forecast::ScopesDecide(others) } else { Forecast::Refused(others) }
}

/// Whether it is known which scopes a call needs. `operation`: the one that the call is of, if it is listed.
/// `has_scopes`: the backend has scopes at all.
pub fn scopes_known(
    operations: &Operations,
    operation: Option<&Operation>,
    has_scopes: bool,
) -> ScopeKnowledge {
    let is_known = match operation {
        _ if !has_scopes => true,
        // Where no operation names a scope, the list of operations does not say what scopes permit.
        Some(operation) => !operation.scopes.is_empty() || name_scopes(operations),
        None => false,
    };
    if is_known { ScopeKnowledge::Known } else { ScopeKnowledge::Unknown }
}

/// Whether what a token may call depends on scopes in a way that is not known, so that "may call everything" and the
/// extents of operations hold only as far as rules go.
pub fn scopes_decide(access: &Access, operations: &Operations, has_scopes: bool) -> bool {
    has_scopes && (!name_scopes(operations) || holds_wildcard(&access.scopes))
}

fn name_scopes(operations: &Operations) -> bool {
    operations.iter().any(|operation| !operation.scopes.is_empty())
}

fn holds_wildcard(scopes: &[ScopeId]) -> bool {
    scopes.iter().any(|scope| scope.as_str().contains('*'))
}
