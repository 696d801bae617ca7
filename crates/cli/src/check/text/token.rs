use chrono::{DateTime, SecondsFormat, Utc};
use latchkey_model::{Expiry, Lifecycle, Token};

/// What was read of a token: labels and values.
pub fn token(token: &Token) -> Vec<(&'static str, String)> {
    let access = &token.access;
    let join = |texts: Vec<String>| texts.join(", ");
    let mut lines = vec![("id", token.id.0.to_string())];
    let texts = [("name", &token.name), ("description", &token.description), ("hint", &token.hint)];
    lines.extend(
        texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label, text.clone())),
    );
    let lists = [
        ("scopes", join(access.scopes.iter().map(|s| s.0.to_string()).collect())),
        ("allowed APIs", join(access.allowed_apis.iter().map(ToString::to_string).collect())),
        ("blocked APIs", join(access.blocked_apis.iter().map(ToString::to_string).collect())),
        ("allowed IPs", join(access.allowed_ips.iter().map(ToString::to_string).collect())),
        ("blocked IPs", join(access.blocked_ips.iter().map(ToString::to_string).collect())),
    ];
    lines.extend(lists.into_iter().filter(|(_, text)| !text.is_empty()));
    lines.push(("expires", expires(access.expiry)));
    lines.extend(token.created.map(|at| ("created", instant(at))));
    lines.extend(token.last_used.map(|at| ("last used", instant(at))));
    lines.push(("state", state(token.lifecycle).to_owned()));
    lines.extend(token.version.as_ref().map(|version| ("version", version.0.clone())));
    lines
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
