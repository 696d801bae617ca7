//! What the backend made of what it was asked for.

use crate::access::difference::{Part, difference};
use crate::access::{Access, AccessPolicy, RuleList};
use crate::expiry::Expiry;
use crate::rules::api_rule::ApiRule;
use crate::rules::ip_rule::IpRule;
use crate::scope::ScopeId;
use crate::token::Token;
use crate::token::unread::{TokenPart, UnreadPart};
use chrono::TimeDelta;

/// What a token should be by now. `None`: it was not asked for, or the backend does not say it, so that it cannot be
/// compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    pub name: Option<String>,
    pub description: Option<String>,
    pub scopes: Option<Vec<ScopeId>>,
    pub allowed_apis: Option<Vec<ApiRule>>,
    pub blocked_apis: Option<Vec<ApiRule>>,
    pub allowed_ips: Option<Vec<IpRule>>,
    pub blocked_ips: Option<Vec<IpRule>>,
    /// As it was really sent: see the engine's `expiry_sent`.
    pub expiry: Option<Expiry>,
}

/// A field that is not as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    pub field: DeviatingField,
    /// The token may do more than was asked for, or for longer. Never false where it is so.
    pub wider: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum DeviatingField {
    Name {
        asked: String,
        found: String,
    },
    Description {
        asked: String,
        found: String,
    },
    /// A scope, rule or expiry; "added" is there and was not asked for, "removed" was asked for and is not there.
    Access(Part),
    /// It cannot be told: the backend's value could not be read.
    Unread(UnreadPart),
}

/// Clocks differ, and a request takes its time.
const NEAR: TimeDelta = TimeDelta::minutes(2);

/// What is not as it was asked for, field by field: name, description, scopes, rules, expiry. An expiry that is less than
/// two minutes off is the same. Order and repetition make no difference.
///
/// ```
/// use latchkey_model::{Access, AccessPolicy, Asked, Expiry, Lifecycle, Token, TokenId, compare_asked};
///
/// let until = "2027-01-01T00:00:00Z".parse().unwrap();
/// let asked = Asked { name: Some("ci".into()), expiry: Some(Expiry::At(until)), ..Asked::default() };
/// let found = Token {
///     id: TokenId("7".into()),
///     name: "ci".into(),
///     description: String::new(),
///     hint: String::new(),
///     access: Access::new(Expiry::Never),
///     lifecycle: Lifecycle::Enabled,
///     created: None,
///     last_used: None,
///     version: None,
///     unread: Vec::new(),
/// };
/// let deviations = compare_asked(&asked, &found, AccessPolicy::default());
/// assert_eq!(deviations.len(), 1);
/// assert!(deviations[0].wider);
/// ```
pub fn compare_asked(asked: &Asked, found: &Token, policy: AccessPolicy) -> Vec<Deviation> {
    let mut deviations = Vec::new();
    // What could not be read is told as such, not as missing.
    let differs = |asked: &Option<String>, is: &str, part| {
        asked.clone().filter(|asked| asked != is && found.has_read(part))
    };
    if let Some(asked) = differs(&asked.name, &found.name, TokenPart::Name) {
        let field = DeviatingField::Name { asked, found: found.name.clone() };
        deviations.push(Deviation { field, wider: false });
    }
    if let Some(asked) = differs(&asked.description, &found.description, TokenPart::Description) {
        let field = DeviatingField::Description { asked, found: found.description.clone() };
        deviations.push(Deviation { field, wider: false });
    }
    let changes = difference(&expected(asked, found), &found.access, policy);
    deviations.extend(
        changes
            .into_iter()
            .map(|change| Deviation { field: DeviatingField::Access(change.part), wider: change.widens }),
    );
    for unread in &found.unread {
        if is_asked(asked, unread.part) {
            // A block that cannot be read may be none, an allowed address may be all.
            let wider = !matches!(unread.part, TokenPart::Name | TokenPart::Description);
            deviations.push(Deviation { field: DeviatingField::Unread(unread.clone()), wider });
        }
    }
    deviations
}

/// The access that was asked for, with what is there in place of what cannot be compared.
fn expected(asked: &Asked, found: &Token) -> Access {
    fn list<T: Clone>(asked: &Option<Vec<T>>, found: &[T], is_read: bool) -> Vec<T> {
        asked.clone().filter(|_| is_read).unwrap_or_else(|| found.to_vec())
    }
    let access = &found.access;
    let is_read = |list| found.has_read(TokenPart::Rules(list));
    Access {
        scopes: list(&asked.scopes, &access.scopes, found.has_read(TokenPart::Scopes)),
        allowed_apis: list(&asked.allowed_apis, &access.allowed_apis, is_read(RuleList::AllowedApis)),
        blocked_apis: list(&asked.blocked_apis, &access.blocked_apis, is_read(RuleList::BlockedApis)),
        allowed_ips: list(&asked.allowed_ips, &access.allowed_ips, is_read(RuleList::AllowedIps)),
        blocked_ips: list(&asked.blocked_ips, &access.blocked_ips, is_read(RuleList::BlockedIps)),
        expiry: match (asked.expiry, access.expiry) {
            (Some(Expiry::At(asked)), Expiry::At(found)) if (asked - found).abs() < NEAR => Expiry::At(found),
            (Some(asked), _) if found.has_read(TokenPart::Expiry) => asked,
            (_, found) => found,
        },
    }
}

fn is_asked(asked: &Asked, part: TokenPart) -> bool {
    match part {
        TokenPart::Name => asked.name.is_some(),
        TokenPart::Description => asked.description.is_some(),
        TokenPart::Scopes => asked.scopes.is_some(),
        TokenPart::Rules(RuleList::AllowedApis) => asked.allowed_apis.is_some(),
        TokenPart::Rules(RuleList::BlockedApis) => asked.blocked_apis.is_some(),
        TokenPart::Rules(RuleList::AllowedIps) => asked.allowed_ips.is_some(),
        TokenPart::Rules(RuleList::BlockedIps) => asked.blocked_ips.is_some(),
        TokenPart::Expiry => asked.expiry.is_some(),
        TokenPart::Hint
        | TokenPart::State
        | TokenPart::Created
        | TokenPart::LastUsed
        | TokenPart::Version => false,
    }
}
