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
use chrono::{DateTime, Utc};
use latchkey_model::{
    Access, Expiry, Lifecycle, Operation, Preset, RuleList, Scope, ScopeId, Token, TokenId, TokenPart,
    UnreadPart, Version,
};
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

/// Without an id nothing can be done with a token. Any other part that cannot be read is noted in it, and the row is
/// there.
pub(crate) fn token(variables: &Variables<'_>, reads: &TokenReads) -> Result<Token, ReadError> {
    let mut reader = Reader::new(variables);
    let id = TokenId(reader.required(&reads.id).into());
    reader.finish(())?;
    let mut parts = Parts { reader: Reader::new(variables), unread: Vec::new() };
    let p = &mut parts;
    let token = Token {
        id,
        name: p.text(TokenPart::Name, &reads.name),
        description: p.text(TokenPart::Description, &reads.description),
        hint: p.text(TokenPart::Hint, &reads.hint),
        access: Access {
            scopes: p.scopes(&reads.scopes),
            allowed_apis: p.rules(RuleList::AllowedApis, &reads.allowed_apis, "an API rule"),
            blocked_apis: p.rules(RuleList::BlockedApis, &reads.blocked_apis, "an API rule"),
            allowed_ips: p.rules(RuleList::AllowedIps, &reads.allowed_ips, "an IP address or block"),
            blocked_ips: p.rules(RuleList::BlockedIps, &reads.blocked_ips, "an IP address or block"),
            expiry: p.expiry(&reads.expires_at),
        },
        lifecycle: p.lifecycle(reads),
        created: p.time(TokenPart::Created, &reads.created_at),
        last_used: p.time(TokenPart::LastUsed, &reads.last_used_at),
        version: Some(p.text(TokenPart::Version, &reads.version)).filter(|v| !v.is_empty()).map(Version),
        unread: Vec::new(),
    };
    Ok(Token { unread: parts.unread, ..token })
}

/// Reads the parts of a token, and notes what cannot be read.
struct Parts<'a> {
    reader: Reader<'a>,
    unread: Vec<UnreadPart>,
}

impl<'a> Parts<'a> {
    /// What was just read, or what stands for it where that failed.
    fn or<T>(&mut self, part: TokenPart, read: T, otherwise: T) -> T {
        match self.reader.take_error() {
            None => read,
            Some(error) => {
                self.note(part, error, String::new());
                otherwise
            }
        }
    }

    fn note(&mut self, part: TokenPart, error: ReadError, text: String) {
        self.unread.push(UnreadPart { part, at: error.at, problem: error.problem, text });
    }

    fn text(&mut self, part: TokenPart, read: &'a Option<Read>) -> String {
        let text = self.reader.text_or_empty(read);
        self.or(part, text, String::new())
    }

    fn time(&mut self, part: TokenPart, read: &'a Option<Read>) -> Option<DateTime<Utc>> {
        let time = self.reader.time(read);
        self.or(part, time, None)
    }

    fn scopes(&mut self, read: &'a Option<Read>) -> Vec<ScopeId> {
        let texts = self.reader.list(read);
        if let Some(error) = self.reader.take_error() {
            self.note(TokenPart::Scopes, error, String::new());
        }
        scope_ids(texts)
    }

    fn expiry(&mut self, read: &'a Option<Read>) -> Expiry {
        let expiry = self.reader.expiry(read);
        self.or(TokenPart::Expiry, expiry, Expiry::Unstated)
    }

    /// The rules that can be read. The token is marked by the others: without a block it looks allowed more than it is,
    /// and after an edit it would be.
    fn rules<R: FromStr>(&mut self, list: RuleList, read: &'a Option<Read>, what: &str) -> Vec<R> {
        let part = TokenPart::Rules(list);
        let texts = self.reader.list(read);
        if let Some(error) = self.reader.take_error() {
            self.note(part, error, String::new());
        }
        let mut rules = Vec::with_capacity(texts.len());
        for (index, text) in texts.into_iter().enumerate() {
            match (text.parse(), read) {
                (Ok(rule), _) => rules.push(rule),
                (Err(_), Some(read)) => {
                    let at = reader::place(self.reader.variables, &read.0.at.0, &[]);
                    let error = ReadError {
                        at: format!("{at}/{index}"),
                        problem: format!("expected {what}, found a text that is none"),
                    };
                    self.note(part, error, text);
                }
                (Err(_), None) => {}
            }
        }
        rules
    }

    /// A token whose state cannot be read counts as one that is accepted.
    fn lifecycle(&mut self, reads: &'a TokenReads) -> Lifecycle {
        let revoked = self.reader.time(&reads.revoked_at);
        let lifecycle = lifecycle(&mut self.reader, reads, revoked);
        self.or(TokenPart::State, lifecycle, Lifecycle::Enabled)
    }
}

fn scope_ids(texts: Vec<String>) -> Vec<ScopeId> {
    texts.into_iter().map(|text| ScopeId(text.into())).collect()
}

fn lifecycle<'a>(
    reader: &mut Reader<'a>,
    reads: &'a TokenReads,
    revoked: Option<DateTime<Utc>>,
) -> Lifecycle {
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
            Lifecycle::Enabled
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
