//! Hints for a list that was read.

use latchkey_connector::HttpResponse;
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

/// What says that a list goes on, although nothing reads it. `read`: how many entries came in all. `has_paging`: the
/// connector has pages, and no total.
pub fn for_missing_paging(exchange: &Exchange, read: usize, has_paging: bool) -> Vec<String> {
    let body = exchange.json();
    let Ok(response) = &exchange.response else { return Vec::new() };
    let mut hints = Vec::new();
    if !has_paging {
        let link = response.header("link").unwrap_or_default();
        if link.contains("rel=\"next\"") || link.contains("rel=next") {
            hints.push("there is a `Link` header to a next page: \"paging\": {\"kind\": \"link\", \"next\": \"$response.header.Link\"}?".to_owned());
        }
        let more = find(&body, |name, value| {
            (["next", "next_cursor", "nextCursor", "next_page", "nextPageToken"].contains(&name)
                && value.as_str().is_some_and(|next| !next.is_empty()))
                || (["has_more", "hasMore"].contains(&name) && value == &Value::Bool(true))
        });
        hints.extend(
            more.first()
                .map(|at| format!("{at} says that the list goes on: `paging` of the request `list`?")),
        );
    }
    if let Some((at, number)) = larger_number(&body, response, read) {
        hints.push(format!(
            "{at} is {number}, and {read} entries were read: is it how many there are? `paging` of the request `list`, with \
             its `total`?"
        ));
    }
    if !has_paging && hints.is_empty() && PAGE_SIZES.contains(&read) {
        hints.push(format!(
            "exactly {read} entries, and the request `list` has no `paging`: are they all, or the first page?"
        ));
    }
    hints
}

/// What backends give at a time when nothing is asked for.
const PAGE_SIZES: [usize; 5] = [10, 20, 25, 50, 100];

/// A number beside the list that is larger than what was read, and no size, time or code: where it is, and the number.
fn larger_number(body: &Value, response: &HttpResponse, read: usize) -> Option<(String, u64)> {
    let is_larger = |number: u64| number > read as u64 && number <= 10_000_000;
    let header = response.headers.iter().find_map(|(name, value)| {
        let name = name.to_ascii_lowercase();
        let number = value.rsplit('/').next().and_then(|text| text.trim().parse().ok())?;
        let counts = name == "content-range" || ["total", "count"].iter().any(|word| name.contains(word));
        (counts && is_larger(number)).then(|| (format!("the header `{name}`"), number))
    });
    header.or_else(|| {
        let mut found = Vec::new();
        numbers("#", body, 3, &mut found);
        let counts = |name: &str| {
            let name = snake_case(name);
            let name = name.rsplit('/').next().unwrap_or_default();
            ![
                "limit", "size", "per_page", "max", "page", "code", "status", "time", "took", "version",
                "id", "at",
            ]
            .iter()
            .any(|word| {
                name == *word || name.ends_with(&format!("_{word}")) || name.starts_with(&format!("{word}_"))
            })
        };
        found.into_iter().find(|(at, number)| is_larger(*number) && counts(at))
    })
}

/// The whole numbers of an object and of those in it, but not of lists.
fn numbers(at: &str, value: &Value, depth: usize, found: &mut Vec<(String, u64)>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        if let Some(number) = member.as_u64() {
            found.push((at, number));
        } else if depth > 0 {
            numbers(&at, member, depth - 1, found);
        }
    }
}
