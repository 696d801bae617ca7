//! How the backend's operations stand to rules: which a list names, and which a token can call.

use crate::access::decide::{Call, judge_api};
use crate::access::{Access, AccessPolicy};
use crate::rules::api_rule::ApiRule;
use crate::rules::operation::Operation;
use crate::rules::operations::Operations;
use crate::rules::reach::Reach;
use crate::rules::{EmptyList, Precedence};
use chrono::{DateTime, Utc};
use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr};

/// How an operation stands to a list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Off,
    /// A rule matches some of its calls, as `GET /devices/7` of `GET /devices/{id}`.
    Part,
    /// By a rule that matches all of its calls and is not its own.
    ByPattern,
    /// By its own rule: its id, or its method and path.
    On,
}

/// How much of an operation a token can call, whatever the address and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    None,
    /// Some of its calls.
    Part,
    Whole,
}

/// How operations and a list of rules stand to each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// In the order of the operations.
    pub operations: Vec<Mark>,
    /// In the order of the rules: whether it is an operation's own, in either spelling.
    pub own: Vec<bool>,
}

/// How each operation stands to `rules`, and which of them are an operation's own.
///
/// ```
/// use latchkey_model::{ApiRule, Mark, Operation, Operations, marks};
///
/// let operation = |method: &str, path: &str| Operation {
///     id: String::new(), method: method.into(), path: path.into(),
///     group: String::new(), summary: String::new(), docs: String::new(), scopes: Vec::new(),
/// };
/// let operations = [operation("GET", "/devices"), operation("GET", "/devices/{id}"), operation("POST", "/devices")];
/// let operations = Operations::new(operations.into());
/// let rules: Vec<ApiRule> = vec!["GET /devices".parse().unwrap(), "GET /devices/7".parse().unwrap()];
/// let found = marks(&rules, &operations);
/// assert_eq!(found.operations, [Mark::On, Mark::Part, Mark::Off]);
/// assert_eq!(found.own, [true, false]);
/// let rules: Vec<ApiRule> = vec!["GET /devices/**".parse().unwrap()];
/// assert_eq!(marks(&rules, &operations).operations, [Mark::ByPattern, Mark::ByPattern, Mark::Off]);
/// ```
pub fn marks(rules: &[ApiRule], operations: &Operations) -> Marks {
    if rules.is_empty() {
        return Marks { operations: vec![Mark::Off; operations.len()], own: Vec::new() };
    }
    let mut all: Vec<&ApiRule> = rules.iter().collect();
    all.sort_unstable();
    all.dedup();
    // A preset can fill a list with a rule for each of thousands of operations: such rules are looked up, and only
    // the others are tried on each operation.
    let mut own = vec![false; all.len()];
    let mut marks = Vec::with_capacity(operations.len());
    for (operation, rule) in operations.iter().zip(operations.rules()) {
        let mut mark = Mark::Off;
        for place in [all.binary_search(&rule), all.binary_search_by(|rule| by_id(rule, &operation.id))] {
            if let Some(own) = place.ok().and_then(|place| own.get_mut(place)) {
                *own = true;
                mark = Mark::On;
            }
        }
        marks.push(mark);
    }
    let is_own = |rule: &ApiRule| all.binary_search(&rule).is_ok_and(|at| own.get(at) == Some(&true));
    let own_rules = rules.iter().map(is_own).collect();
    let is_wide = |rule: &ApiRule| match rule {
        ApiRule::Id(pattern) => pattern.contains('*'),
        ApiRule::Path { method, path } => method == "*" || path.contains(['*', '{']),
    };
    let others: Vec<&ApiRule> =
        all.into_iter().zip(own).filter(|(rule, own)| !own || is_wide(rule)).map(|(rule, _)| rule).collect();
    for (mark, operation) in marks.iter_mut().zip(operations.iter()) {
        if *mark == Mark::Off {
            *mark = match others.iter().map(|rule| rule.reach(operation)).max() {
                Some(Reach::Whole) => Mark::ByPattern,
                Some(Reach::Part) => Mark::Part,
                Some(Reach::None) | None => Mark::Off,
            };
        }
    }
    Marks { operations: marks, own: own_rules }
}

/// How much of each operation a token with this access can call, in the order of the operations. Address, expiry and
/// lifecycle are not looked at.
pub fn extents(access: &Access, operations: &Operations, policy: AccessPolicy) -> Vec<Extent> {
    let open = access.allowed_apis.is_empty() && policy.empty_apis == EmptyList::Everything;
    let allowed = marks(&access.allowed_apis, operations).operations;
    let blocked = marks(&access.blocked_apis, operations).operations;
    let both = allowed.into_iter().zip(blocked).zip(operations.iter());
    both.map(|((allowed, blocked), operation)| {
        let held = operation.scopes.is_empty() || operation.scopes.iter().any(|s| access.scopes.contains(s));
        let allowed = if open { Mark::ByPattern } else { allowed };
        match (allowed, blocked, policy.precedence) {
            _ if !held => Extent::None,
            (Mark::Off, ..) => Extent::None,
            (Mark::Part, Mark::Off, _) => Extent::Part,
            (_, Mark::Off, _) => Extent::Whole,
            // An empty list beats no block, whatever the precedence.
            (_, Mark::Part, _) if open => Extent::Part,
            (_, _, _) if open => Extent::None,
            (_, Mark::Part, Precedence::DenyOverrides) => Extent::Part,
            (_, _, Precedence::DenyOverrides) => Extent::None,
            (Mark::Part, _, Precedence::AllowOverrides) => Extent::Part,
            (_, _, Precedence::AllowOverrides) => Extent::Whole,
            (_, _, Precedence::MostSpecific) => contested(access, operation, policy),
        }
    })
    .collect()
}

/// How a rule stands to the one of this id, in the order of rules.
fn by_id(rule: &ApiRule, id: &str) -> Ordering {
    match rule {
        ApiRule::Path { .. } => Ordering::Less,
        ApiRule::Id(own) => own.as_str().cmp(id),
    }
}

/// An operation that rules of both lists match, where the narrower one wins.
fn contested(access: &Access, operation: &Operation, policy: AccessPolicy) -> Extent {
    let mut rules = access.allowed_apis.iter().chain(&access.blocked_apis);
    if rules.any(|rule| rule.reach(operation) == Reach::Part) {
        return Extent::Part;
    }
    // Every rule that matches one call of it matches all, so that one stands for all.
    let call = Call {
        operation: &operation.id,
        scopes: &[],
        method: &operation.method,
        path: &operation.path,
        address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        at: DateTime::<Utc>::UNIX_EPOCH,
    };
    if judge_api(access, &call, policy).is_ok() { Extent::Whole } else { Extent::None }
}
