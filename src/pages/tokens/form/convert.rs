//! From what was typed to what the model and the connector take: a [`Draft`], [`Changes`], or every problem at once.
//!
//! Pure: capabilities, time, zone and the names that are taken come in.

use super::draft::{Expiration, TokenDraft, TypedDraft};
use super::problem::{FieldProblem, Problem};
use crate::pages::tokens::rules::{api_rules, ip_rules};
use chrono::{DateTime, Utc};
use latchkey_connector::{Capabilities, Changes, Draft, Field, Fields};
use latchkey_model::{
    Access, DateOrder, Expiry, ExpiryChoice, ExpiryError, ExpiryPolicy, RuleList, Token, TokenName, Zone,
    looks_like_secret, parse_date,
};
use leptos::prelude::*;

/// Now, here, and the order in which dates are typed.
#[derive(Clone, Copy)]
pub struct LocalTime<'a> {
    pub now: DateTime<Utc>,
    pub zone: &'a dyn Zone,
    pub order: DateOrder,
}

/// A new token as it was typed, and what it is held against.
#[derive(Clone, Copy)]
pub struct DraftInput<'a> {
    pub typed: &'a TypedDraft,
    pub can: &'a Capabilities,
    pub local: LocalTime<'a>,
    pub is_taken: &'a dyn Fn(&str) -> bool,
}

/// An edit as it was typed, over the token as it was read.
#[derive(Clone, Copy)]
pub struct ChangesInput<'a> {
    pub input: DraftInput<'a>,
    pub before: &'a Token,
}

impl TryFrom<DraftInput<'_>> for Draft {
    type Error = Vec<FieldProblem>;

    fn try_from(input: DraftInput<'_>) -> Result<Self, Self::Error> {
        let DraftInput { typed, can, local, .. } = input;
        let fields = &can.create_fields;
        let mut problems = secrets(input, fields, None);
        let mut name = String::new();
        if fields.has(Field::Name) {
            match token_name(input, None) {
                Ok(parsed) => name = parsed,
                Err(problem) => problems.push(problem),
            }
        }
        if fields.has(Field::Scopes) && can.scopes && typed.access.scopes.is_empty() {
            problems.push(FieldProblem::new(Field::Scopes, Problem::NoScope));
        }
        let mut expiry = Expiry::Unstated;
        if fields.has(Field::Expiry) {
            match typed.expiry(&can.expiry, local) {
                Ok(chosen) => expiry = chosen,
                Err(error) => problems.push(FieldProblem::new(Field::Expiry, Problem::Expiry(error))),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Draft {
            name,
            description: typed.description.trim().to_owned(),
            access: Access { expiry, ..typed.access.clone() },
            preset: typed.preset.clone(),
        })
    }
}

/// What differs, and only what the backend lets one change.
impl TryFrom<ChangesInput<'_>> for Changes {
    type Error = Vec<FieldProblem>;

    fn try_from(ChangesInput { input, before }: ChangesInput<'_>) -> Result<Self, Self::Error> {
        let DraftInput { typed, can, local, .. } = input;
        let fields = &can.edit_fields;
        let (now, old) = (&typed.access, &before.access);
        let mut problems = secrets(input, fields, Some(before));
        let mut changes = Changes::default();
        if fields.has(Field::Name) {
            match token_name(input, Some(before)) {
                Ok(name) => changes.name = changed(&name, &before.name),
                Err(problem) => problems.push(problem),
            }
        }
        if fields.has(Field::Description) {
            changes.description =
                changed(&trimmed(&typed.description, &before.description), &before.description);
        }
        if fields.has(Field::Scopes) {
            if now.scopes.is_empty() && can.scopes && !old.scopes.is_empty() {
                problems.push(FieldProblem::new(Field::Scopes, Problem::NoScope));
            }
            changes.scopes = changed(&now.scopes, &old.scopes);
        }
        if fields.has(Field::AllowedApis) {
            changes.allowed_apis = changed(&now.allowed_apis, &old.allowed_apis);
            // A set goes along with the rules that it brought, never by itself.
            changes.preset = typed.preset.clone().filter(|_| changes.allowed_apis.is_some());
        }
        if fields.has(Field::BlockedApis) {
            changes.blocked_apis = changed(&now.blocked_apis, &old.blocked_apis);
        }
        if fields.has(Field::AllowedIps) {
            changes.allowed_ips = changed(&now.allowed_ips, &old.allowed_ips);
        }
        if fields.has(Field::BlockedIps) {
            changes.blocked_ips = changed(&now.blocked_ips, &old.blocked_ips);
        }
        if fields.has(Field::Expiry) {
            match typed.expiry(&can.expiry, local) {
                Ok(expiry) => changes.expiry = changed(&expiry, &old.expiry),
                Err(error) => problems.push(FieldProblem::new(Field::Expiry, Problem::Expiry(error))),
            }
        }
        if problems.is_empty() { Ok(changes) } else { Err(problems) }
    }
}

impl TypedDraft {
    pub fn expiry(&self, policy: &ExpiryPolicy, local: LocalTime<'_>) -> Result<Expiry, ExpiryError> {
        resolve(self.expiration, &self.date, self.access.expiry, policy, local)
    }

    /// The token as it would be saved: `before` with what the backend lets one change. What cannot be read counts as
    /// unchanged.
    pub fn applied_to(&self, before: &Token, can: &Capabilities, local: LocalTime<'_>) -> Token {
        let fields = &can.edit_fields;
        let mut token = before.clone();
        if fields.has(Field::Name) {
            token.name = trimmed(&self.name, &before.name);
        }
        if fields.has(Field::Description) {
            token.description = trimmed(&self.description, &before.description);
        }
        token.access = Access { expiry: before.access.expiry, ..self.access.clone() };
        if fields.has(Field::Expiry)
            && let Ok(expiry) = self.expiry(&can.expiry, local)
        {
            token.access.expiry = expiry;
        }
        token
    }
}

impl TokenDraft {
    /// The instant that the chosen expiration comes to. Follows changes.
    pub fn expiry(self, policy: &ExpiryPolicy, local: LocalTime<'_>) -> Result<Expiry, ExpiryError> {
        self.date.with(|date| resolve(self.expiration.get(), date, self.current_expiry.get(), policy, local))
    }

    /// The token to be created.
    pub fn to_draft(
        self,
        can: &Capabilities,
        local: LocalTime<'_>,
        is_taken: &dyn Fn(&str) -> bool,
    ) -> Result<Draft, Vec<FieldProblem>> {
        let problems = self.take_waiting();
        let typed = self.typed();
        together(problems, DraftInput { typed: &typed, can, local, is_taken }.try_into())
    }

    /// What an edit of `before` changes.
    pub fn to_changes(
        self,
        can: &Capabilities,
        local: LocalTime<'_>,
        is_taken: &dyn Fn(&str) -> bool,
        before: &Token,
    ) -> Result<Changes, Vec<FieldProblem>> {
        let problems = self.take_waiting();
        let typed = self.typed();
        let input = DraftInput { typed: &typed, can, local, is_taken };
        together(problems, ChangesInput { input, before }.try_into())
    }

    /// Makes rules of what was typed below the lists and not added. A block rule that somebody typed and that silently
    /// did not count would widen access. What cannot be read stays typed.
    pub fn take_waiting(self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        for (field, list, rules) in [
            (Field::AllowedApis, RuleList::AllowedApis, self.allowed_apis),
            (Field::BlockedApis, RuleList::BlockedApis, self.blocked_apis),
        ] {
            if let Err(error) = api_rules::take(*self.waiting.of(list), rules) {
                problems.push(FieldProblem::new(field, Problem::ApiRule(error)));
            }
        }
        for (field, list, rules) in [
            (Field::AllowedIps, RuleList::AllowedIps, self.allowed_ips),
            (Field::BlockedIps, RuleList::BlockedIps, self.blocked_ips),
        ] {
            let refused = ip_rules::take(*self.waiting.of(list), rules, None);
            if !refused.is_empty() {
                problems.push(FieldProblem::new(field, Problem::IpRules(refused)));
            }
        }
        problems
    }
}

fn together<T>(
    mut problems: Vec<FieldProblem>,
    converted: Result<T, Vec<FieldProblem>>,
) -> Result<T, Vec<FieldProblem>> {
    match converted {
        Ok(value) if problems.is_empty() => Ok(value),
        Ok(_) => Err(problems),
        Err(more) => {
            problems.extend(more);
            Err(problems)
        }
    }
}

fn resolve(
    expiration: Expiration,
    date: &str,
    current: Expiry,
    policy: &ExpiryPolicy,
    local: LocalTime<'_>,
) -> Result<Expiry, ExpiryError> {
    let choice = match expiration {
        Expiration::Days(days) => ExpiryChoice::Days(days),
        Expiration::Never => ExpiryChoice::Never,
        Expiration::Keep => ExpiryChoice::Keep,
        Expiration::Custom => ExpiryChoice::Date(parse_date(date, local.order)?),
    };
    policy.resolve(choice, local.now, local.zone, current)
}

fn token_name(input: DraftInput<'_>, before: Option<&Token>) -> Result<String, FieldProblem> {
    let DraftInput { typed, can, is_taken, .. } = input;
    // A name that stays was the backend's to accept, however it looks.
    if let Some(before) = before.filter(|before| before.name == typed.name) {
        return Ok(before.name.clone());
    }
    TokenName::parse(&typed.name, &can.name, is_taken)
        .map(TokenName::into_string)
        .map_err(|error| FieldProblem::new(Field::Name, Problem::Name(error)))
}

/// Texts that look like a secret, which was pasted where it would be stored or sent. What stays as it was is not new.
fn secrets(input: DraftInput<'_>, fields: &Fields, before: Option<&Token>) -> Vec<FieldProblem> {
    let DraftInput { typed, can, .. } = input;
    let texts = [
        (Field::Name, &typed.name, before.map(|token| &token.name)),
        (Field::Description, &typed.description, before.map(|token| &token.description)),
    ];
    texts
        .into_iter()
        .filter(|(field, text, before)| fields.has(*field) && *before != Some(*text))
        .filter(|(_, text, _)| looks_like_secret(text, &can.secret_prefix))
        .map(|(field, ..)| FieldProblem::new(field, Problem::LooksLikeSecret))
        .collect()
}

/// Without the space around it, unless it is as it was.
fn trimmed(typed: &str, before: &str) -> String {
    if typed == before { typed } else { typed.trim() }.to_owned()
}

fn changed<T: PartialEq + Clone>(now: &T, before: &T) -> Option<T> {
    (now != before).then(|| now.clone())
}
