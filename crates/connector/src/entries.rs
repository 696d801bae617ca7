//! Tokens, scopes, operations and the other things of the model, out of an answer.

use crate::document::{OperationReads, PresetReads, ProfileReads, Request, ScopeReads, TokenReads};
use crate::error::ReadError;
use crate::expression;
use crate::json::kind;
use crate::outcome::Profile;
use crate::read::{self, expiry, list, required, text_or_empty, time};
use crate::scope::{Answer, Scope};
use latchkey_model::{
    Access, Lifecycle, Operation, Preset, Scope as TokenScope, ScopeId, Token, TokenId, Version,
};
use std::str::FromStr;

/// The entries of a list: each is handed on as the scope to read it in. Returns how many there were, also those
/// that the connector's `only` leaves out.
pub(crate) fn each(
    scope: &Scope<'_>,
    items: &str,
    request: Option<&Request>,
    mut take: impl FnMut(&Scope<'_>) -> Result<(), ReadError>,
) -> Result<usize, ReadError> {
    let spots = read::spots(scope, items)?;
    // A pointer without `*` leads to the list itself, one with `*` to its entries.
    let mut lists = Vec::new();
    let star = items.split('/').any(|token| token == "*");
    for spot in &spots {
        let at = read::place(scope, items, &spot.keys);
        if star {
            lists.push((at, spot.value.as_ref(), spot.keys.clone()));
            continue;
        }
        let Some(entries) = spot.value.as_array() else {
            let problem = ["expected a list, found ", kind(&spot.value)].concat();
            return Err(ReadError { at, problem });
        };
        for (index, entry) in entries.iter().enumerate() {
            let index = index.to_string();
            lists.push(([&at, "/", &index].concat(), entry, vec![index]));
        }
    }
    if spots.is_empty() && !star {
        let problem = "expected a list, found none".to_owned();
        return Err(ReadError { at: read::place(scope, items, &[]), problem });
    }
    for (base, entry, keys) in &lists {
        let answer = scope.answer.map(|a| Answer { entry, base, keys, ..a });
        let inner = Scope { answer, ..*scope };
        if request.is_none_or(|r| is_wanted(&inner, r)) {
            take(&inner)?;
        }
    }
    Ok(lists.len())
}

fn is_wanted(scope: &Scope<'_>, request: &Request) -> bool {
    request.only.0.iter().all(|(at, values)| {
        let found = read::spots(scope, at).unwrap_or_default();
        found.iter().any(|s| crate::fill::plain(&s.value).is_some_and(|text| values.contains(&text)))
    })
}

/// The record that `at` leads to, as the scope to read it in.
pub(crate) fn with_entry<T>(
    scope: &Scope<'_>,
    at: &str,
    take: impl FnOnce(&Scope<'_>) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let spots = read::spots(scope, at)?;
    let place = read::place(scope, at, &[]);
    match spots.first() {
        Some(spot) if spot.value.is_object() => {
            let answer =
                scope.answer.map(|a| Answer { entry: &spot.value, base: &place, keys: &spot.keys, ..a });
            take(&Scope { answer, ..*scope })
        }
        Some(spot) => {
            let problem = ["expected an object, found ", kind(&spot.value)].concat();
            Err(ReadError { at: place, problem })
        }
        None => Err(ReadError { at: place, problem: "expected an object, found none".to_owned() }),
    }
}

pub(crate) fn token(scope: &Scope<'_>, reads: &TokenReads) -> Result<Token, ReadError> {
    Ok(Token {
        id: TokenId(required(scope, &reads.id)?.into()),
        name: text_or_empty(scope, &reads.name)?,
        description: text_or_empty(scope, &reads.description)?,
        hint: text_or_empty(scope, &reads.hint)?,
        access: Access {
            scopes: list(scope, &reads.scopes)?.into_iter().map(|s| ScopeId(s.into())).collect(),
            allowed_apis: rules(scope, &reads.allowed_apis, "an API rule")?,
            blocked_apis: rules(scope, &reads.blocked_apis, "an API rule")?,
            allowed_ips: rules(scope, &reads.allowed_ips, "an IP address or block")?,
            blocked_ips: rules(scope, &reads.blocked_ips, "an IP address or block")?,
            expiry: expiry(scope, &reads.expires_at)?,
        },
        lifecycle: lifecycle(scope, reads)?,
        created: time(scope, &reads.created_at)?,
        last_used: time(scope, &reads.last_used_at)?,
        version: Some(text_or_empty(scope, &reads.version)?).filter(|v| !v.is_empty()).map(Version),
    })
}

/// A rule that cannot be read makes its token unreadable: without a block the token would look, and after
/// the next save be, allowed more than it is.
fn rules<R: FromStr>(
    scope: &Scope<'_>,
    reads: &Option<crate::document::Read>,
    what: &str,
) -> Result<Vec<R>, ReadError> {
    let texts = list(scope, reads)?;
    let mut rules = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let Ok(rule) = text.parse() else {
            let at = reads.as_ref().map_or("", |r| r.0.at.as_str());
            let at = [&read::place(scope, at, &[]), "/", &index.to_string()].concat();
            return Err(ReadError {
                at,
                problem: ["expected ", what, ", found a text that is none"].concat(),
            });
        };
        rules.push(rule);
    }
    Ok(rules)
}

fn lifecycle(scope: &Scope<'_>, reads: &TokenReads) -> Result<Lifecycle, ReadError> {
    let revoked = time(scope, &reads.revoked_at)?;
    let Some(state) = &reads.state else {
        return Ok(if revoked.is_some() { Lifecycle::Revoked(revoked) } else { Lifecycle::Enabled });
    };
    match required(scope, state)?.as_str() {
        "enabled" | "true" => Ok(Lifecycle::Enabled),
        "disabled" | "false" => Ok(Lifecycle::Disabled),
        "revoked" => Ok(Lifecycle::Revoked(revoked)),
        _ => Err(ReadError {
            at: read::place(scope, &state.0.at, &[]),
            problem: "expected enabled, disabled or revoked, found another text".to_owned(),
        }),
    }
}

pub(crate) fn scope_entry(scope: &Scope<'_>, reads: &ScopeReads) -> Result<TokenScope, ReadError> {
    let id = ScopeId(required(scope, &reads.id)?.into());
    Ok(TokenScope { id, description: text_or_empty(scope, &reads.description)? })
}

pub(crate) fn operation(scope: &Scope<'_>, reads: &OperationReads) -> Result<Operation, ReadError> {
    let method = text_or_empty(scope, &reads.method)?.to_ascii_uppercase();
    let path = text_or_empty(scope, &reads.path)?;
    let mut id = text_or_empty(scope, &reads.id)?;
    if id.is_empty() {
        id = [&method, " ", &path].concat().trim().to_owned();
    }
    if id.is_empty() {
        let at = scope.answer.map_or("", |a| a.base).to_owned();
        return Err(ReadError { at, problem: "expected an operation's id or path, found none".to_owned() });
    }
    Ok(Operation {
        id,
        method,
        path,
        group: text_or_empty(scope, &reads.group)?,
        summary: text_or_empty(scope, &reads.summary)?,
        docs: Some(text_or_empty(scope, &reads.docs)?).filter(|d| is_web_link(d)).unwrap_or_default(),
        scopes: list(scope, &reads.scopes)?.into_iter().map(|s| ScopeId(s.into())).collect(),
    })
}

/// A link that may be shown: `javascript:` and the like are dropped.
fn is_web_link(link: &str) -> bool {
    link.starts_with("https://")
        || link.starts_with("http://")
        || (link.starts_with('/') && !link.starts_with("//"))
}

pub(crate) fn preset(scope: &Scope<'_>, reads: &PresetReads) -> Result<Preset, ReadError> {
    Ok(Preset {
        id: required(scope, &reads.id)?,
        name: required(scope, &reads.name)?,
        operations: list(scope, &reads.operations)?,
    })
}

pub(crate) fn profile(scope: &Scope<'_>, reads: &ProfileReads) -> Result<Profile, ReadError> {
    Ok(Profile {
        user_name: text_or_empty(scope, &reads.user_name)?,
        full_name: text_or_empty(scope, &reads.full_name)?,
        email: text_or_empty(scope, &reads.email)?,
        language: text_or_empty(scope, &reads.language)?,
    })
}

/// Whether somebody is signed in: the value is there, and neither null nor false.
pub(crate) fn is_there(scope: &Scope<'_>, at: &str) -> bool {
    debug_assert!(expression::is_expression(at));
    let spots = read::spots(scope, at).unwrap_or_default();
    spots.first().is_some_and(|s| !s.value.is_null() && *s.value != serde_json::Value::Bool(false))
}
