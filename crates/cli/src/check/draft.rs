//! The token that the check makes: the least access and the shortest lifetime that the backend offers.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use latchkey_connector::{Capabilities, Changes, Draft, Field};
use latchkey_model::{Access, Expiry, ExpiryPolicy, IpRule, Operation, Preset, Scope, ScopeId, Token};

/// What the backend lets one choose from.
#[derive(Default)]
pub struct Choices {
    pub scopes: Vec<Scope>,
    pub operations: Vec<Operation>,
    pub presets: Vec<Preset>,
}

const NAME_PREFIX: &str = "latchkey-check-";
const DESCRIPTION: &str = "Made by `latchkey check`; revoke it if you find it";
/// Addresses for documentation (RFC 5737): nobody calls from there.
const ADDRESS: &str = "192.0.2.1/32";
const BLOCKED_NETWORK: &str = "198.51.100.0/24";
const NEXT_ADDRESS: &str = "192.0.2.2/32";

/// A draft with the least access.
pub fn minimal(can: &Capabilities, choices: &Choices, now: DateTime<Utc>) -> Draft {
    let fields = &can.create_fields;
    let mut access =
        Access::new(if fields.has(Field::Expiry) { shortest(&can.expiry, now) } else { Expiry::Unstated });
    if fields.has(Field::Scopes) {
        access.scopes = read_only(&choices.scopes).into_iter().collect();
    }
    if fields.has(Field::AllowedApis) {
        let reads = |o: &&Operation| o.method.eq_ignore_ascii_case("GET");
        let one = choices.operations.iter().find(reads).or(choices.operations.first());
        access.allowed_apis = one.map(Operation::rule).into_iter().collect();
    }
    if fields.has(Field::BlockedApis) {
        access.blocked_apis = choices.operations.last().map(Operation::rule).into_iter().collect();
        access.blocked_apis.retain(|rule| !access.allowed_apis.contains(rule));
    }
    if fields.has(Field::AllowedIps) {
        access.allowed_ips = rule(ADDRESS);
    }
    if fields.has(Field::BlockedIps) {
        access.blocked_ips = rule(BLOCKED_NETWORK);
    }
    // Where single APIs can be chosen, one of them is less than any preset.
    let preset =
        (fields.has(Field::Preset) && access.allowed_apis.is_empty()).then(|| smallest(&choices.presets));
    Draft {
        name: if fields.has(Field::Name) { name(can, now) } else { String::new() },
        description: if fields.has(Field::Description) { DESCRIPTION.to_owned() } else { String::new() },
        access,
        preset: preset.flatten(),
    }
}

/// Every field that can be edited, changed a little, and never to more access.
pub fn changes(can: &Capabilities, before: &Token, now: DateTime<Utc>) -> Changes {
    let fields = &can.edit_fields;
    let mut changes = Changes::default();
    if fields.has(Field::Name) {
        changes.name = Some(name(can, now + TimeDelta::milliseconds(1)));
    }
    if fields.has(Field::Description) && !(fields.has(Field::Name) && before.description == before.name) {
        changes.description = Some(format!("{DESCRIPTION} (edited)"));
    }
    if fields.has(Field::AllowedIps) {
        changes.allowed_ips = Some([rule(ADDRESS), rule(NEXT_ADDRESS)].concat());
    }
    // Some backends refuse an edit that changes nothing.
    let is_empty = changes == Changes::default();
    if fields.has(Field::Expiry) && (can.expiry.custom || is_empty) {
        changes.expiry = Some(longer(&can.expiry, before.access.expiry, now));
    }
    if is_empty && fields.has(Field::Scopes) {
        changes.scopes = Some(before.access.scopes.clone());
    }
    if is_empty && fields.has(Field::AllowedApis) {
        changes.allowed_apis = Some(before.access.allowed_apis.clone());
    }
    changes
}

/// A name that people recognise and that is not taken. Its end differs from run to run, so a short limit keeps the
/// end.
fn name(can: &Capabilities, now: DateTime<Utc>) -> String {
    let name = format!("{NAME_PREFIX}{:06x}", now.timestamp_millis() & 0xff_ffff);
    let longest = if can.name.max_length == 0 { usize::MAX } else { can.name.max_length };
    name.get(name.len().saturating_sub(longest)..).unwrap_or(&name).to_owned()
}

fn rule(text: &str) -> Vec<IpRule> {
    text.parse().into_iter().collect()
}

/// The scope that only reads by its name; else the first.
fn read_only(scopes: &[Scope]) -> Option<ScopeId> {
    let has = |scope: &Scope, words: &[&str]| {
        let id = scope.id.0.to_ascii_lowercase();
        words.iter().any(|word| id.contains(word))
    };
    let reads = |s: &&Scope| {
        has(s, &["read", "view", "list", "get", "find"])
            && !has(s, &["write", "admin", "delete", "manage", "all"])
    };
    scopes.iter().find(reads).or(scopes.first()).map(|scope| scope.id.clone())
}

fn smallest(presets: &[Preset]) -> Option<String> {
    presets.iter().min_by_key(|preset| preset.operations.len()).map(|preset| preset.id.clone())
}

/// A day, or what the policy's bounds make of it.
fn shortest(policy: &ExpiryPolicy, now: DateTime<Utc>) -> Expiry {
    let now = now.trunc_subsecs(0);
    let after = |time: TimeDelta| now.checked_add_signed(time).map_or(Expiry::Never, Expiry::At);
    if policy.custom {
        return after(bounded(policy, TimeDelta::days(1)));
    }
    match policy.offers().first() {
        Some(offer) => after(TimeDelta::days(i64::from(offer.days))),
        None if policy.never => Expiry::Never,
        None => Expiry::Unstated,
    }
}

fn longer(policy: &ExpiryPolicy, before: Expiry, now: DateTime<Utc>) -> Expiry {
    let length = bounded(policy, TimeDelta::days(2));
    match now.trunc_subsecs(0).checked_add_signed(length) {
        Some(at) if policy.custom => Expiry::At(at),
        _ => before,
    }
}

/// Not at the bound itself: the request takes its time, and the backend's clock is another one.
fn bounded(policy: &ExpiryPolicy, wanted: TimeDelta) -> TimeDelta {
    let margin = TimeDelta::minutes(5);
    let least = policy.min.map_or(wanted, |min| wanted.max(min + margin));
    policy.max.map_or(least, |max| if max > margin * 2 { least.min(max - margin) } else { max })
}
