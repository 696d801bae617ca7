//! What the form of a token comes to: a token to be made, the changes of one, or every complaint at once.

use super::form::{Complaint, Expiration, Form};
use super::rules::{api_picker, ip_list};
use super::store::Store;
use crate::clock::{self, LocalZone};
use crate::explain::{expiry_error, name_error};
use crate::state::State;
use crate::{date_format, text};
use latchkey_connector::{Capabilities, Changes, Draft, Field, Fields};
use latchkey_model::{
    Access, Expiry, ExpiryChoice, ExpiryError, RuleList, Token, TokenName, looks_like_secret, parse_date,
};
use leptos::reactive::graph::untrack;

impl Form {
    fn choice(self) -> Result<ExpiryChoice, ExpiryError> {
        Ok(match self.expiration.get() {
            Expiration::Days(days) => ExpiryChoice::Days(days),
            Expiration::Never => ExpiryChoice::Never,
            Expiration::Keep => ExpiryChoice::Keep,
            Expiration::Custom => {
                ExpiryChoice::Date(self.date.with(|typed| parse_date(typed, date_format::typed()))?)
            }
        })
    }

    /// The instant that the chosen expiration comes to.
    pub fn expiry(self, can: &Capabilities) -> Result<Expiry, ExpiryError> {
        can.expiry.resolve(self.choice()?, clock::now(), &LocalZone, self.current.get())
    }

    /// What the token could do if it were saved as the form stands. An expiration that cannot be read yet counts
    /// as not stated; saving refuses it.
    pub fn access(self, can: &Capabilities, fields: &Fields) -> Access {
        Access {
            scopes: self.scopes.get(),
            allowed_apis: self.allowed_apis.get(),
            blocked_apis: self.blocked_apis.get(),
            allowed_ips: self.allowed_ips.get(),
            blocked_ips: self.blocked_ips.get(),
            expiry: if fields.has(Field::Expiry) {
                self.expiry(can).unwrap_or(Expiry::Unstated)
            } else {
                self.current.get()
            },
        }
    }

    fn token_name(
        self,
        can: &Capabilities,
        store: Store,
        except: Option<&Token>,
    ) -> Result<String, Complaint> {
        // A name that stays was the backend's to accept, however it looks.
        if let Some(before) = except
            && self.name.with_untracked(|typed| *typed == before.name)
        {
            return Ok(before.name.clone());
        }
        let taken = |name: &str| store.has_name(name, except.map(|t| &t.id));
        self.name.with_untracked(|typed| match TokenName::parse(typed, &can.name, taken) {
            Ok(name) => Ok(name.as_str().to_owned()),
            Err(error) => Err((Field::Name, name_error(&error))),
        })
    }

    /// Notices a secret that was pasted where its text would be stored or sent.
    fn leaks(self, can: &Capabilities) -> Vec<Complaint> {
        [(Field::Name, self.name), (Field::Description, self.description)]
            .into_iter()
            .filter(|(_, value)| value.with_untracked(|v| looks_like_secret(v, &can.secret_prefix)))
            .map(|(field, _)| (field, text::looks_like_secret().to_owned()))
            .collect()
    }

    /// The token to be made, or every complaint at once.
    pub fn draft(self, can: &Capabilities, store: Store) -> Result<Draft, Vec<Complaint>> {
        let mut complaints = self.leaks(can);
        complaints.extend(self.take_typed());
        let mut name = String::new();
        if can.create_fields.has(Field::Name) {
            match self.token_name(can, store, None) {
                Ok(parsed) => name = parsed,
                Err(complaint) => complaints.push(complaint),
            }
        }
        if can.create_fields.has(Field::Scopes) && can.scopes && self.scopes.with_untracked(Vec::is_empty) {
            complaints.push((Field::Scopes, text::scope_missing().to_owned()));
        }
        let mut expiry = Expiry::Unstated;
        if can.create_fields.has(Field::Expiry) {
            match untrack(|| self.expiry(can)) {
                Ok(chosen) => expiry = chosen,
                Err(error) => complaints.push((Field::Expiry, expiry_error(&error))),
            }
        }
        if !complaints.is_empty() {
            return Err(complaints);
        }
        Ok(Draft {
            name,
            description: self.description.get_untracked().trim().to_owned(),
            access: self.lists(expiry),
            preset: self.preset.get_untracked(),
        })
    }

    /// What differs from `before`, or every complaint at once. Only what the backend lets one change.
    pub fn changes(
        self,
        can: &Capabilities,
        store: Store,
        before: &Token,
    ) -> Result<Changes, Vec<Complaint>> {
        let fields = &can.edit_fields;
        let mut complaints = self.leaks(can);
        complaints.extend(self.take_typed());
        let mut changes = Changes::default();
        if fields.has(Field::Name) {
            match self.token_name(can, store, Some(before)) {
                Ok(name) => changes.name = (name != before.name).then_some(name),
                Err(complaint) => complaints.push(complaint),
            }
        }
        if fields.has(Field::Description) {
            changes.description =
                changed(written(self.description, &before.description), &before.description);
        }
        if fields.has(Field::Scopes) {
            let scopes = self.scopes.get_untracked();
            if scopes.is_empty() && can.scopes && !before.access.scopes.is_empty() {
                complaints.push((Field::Scopes, text::scope_missing().to_owned()));
            }
            changes.scopes = changed(scopes, &before.access.scopes);
        }
        if fields.has(Field::AllowedApis) {
            changes.allowed_apis = changed(self.allowed_apis.get_untracked(), &before.access.allowed_apis);
            // A set goes along with the rules that it put there, never by itself.
            changes.preset = self.preset.get_untracked().filter(|_| changes.allowed_apis.is_some());
        }
        if fields.has(Field::BlockedApis) {
            changes.blocked_apis = changed(self.blocked_apis.get_untracked(), &before.access.blocked_apis);
        }
        if fields.has(Field::AllowedIps) {
            changes.allowed_ips = changed(self.allowed_ips.get_untracked(), &before.access.allowed_ips);
        }
        if fields.has(Field::BlockedIps) {
            changes.blocked_ips = changed(self.blocked_ips.get_untracked(), &before.access.blocked_ips);
        }
        if fields.has(Field::Expiry) {
            match untrack(|| self.expiry(can)) {
                Ok(expiry) => changes.expiry = changed(expiry, &before.access.expiry),
                Err(error) => complaints.push((Field::Expiry, expiry_error(&error))),
            }
        }
        if complaints.is_empty() { Ok(changes) } else { Err(complaints) }
    }

    /// The token as it would be saved: `before` with what the backend lets one change. What cannot be read yet counts
    /// as unchanged.
    pub fn edited(self, can: &Capabilities, before: &Token) -> Token {
        let fields = &can.edit_fields;
        let mut token = before.clone();
        if fields.has(Field::Name) {
            token.name = written(self.name, &before.name);
        }
        if fields.has(Field::Description) {
            token.description = written(self.description, &before.description);
        }
        let mut access = self.lists(before.access.expiry);
        if fields.has(Field::Expiry)
            && let Ok(expiry) = untrack(|| self.expiry(can))
        {
            access.expiry = expiry;
        }
        token.access = access;
        token
    }

    /// Makes rules of what was typed below the lists and not added: a block rule that somebody typed and
    /// that silently did not count would widen access.
    fn take_typed(self) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        for (field, list, rules) in [
            (Field::AllowedApis, RuleList::AllowedApis, self.allowed_apis),
            (Field::BlockedApis, RuleList::BlockedApis, self.blocked_apis),
        ] {
            if let Err(message) = api_picker::take(self.typed(list), rules) {
                complaints.push((field, message));
            }
        }
        for (field, list, rules) in [
            (Field::AllowedIps, RuleList::AllowedIps, self.allowed_ips),
            (Field::BlockedIps, RuleList::BlockedIps, self.blocked_ips),
        ] {
            if let Err(message) = ip_list::take(self.typed(list), rules) {
                complaints.push((field, message));
            }
        }
        complaints
    }
}

/// A text without the space around it, unless it is as it was.
fn written(field: State<String>, before: &str) -> String {
    let typed = field.get_untracked();
    if typed == before { typed } else { typed.trim().to_owned() }
}

fn changed<T: PartialEq>(now: T, before: &T) -> Option<T> {
    (now != *before).then_some(now)
}
