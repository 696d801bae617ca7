//! Capabilities, tokens and errors in plain words.

use crate::check::report::network;
use crate::client::CallError;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use latchkey_connector::document::{Connector, PagingKind};
use latchkey_connector::{
    BackendError, Capabilities, Field, FieldError, Fields, PasswordConfirmation, PrepareError, SignInKind,
};
use latchkey_model::{EmptyList, Expiry, ExpiryPolicy, Lifecycle, Precedence, Token};

/// What the console will offer: a label and a sentence each.
pub fn capabilities(connector: &Connector, can: &Capabilities) -> Vec<(&'static str, String)> {
    let mut words = Vec::new();
    let sign_in = match can.sign_in {
        SignInKind::None => "no form: the session must be there already",
        SignInKind::UserAndPassword => "by user name and password",
        SignInKind::PastedToken => "by a pasted token",
    };
    let again = match (&connector.requests.current_session, can.sign_in) {
        (Some(_), _) => "; a reload finds the session again",
        (None, SignInKind::None) => "",
        (None, _) => "; a reload asks again",
    };
    words.push(("Sign in", format!("{sign_in}{again}")));
    if can.password != PasswordConfirmation::None {
        let when = match can.password {
            PasswordConfirmation::EachChange => "goes along with every change",
            _ => "is asked for when the backend wants it",
        };
        words.push(("Password", when.to_owned()));
    }
    words.push(("List", list(connector, can)));
    words.push(("Create", settable(can.create, &can.create_fields, "a token without any fields")));
    words.push(("Edit", settable(can.edit, &can.edit_fields, "nothing")));
    if can.create_fields.has(Field::Name) {
        words.push(("Name", name(can)));
    }
    if can.create_fields.has(Field::Expiry) || can.edit_fields.has(Field::Expiry) {
        words.push(("Expiry", expiry(&can.expiry)));
    }
    if let Some(rules) = rules(can) {
        words.push(("Rules", rules));
    }
    words.push(("Choices", choices(connector, can)));
    words.push(("Disable", yes(can.enable_disable, "and enable again")));
    words.push(("Regenerate", regenerate(can)));
    words.push(("Revoke", revoke(can)));
    words.push((
        "Stale edits",
        if !can.edit {
            "cannot happen".to_owned()
        } else if can.versions {
            "are refused by the backend: a version goes along".to_owned()
        } else {
            "are noticed by the console: it reads again and compares before saving".to_owned()
        },
    ));
    if can.create {
        words.push((
            "Lost answer",
            if can.idempotent_create {
                "to a creation is asked for again with the same key".to_owned()
            } else {
                "to a creation: the console reads the list again and shows the orphan".to_owned()
            },
        ));
    }
    words
}

fn list(connector: &Connector, can: &Capabilities) -> String {
    if !can.list {
        return "no".to_owned();
    }
    let paging = connector.requests.list.as_ref().and_then(|list| list.paging.as_ref());
    let size = paging.and_then(|p| p.size).unwrap_or(100);
    let mut text = match paging.map(|p| p.kind) {
        None => "all at once".to_owned(),
        Some(PagingKind::Page) => format!("{size} a page, by page number"),
        Some(PagingKind::Offset) => format!("{size} a page, by offset"),
        Some(PagingKind::Cursor) => format!("{size} a page, by cursor"),
        Some(PagingKind::Link) => format!("{size} a page, by the link to the next"),
    };
    let columns: Vec<&str> = can.columns.iter().map(|c| column(*c)).collect();
    if !columns.is_empty() {
        text.push_str(&format!("; columns: {}", columns.join(", ")));
    }
    if can.lists_revoked {
        text.push_str("; revoked tokens stay in it");
    }
    text
}

fn column(column: latchkey_connector::Column) -> &'static str {
    use latchkey_connector::Column;
    match column {
        Column::Name => "name",
        Column::Scope => "scope",
        Column::Status => "status",
        Column::Created => "created",
        Column::Expires => "expires",
        Column::LastUsed => "last used",
    }
}

fn settable(can: bool, fields: &Fields, none: &str) -> String {
    match can {
        false => "no".to_owned(),
        true if fields.is_empty() => none.to_owned(),
        true => fields.0.iter().map(|f| field(*f)).collect::<Vec<_>>().join(", "),
    }
}

pub fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Description => "description",
        Field::Scopes => "scopes",
        Field::Expiry => "expiry",
        Field::Preset => "preset",
        Field::AllowedApis => "allowed APIs",
        Field::BlockedApis => "blocked APIs",
        Field::AllowedIps => "allowed IPs",
        Field::BlockedIps => "blocked IPs",
        Field::Password => "password",
        Field::FullName => "full name",
        Field::Email => "email",
        Field::Language => "language",
        Field::Form => "the form",
    }
}

fn name(can: &Capabilities) -> String {
    let rules = &can.name;
    let mut text = if rules.required { "required" } else { "may be left out" }.to_owned();
    if rules.unique {
        text.push_str(", unique");
    }
    if rules.min_length > 1 {
        text.push_str(&format!(", at least {} characters", rules.min_length));
    }
    if rules.max_length > 0 && rules.max_length < usize::MAX {
        text.push_str(&format!(", at most {} characters", rules.max_length));
    }
    text
}

pub fn expiry(policy: &ExpiryPolicy) -> String {
    let offers: Vec<String> = policy.offers().iter().map(|offer| offer.days.to_string()).collect();
    let mut parts = Vec::new();
    if !offers.is_empty() {
        parts.push(format!("{} days", offers.join(", ")));
    }
    if policy.custom {
        parts.push("any date".to_owned());
    }
    parts.push(if policy.never { "never" } else { "never is not offered" }.to_owned());
    if let Some(min) = policy.min {
        parts.push(format!("at least {}", length(min)));
    }
    if let Some(max) = policy.max {
        parts.push(format!("at most {}", length(max)));
    }
    parts.join("; ")
}

/// A length of time: `2 days`, `90 minutes`.
pub fn length(time: TimeDelta) -> String {
    let seconds = time.num_seconds();
    for (unit, name) in [(86_400, "day"), (3_600, "hour"), (60, "minute")] {
        if seconds >= unit && seconds % unit == 0 {
            let count = seconds / unit;
            return format!("{count} {name}{}", if count == 1 { "" } else { "s" });
        }
    }
    format!("{seconds} seconds")
}

fn rules(can: &Capabilities) -> Option<String> {
    let both = |field| can.create_fields.has(field) || can.edit_fields.has(field);
    let apis = both(Field::AllowedApis);
    let ips = both(Field::AllowedIps);
    let blocks = both(Field::BlockedApis) || both(Field::BlockedIps);
    if !(apis || ips || blocks) {
        return None;
    }
    let means = |list: EmptyList| match list {
        EmptyList::Everything => "allows everything",
        EmptyList::Nothing => "allows nothing",
    };
    let mut parts = Vec::new();
    if apis {
        parts.push(format!("no allowed API {}", means(can.access.empty_apis)));
    }
    if ips {
        parts.push(format!("no allowed IP {}", means(can.access.empty_ips)));
    }
    if blocks {
        parts.push(
            match can.access.precedence {
                Precedence::DenyOverrides => "a block wins over an allow",
                Precedence::AllowOverrides => "an allow wins over a block",
                Precedence::MostSpecific => "the most specific rule wins",
            }
            .to_owned(),
        );
    }
    Some(parts.join("; "))
}

fn choices(connector: &Connector, can: &Capabilities) -> String {
    let whence = |there: bool, fixed: bool, what: &str| match (there, fixed) {
        (false, _) => None,
        (true, true) => Some(format!("{what} from this file")),
        (true, false) => Some(format!("{what} from the backend")),
    };
    let parts = [
        whence(can.scopes, !connector.fixed.scopes.is_empty(), "scopes"),
        whence(can.operations, false, "operations"),
        whence(can.presets, !connector.fixed.presets.is_empty(), "presets"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no lists of scopes, operations or presets".to_owned() } else { parts.join(", ") }
}

fn yes(can: bool, what: &str) -> String {
    if can { what.to_owned() } else { "no".to_owned() }
}

fn regenerate(can: &Capabilities) -> String {
    if !can.regenerate {
        return "no".to_owned();
    }
    let grace: Vec<String> = can.regenerate_grace.iter().map(|s| seconds(*s)).collect();
    if grace.is_empty() {
        "yes".to_owned()
    } else {
        format!("the old secret stays good for {}", grace.join(", "))
    }
}

fn seconds(seconds: u64) -> String {
    match i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds) {
        Some(time) if seconds > 0 => length(time),
        _ => "no time".to_owned(),
    }
}

fn revoke(can: &Capabilities) -> String {
    match (can.revoke, can.revoke_many) {
        (false, false) => "no",
        (true, false) => "one by one",
        (false, true) => "several at once only",
        (true, true) => "one, or several by one request",
    }
    .to_owned()
}

/// What was read of a token.
pub fn token(token: &Token) -> Vec<(&'static str, String)> {
    let access = &token.access;
    let join = |texts: Vec<String>| texts.join(", ");
    let mut words = vec![("id", token.id.0.to_string())];
    let texts = [("name", &token.name), ("description", &token.description), ("hint", &token.hint)];
    words.extend(
        texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label, text.clone())),
    );
    let lists = [
        ("scopes", join(access.scopes.iter().map(|s| s.0.to_string()).collect())),
        ("allowed APIs", join(access.allowed_apis.iter().map(ToString::to_string).collect())),
        ("blocked APIs", join(access.blocked_apis.iter().map(ToString::to_string).collect())),
        ("allowed IPs", join(access.allowed_ips.iter().map(ToString::to_string).collect())),
        ("blocked IPs", join(access.blocked_ips.iter().map(ToString::to_string).collect())),
    ];
    words.extend(lists.into_iter().filter(|(_, text)| !text.is_empty()));
    words.push(("expires", expires(access.expiry)));
    words.extend(token.created.map(|at| ("created", instant(at))));
    words.extend(token.last_used.map(|at| ("last used", instant(at))));
    words.push(("state", state(token.lifecycle).to_owned()));
    words.extend(token.version.as_ref().map(|version| ("version", version.0.clone())));
    words
}

pub fn expires(expiry: Expiry) -> String {
    match expiry {
        Expiry::Never => "never".to_owned(),
        Expiry::At(at) => instant(at),
        Expiry::Unstated => "the backend does not say".to_owned(),
    }
}

pub fn state(lifecycle: Lifecycle) -> &'static str {
    match lifecycle {
        Lifecycle::Enabled => "enabled",
        Lifecycle::Disabled => "disabled",
        Lifecycle::Revoked(_) => "revoked",
    }
}

pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

pub fn error(error: &CallError) -> String {
    match error {
        CallError::Network(error) => format!("no answer: {}", network(error)),
        CallError::Prepare(PrepareError::NotSupported) => "the connector has no such request".to_owned(),
        CallError::Prepare(PrepareError::Missing { placeholder }) => {
            format!("not sent: there is no value for `{placeholder}`")
        }
        CallError::Prepare(PrepareError::Unfit { placeholder }) => {
            format!("not sent: a value of `{placeholder}` cannot stand there")
        }
        CallError::Backend(error) => backend(error),
        CallError::Endless => "the list does not end: does each page say where the next begins?".to_owned(),
        CallError::Unexpected => "an answer to something else".to_owned(),
    }
}

pub fn backend(error: &BackendError) -> String {
    let with = |what: &str, message: &str| {
        if message.is_empty() { what.to_owned() } else { format!("{what}: “{message}”") }
    };
    match error {
        BackendError::NotSignedIn => "taken as: not signed in".to_owned(),
        BackendError::BadCredentials { message } => with("taken as: user name or password refused", message),
        BackendError::StepUpRequired => "taken as: confirm with the password first".to_owned(),
        BackendError::Forbidden { message } => with("taken as: forbidden", message),
        BackendError::NotFound => "taken as: not found".to_owned(),
        BackendError::Conflict { message, fields } => {
            with("taken as: conflict", message) + &complaints(fields)
        }
        BackendError::Stale => "taken as: changed by somebody else meanwhile".to_owned(),
        BackendError::VersionRequired => "taken as: a version must go along".to_owned(),
        BackendError::Invalid { message, fields } => {
            with("taken as: not accepted", message) + &complaints(fields)
        }
        BackendError::TooMany { retry_after } => match retry_after {
            Some(seconds) => format!("taken as: too many requests, wait {seconds} s"),
            None => "taken as: too many requests".to_owned(),
        },
        BackendError::Unavailable { message, .. } => with("taken as: not available now", message),
        BackendError::Failed { status, code, message } => {
            let code = if code.is_empty() { String::new() } else { format!(", code {code}") };
            with(&format!("taken as: failed with status {status}{code}"), message)
        }
        BackendError::Unreadable(error) => unreadable(error),
    }
}

pub fn unreadable(error: &latchkey_connector::ReadError) -> String {
    let at =
        if error.at.is_empty() { "the answer".to_owned() } else { format!("{} in the answer", error.at) };
    format!("cannot be read: {at}: {}", error.problem)
}

fn complaints(fields: &[FieldError]) -> String {
    fields.iter().map(|complaint| format!(" [{}: {}]", field(complaint.field), complaint.message)).collect()
}
