//! The rules of a token: allowed and blocked APIs, allowed and blocked addresses.

pub mod api_picker;
pub mod chips;
pub mod entry;
pub mod ip_list;
pub mod operations;
pub mod presets;
pub mod remarks;
pub mod summary;
pub mod trial;
pub mod words;

use super::form::Form;
use crate::console::Console;
use crate::dom::{El, el};
use crate::text;
use latchkey_connector::{Capabilities, Field, Fields};
use latchkey_model::{EmptyList, Precedence, RuleList};
use remarks::{Remarks, remarks_view};

pub fn list_label(list: RuleList) -> &'static str {
    match list {
        RuleList::AllowedApis => text::allowed_apis(),
        RuleList::BlockedApis => text::blocked_apis(),
        RuleList::AllowedIps => text::allowed_ips(),
        RuleList::BlockedIps => text::blocked_ips(),
    }
}

/// The rule lists that the backend lets one set, with the remarks on them and what wins in words.
pub fn rules_view(
    form: Form,
    can: &Capabilities,
    fields: &Fields,
    console: Console,
    remarks: Remarks,
) -> Option<El> {
    let apis = [
        (Field::AllowedApis, RuleList::AllowedApis, form.allowed_apis),
        (Field::BlockedApis, RuleList::BlockedApis, form.blocked_apis),
    ];
    let ips = [
        (Field::AllowedIps, RuleList::AllowedIps, form.allowed_ips),
        (Field::BlockedIps, RuleList::BlockedIps, form.blocked_ips),
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
    if fields.has(Field::Preset) && can.presets {
        parts.push(presets::preset_view(form, console.operations));
    }
    for (field, list, rules) in apis {
        if fields.has(field) {
            let error = form.error(field);
            let picker = api_picker::picker(form, list, list_label(list), rules, error, console);
            parts.push(picker.child(remarks_view(remarks, field)));
        }
    }
    let lists: Vec<El> = ips
        .into_iter()
        .filter(|(field, ..)| fields.has(*field))
        .map(|(field, list, rules)| {
            let list = ip_list::ip_list(form, field, list, list_label(list), rules);
            list.child(remarks_view(remarks, field))
        })
        .collect();
    if !lists.is_empty() {
        parts.push(el("div").class("two").all(lists));
    }
    if parts.is_empty() {
        return None;
    }
    Some(el("div").class("slot").all(parts).child(el("p").class("hint").text(&words.join(" "))))
}
