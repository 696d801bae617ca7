//! What changes between two accesses, and which changes let a token do more.

use crate::access::{Access, AccessPolicy, RuleList};
use crate::expiry::Expiry;
use crate::rules::api_rule::ApiRule;
use crate::rules::ip_rule::IpRule;
use crate::rules::{EmptyList, Precedence, Rule};
use crate::scope::ScopeId;
use std::collections::BTreeSet;

/// One thing that is different.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    ScopeAdded(ScopeId),
    ScopeRemoved(ScopeId),
    ApiAdded { list: RuleList, rule: ApiRule },
    ApiRemoved { list: RuleList, rule: ApiRule },
    IpAdded { list: RuleList, rule: IpRule },
    IpRemoved { list: RuleList, rule: IpRule },
    Expiry { before: Expiry, after: Expiry },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub part: Part,
    /// The token may be able to do more by it. Never false where it is so; true in a few cases where other
    /// rules outweigh it.
    pub widens: bool,
}

/// The changes from `before` to `after`: scopes, API rules, IP rules, expiry. The order of rules and rules that stand
/// twice make no difference.
///
/// If no change widens, then no call passes with `after` that did not pass with `before`.
///
/// ```
/// use latchkey_model::{Access, AccessPolicy, Expiry, difference};
///
/// let before = Access { allowed_apis: vec!["GET /devices/**".parse().unwrap()], ..Access::new(Expiry::Never) };
/// let after = Access::new(Expiry::Never);
/// // With the last rule gone the empty list means everything.
/// assert!(difference(&before, &after, AccessPolicy::default())[0].widens);
/// // The other way round nothing widens.
/// assert!(!difference(&after, &before, AccessPolicy::default())[0].widens);
/// ```
pub fn difference(before: &Access, after: &Access, policy: AccessPolicy) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |part, widens| changes.push(Change { part, widens });

    for scope in after.scopes.iter().filter(|scope| !before.scopes.contains(scope)) {
        note(Part::ScopeAdded(scope.clone()), true);
    }
    for scope in before.scopes.iter().filter(|scope| !after.scopes.contains(scope)) {
        note(Part::ScopeRemoved(scope.clone()), false);
    }

    let apis = Lists {
        before: [&before.allowed_apis, &before.blocked_apis],
        after: [&after.allowed_apis, &after.blocked_apis],
        precedence: policy.precedence,
        empty: policy.empty_apis,
    };
    apis.changes(&mut |blocked, added, rule: &ApiRule, widens| {
        let list = if blocked { RuleList::BlockedApis } else { RuleList::AllowedApis };
        let rule = rule.clone();
        note(if added { Part::ApiAdded { list, rule } } else { Part::ApiRemoved { list, rule } }, widens);
    });

    let ips = Lists {
        before: [&before.allowed_ips, &before.blocked_ips],
        after: [&after.allowed_ips, &after.blocked_ips],
        precedence: policy.precedence,
        empty: policy.empty_ips,
    };
    ips.changes(&mut |blocked, added, rule: &IpRule, widens| {
        let list = if blocked { RuleList::BlockedIps } else { RuleList::AllowedIps };
        let rule = *rule;
        note(if added { Part::IpAdded { list, rule } } else { Part::IpRemoved { list, rule } }, widens);
    });

    if before.expiry != after.expiry {
        let widens = match (before.expiry, after.expiry) {
            (Expiry::Never, _) => false,
            (Expiry::At(before), Expiry::At(after)) => after > before,
            // What is not stated may be sooner or later.
            _ => true,
        };
        note(Part::Expiry { before: before.expiry, after: after.expiry }, widens);
    }
    changes
}

/// Those of `rules` that `others` does not have, in order and none twice.
pub(crate) fn missing<'a, R: Rule>(rules: &'a [R], others: &[R]) -> Vec<&'a R> {
    let mut known: BTreeSet<&R> = others.iter().collect();
    rules.iter().filter(|rule| known.insert(rule)).collect()
}

/// The allow list and the block list, before and after.
struct Lists<'a, R> {
    before: [&'a [R]; 2],
    after: [&'a [R]; 2],
    precedence: Precedence,
    empty: EmptyList,
}

impl<R: Rule> Lists<'_, R> {
    /// Calls `note` with whether it is about the block list, whether the rule was added, the rule, and whether that
    /// widens.
    fn changes(&self, note: &mut dyn FnMut(bool, bool, &R, bool)) {
        let [allowed_before, blocked_before] = self.before;
        let [allowed_after, blocked_after] = self.after;

        // An empty list that means everything beats no block, while a rule in its place may.
        let open_before = self.open(allowed_before);
        let outweighs = match self.precedence {
            Precedence::DenyOverrides => false,
            Precedence::AllowOverrides | Precedence::MostSpecific => !blocked_before.is_empty(),
        };
        let kept = wide(allowed_before);
        for rule in missing(allowed_after, allowed_before) {
            let passed = open_before || kept.iter().any(|other| other.covers(rule));
            let overrides = outweighs && (open_before || self.precedence == Precedence::MostSpecific);
            note(false, true, rule, !passed || overrides);
        }
        // Nothing that is allowed by name is refused by an empty list that means everything.
        let opens = self.open(allowed_after) && !open_before && !R::all(allowed_before);
        for rule in missing(allowed_before, allowed_after) {
            note(false, false, rule, opens);
        }
        for rule in missing(blocked_after, blocked_before) {
            note(true, true, rule, false);
        }
        let kept = wide(blocked_after);
        for rule in missing(blocked_before, blocked_after) {
            // A wider block is less specific, so that an allow may beat it which did not beat this one.
            let still = self.precedence != Precedence::MostSpecific || allowed_after.is_empty();
            note(true, false, rule, !(still && kept.iter().any(|other| other.covers(rule))));
        }
    }

    fn open(&self, allowed: &[R]) -> bool {
        allowed.is_empty() && self.empty == EmptyList::Everything
    }
}

/// The rules that can cover another one.
fn wide<R: Rule>(rules: &[R]) -> Vec<&R> {
    rules.iter().filter(|rule| !rule.is_single()).collect()
}
