//! The rules of a token: allowed and blocked APIs, allowed and blocked addresses.

pub mod api_picker;
pub mod ip_list;
pub mod operations;

use super::form::Form;
use crate::dom::{El, el};
use crate::text;
use latchkey_connector::{Capabilities, Field, Fields};
use latchkey_model::{EmptyList, Precedence, RuleList};
use operations::Operations;

/// The rule lists that the backend lets one set, with what wins in words.
pub fn rules_view(form: Form, can: &Capabilities, fields: &Fields, operations: Operations) -> Option<El> {
    let apis = [
        (Field::AllowedApis, RuleList::AllowedApis, text::allowed_apis(), form.allowed_apis),
        (Field::BlockedApis, RuleList::BlockedApis, text::blocked_apis(), form.blocked_apis),
    ];
    let ips = [
        (Field::AllowedIps, RuleList::AllowedIps, text::allowed_ips(), form.allowed_ips),
        (Field::BlockedIps, RuleList::BlockedIps, text::blocked_ips(), form.blocked_ips),
    ];
    let both = |one, other| fields.has(one) && fields.has(other);
    let with_blocks =
        both(Field::AllowedApis, Field::BlockedApis) || both(Field::AllowedIps, Field::BlockedIps);
    let has_ips = fields.has(Field::AllowedIps);
    let has_apis = fields.has(Field::AllowedApis);
    let mut words: Vec<&'static str> = Vec::new();
    if with_blocks {
        words.push(match can.access.precedence {
            Precedence::DenyOverrides => text::block_wins(),
            Precedence::AllowOverrides => text::allow_wins(),
            Precedence::MostSpecific => text::specific_wins(),
        });
    }
    if has_apis {
        words.push(match can.access.empty_apis {
            EmptyList::Everything => text::empty_apis_everything(),
            EmptyList::Nothing => text::empty_apis_nothing(),
        });
    }
    if has_ips {
        words.push(match can.access.empty_ips {
            EmptyList::Everything => text::empty_ips_everything(),
            EmptyList::Nothing => text::empty_ips_nothing(),
        });
    }
    let mut parts = Vec::new();
    for (field, list, label, rules) in apis {
        if fields.has(field) {
            parts.push(api_picker::picker(form, list, label, rules, form.error(field), operations));
        }
    }
    let lists: Vec<El> = ips
        .into_iter()
        .filter(|(field, ..)| fields.has(*field))
        .map(|(field, list, label, rules)| ip_list::ip_list(form, field, list, label, rules))
        .collect();
    if !lists.is_empty() {
        parts.push(el("div").class("two").all(lists));
    }
    if parts.is_empty() {
        return None;
    }
    Some(el("div").class("slot").all(parts).child(el("p").class("hint").text(&words.join(" "))))
}
