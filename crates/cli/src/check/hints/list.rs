//! Hints for a list that was read.

use latchkey_connector::document::Connector;
use serde_json::Value;

use super::json::find;
use crate::http::Exchange;

/// Members of a list's entry that look like something the console shows, and that the connector does not read.
pub fn for_entry(connector: &Connector, document: &Value, entry: &Value) -> Vec<String> {
    let (Some(token), Some(members)) = (&connector.token, entry.as_object()) else { return Vec::new() };
    let read = document.get("token").map(Value::to_string).unwrap_or_default();
    let wanted: [(&str, bool, &[&str]); 9] = [
        (
            "expires_at",
            token.expires_at.is_some(),
            &["expir", "valid_until", "valid_to", "not_after", "ttl", "lifetime"],
        ),
        (
            "last_used_at",
            token.last_used_at.is_some(),
            &["last_use", "last_seen", "last_activ", "last_request", "used_at"],
        ),
        ("created_at", token.created_at.is_some(), &["created", "creat", "issued_at"]),
        ("scopes", token.scopes.is_some(), &["scope", "permission", "role", "abilit", "grant", "privilege"]),
        (
            "state",
            token.state.is_some(),
            &["enabled", "disabled", "is_active", "active", "revoked", "status"],
        ),
        (
            "allowed_ips",
            token.allowed_ips.is_some(),
            &["cidr", "allowed_ip", "ip_", "ips", "network", "whitelist", "allowlist"],
        ),
        ("description", token.description.is_some(), &["description", "note", "comment"]),
        ("name", token.name.is_some(), &["name", "label", "title"]),
        ("hint", token.hint.is_some(), &["prefix", "hint", "last_four", "last_eight", "partial"]),
    ];
    let mut hints = Vec::new();
    for (field, is_read, looks) in wanted {
        let unread = members.keys().find(|name| {
            let words = snake_case(name);
            looks.iter().any(|look| words.starts_with(look) || words.contains(&format!("_{look}")))
                && !read.contains(&format!("#/{name}"))
        });
        if let (false, Some(name)) = (is_read, unread) {
            hints.push(format!(
                "entries have `{name}`, which nothing reads: \"token\": {{\"{field}\": \"#/{name}\"}}?"
            ));
        }
    }
    hints
}

/// `lastUsedAt` as `last_used_at`.
fn snake_case(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push('_');
        }
        words.push(if c == '-' { '_' } else { c.to_ascii_lowercase() });
        before = c;
    }
    words
}

/// A list that seems to go on, although the connector has no paging. `read`: how many tokens were read.
pub fn for_missing_paging(exchange: &Exchange, read: usize) -> Option<String> {
    let body = exchange.json();
    let response = exchange.response.as_ref().ok()?;
    if response.header("link").is_some_and(|link| link.contains("rel=\"next\"") || link.contains("rel=next"))
    {
        return Some("there is a `Link` header to a next page: \"paging\": {\"kind\": \"link\", \"next\": \"$response.header.Link\"}?".to_owned());
    }
    let total = ["total", "count", "total_count", "totalCount", "totalItems"];
    let more = find(&body, |name, value| {
        (["next", "next_cursor", "nextCursor", "next_page", "nextPageToken"].contains(&name)
            && value.as_str().is_some_and(|next| !next.is_empty()))
            || (["has_more", "hasMore"].contains(&name) && value == &Value::Bool(true))
            || (total.contains(&name) && value.as_u64().is_some_and(|total| total > read as u64))
    });
    more.first().map(|at| format!("{at} says that the list goes on: `paging` of the request `list`?"))
}
