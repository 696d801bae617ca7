//! From what a client sent to what is stored. Whatever cannot be understood is an error with a pointer,
//! never a wider access.

use super::input::{NewState, PatchToken};
use crate::catalogue::Catalogue;
use crate::foundation::problem::{FieldError, Problem};
use crate::foundation::secret::{self, PREFIX};
use crate::options::profile::{Capabilities, Settable};
use crate::records::record::{Record, State};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::{ApiRule, IpRule, IpRuleError, NameError, TokenName};
use std::collections::BTreeSet;

const MOST_RULES: usize = 1000;
const LONGEST_DESCRIPTION: usize = 1000;

/// What a change is judged against.
pub struct Context<'a> {
    pub capabilities: &'a Capabilities,
    pub catalogue: &'a Catalogue,
    /// The members that this request may set.
    pub settable: &'a [Settable],
    pub now: DateTime<Utc>,
    /// Whether another token of the user has this name.
    pub taken: &'a dyn Fn(&str) -> bool,
}

/// Applies `patch` to `record`. `creating`: the name is checked even if the client sent none.
pub fn apply(
    context: &Context<'_>,
    record: &mut Record,
    patch: PatchToken,
    creating: bool,
) -> Result<(), Problem> {
    let mut check = Check { context, errors: Vec::new() };
    check.settable(&patch);
    if creating || patch.name.is_some() {
        let settable = context.settable.contains(&Settable::Name);
        if let Some(name) = check.name(patch.name.unwrap_or_default()).filter(|_| settable) {
            record.name = name;
        }
    }
    if let Some(text) = patch.description {
        record.description = check.description(text);
    }
    if let Some(scopes) = patch.scopes {
        record.scopes = check.scopes(scopes);
    }
    check.allowed_apis(record, patch.api_set, patch.allowed_apis);
    if let Some(rules) = patch.blocked_apis {
        record.blocked_apis = check.api_rules("blocked_apis", rules);
    }
    if let Some(rules) = patch.allowed_ips {
        record.allowed_ips = check.ip_rules("allowed_ips", rules);
    }
    if let Some(rules) = patch.blocked_ips {
        record.blocked_ips = check.ip_rules("blocked_ips", rules);
    }
    let never = creating && context.settable.contains(&Settable::Expiry);
    if let Some(text) = patch.expires_at.or(never.then_some(None)) {
        check.expiry(record, text);
    }
    if let Some(state) = patch.state {
        record.state = match state {
            NewState::Enabled => State::Enabled,
            NewState::Disabled => State::Disabled,
        };
    }
    if check.errors.is_empty() { Ok(()) } else { Err(Problem::invalid(check.errors)) }
}

struct Check<'a> {
    context: &'a Context<'a>,
    errors: Vec<FieldError>,
}

impl Check<'_> {
    fn refuse(&mut self, pointer: &str, code: &'static str, detail: impl Into<String>) {
        self.errors.push(FieldError::new(pointer, code, detail));
    }

    fn settable(&mut self, patch: &PatchToken) {
        let sent = [
            ("/name", Settable::Name, patch.name.is_some()),
            ("/description", Settable::Description, patch.description.is_some()),
            ("/scopes", Settable::Scopes, patch.scopes.is_some()),
            ("/api_set", Settable::Preset, patch.api_set.is_some()),
            ("/allowed_apis", Settable::AllowedApis, patch.allowed_apis.is_some()),
            ("/blocked_apis", Settable::BlockedApis, patch.blocked_apis.is_some()),
            ("/allowed_ips", Settable::AllowedIps, patch.allowed_ips.is_some()),
            ("/blocked_ips", Settable::BlockedIps, patch.blocked_ips.is_some()),
            ("/expires_at", Settable::Expiry, patch.expires_at.is_some()),
        ];
        for (pointer, field, there) in sent {
            if there && !self.context.settable.contains(&field) {
                self.refuse(pointer, "not_settable", "This backend does not let you set this here.");
            }
        }
        if patch.state.is_some() && !self.context.capabilities.enable_disable {
            self.refuse("/state", "not_settable", "This backend cannot switch tokens on and off.");
        }
    }

    fn name(&mut self, text: String) -> Option<String> {
        if secret::contains_secret(&text) {
            self.refuse(
                "/name",
                "looks_like_secret",
                "This holds an access token's secret; names are not secret.",
            );
            return None;
        }
        let error = match TokenName::parse(&text, &self.context.capabilities.name_rules(), self.context.taken)
        {
            Ok(name) => return Some(name.into_string()),
            Err(error) => error,
        };
        match error {
            NameError::Missing => self.refuse("/name", "missing", "A name is needed."),
            NameError::TooShort { min } => {
                self.refuse("/name", "too_short", format!("The name needs at least {min} characters."));
            }
            NameError::TooLong { max, length } => {
                self.refuse(
                    "/name",
                    "too_long",
                    format!("The name has {length} characters; {max} is the most."),
                );
            }
            NameError::Invisible { character } => self.refuse(
                "/name",
                "invisible_character",
                format!("The name holds a character that nobody can see (U+{:04X}).", u32::from(character)),
            ),
            NameError::Taken => self.refuse("/name", "taken", "Another of your tokens has this name."),
        }
        None
    }

    fn description(&mut self, text: String) -> String {
        let length = text.chars().count();
        if length > LONGEST_DESCRIPTION {
            let detail =
                format!("The description has {length} characters; {LONGEST_DESCRIPTION} is the most.");
            self.refuse("/description", "too_long", detail);
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.refuse("/description", "invisible_character", "The description holds a control character.");
        }
        if secret::contains_secret(&text) {
            let detail = format!("This holds a secret (`{PREFIX}…`); descriptions are not secret.");
            self.refuse("/description", "looks_like_secret", detail);
        }
        text
    }

    fn scopes(&mut self, scopes: Vec<String>) -> Vec<String> {
        for (at, scope) in scopes.iter().enumerate() {
            if !self.context.catalogue.has_scope(scope) {
                self.refuse(&format!("/scopes/{at}"), "unknown_scope", "There is no such scope.");
            }
        }
        without_repeats(scopes)
    }

    /// An API set fills the allow list; a list of its own ends the set. An empty list beside a set must not mean
    /// "everything", so it is filled too.
    fn allowed_apis(&mut self, record: &mut Record, set: Option<Option<String>>, rules: Option<Vec<String>>) {
        let rules = rules.map(|rules| self.api_rules("allowed_apis", rules));
        let Some(set) = set else {
            if let Some(rules) = rules {
                let chosen = record.api_set.as_deref().and_then(|id| self.context.catalogue.api_set(id));
                if chosen.is_some_and(|set| !same_rules(&set.operations, &rules)) {
                    record.api_set = None;
                }
                record.allowed_apis = rules;
            }
            return;
        };
        let Some(id) = set else {
            record.api_set = None;
            if let Some(rules) = rules {
                record.allowed_apis = rules;
            }
            return;
        };
        let Some(chosen) = self.context.catalogue.api_set(&id) else {
            return self.refuse("/api_set", "unknown_api_set", "There is no such API set.");
        };
        if rules.is_some_and(|rules| !rules.is_empty() && !same_rules(&chosen.operations, &rules)) {
            return self.refuse(
                "/allowed_apis",
                "not_the_api_set",
                "These are not the operations of the API set.",
            );
        }
        record.allowed_apis = chosen.operations.clone();
        record.api_set = Some(id);
    }

    fn api_rules(&mut self, member: &str, rules: Vec<String>) -> Vec<String> {
        self.count(member, rules.len());
        let mut read = Vec::with_capacity(rules.len());
        for (at, text) in rules.iter().enumerate() {
            let pointer = format!("/{member}/{at}");
            match text.parse::<ApiRule>() {
                Err(_) => {
                    self.refuse(&pointer, "unreadable", "Expected METHOD /path/pattern or an operation's id.")
                }
                // A misspelt id would block nothing, and say so nowhere.
                Ok(ApiRule::Id(id)) if !id.contains('*') && !self.knows_operation(&id) => {
                    self.refuse(&pointer, "unknown_operation", "There is no operation with this id.");
                }
                Ok(rule) => read.push(rule.to_string()),
            }
        }
        without_repeats(read)
    }

    fn knows_operation(&self, id: &str) -> bool {
        self.context.catalogue.operations.iter().any(|operation| operation.id == id)
    }

    fn ip_rules(&mut self, member: &str, rules: Vec<String>) -> Vec<String> {
        self.count(member, rules.len());
        let mut read = Vec::with_capacity(rules.len());
        for (at, text) in rules.iter().enumerate() {
            let pointer = format!("/{member}/{at}");
            match text.parse::<IpRule>() {
                Ok(rule) => read.push(rule.to_string()),
                Err(IpRuleError::HostBits { offered, .. }) => {
                    self.refuse(
                        &pointer,
                        "host_bits",
                        format!("Bits are set beyond the prefix; the block is {offered}."),
                    );
                }
                Err(_) => self.refuse(&pointer, "unreadable", "Expected an IP address or a CIDR block."),
            }
        }
        without_repeats(read)
    }

    fn count(&mut self, member: &str, count: usize) {
        if count > MOST_RULES {
            self.refuse(&format!("/{member}"), "too_many", format!("{MOST_RULES} rules are the most."));
        }
    }

    fn expiry(&mut self, record: &mut Record, text: Option<String>) {
        let limits = &self.context.capabilities.expiry;
        let Some(text) = text else {
            if limits.never {
                record.expires_at = None;
            } else {
                self.refuse("/expires_at", "never_not_allowed", "The token must expire.");
            }
            return;
        };
        let Ok(instant) = DateTime::parse_from_rfc3339(&text) else {
            return self.refuse(
                "/expires_at",
                "unreadable",
                "Expected a time as of RFC 3339, such as 2027-01-31T23:00:00Z.",
            );
        };
        let instant = crate::foundation::clock::from_millis(instant.timestamp_millis());
        // Saving a form again must not fail because the date it holds has gone by.
        if record.expires_at == Some(instant) {
            return;
        }
        let life = instant - self.context.now;
        if life <= TimeDelta::zero() {
            self.refuse("/expires_at", "in_past", "This time has passed.");
        } else if limits.min_seconds.is_some_and(|min| life < TimeDelta::seconds(min)) {
            self.refuse("/expires_at", "too_soon", "The token must live longer.");
        } else if limits.max_seconds.is_some_and(|max| life > TimeDelta::seconds(max)) {
            self.refuse("/expires_at", "too_far", "The token may not live that long.");
        } else {
            record.expires_at = Some(instant);
        }
    }
}

fn without_repeats(texts: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.into_iter().filter(|text| seen.insert(text.clone())).collect()
}

fn same_rules(left: &[String], right: &[String]) -> bool {
    left.iter().collect::<BTreeSet<_>>() == right.iter().collect::<BTreeSet<_>>()
}
