//! Values of placeholders that the intent itself holds.

use crate::codec::PlaceholderValue;
use crate::codec::escape::base64;
use crate::intent::{Changes, Draft, Intent};
use crate::value::Value;
use latchkey_model::{ApiRule, Expiry, IpRule, RuleList, ScopeId, Token, TokenPart};

pub(crate) fn get(intent: &Intent, root: &str, member: &str) -> PlaceholderValue {
    match (root, intent) {
        ("user", Intent::SignIn { user, .. }) => user.as_str().into(),
        ("password", Intent::SignIn { password, .. } | Intent::StepUp { password }) => {
            password.as_str().into()
        }
        ("basic", Intent::SignIn { user, password }) => {
            base64(format!("{user}:{password}").as_bytes()).as_str().into()
        }
        ("draft", Intent::Create { draft }) => Fields::of_draft(draft).value(member),
        ("changes", Intent::Edit { changes, .. }) => Fields::of_changes(changes).value(member),
        ("merged", Intent::Edit { before, changes }) => match Fields::of_changes(changes).value(member) {
            PlaceholderValue::Absent => Fields::of_token(before).value(member),
            changed => changed,
        },
        ("grace_seconds", Intent::Regenerate { grace_seconds, .. }) => {
            grace_seconds.map_or(PlaceholderValue::Absent, |s| PlaceholderValue::Json(s.into()))
        }
        ("tokens", Intent::RevokeMany { tokens }) => {
            list(Some(tokens.iter().map(|t| t.id.0.to_string()).collect()))
        }
        ("profile", Intent::EditProfile { changes }) => {
            changes.iter().find(|(name, _)| name == member).map(|(_, value)| value.as_str()).into()
        }
        ("token", Intent::Get { id }) if member == "id" => (&*id.0).into(),
        ("token", _) => token(intent).map_or(PlaceholderValue::Absent, |token| match member {
            "id" => (&*token.id.0).into(),
            "version" => token.version.as_ref().map(|v| v.0.as_str()).into(),
            _ => Fields::of_token(token).value(member),
        }),
        _ => PlaceholderValue::Absent,
    }
}

/// Whether a value would be sent without what of it could not be read.
pub(crate) fn is_cut(intent: &Intent, root: &str, member: &str) -> bool {
    let part = match member {
        "name" => TokenPart::Name,
        "description" => TokenPart::Description,
        "version" => TokenPart::Version,
        "scopes" => TokenPart::Scopes,
        "expires_at" => TokenPart::Expiry,
        "allowed_apis" => TokenPart::Rules(RuleList::AllowedApis),
        "blocked_apis" => TokenPart::Rules(RuleList::BlockedApis),
        "allowed_ips" => TokenPart::Rules(RuleList::AllowedIps),
        "blocked_ips" => TokenPart::Rules(RuleList::BlockedIps),
        _ => return false,
    };
    let is_list = matches!(part, TokenPart::Scopes | TokenPart::Rules(_));
    if token(intent).is_none_or(|token| token.has_read(part)) {
        return false;
    }
    let is_changed = match intent {
        Intent::Edit { changes, .. } => Fields::of_changes(changes).value(member) != PlaceholderValue::Absent,
        _ => false,
    };
    match root {
        "token" => true,
        // A name, an expiry that is chosen anew needs no reading of the old one; a list was edited without its entry.
        "merged" => !is_changed || is_list,
        "changes" => is_changed && is_list,
        _ => false,
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

    fn value(&self, member: &str) -> PlaceholderValue {
        match member {
            "name" => self.name.into(),
            "description" => self.description.into(),
            // No preset is null, not an empty id.
            "preset" if self.preset == Some("") => PlaceholderValue::Json(Value::Null),
            "preset" => self.preset.into(),
            "scopes" => list(self.scopes.map(|l| l.iter().map(|s| s.0.to_string()).collect())),
            "allowed_apis" => rules(self.allowed_apis),
            "blocked_apis" => rules(self.blocked_apis),
            "allowed_ips" => rules(self.allowed_ips),
            "blocked_ips" => rules(self.blocked_ips),
            "expires_at" => match self.expiry {
                Some(Expiry::At(instant)) => PlaceholderValue::Time(instant),
                Some(Expiry::Never) => PlaceholderValue::Json(Value::Null),
                Some(Expiry::Unstated) | None => PlaceholderValue::Absent,
            },
            _ => PlaceholderValue::Absent,
        }
    }
}

fn rules<R: ToString>(rules: Option<&[R]>) -> PlaceholderValue {
    list(rules.map(|rules| rules.iter().map(ToString::to_string).collect()))
}

fn list(texts: Option<Vec<String>>) -> PlaceholderValue {
    let values = |texts: Vec<String>| Value::Array(texts.into_iter().map(Value::String).collect());
    texts.map_or(PlaceholderValue::Absent, |texts| PlaceholderValue::Json(values(texts)))
}
