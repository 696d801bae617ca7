use chrono::TimeDelta;
use latchkey_connector::document::{Connector, PagingKind};
use latchkey_connector::{Capabilities, Column, Field, Fields, PasswordConfirmation, SignInKind};
use latchkey_model::{EmptyList, ExpiryPolicy, Precedence};

use crate::labels;

/// What the console will offer with these capabilities: labels and sentences.
pub fn capabilities(connector: &Connector, can: &Capabilities) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
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
    lines.push(("Sign in", format!("{sign_in}{again}")));
    if can.password != PasswordConfirmation::None {
        let when = match can.password {
            PasswordConfirmation::EachChange => "goes along with every change",
            _ => "is asked for when the backend wants it",
        };
        lines.push(("Password", when.to_owned()));
    }
    lines.push(("List", list(connector, can)));
    lines.push(("Create", settable_fields(can.create, &can.create_fields, "a token without any fields")));
    lines.push(("Edit", settable_fields(can.edit, &can.edit_fields, "nothing")));
    if can.create_fields.has(Field::Name) {
        lines.push(("Name", name(can)));
    }
    if can.create_fields.has(Field::Expiry) || can.edit_fields.has(Field::Expiry) {
        lines.push(("Expiry", expiry(&can.expiry)));
    }
    if let Some(rules) = rules(can) {
        lines.push(("Rules", rules));
    }
    lines.push(("Choices", choices(connector, can)));
    lines.push(("Disable", yes_or_no(can.enable_disable, "and enable again")));
    lines.push(("Regenerate", regenerate(can)));
    lines.push(("Revoke", revoke(can)));
    lines.push((
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
        lines.push((
            "Lost answer",
            if can.idempotent_create {
                "to a creation is asked for again with the same key".to_owned()
            } else {
                "to a creation: the console reads the list again and shows the orphan".to_owned()
            },
        ));
    }
    lines.extend(claims(can).map(|claims| ("Claims", claims)));
    lines
}

/// What the console will not say of this backend.
fn claims(can: &Capabilities) -> Option<String> {
    let claims = can.claims;
    let mut said = Vec::new();
    if claims.secret_shown_again {
        said.push("a secret can be seen again".to_owned());
    }
    if claims.revocation_delay_seconds > 0 {
        said.push(format!("a revoked one may be accepted for {} s", claims.revocation_delay_seconds));
    }
    if claims.id_is_secret {
        said.push("an id is a secret".to_owned());
    }
    (!said.is_empty()).then(|| said.join("; "))
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

fn column(column: Column) -> &'static str {
    match column {
        Column::Name => "name",
        Column::Scope => "scope",
        Column::Status => "status",
        Column::Created => "created",
        Column::Expires => "expires",
        Column::LastUsed => "last used",
    }
}

fn settable_fields(can: bool, fields: &Fields, none: &str) -> String {
    match can {
        false => "no".to_owned(),
        true if fields.is_empty() => none.to_owned(),
        true => fields.0.iter().map(|f| labels::field(*f)).collect::<Vec<_>>().join(", "),
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

fn expiry(policy: &ExpiryPolicy) -> String {
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
fn length(time: TimeDelta) -> String {
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
    let can_set = |field| can.create_fields.has(field) || can.edit_fields.has(field);
    let apis = can_set(Field::AllowedApis);
    let ips = can_set(Field::AllowedIps);
    let blocks = can_set(Field::BlockedApis) || can_set(Field::BlockedIps);
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
    let origin = |available: bool, fixed: bool, what: &str| match (available, fixed) {
        (false, _) => None,
        (true, true) => Some(format!("{what} from this file")),
        (true, false) => Some(format!("{what} from the backend")),
    };
    let parts = [
        origin(can.scopes, !connector.fixed.scopes.is_empty(), "scopes"),
        origin(can.operations, false, "operations"),
        origin(can.presets, !connector.fixed.presets.is_empty(), "presets"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no lists of scopes, operations or presets".to_owned() } else { parts.join(", ") }
}

fn yes_or_no(can: bool, yes: &str) -> String {
    if can { yes.to_owned() } else { "no".to_owned() }
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
