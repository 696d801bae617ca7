//! Rules, reasons, findings and changes in words.

use crate::i18n::I18n;
use latchkey_connector::Field;
use latchkey_model::{
    Access, ApiRuleError, Change, Expiry, Finding, IpListError, IpRule, IpRuleError, Part, Reason, RuleList,
    shown,
};

/// How many refused items of a pasted list are said at once. All of them stay typed.
pub const REFUSED_SHOWN: usize = 3;

/// Of a long list of rules in a sentence so many are named.
const NAMED: usize = 4;

pub fn list_label(t: I18n, list: RuleList) -> String {
    match list {
        RuleList::AllowedApis => t.allowed_apis(),
        RuleList::BlockedApis => t.blocked_apis(),
        RuleList::AllowedIps => t.allowed_ips(),
        RuleList::BlockedIps => t.blocked_ips(),
    }
}

pub fn list_field(list: RuleList) -> Field {
    match list {
        RuleList::AllowedApis => Field::AllowedApis,
        RuleList::BlockedApis => Field::BlockedApis,
        RuleList::AllowedIps => Field::AllowedIps,
        RuleList::BlockedIps => Field::BlockedIps,
    }
}

pub fn api_error(t: I18n, error: &ApiRuleError) -> String {
    match error {
        ApiRuleError::Empty => t.api_missing(),
        ApiRuleError::Method(method) => t.api_method(method),
        ApiRuleError::NoSlash => t.api_no_slash(),
        ApiRuleError::Segment(segment) => t.api_segment(segment),
        ApiRuleError::Wildcard(segment) => t.api_wildcard(segment),
        ApiRuleError::Character(character) => t.api_character(&format!("U+{:04X}", u32::from(*character))),
    }
}

/// What cannot be rules yet, one after the other.
pub fn ip_errors(t: I18n, refused: &[IpListError]) -> String {
    let mut said: Vec<String> =
        refused.iter().take(REFUSED_SHOWN).map(|one| ip_error(t, &one.error)).collect();
    if refused.len() > REFUSED_SHOWN {
        said.push(t.and_more((refused.len() - REFUSED_SHOWN) as u64));
    }
    said.join(" ")
}

fn ip_error(t: I18n, error: &IpRuleError) -> String {
    match error {
        IpRuleError::Empty => t.ip_missing(),
        IpRuleError::Unreadable(given) => t.ip_unreadable(given),
        IpRuleError::HostBits { given, offered } => t.ip_host_bits(given, &offered.to_string()),
        IpRuleError::Range { given } => t.ip_range(given),
    }
}

/// Why a call passes or not, or one step on the way there.
pub fn reason(t: I18n, reason: &Reason) -> String {
    match reason {
        Reason::Enabled => t.reason_enabled(),
        Reason::Disabled => t.reason_disabled(),
        Reason::Revoked => t.reason_revoked(),
        Reason::NotExpired => t.reason_not_expired(),
        Reason::Expired { at } => t.reason_expired(&t.moment(*at)),
        Reason::AddressBlocked(rule) => t.reason_address_blocked(&rule.to_string()),
        Reason::AddressNotAllowed => t.reason_address_not_allowed(),
        Reason::AddressAllowed(rule) => t.reason_address_allowed(&rule.to_string()),
        Reason::AnyAddress => t.reason_any_address(),
        Reason::ScopeMissing { needed } => {
            let needed: Vec<String> = needed.iter().map(|scope| shown(scope.as_str())).collect();
            t.reason_scope_missing(&t.list(&needed))
        }
        Reason::ScopeHeld(scope) => t.reason_scope_held(&shown(scope.as_str())),
        Reason::NoScopeNeeded => t.reason_no_scope(),
        Reason::PathUnsafe => t.reason_path_unsafe(),
        Reason::ApiBlocked(rule) => t.reason_api_blocked(&rule.to_string()),
        Reason::ApiNotAllowed => t.reason_api_not_allowed(),
        Reason::ApiAllowed(rule) => t.reason_api_allowed(&rule.to_string()),
        Reason::AnyApi => t.reason_any_api(),
    }
}

/// A finding, and the field that it stands beside.
pub fn finding(t: I18n, finding: &Finding, access: &Access, your_address: &str) -> (Field, String) {
    let rule = |list, index| rule(access, list, index);
    match finding {
        Finding::Duplicate { list, index, .. } => {
            (list_field(*list), t.finding_duplicate(&rule(*list, *index)))
        }
        Finding::Shadowed { list, index, by } => {
            (list_field(*list), t.finding_shadowed(&rule(*list, *by), &rule(*list, *index)))
        }
        Finding::Contradicted { list, index, by } => {
            let (beaten, by) = (rule(*list, *index), rule(opposite(*list), *by));
            let words = match list {
                RuleList::AllowedApis | RuleList::AllowedIps => t.finding_contradicted_allow(&by, &beaten),
                RuleList::BlockedApis | RuleList::BlockedIps => t.finding_contradicted_block(&by, &beaten),
            };
            (list_field(*list), words)
        }
        Finding::MatchesNothing { list, index } => {
            (list_field(*list), t.finding_matches_nothing(&rule(*list, *index)))
        }
        Finding::VeryBroad { list, index } => (list_field(*list), t.finding_broad(&rule(*list, *index))),
        Finding::BlocksYourAddress { rule } => {
            (Field::BlockedIps, t.finding_blocks_you(your_address, &rule.to_string()))
        }
        Finding::YourAddressNotAllowed => (Field::AllowedIps, t.finding_not_you(your_address)),
        Finding::NeverExpires => (Field::Expiry, t.finding_never()),
        Finding::PastMaximum { latest } => (Field::Expiry, t.finding_past(&t.date(*latest))),
    }
}

/// What one change of an edit is.
pub fn change(t: I18n, change: &Change) -> String {
    match &change.part {
        Part::ScopeAdded(scope) => t.change_added(&t.scope(), &shown(scope.as_str())),
        Part::ScopeRemoved(scope) => t.change_removed(&t.scope(), &shown(scope.as_str())),
        Part::ApiAdded { list, rule } => t.change_added(&list_label(t, *list), &rule.to_string()),
        Part::ApiRemoved { list, rule } => t.change_removed(&list_label(t, *list), &rule.to_string()),
        Part::IpAdded { list, rule } => t.change_added(&list_label(t, *list), &rule.to_string()),
        Part::IpRemoved { list, rule } => t.change_removed(&list_label(t, *list), &rule.to_string()),
        Part::Expiry { before, after } => {
            t.change_value(&expiry(t, *after), &expiry(t, *before), &t.expiration())
        }
    }
}

pub fn expiry(t: I18n, expiry: Expiry) -> String {
    match expiry {
        Expiry::Never => t.never(),
        // As beside the field: the day whose end it is, not the one after.
        Expiry::At(at) => t.last_day(at),
        Expiry::Unstated => t.not_stated(),
    }
}

/// The first addresses, and how many more there are.
pub fn addresses(t: I18n, rules: &[IpRule]) -> String {
    let mut names: Vec<String> = rules.iter().take(NAMED).map(ToString::to_string).collect();
    let more = rules.len().saturating_sub(NAMED) as u64;
    if more > 0 {
        names.push(t.more_addresses(more));
    }
    t.list(&names)
}

fn rule(access: &Access, list: RuleList, index: usize) -> String {
    let written = match list {
        RuleList::AllowedApis => access.allowed_apis.get(index).map(ToString::to_string),
        RuleList::BlockedApis => access.blocked_apis.get(index).map(ToString::to_string),
        RuleList::AllowedIps => access.allowed_ips.get(index).map(ToString::to_string),
        RuleList::BlockedIps => access.blocked_ips.get(index).map(ToString::to_string),
    };
    written.unwrap_or_default()
}

fn opposite(list: RuleList) -> RuleList {
    match list {
        RuleList::AllowedApis => RuleList::BlockedApis,
        RuleList::BlockedApis => RuleList::AllowedApis,
        RuleList::AllowedIps => RuleList::BlockedIps,
        RuleList::BlockedIps => RuleList::AllowedIps,
    }
}
