//! Reasons, remarks and changes become text here.

use crate::tokens::rules::list_label;
use crate::{clock, text};
use latchkey_connector::Field;
use latchkey_model::{Access, Change, Expiry, Finding, Part, Reason, RuleList, shown};

/// Why a call passes or not, or one step on the way there.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Enabled => text::reason_enabled().to_owned(),
        Reason::Disabled => text::reason_disabled().to_owned(),
        Reason::Revoked => text::reason_revoked().to_owned(),
        Reason::NotExpired => text::reason_not_expired().to_owned(),
        Reason::Expired { at } => text::reason_expired(&clock::moment(*at)),
        Reason::AddressBlocked(rule) => text::reason_address_blocked(&rule.to_string()),
        Reason::AddressNotAllowed => text::reason_address_not_allowed().to_owned(),
        Reason::AddressAllowed(rule) => text::reason_address_allowed(&rule.to_string()),
        Reason::AnyAddress => text::reason_any_address().to_owned(),
        Reason::ScopeMissing { needed } => {
            let needed: Vec<String> = needed.iter().map(|scope| shown(scope.as_str())).collect();
            text::reason_scope_missing(&clock::list(&needed))
        }
        Reason::ScopeHeld(scope) => text::reason_scope_held(&shown(scope.as_str())),
        Reason::NoScopeNeeded => text::reason_no_scope().to_owned(),
        Reason::PathUnsafe => text::reason_path_unsafe().to_owned(),
        Reason::ApiBlocked(rule) => text::reason_api_blocked(&rule.to_string()),
        Reason::ApiNotAllowed => text::reason_api_not_allowed().to_owned(),
        Reason::ApiAllowed(rule) => text::reason_api_allowed(&rule.to_string()),
        Reason::AnyApi => text::reason_any_api().to_owned(),
    }
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

pub fn field(list: RuleList) -> Field {
    match list {
        RuleList::AllowedApis => Field::AllowedApis,
        RuleList::BlockedApis => Field::BlockedApis,
        RuleList::AllowedIps => Field::AllowedIps,
        RuleList::BlockedIps => Field::BlockedIps,
    }
}

/// A remark and the field that it stands beside.
pub fn finding(finding: &Finding, access: &Access, your_address: &str) -> (Field, String) {
    match finding {
        Finding::Duplicate { list, index, .. } => {
            (field(*list), text::finding_duplicate(&rule(access, *list, *index)))
        }
        Finding::Shadowed { list, index, by } => {
            let (shadowed, by) = (rule(access, *list, *index), rule(access, *list, *by));
            (field(*list), text::finding_shadowed(&by, &shadowed))
        }
        Finding::Contradicted { list, index, by } => {
            let (beaten, by) = (rule(access, *list, *index), rule(access, opposite(*list), *by));
            let words = match list {
                RuleList::AllowedApis | RuleList::AllowedIps => {
                    text::finding_contradicted_allow(&by, &beaten)
                }
                RuleList::BlockedApis | RuleList::BlockedIps => {
                    text::finding_contradicted_block(&by, &beaten)
                }
            };
            (field(*list), words)
        }
        Finding::MatchesNothing { list, index } => {
            (field(*list), text::finding_matches_nothing(&rule(access, *list, *index)))
        }
        Finding::VeryBroad { list, index } => {
            (field(*list), text::finding_broad(&rule(access, *list, *index)))
        }
        Finding::BlocksYourAddress { rule } => {
            (Field::BlockedIps, text::finding_blocks_you(your_address, &rule.to_string()))
        }
        Finding::YourAddressNotAllowed => (Field::AllowedIps, text::finding_not_you(your_address)),
        Finding::NeverExpires => (Field::Expiry, text::finding_never().to_owned()),
        Finding::PastMaximum { latest } => (Field::Expiry, text::finding_past(&clock::date(*latest))),
    }
}

/// What one change of an edit is.
pub fn change(change: &Change) -> String {
    match &change.part {
        Part::ScopeAdded(scope) => text::change_added(text::scope(), &shown(scope.as_str())),
        Part::ScopeRemoved(scope) => text::change_removed(text::scope(), &shown(scope.as_str())),
        Part::ApiAdded { list, rule } => text::change_added(list_label(*list), &rule.to_string()),
        Part::ApiRemoved { list, rule } => text::change_removed(list_label(*list), &rule.to_string()),
        Part::IpAdded { list, rule } => text::change_added(list_label(*list), &rule.to_string()),
        Part::IpRemoved { list, rule } => text::change_removed(list_label(*list), &rule.to_string()),
        Part::Expiry { before, after } => {
            text::change_value(&expiry(*after), &expiry(*before), text::expiration())
        }
    }
}

pub fn expiry(expiry: Expiry) -> String {
    match expiry {
        Expiry::Never => text::never().to_owned(),
        // As beside the field: the day whose end it is, not the one after.
        Expiry::At(at) => clock::last_day(at),
        Expiry::Unstated => text::not_stated().to_owned(),
    }
}
