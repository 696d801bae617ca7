//! What follows from a connector, and what an installation may narrow.

use crate::capabilities::{Capabilities, Column, Field, Fields, PasswordConfirmation, SignInKind};
use crate::document::{
    CapabilityMembers, Connector, EmptyMeaning, Given, PrecedenceName, Request, SignInForm,
};
use chrono::TimeDelta;
use latchkey_model::{EmptyList, Precedence};

/// The fields of a form, and the value of a placeholder that sets each.
pub(crate) const SETTABLE: [(Field, &str); 9] = [
    (Field::Name, "name"),
    (Field::Description, "description"),
    (Field::Scopes, "scopes"),
    (Field::Expiry, "expires_at"),
    (Field::Preset, "preset"),
    (Field::AllowedApis, "allowed_apis"),
    (Field::BlockedApis, "blocked_apis"),
    (Field::AllowedIps, "allowed_ips"),
    (Field::BlockedIps, "blocked_ips"),
];

pub(crate) fn create_fields(connector: &Connector) -> Vec<Field> {
    set_by(connector.requests.create.as_deref(), &["draft"])
}

pub(crate) fn edit_fields(connector: &Connector) -> Vec<Field> {
    set_by(connector.requests.edit.as_deref(), &["changes", "merged"])
}

/// What the connector itself says.
pub(crate) fn of(connector: &Connector) -> Capabilities {
    let requests = &connector.requests;
    let uses =
        |request: &Option<Box<Request>>, source: &str| request.as_ref().is_some_and(|r| r.uses(source));
    let mut columns = Vec::new();
    if let Some(token) = &connector.token {
        let read = [
            // Without names a token is called by its description, by the part of its secret that is kept, or by its id.
            (Column::Name, true),
            (Column::Scope, token.scopes.is_some()),
            (Column::Status, true),
            (Column::Created, token.created_at.is_some()),
            (Column::Expires, token.expires_at.is_some()),
            (Column::LastUsed, token.last_used_at.is_some()),
        ];
        columns.extend(read.iter().filter(|(_, is)| *is).map(|(column, _)| *column));
    }
    let mut capabilities = Capabilities {
        sign_in: match (connector.session.sign_in, &requests.sign_in) {
            (Some(SignInForm::None), _) | (None, None) => SignInKind::None,
            (Some(SignInForm::Token), _) => SignInKind::PastedToken,
            (Some(SignInForm::Password), _) | (None, Some(_)) => SignInKind::UserAndPassword,
        },
        // Where no session is found again, forgetting what signing in bound is signing out.
        sign_out: requests.sign_out.is_some()
            || (requests.sign_in.is_some() && requests.current_session.is_none()),
        list: requests.list.is_some(),
        create: requests.create.is_some(),
        edit: requests.edit.is_some(),
        enable_disable: requests.enable.is_some() && requests.disable.is_some(),
        regenerate: requests.regenerate.is_some(),
        regenerate_grace: Vec::new(),
        revoke: requests.revoke.is_some(),
        revoke_many: requests.revoke_many.is_some(),
        lists_revoked: false,
        describe: requests.describe.is_some(),
        profile: requests.profile.is_some(),
        profile_edit: Vec::new(),
        create_fields: Fields(create_fields(connector)),
        edit_fields: Fields(edit_fields(connector)),
        columns,
        scopes: connector.knows_scopes(),
        operations: connector.knows_operations(),
        presets: connector.knows_presets(),
        password: if uses(&requests.create, "confirmation") {
            PasswordConfirmation::EachChange
        } else if requests.step_up.is_some() {
            PasswordConfirmation::StepUp
        } else {
            PasswordConfirmation::None
        },
        idempotent_create: uses(&requests.create, "idempotency_key"),
        idempotent_regenerate: uses(&requests.regenerate, "idempotency_key"),
        versions: uses(&requests.edit, "token.version"),
        ..Capabilities::default()
    };
    narrow(connector, &mut capabilities, &connector.capabilities);
    capabilities
}

/// Lays members over capabilities. What no request can do stays off, whatever an installation says: a field
/// that is shown and not sent would be a rule that silently is none.
pub(crate) fn narrow(connector: &Connector, to: &mut Capabilities, members: &CapabilityMembers) {
    let requests = &connector.requests;
    let narrowed = |wanted: &[Field], settable: Vec<Field>| {
        Fields(settable.into_iter().filter(|field| wanted.contains(field)).collect())
    };
    if let Some(fields) = &members.create {
        to.create_fields = narrowed(fields, create_fields(connector));
        to.create = requests.create.is_some() && !fields.is_empty();
    }
    if let Some(fields) = &members.edit {
        to.edit_fields = narrowed(fields, edit_fields(connector));
        to.edit = requests.edit.is_some() && !fields.is_empty();
    }
    match &members.regenerate {
        Given::Nothing => {}
        Given::Null => {
            to.regenerate = false;
            to.regenerate_grace.clear();
        }
        Given::Value(regenerate) => {
            to.regenerate = requests.regenerate.is_some();
            to.regenerate_grace = match &requests.regenerate {
                Some(request) if request.uses("grace_seconds") => regenerate.grace_seconds.clone(),
                _ => Vec::new(),
            };
        }
    }
    flag(
        &mut to.enable_disable,
        members.enable_disable,
        requests.enable.is_some() && requests.disable.is_some(),
    );
    flag(&mut to.revoke_many, members.revoke_many, requests.revoke_many.is_some());
    flag(&mut to.profile, members.profile, requests.profile.is_some());
    flag(&mut to.scopes, members.scopes, connector.knows_scopes());
    flag(&mut to.operations, members.operations, connector.knows_operations());
    flag(&mut to.single_apis, members.single_apis, true);
    flag(&mut to.presets, members.presets, connector.knows_presets());
    flag(&mut to.lists_revoked, members.lists_revoked, true);
    if let Some(columns) = &members.columns {
        to.columns.clone_from(columns);
    }
    if let Some(names) = &members.profile_edit {
        to.profile_edit = match &requests.edit_profile {
            Some(request) => {
                let sent = |name: &&String| request.uses(&format!("profile.{name}"));
                names.iter().filter(sent).cloned().collect()
            }
            None => Vec::new(),
        };
    }
    if let Some(name) = &members.name {
        flag(&mut to.name.required, name.required, true);
        flag(&mut to.name.unique, name.unique, true);
        length(&mut to.name.min_length, name.min_length);
        length(&mut to.name.max_length, name.max_length);
    }
    if let Some(expiry) = &members.expiry {
        if let Some(days) = &expiry.presets_days {
            to.expiry.presets = days.iter().filter_map(|d| u32::try_from(*d).ok()).collect();
        }
        flag(&mut to.expiry.custom, expiry.custom, true);
        flag(&mut to.expiry.never, expiry.never, true);
        to.expiry.min = seconds(expiry.min_seconds).or(to.expiry.min);
        to.expiry.max = seconds(expiry.max_seconds).or(to.expiry.max);
    }
    if let Some(precedence) = members.precedence {
        to.access.precedence = match precedence {
            PrecedenceName::DenyOverrides => Precedence::DenyOverrides,
            PrecedenceName::AllowOverrides => Precedence::AllowOverrides,
            PrecedenceName::MostSpecific => Precedence::MostSpecific,
        };
    }
    empty(&mut to.access.empty_apis, members.empty_apis);
    empty(&mut to.access.empty_ips, members.empty_ips);
    if let Some(password) = members.password {
        to.password = password;
    }
    if let Some(claims) = &members.claims {
        flag(&mut to.claims.secret_shown_again, claims.secret_shown_again, true);
        to.claims.revocation_delay_seconds =
            claims.revocation_delay_seconds.unwrap_or(to.claims.revocation_delay_seconds);
        flag(&mut to.claims.id_is_secret, claims.id_is_secret, true);
    }
    if let Some(prefix) = &members.secret_prefix {
        to.secret_prefix.clone_from(prefix);
    }
}

/// The fields that a request sets from one of these roots.
fn set_by(request: Option<&Request>, roots: &[&str]) -> Vec<Field> {
    let Some(request) = request else { return Vec::new() };
    let set = |value: &str| roots.iter().any(|root| request.uses(&format!("{root}.{value}")));
    SETTABLE.iter().filter(|(_, value)| set(value)).map(|(field, _)| *field).collect()
}

fn flag(to: &mut bool, member: Option<bool>, possible: bool) {
    if let Some(member) = member {
        *to = member && possible;
    }
}

fn length(to: &mut usize, member: Option<u64>) {
    if let Some(member) = member.and_then(|n| usize::try_from(n).ok()) {
        *to = member;
    }
}

fn seconds(member: Option<u64>) -> Option<TimeDelta> {
    TimeDelta::try_seconds(i64::try_from(member?).ok()?)
}

fn empty(to: &mut EmptyList, member: Option<EmptyMeaning>) {
    match member {
        Some(EmptyMeaning::Everything) => *to = EmptyList::Everything,
        Some(EmptyMeaning::Nothing) => *to = EmptyList::Nothing,
        None => {}
    }
}
