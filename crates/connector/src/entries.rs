//! Tokens, scopes, operations and the other things of the model, out of an answer.

use crate::document::{OperationReads, PresetReads, ProfileReads, Read, Request, ScopeReads, TokenReads};
use crate::error::ReadError;
use crate::expression::{self, Expression};
use crate::fill;
use crate::outcome::Profile;
use crate::read::{self, Reader};
use crate::scope::{Answer, Scope};
use crate::value::Value;
use latchkey_model::{
    Access, Lifecycle, Operation, Preset, Scope as TokenScope, ScopeId, Token, TokenId, Version, has,
};
use std::ops::Range;
use std::str::FromStr;

/// The place of every entry.
pub(crate) const ALL: Range<usize> = 0..usize::MAX;

/// Calls `take` with the scope of each entry of a list whose place is in `portion`. Returns how many there are, also
/// those elsewhere and those that the connector's `only` leaves out.
pub(crate) fn each(
    scope: &Scope<'_>,
    items: &str,
    request: Option<&Request>,
    portion: Range<usize>,
    take: &mut dyn FnMut(&Scope<'_>) -> Result<(), ReadError>,
) -> Result<usize, ReadError> {
    let Some(answer) = scope.answer else { return Ok(0) };
    let (root, pointer) = match expression::parse(items) {
        Ok(Expression::Body(pointer)) => (answer.body, pointer),
        Ok(Expression::Entry(pointer)) => (answer.entry, pointer),
        _ => (&Value::Null, ""),
    };
    // A pointer without `*` leads to the list itself, one with `*` to its entries.
    let (list, star) = (pointer, has(pointer, "/*"));
    let pointer = if star { list.to_owned() } else { [list, "/*"].concat() };
    if !star && expression::first(root, list).as_array().is_none() {
        let mut reader = Reader::new(scope);
        let found = reader.find(items);
        reader.unexpected(items, "a list", &found);
        return reader.finish(0);
    }
    let mut result = Ok(0);
    expression::walk(root, &pointer, &mut |entry, keys| {
        let Ok(count) = &mut result else { return };
        *count += 1;
        if !portion.contains(&(*count - 1)) {
            return;
        }
        let base = || match expression::parse(items) {
            Ok(Expression::Entry(_)) => [(answer.base)(), expression::concrete(&pointer, keys)].concat(),
            _ => expression::concrete(&pointer, keys),
        };
        let inner = Scope { answer: Some(Answer { entry, base: &base, keys, ..answer }), ..*scope };
        if request.is_none_or(|r| is_wanted(&inner, r))
            && let Err(error) = take(&inner)
        {
            result = Err(error);
        }
    });
    result
}

fn is_wanted(scope: &Scope<'_>, request: &Request) -> bool {
    request.only.0.iter().all(|(at, values)| {
        fill::plain(&Reader::new(scope).find(at)).is_some_and(|text| values.contains(&text))
    })
}

/// The token's record that `at` leads to.
pub(crate) fn token_at(scope: &Scope<'_>, at: &str, reads: &TokenReads) -> Result<Token, ReadError> {
    let mut reader = Reader::new(scope);
    let entry = reader.find(at);
    if entry.as_object().is_none() {
        reader.unexpected(at, "an object", &entry);
    }
    reader.finish(())?;
    let base = || read::place(scope, at, &[]);
    let answer = scope.answer.map(|a| Answer { entry: &entry, base: &base, ..a });
    token(&Scope { answer, ..*scope }, reads)
}

pub(crate) fn token(scope: &Scope<'_>, reads: &TokenReads) -> Result<Token, ReadError> {
    let mut reader = Reader::new(scope);
    let r = &mut reader;
    let token = Token {
        id: TokenId(r.required(&reads.id).into()),
        name: r.text_or_empty(&reads.name),
        description: r.text_or_empty(&reads.description),
        hint: r.text_or_empty(&reads.hint),
        access: Access {
            scopes: scope_ids(r.list(&reads.scopes)),
            allowed_apis: rules(r, &reads.allowed_apis, "an API rule"),
            blocked_apis: rules(r, &reads.blocked_apis, "an API rule"),
            allowed_ips: rules(r, &reads.allowed_ips, "an IP address or block"),
            blocked_ips: rules(r, &reads.blocked_ips, "an IP address or block"),
            expiry: r.expiry(&reads.expires_at),
        },
        lifecycle: lifecycle(r, reads),
        created: r.time(&reads.created_at),
        last_used: r.time(&reads.last_used_at),
        version: Some(r.text_or_empty(&reads.version)).filter(|v| !v.is_empty()).map(Version),
    };
    reader.finish(token)
}

fn scope_ids(texts: Vec<String>) -> Vec<ScopeId> {
    texts.into_iter().map(|text| ScopeId(text.into())).collect()
}

/// A rule that cannot be read makes its token unreadable: without a block the token would look, and after
/// the next save be, allowed more than it is.
fn rules<'a, R: FromStr>(reader: &mut Reader<'a>, reads: &'a Option<Read>, what: &str) -> Vec<R> {
    let mut rules = Vec::new();
    for text in reader.list(reads) {
        match (text.parse(), reads) {
            (Ok(rule), _) => rules.push(rule),
            (Err(_), Some(read)) => {
                let at =
                    [&read::place(reader.scope, &read.0.at.0, &[]), "/", &rules.len().to_string()].concat();
                reader.fail(at, ["expected ", what, ", found a text that is none"].concat());
                break;
            }
            (Err(_), None) => {}
        }
    }
    rules
}

fn lifecycle<'a>(reader: &mut Reader<'a>, reads: &'a TokenReads) -> Lifecycle {
    let revoked = reader.time(&reads.revoked_at);
    let Some(state) = &reads.state else {
        return if revoked.is_some() { Lifecycle::Revoked(revoked) } else { Lifecycle::Enabled };
    };
    let text = reader.required(state);
    match text.as_str() {
        "enabled" | "true" => Lifecycle::Enabled,
        "disabled" | "false" => Lifecycle::Disabled,
        "revoked" => Lifecycle::Revoked(revoked),
        _ => {
            reader.unexpected(&state.0.at.0, "enabled, disabled or revoked", &Value::String(text));
            Lifecycle::Disabled
        }
    }
}

pub(crate) fn scope_entry(scope: &Scope<'_>, reads: &ScopeReads) -> Result<TokenScope, ReadError> {
    let mut reader = Reader::new(scope);
    let id = ScopeId(reader.required(&reads.id).into());
    let description = reader.text_or_empty(&reads.description);
    reader.finish(TokenScope { id, description })
}

pub(crate) fn operation(scope: &Scope<'_>, reads: &OperationReads) -> Result<Operation, ReadError> {
    let mut reader = Reader::new(scope);
    let r = &mut reader;
    let mut operation = Operation {
        id: r.text_or_empty(&reads.id),
        method: r.text_or_empty(&reads.method).to_ascii_uppercase(),
        path: template(r.text_or_empty(&reads.path)),
        group: r.text_or_empty(&reads.group),
        summary: r.text_or_empty(&reads.summary),
        docs: Some(r.text_or_empty(&reads.docs)).filter(|d| is_web_link(d)).unwrap_or_default(),
        scopes: scope_ids(r.list(&reads.scopes)),
    };
    if operation.id.is_empty() {
        operation.id = [&operation.method, " ", &operation.path].concat().trim().to_owned();
    }
    if operation.id.is_empty() {
        r.unexpected("#", "an operation's id or path", &Value::Null);
    }
    reader.finish(operation)
}

/// Many routers write `/devices/:id` for `/devices/{id}`.
pub(crate) fn template(path: String) -> String {
    if !has(&path, "/:") && !path.starts_with(':') {
        return path;
    }
    let mut template = String::new();
    for (index, segment) in path.split('/').enumerate() {
        if index > 0 {
            template.push('/');
        }
        match segment.strip_prefix(':') {
            Some(name) => template.extend(["{", name, "}"]),
            None => template.push_str(segment),
        }
    }
    template
}

/// A link that may be shown: `javascript:` and the like are dropped.
fn is_web_link(link: &str) -> bool {
    link.starts_with("https://")
        || link.starts_with("http://")
        || (link.starts_with('/') && !link.starts_with("//"))
}

pub(crate) fn preset(scope: &Scope<'_>, reads: &PresetReads) -> Result<Preset, ReadError> {
    let mut reader = Reader::new(scope);
    let r = &mut reader;
    let preset = Preset {
        id: r.required(&reads.id),
        name: r.required(&reads.name),
        operations: r.list(&reads.operations),
    };
    reader.finish(preset)
}

pub(crate) fn profile(scope: &Scope<'_>, reads: &ProfileReads) -> Result<Profile, ReadError> {
    let mut reader = Reader::new(scope);
    let r = &mut reader;
    let profile = Profile {
        user_name: r.text_or_empty(&reads.user_name),
        full_name: r.text_or_empty(&reads.full_name),
        email: r.text_or_empty(&reads.email),
        language: r.text_or_empty(&reads.language),
    };
    // Saving a profile that was not read would empty it.
    if profile == Profile::default() {
        reader.fail(read::place(scope, "#", &[]), "expected a profile, found none of its parts".to_owned());
    }
    reader.finish(profile)
}
