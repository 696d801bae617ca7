//! What a person should hear about an access before saving it.

use crate::access::decide::{Reason, judge_address};
use crate::access::{Access, AccessPolicy, RuleList};
use crate::expiry::{Expiry, ExpiryPolicy};
use crate::rules::api_rule::ApiRule;
use crate::rules::ip_rule::IpRule;
use crate::rules::operations::Operations;
use crate::rules::{Precedence, Rule, block_wins};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// One remark. Places in a list count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The same rule stands earlier in the list, at `of`.
    Duplicate {
        list: RuleList,
        index: usize,
        of: usize,
    },
    /// The rule at `by` of the same list covers it: without it nothing would change.
    Shadowed {
        list: RuleList,
        index: usize,
        by: usize,
    },
    /// The rule at `by` of the opposite list beats it for everything that it matches: it has no effect, except
    /// that without its last rule an allow list may mean everything.
    Contradicted {
        list: RuleList,
        index: usize,
        by: usize,
    },
    /// None of the backend's operations is meant by it.
    MatchesNothing {
        list: RuleList,
        index: usize,
    },
    /// Any path, or a block wider than any one network was ever given: IPv4 below /8, IPv6 below /12.
    VeryBroad {
        list: RuleList,
        index: usize,
    },
    /// The address that the person has now is blocked by this rule.
    BlocksYourAddress {
        rule: IpRule,
    },
    /// The address that the person has now is in no allowed rule.
    YourAddressNotAllowed,
    NeverExpires,
    /// The expiry lies beyond the backend's maximum.
    PastMaximum {
        latest: DateTime<Utc>,
    },
}

/// What an access is held against for its findings.
#[derive(Clone, Copy, Debug)]
pub struct FindingContext<'a> {
    /// The backend's operations; empty where they are unknown (then no rule is said to match nothing).
    pub operations: &'a Operations,
    pub your_address: Option<IpAddr>,
    pub now: DateTime<Utc>,
    pub policy: AccessPolicy,
    pub expiry: &'a ExpiryPolicy,
}

/// All remarks on an access: those on rules by list and place, then address, then expiry. A rule gets at most one of
/// `Duplicate`, `Shadowed` and `Contradicted`.
///
/// ```
/// use latchkey_model::{
///     Access, AccessPolicy, Expiry, ExpiryPolicy, Finding, Operations, RuleList, FindingContext, findings,
/// };
///
/// let access = Access {
///     allowed_apis: vec!["GET /devices/{id}".parse().unwrap(), "GET /devices/**".parse().unwrap()],
///     ..Access::new(Expiry::Never)
/// };
/// let context = FindingContext {
///     operations: &Operations::default(),
///     your_address: None,
///     now: "2026-11-21T10:00:00Z".parse().unwrap(),
///     policy: AccessPolicy::default(),
///     expiry: &ExpiryPolicy::default(),
/// };
/// assert_eq!(findings(&access, &context), [
///     Finding::Shadowed { list: RuleList::AllowedApis, index: 0, by: 1 },
///     Finding::NeverExpires,
/// ]);
/// ```
pub fn findings(access: &Access, context: &FindingContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let precedence = context.policy.precedence;
    let operations = context.operations;
    let (allowed, blocked) = (&access.allowed_apis, &access.blocked_apis);
    for (list, own, opposite) in
        [(RuleList::AllowedApis, allowed, blocked), (RuleList::BlockedApis, blocked, allowed)]
    {
        on_rules(list, own, opposite, precedence, &mut found);
        for (index, rule) in own.iter().enumerate() {
            if is_broad_api(rule) {
                found.push(Finding::VeryBroad { list, index });
            } else if !operations.any_reached_by(rule) {
                found.push(Finding::MatchesNothing { list, index });
            }
        }
    }
    let (allowed, blocked) = (&access.allowed_ips, &access.blocked_ips);
    for (list, own, opposite) in
        [(RuleList::AllowedIps, allowed, blocked), (RuleList::BlockedIps, blocked, allowed)]
    {
        on_rules(list, own, opposite, precedence, &mut found);
        let broad = own.iter().enumerate().filter(|(_, rule)| is_broad_ip(rule));
        found.extend(broad.map(|(index, _)| Finding::VeryBroad { list, index }));
    }
    match context.your_address.map(|address| judge_address(access, address, context.policy)) {
        Some(Err(Reason::AddressBlocked(rule))) => found.push(Finding::BlocksYourAddress { rule }),
        Some(Err(_)) => found.push(Finding::YourAddressNotAllowed),
        Some(Ok(_)) | None => {}
    }
    on_expiry(access.expiry, context, &mut found);
    found
}

fn on_expiry(expiry: Expiry, context: &FindingContext<'_>, found: &mut Vec<Finding>) {
    let latest = context.expiry.latest(context.now);
    let past = match expiry {
        Expiry::Never => {
            found.push(Finding::NeverExpires);
            !context.expiry.never
        }
        Expiry::At(at) => latest.is_some_and(|latest| at > latest),
        Expiry::Unstated => false,
    };
    if let Some(latest) = latest.filter(|_| past) {
        found.push(Finding::PastMaximum { latest });
    }
}

fn on_rules<R: Rule>(
    list: RuleList,
    own: &[R],
    opposite: &[R],
    precedence: Precedence,
    found: &mut Vec<Finding>,
) {
    let (first, own_wide) = (first_places(own), wide(own));
    let (opposite_first, opposite_wide) = (first_places(opposite), wide(opposite));
    for (index, rule) in own.iter().enumerate() {
        let of = first.get(rule).copied().unwrap_or(index);
        if of < index {
            found.push(Finding::Duplicate { list, index, of });
            continue;
        }
        let fingerprint = rule.fingerprint();
        let beats = |by: usize| {
            opposite.get(by).is_some_and(|other| match list {
                RuleList::AllowedApis | RuleList::AllowedIps => block_wins(rule, other, precedence),
                RuleList::BlockedApis | RuleList::BlockedIps => !block_wins(other, rule, precedence),
            })
        };
        let same = opposite_first.get(rule).copied();
        let wider =
            opposite_wide.iter().filter(|other| other.covers(rule, fingerprint)).map(|other| other.index);
        if let Some(by) = same.into_iter().chain(wider).find(|by| beats(*by)) {
            found.push(Finding::Contradicted { list, index, by });
            continue;
        }
        let shadow = own_wide.iter().find(|other| {
            // Of two rules that say the same in other words, the later one is called shadowed.
            other.index != index
                && other.covers(rule, fingerprint)
                && (other.index < index || !rule.covers(other.rule))
                && (precedence != Precedence::MostSpecific || !stands_between(other.rule, rule, opposite))
        });
        if let Some(other) = shadow {
            found.push(Finding::Shadowed { list, index, by: other.index });
        }
    }
}

/// Where each rule stands first.
fn first_places<R: Rule>(rules: &[R]) -> BTreeMap<&R, usize> {
    // Backwards, so that the first of equals is the one that stays.
    rules.iter().enumerate().rev().map(|(index, rule)| (rule, index)).collect()
}

/// Where the most specific rule wins, a narrow rule beside a broad one still matters if an opposing rule beats one of
/// the two and not the other.
fn stands_between<R: Rule>(broad: &R, narrow: &R, opposite: &[R]) -> bool {
    let (low, high) = (broad.specificity(), narrow.specificity());
    low != high && opposite.iter().any(|other| (low..=high).contains(&other.specificity()))
}

/// A rule that can cover others. A preset can fill a list with thousands of rules, and most pairs are told apart by
/// their fingerprints.
struct Wide<'a, R> {
    rule: &'a R,
    fingerprint: u64,
    index: usize,
}

impl<R: Rule> Wide<'_, R> {
    fn covers(&self, rule: &R, fingerprint: u64) -> bool {
        self.fingerprint & !fingerprint == 0 && self.rule.covers(rule)
    }
}

fn wide<R: Rule>(rules: &[R]) -> Vec<Wide<'_, R>> {
    let all = rules.iter().enumerate().filter(|(_, rule)| !rule.is_single());
    all.map(|(index, rule)| Wide { rule, fingerprint: rule.fingerprint(), index }).collect()
}

fn is_broad_api(rule: &ApiRule) -> bool {
    match rule {
        ApiRule::Id(pattern) => pattern == "*",
        ApiRule::Path { path, .. } => path == "/**",
    }
}

fn is_broad_ip(rule: &IpRule) -> bool {
    rule.prefix() < if rule.is_v6() { 12 } else { 8 }
}
