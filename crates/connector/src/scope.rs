//! Where the values of placeholders come from.

use crate::document::Connector;
use crate::engine::Context;
use crate::escape::base64;
use crate::expression::{self, Expression, Key};
use crate::http::HttpResponse;
use crate::intent::{Changes, Draft, Intent};
use crate::rest::Rest;
use crate::time::Offset;
use crate::value::Value;
use chrono::{DateTime, Utc};
use latchkey_model::{ApiRule, Expiry, IpRule, ScopeId, Token};
use std::cell::Cell;

/// A placeholder's value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filled {
    /// There is none: not given, not changed, not said.
    Absent,
    /// An instant that no codec wrote yet.
    Time(DateTime<Utc>),
    Json(Value),
}

/// Everything that a template can refer to.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub connector: &'a Connector,
    pub zone: Offset,
    pub rest: Option<&'static Rest>,
    /// Set where the rest would be needed and is not there: what was made meanwhile is worth nothing.
    pub missed: &'a Cell<bool>,
    pub intent: &'a Intent,
    pub context: &'a Context<'a>,
    /// Where the page of a list starts: number, offset or cursor.
    pub page: &'a str,
    /// The entry that a shape is filled from.
    pub item: Option<&'a Value>,
    pub answer: Option<Answer<'a>>,
}

/// An answer, and what of it is being read.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub response: &'a HttpResponse,
    pub body: &'a Value,
    /// The entry that `#/pointer` starts from, its own pointer, and what each `*` of that stood for. The pointer is made
    /// when something is wrong there, not for each of thousands of entries.
    pub entry: &'a Value,
    pub base: &'a dyn Fn() -> String,
    pub keys: &'a [Key<'a>],
}

fn text(text: &str) -> Filled {
    Filled::Json(Value::String(text.to_owned()))
}

fn filled(value: Option<&str>) -> Filled {
    value.map_or(Filled::Absent, text)
}

impl Scope<'_> {
    pub fn value(&self, source: &str) -> Filled {
        if expression::is_expression(source) {
            return self.answer.map_or(Filled::Absent, |answer| answer.value(source));
        }
        let (root, member) = source.split_once('.').unwrap_or((source, ""));
        match root {
            "session" => filled(self.context.session.get(member)),
            "cookie" => {
                filled(self.context.cookies.iter().find(|(n, _)| n == member).map(|(_, v)| v.as_str()))
            }
            "now" => Filled::Time(self.context.now),
            "idempotency_key" => filled(Some(self.context.idempotency_key).filter(|k| !k.is_empty())),
            "confirmation" => filled(self.context.password),
            "page" => self.page_value(member),
            "item" => self.item_value(member),
            _ => match (root, self.intent) {
                ("user", Intent::SignIn { user, .. }) => text(user),
                ("password", Intent::SignIn { password, .. }) => text(password),
                (root, intent) => {
                    self.rest().map_or(Filled::Absent, |rest| (rest.of_intent)(intent, root, member))
                }
            },
        }
    }

    /// `None`: it is missed, and all is to be done again when it is there.
    pub fn rest(&self) -> Option<&'static Rest> {
        self.missed.set(self.missed.get() || self.rest.is_none());
        self.rest
    }

    fn page_value(&self, member: &str) -> Filled {
        let number = |n: u64| Filled::Json(Value::Number(n.to_string()));
        match member {
            "size" => number(self.connector.page_size()),
            "number" => number(self.page.parse().unwrap_or_else(|_| self.connector.first_page())),
            "offset" => number(self.page.parse().unwrap_or_default()),
            _ => filled(Some(self.page).filter(|p| !p.is_empty())),
        }
    }

    /// An API rule's text is `METHOD /path`; its halves are there by name.
    fn item_value(&self, member: &str) -> Filled {
        let Some(item) = self.item else { return Filled::Absent };
        let halves = || item.as_str()?.split_once(' ');
        match member {
            "" => Filled::Json(item.clone()),
            "method" => filled(halves().map(|(method, _)| method)),
            "path" => filled(halves().map(|(_, path)| path)),
            _ => Filled::Absent,
        }
    }
}

impl Answer<'_> {
    /// `null` and the empty text are no value here: what is composed of them would look whole and not be.
    fn value(&self, source: &str) -> Filled {
        let value = match expression::parse(source) {
            Ok(Expression::Body(pointer)) => expression::first(self.body, pointer),
            Ok(Expression::Entry(pointer)) => expression::first(self.entry, pointer),
            Ok(Expression::Text) => return text(&self.response.body),
            Ok(Expression::Header(name)) => return filled(self.response.header(name)),
            Ok(Expression::Key(n)) => {
                return self.keys.get(n - 1).map_or(Filled::Absent, |key| text(&key.text()));
            }
            Err(_) => &Value::Null,
        };
        match value {
            Value::Null => Filled::Absent,
            Value::String(s) if s.is_empty() => Filled::Absent,
            value => Filled::Json(value.clone()),
        }
    }
}

/// Values of the intent itself, but for what signing in types.
pub(crate) fn of_intent(intent: &Intent, root: &str, member: &str) -> Filled {
    match (root, intent) {
        ("password", Intent::StepUp { password }) => text(password),
        ("basic", Intent::SignIn { user, password }) => {
            text(&base64([user, ":", password].concat().as_bytes()))
        }
        ("draft", Intent::Create { draft }) => Fields::of_draft(draft).value(member),
        ("changes", Intent::Edit { changes, .. }) => Fields::of_changes(changes).value(member),
        ("merged", Intent::Edit { before, changes }) => match Fields::of_changes(changes).value(member) {
            Filled::Absent => Fields::of_token(before).value(member),
            changed => changed,
        },
        ("grace_seconds", Intent::Regenerate { grace_seconds, .. }) => {
            grace_seconds.map_or(Filled::Absent, |s| Filled::Json(Value::Number(s.to_string())))
        }
        ("tokens", Intent::RevokeMany { tokens }) => {
            list(Some(tokens.iter().map(|t| t.id.0.to_string()).collect()))
        }
        ("profile", Intent::EditProfile { changes }) => {
            filled(changes.iter().find(|(name, _)| name == member).map(|(_, value)| value.as_str()))
        }
        ("token", Intent::Get { id }) if member == "id" => text(&id.0),
        ("token", _) => token(intent).map_or(Filled::Absent, |token| match member {
            "id" => text(&token.id.0),
            "version" => filled(token.version.as_ref().map(|v| v.0.as_str())),
            _ => Fields::of_token(token).value(member),
        }),
        _ => Filled::Absent,
    }
}

/// The token that an intent is about.
fn token(intent: &Intent) -> Option<&Token> {
    match intent {
        Intent::Edit { before, .. }
        | Intent::Enable { before }
        | Intent::Disable { before }
        | Intent::Regenerate { before, .. } => Some(before),
        Intent::Revoke { token } => Some(token),
        _ => None,
    }
}

/// The parts that a draft, a change and a token have in common; `None` is left alone.
#[derive(Default)]
struct Fields<'a> {
    name: Option<&'a str>,
    description: Option<&'a str>,
    preset: Option<&'a str>,
    scopes: Option<&'a [ScopeId]>,
    allowed_apis: Option<&'a [ApiRule]>,
    blocked_apis: Option<&'a [ApiRule]>,
    allowed_ips: Option<&'a [IpRule]>,
    blocked_ips: Option<&'a [IpRule]>,
    expiry: Option<Expiry>,
}

/// Names of the values below `draft`, `changes`, `merged` and `token`.
pub(crate) const FIELDS: &[&str] = &[
    "name",
    "description",
    "preset",
    "scopes",
    "allowed_apis",
    "blocked_apis",
    "allowed_ips",
    "blocked_ips",
    "expires_at",
];

impl<'a> Fields<'a> {
    fn of_draft(draft: &'a Draft) -> Self {
        let access = &draft.access;
        Self {
            name: Some(&draft.name),
            description: Some(&draft.description),
            preset: Some(draft.preset.as_deref().unwrap_or_default()),
            scopes: Some(&access.scopes),
            allowed_apis: Some(&access.allowed_apis),
            blocked_apis: Some(&access.blocked_apis),
            allowed_ips: Some(&access.allowed_ips),
            blocked_ips: Some(&access.blocked_ips),
            expiry: Some(access.expiry),
        }
    }

    fn of_changes(changes: &'a Changes) -> Self {
        Self {
            name: changes.name.as_deref(),
            description: changes.description.as_deref(),
            preset: changes.preset.as_deref(),
            scopes: changes.scopes.as_deref(),
            allowed_apis: changes.allowed_apis.as_deref(),
            blocked_apis: changes.blocked_apis.as_deref(),
            allowed_ips: changes.allowed_ips.as_deref(),
            blocked_ips: changes.blocked_ips.as_deref(),
            expiry: changes.expiry,
        }
    }

    fn of_token(token: &'a Token) -> Self {
        let access = &token.access;
        Self {
            name: Some(&token.name),
            description: Some(&token.description),
            preset: None,
            scopes: Some(&access.scopes),
            allowed_apis: Some(&access.allowed_apis),
            blocked_apis: Some(&access.blocked_apis),
            allowed_ips: Some(&access.allowed_ips),
            blocked_ips: Some(&access.blocked_ips),
            expiry: Some(access.expiry),
        }
    }

    fn value(&self, member: &str) -> Filled {
        match member {
            "name" => filled(self.name),
            "description" => filled(self.description),
            // No preset is null, not an empty id.
            "preset" if self.preset == Some("") => Filled::Json(Value::Null),
            "preset" => filled(self.preset),
            "scopes" => list(self.scopes.map(|l| l.iter().map(|s| s.0.to_string()).collect())),
            "allowed_apis" => apis(self.allowed_apis),
            "blocked_apis" => apis(self.blocked_apis),
            "allowed_ips" => ips(self.allowed_ips),
            "blocked_ips" => ips(self.blocked_ips),
            "expires_at" => match self.expiry {
                Some(Expiry::At(instant)) => Filled::Time(instant),
                Some(Expiry::Never) => Filled::Json(Value::Null),
                Some(Expiry::Unstated) | None => Filled::Absent,
            },
            _ => Filled::Absent,
        }
    }
}

fn apis(rules: Option<&[ApiRule]>) -> Filled {
    list(rules.map(|rules| rules.iter().map(ToString::to_string).collect()))
}

fn ips(rules: Option<&[IpRule]>) -> Filled {
    list(rules.map(|rules| rules.iter().map(ToString::to_string).collect()))
}

fn list(texts: Option<Vec<String>>) -> Filled {
    let values = |texts: Vec<String>| Value::Array(texts.into_iter().map(Value::String).collect());
    texts.map_or(Filled::Absent, |texts| Filled::Json(values(texts)))
}
