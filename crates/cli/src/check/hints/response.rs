//! Guesses at what is wrong with a connector, from what a backend answered. They never change a verdict.

use crate::check::mask::{looks_secret, says_secret};
use crate::check::report::Kept;
use crate::client::CallError;
use crate::cookies::{Cookie, Refused};
use latchkey_connector::document::Connector;
use latchkey_connector::{BackendError, HttpResponse, ReadError};
use serde_json::Value;

/// How a member's JSON type is called here.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(list) if list.len() == 1 => "a list of 1".to_owned(),
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(members) => format!("an object of {}", members.len()),
    }
}

/// `a list of 3` or `` the members `data` (a list of 3) and `total` (a number) ``.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let named: Vec<String> = members
                .iter()
                .take(12)
                .map(|(name, member)| format!("`{name}` ({})", kind(member)))
                .collect();
            let more = if members.len() > 12 { ", …" } else { "" };
            format!("the members {}{more}", named.join(", "))
        }
        other => kind(other),
    }
}

/// The value at a pointer as far as it leads, the pointer to there, and the name that is missing.
fn as_far_as<'v>(body: &'v Value, pointer: &str) -> (&'v Value, String, Option<String>) {
    let (mut value, mut reached) = (body, String::new());
    for raw in pointer.split('/').skip(1) {
        let name = raw.replace("~1", "/").replace("~0", "~");
        let next = match value {
            Value::Object(members) => members.get(&name),
            Value::Array(list) => name.parse::<usize>().ok().and_then(|index| list.get(index)),
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => return (value, reached, Some(name)),
        }
        reached = format!("{reached}/{raw}");
    }
    (value, reached, None)
}

/// Pointers to what meets a condition, nearest to the root first.
fn places(body: &Value, wanted: &dyn Fn(&str, &Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut level = vec![(String::new(), String::new(), body)];
    for _ in 0..5 {
        let mut next = Vec::new();
        for (pointer, name, value) in level {
            if wanted(&name, value) {
                found.push(format!("#{pointer}"));
            }
            match value {
                Value::Object(members) => {
                    for (name, member) in members {
                        let raw = name.replace('~', "~0").replace('/', "~1");
                        next.push((format!("{pointer}/{raw}"), name.clone(), member));
                    }
                }
                // One entry shows the shape of all.
                Value::Array(list) => {
                    next.extend(list.first().map(|e| (format!("{pointer}/0"), String::new(), e)))
                }
                _ => {}
            }
        }
        level = next;
    }
    found
}

/// What may be behind a failed call. `signed_in`: reading worked before, with the same session.
pub fn of_error(
    connector: &Connector,
    intent: &str,
    kept: Option<&Kept>,
    error: &CallError,
    cookies: &[Cookie],
    signed_in: bool,
) -> Vec<String> {
    let mut hints = Vec::new();
    let Some(Ok(answer)) = kept.map(|kept| &kept.answer) else { return hints };
    let body = kept.map(Kept::json).unwrap_or_default();
    match error {
        CallError::Backend(BackendError::Unreadable(error)) => {
            hints.extend(of_unreadable(intent, answer, &body, error));
        }
        CallError::Backend(refusal) => {
            hints.extend(of_status(intent, answer, &body, cookies, signed_in));
            hints.extend(of_words(connector, answer, &body, refusal));
        }
        _ => {}
    }
    hints
}

/// A place that was not what the connector says.
pub fn of_unreadable(intent: &str, answer: &HttpResponse, body: &Value, error: &ReadError) -> Vec<String> {
    let mut hints = Vec::new();
    if is_html(answer) {
        hints.push(
            "HTML where JSON was expected: a sign-in page after a redirect, or a site's index page that answers every \
             path. Is the path right, and does it begin where --against ends?"
                .to_owned(),
        );
        return hints;
    }
    if let Some(name) = error.at.strip_prefix("header ") {
        let names: Vec<&str> = answer.headers.iter().map(|(n, _)| n.as_str()).collect();
        hints.push(format!("the answer has no header `{name}`; it has {}", names.join(", ")));
        return hints;
    }
    let (value, reached, missing) = as_far_as(body, &error.at);
    if let Some(missing) = missing {
        hints.push(format!(
            "nothing is at #{}: #{reached} has no `{missing}`; it is {}",
            error.at,
            shape(value)
        ));
    }
    if matches!(intent, "list" | "scopes" | "operations" | "presets")
        && error.problem.contains("expected a list")
    {
        let lists = places(body, &|_, value| {
            value.as_array().is_some_and(|l| l.iter().all(|e| e.is_object() || e.is_string()))
        });
        let objects = places(body, &|_, value| {
            value.as_object().is_some_and(|o| o.len() > 1 && o.values().all(Value::is_object))
        });
        if value.is_null() || (lists.is_empty() && objects.is_empty()) {
            hints.push(format!(
                "does the backend leave an empty list out? \"items\": \"#{}/*\" takes that for empty",
                error.at
            ));
        }
        if let Some(first) = lists.first() {
            hints.push(format!("a list is at {first}: \"items\": \"{first}\"?"));
        } else if let Some(first) = objects.first() {
            hints.push(format!(
                "{first} is an object of objects: \"items\": \"{first}/*\" reads its values, and `@1` is then the name of each"
            ));
        }
    }
    if error.problem.contains("the secret") {
        let places = places(body, &|name, value| {
            value.as_str().is_some_and(|text| !text.is_empty() && (says_secret(name) || looks_secret(text)))
        });
        if !places.is_empty() {
            hints.push(format!("what looks like the secret is at {}: \"secret\": \"…\"?", places.join(", ")));
        }
    }
    hints.extend(of_time(value, &error.problem));
    hints
}

/// A time that was expected in another format.
fn of_time(value: &Value, problem: &str) -> Option<String> {
    if !["time", "date", "since 1970"].iter().any(|word| problem.contains(word)) {
        return None;
    }
    let number = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    let format = match (number, value.as_str()) {
        (Some(1_000_000_000..=9_999_999_999), _) => "epoch_s",
        (Some(1_000_000_000_000..=9_999_999_999_999), _) => "epoch_ms",
        (Some(1_000_000_000_000_000..=9_999_999_999_999_999), _) => "epoch_us",
        (Some(1_000_000_000_000_000_000..), _) => "epoch_ns",
        (Some(_), _) => "seconds_after",
        (None, Some(text)) if text.ends_with(" GMT") => "http",
        (None, Some(text)) if text.len() == 10 && text.split('-').count() == 3 => "date",
        (None, Some(text)) if text.len() >= 19 && !text.ends_with('Z') => "naive",
        (None, Some(text)) if text.len() >= 19 => "rfc3339",
        _ => return None,
    };
    Some(format!("that looks like \"time\": \"{format}\""))
}

fn of_status(
    intent: &str,
    answer: &HttpResponse,
    body: &Value,
    cookies: &[Cookie],
    signed_in: bool,
) -> Vec<String> {
    let mut hints = Vec::new();
    let changes =
        !matches!(intent, "list" | "get" | "scopes" | "operations" | "presets" | "profile" | "describe");
    let guard: Vec<&Cookie> = cookies
        .iter()
        .filter(|c| ["csrf", "xsrf"].iter().any(|word| c.name.to_ascii_lowercase().contains(word)))
        .collect();
    let says_csrf = ["csrf", "xsrf"].iter().any(|word| answer.body.to_ascii_lowercase().contains(word));
    match answer.status {
        401 | 403 | 419 if says_csrf || (changes && signed_in) => {
            let mut hint = "a CSRF value may be missing: backends want it from browsers, not from curl".to_owned();
            for cookie in guard {
                hint.push_str(&if cookie.http_only {
                    format!("; the cookie `{}` is HttpOnly, so no script reads it: does a page hold the value? (`first`)", cookie.name)
                } else {
                    format!("; the page could send {{cookie.{}}} in a header, if it lies below {}", cookie.name, cookie.path)
                });
            }
            hints.push(hint);
        }
        401 if signed_in => hints.push(
            "somebody is signed in, but not for this request: is it the right path, and do `headers` carry what \
             signing in bound?"
                .to_owned(),
        ),
        403 if !signed_in => hints.push(
            "403 may be this backend's way to say \"not signed in\": errors.when with \"kind\": \"not_signed_in\"".to_owned(),
        ),
        404 if is_html(answer) || body.is_null() || !is_about_one(intent) => {
            hints.push("does the path begin where --against ends? A path prefix belongs to one of them, not to both".to_owned());
        }
        405 => {
            let allow = answer.header("allow").map_or(String::new(), |allow| format!("; the backend allows {allow}"));
            hints.push(format!("another method?{allow}"));
        }
        415 => hints.push("another kind of body? `body` sends JSON, `form` a form".to_owned()),
        400 | 422 if intent == "sign_in" => {
            hints.push("are the names of the members right? Some backends answer this for a wrong password too".to_owned());
        }
        500..=599 => hints.push("the backend failed: its own log says why. Some do so for values they do not expect".to_owned()),
        _ => {}
    }
    if answer.header("www-authenticate").is_some_and(|h| h.to_ascii_lowercase().contains("basic")) {
        hints.push(
            "`WWW-Authenticate: Basic` raises the browser's own password box: the proxy must take it out (docs/hosting.md)"
                .to_owned(),
        );
    }
    hints
}

/// Whether the path has a token's id in it.
fn is_about_one(intent: &str) -> bool {
    matches!(intent, "get" | "edit" | "enable" | "disable" | "regenerate" | "revoke")
}

/// What the backend says of its refusal, and the connector does not read.
fn of_words(connector: &Connector, answer: &HttpResponse, body: &Value, error: &BackendError) -> Vec<String> {
    let mut hints = Vec::new();
    let said = match error {
        BackendError::Forbidden { message }
        | BackendError::BadCredentials { message }
        | BackendError::Conflict { message, .. }
        | BackendError::Invalid { message, .. }
        | BackendError::Failed { message, .. } => Some(message),
        _ => None,
    };
    if said.is_some_and(String::is_empty) && body.is_object() {
        let texts = places(body, &|name, value| {
            value.is_string()
                && ["message", "error", "detail", "title", "reason", "msg", "description"].contains(&name)
        });
        let at =
            texts.first().map_or(String::new(), |at| format!(": \"errors\": {{\"message\": [\"{at}\"]}}?"));
        hints.push(format!("no message was read; the answer has {}{at}", shape(body)));
    }
    if answer.status == 422 || answer.status == 400 {
        let named = matches!(error, BackendError::Invalid { fields, .. } if !fields.is_empty());
        let lists = places(body, &|name, value| {
            ["errors", "violations", "details"].contains(&name) && (value.is_array() || value.is_object())
        });
        if let (false, Some(at), true) = (named, lists.first(), connector.errors.fields.is_none()) {
            hints.push(format!(
                "complaints about single fields seem to be at {at}: `errors.fields` and `errors.names`?"
            ));
        }
    }
    hints
}

fn is_html(answer: &HttpResponse) -> bool {
    answer.header("content-type").is_some_and(|kind| kind.contains("html"))
        || answer.body.trim_start().starts_with("<!")
}

/// Cookies that a browser would not keep.
pub fn of_cookies(kept: &Kept) -> Vec<String> {
    let dropped = kept.cookies.iter().filter(|(_, became)| *became == Err(Refused::Insecure));
    dropped
        .filter_map(|(header, _)| header.split('=').next())
        .map(|name| format!("`{name}` is a Secure cookie over plain HTTP: a browser drops it, so use https:// or 127.0.0.1"))
        .collect()
}

/// Members of a list's entry that look like something the console shows, and that the connector leaves out.
pub fn of_entry(connector: &Connector, document: &Value, entry: &Value) -> Vec<String> {
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
            let name_words = words(name);
            looks.iter().any(|look| name_words.starts_with(look) || name_words.contains(&format!("_{look}")))
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
fn words(name: &str) -> String {
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

/// A list that seems to go on, where the connector says nothing of pages.
pub fn of_unpaged(kept: &Kept, read: usize) -> Option<String> {
    let body = kept.json();
    let answer = kept.answer.as_ref().ok()?;
    if answer.header("link").is_some_and(|link| link.contains("rel=\"next\"") || link.contains("rel=next")) {
        return Some("there is a `Link` header to a next page: \"paging\": {\"kind\": \"link\", \"next\": \"$response.header.Link\"}?".to_owned());
    }
    let total = ["total", "count", "total_count", "totalCount", "totalItems"];
    let more = places(&body, &|name, value| {
        (["next", "next_cursor", "nextCursor", "next_page", "nextPageToken"].contains(&name)
            && value.as_str().is_some_and(|next| !next.is_empty()))
            || (["has_more", "hasMore"].contains(&name) && value == &Value::Bool(true))
            || (total.contains(&name) && value.as_u64().is_some_and(|total| total > read as u64))
    });
    more.first().map(|at| format!("{at} says that the list goes on: `paging` of the request `list`?"))
}
