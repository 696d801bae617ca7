//! Tokens, scopes, operations and the other things of the model, out of an answer.

use super::reader::{self, Reader};
use crate::document::{
    OperationReads, PresetReads, ProfileReads, Read, ScopeReads, TokenReads, path_template,
};
use crate::error::ReadError;
use crate::expression::Answer;
use crate::outcome::Profile;
use crate::template::Variables;
use crate::value::Value;
use latchkey_model::{Access, Lifecycle, Operation, Preset, Scope, ScopeId, Token, TokenId, Version};
use std::str::FromStr;

/// The token's record that `at` leads to.
pub(crate) fn token_at(variables: &Variables<'_>, at: &str, reads: &TokenReads) -> Result<Token, ReadError> {
    let mut reader = Reader::new(variables);
    let entry = reader.find(at);
    if entry.as_object().is_none() {
        reader.unexpected(at, "an object", &entry);
    }
    reader.finish(())?;
    let base = || reader::place(variables, at, &[]);
    let answer = variables.answer.map(|a| Answer { entry: &entry, base: &base, ..a });
    token(&Variables { answer, ..*variables }, reads)
}

pub(crate) fn token(variables: &Variables<'_>, reads: &TokenReads) -> Result<Token, ReadError> {
    let mut reader = Reader::new(variables);
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
                let at = reader::place(reader.variables, &read.0.at.0, &[]);
                let at = format!("{at}/{}", rules.len());
                reader.fail(at, format!("expected {what}, found a text that is none"));
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

pub(crate) fn scope(variables: &Variables<'_>, reads: &ScopeReads) -> Result<Scope, ReadError> {
    let mut reader = Reader::new(variables);
    let id = ScopeId(reader.required(&reads.id).into());
    let description = reader.text_or_empty(&reads.description);
    reader.finish(Scope { id, description })
}

pub(crate) fn operation(variables: &Variables<'_>, reads: &OperationReads) -> Result<Operation, ReadError> {
    let mut reader = Reader::new(variables);
    let r = &mut reader;
    let mut operation = Operation {
        id: r.text_or_empty(&reads.id),
        method: r.text_or_empty(&reads.method).to_ascii_uppercase(),
        path: path_template(&r.text_or_empty(&reads.path)),
        group: r.text_or_empty(&reads.group),
        summary: r.text_or_empty(&reads.summary),
        docs: Some(r.text_or_empty(&reads.docs)).filter(|d| is_web_link(d)).unwrap_or_default(),
        scopes: scope_ids(r.list(&reads.scopes)),
    };
    if operation.id.is_empty() {
        operation.id = format!("{} {}", operation.method, operation.path).trim().to_owned();
    }
    if operation.id.is_empty() {
        r.unexpected("#", "an operation's id or path", &Value::Null);
    }
    reader.finish(operation)
}

/// A link that may be shown: `javascript:` and the like are dropped.
fn is_web_link(link: &str) -> bool {
    link.starts_with("https://")
        || link.starts_with("http://")
        || (link.starts_with('/') && !link.starts_with("//"))
}

pub(crate) fn preset(variables: &Variables<'_>, reads: &PresetReads) -> Result<Preset, ReadError> {
    let mut reader = Reader::new(variables);
    let r = &mut reader;
    let preset = Preset {
        id: r.required(&reads.id),
        name: r.required(&reads.name),
        operations: r.list(&reads.operations),
    };
    reader.finish(preset)
}

pub(crate) fn profile(variables: &Variables<'_>, reads: &ProfileReads) -> Result<Profile, ReadError> {
    let mut reader = Reader::new(variables);
    let r = &mut reader;
    let profile = Profile {
        user_name: r.text_or_empty(&reads.user_name),
        full_name: r.text_or_empty(&reads.full_name),
        email: r.text_or_empty(&reads.email),
        language: r.text_or_empty(&reads.language),
    };
    // Saving a profile that was not read would empty it.
    if profile == Profile::default() {
        reader.fail(
            reader::place(variables, "#", &[]),
            "expected a profile, found none of its parts".to_owned(),
        );
    }
    reader.finish(profile)
}
