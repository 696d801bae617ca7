//! Hints for a call that failed, from the response to it.

use latchkey_connector::document::Connector;
use latchkey_connector::{BackendError, HttpResponse, ReadError};
use serde_json::Value;

use super::json::{find, resolve, shape};
use crate::check::mask::{is_secret_name, looks_like_secret};
use crate::http::{CallError, Cookie, Exchange};

/// What may be the reason of a failed call. `signed_in`: reading worked before, with the same session.
pub fn for_error(
    connector: &Connector,
    intent: &str,
    exchange: &Exchange,
    error: &CallError,
    cookies: &[Cookie],
    signed_in: bool,
) -> Vec<String> {
    let mut hints = Vec::new();
    let Ok(response) = &exchange.response else { return hints };
    let body = exchange.json();
    match error {
        CallError::Backend(BackendError::Unreadable(error)) => {
            hints.extend(for_unreadable(intent, response, &body, error));
        }
        CallError::Backend(refusal) => {
            hints.extend(for_status(intent, response, &body, cookies, signed_in));
            hints.extend(for_missing_message(connector, response, &body, refusal));
        }
        _ => {}
    }
    hints
}

/// A value that is not where the connector says, or not what it says.
pub fn for_unreadable(intent: &str, response: &HttpResponse, body: &Value, error: &ReadError) -> Vec<String> {
    let mut hints = Vec::new();
    if is_html(response) {
        hints.push(
            "HTML where JSON was expected: a sign-in page after a redirect, or a site's index page that answers every \
             path. Is the path right, and does it begin where --against ends?"
                .to_owned(),
        );
        return hints;
    }
    if let Some(name) = error.at.strip_prefix("header ") {
        let names: Vec<&str> = response.headers.iter().map(|(n, _)| n.as_str()).collect();
        hints.push(format!("the answer has no header `{name}`; it has {}", names.join(", ")));
        return hints;
    }
    let (value, reached, missing) = resolve(body, &error.at);
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
        let lists = find(body, |_, value| {
            value.as_array().is_some_and(|l| l.iter().all(|e| e.is_object() || e.is_string()))
        });
        let objects = find(body, |_, value| {
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
        let places = find(body, |name, value| {
            value
                .as_str()
                .is_some_and(|text| !text.is_empty() && (is_secret_name(name) || looks_like_secret(text)))
        });
        if !places.is_empty() {
            hints.push(format!("what looks like the secret is at {}: \"secret\": \"…\"?", places.join(", ")));
        }
    }
    hints.extend(for_time(value, &error.problem));
    hints
}

/// A time in another format than the connector says.
fn for_time(value: &Value, problem: &str) -> Option<String> {
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

fn for_status(
    intent: &str,
    response: &HttpResponse,
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
    let says_csrf = ["csrf", "xsrf"].iter().any(|word| response.body.to_ascii_lowercase().contains(word));
    match response.status {
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
        404 if is_html(response) || body.is_null() || !is_about_one_token(intent) => {
            hints.push("does the path begin where --against ends? A path prefix belongs to one of them, not to both".to_owned());
        }
        405 => {
            let allow = response.header("allow").map_or(String::new(), |allow| format!("; the backend allows {allow}"));
            hints.push(format!("another method?{allow}"));
        }
        415 => hints.push("another kind of body? `body` sends JSON, `form` a form".to_owned()),
        400 | 422 if intent == "sign_in" => {
            hints.push("are the names of the members right? Some backends answer this for a wrong password too".to_owned());
        }
        500..=599 => hints.push("the backend failed: its own log says why. Some do so for values they do not expect".to_owned()),
        _ => {}
    }
    if response.header("www-authenticate").is_some_and(|h| h.to_ascii_lowercase().contains("basic")) {
        hints.push(
            "`WWW-Authenticate: Basic` raises the browser's own password box: the proxy must take it out (docs/hosting.md)"
                .to_owned(),
        );
    }
    hints
}

/// Whether the request's path has a token's id in it.
fn is_about_one_token(intent: &str) -> bool {
    matches!(intent, "get" | "edit" | "enable" | "disable" | "regenerate" | "revoke")
}

/// A message of the backend that the connector does not read.
fn for_missing_message(
    connector: &Connector,
    response: &HttpResponse,
    body: &Value,
    error: &BackendError,
) -> Vec<String> {
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
        let texts = find(body, |name, value| {
            value.is_string()
                && ["message", "error", "detail", "title", "reason", "msg", "description"].contains(&name)
        });
        let at =
            texts.first().map_or(String::new(), |at| format!(": \"errors\": {{\"message\": [\"{at}\"]}}?"));
        hints.push(format!("no message was read; the answer has {}{at}", shape(body)));
    }
    if response.status == 422 || response.status == 400 {
        let named = matches!(error, BackendError::Invalid { fields, .. } if !fields.is_empty());
        let lists = find(body, |name, value| {
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

fn is_html(response: &HttpResponse) -> bool {
    response.header("content-type").is_some_and(|kind| kind.contains("html"))
        || response.body.trim_start().starts_with("<!")
}
