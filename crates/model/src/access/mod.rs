//! What a token may do: its access, and what follows from it. May this call pass ([`decide`](decide::decide)), what
//! of the backend can it reach, what does an edit widen, what should a person hear before saving.

pub mod coverage;
pub mod decide;
pub mod difference;
pub mod findings;
pub mod forecast;
pub mod lifecycle;

use crate::expiry::Expiry;
use crate::rules::api_rule::ApiRule;
use crate::rules::ip_rule::IpRule;
use crate::rules::{EmptyList, Precedence};
use crate::scope::ScopeId;

/// Scopes, API rules, IP rules and expiry, taken together.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    pub scopes: Vec<ScopeId>,
    pub allowed_apis: Vec<ApiRule>,
    pub blocked_apis: Vec<ApiRule>,
    pub allowed_ips: Vec<IpRule>,
    pub blocked_ips: Vec<IpRule>,
    pub expiry: Expiry,
}

impl Access {
    /// No scope and no rule. There is no `Default`: nothing should live for ever by omission.
    pub fn new(expiry: Expiry) -> Access {
        Access {
            scopes: Vec::new(),
            allowed_apis: Vec::new(),
            blocked_apis: Vec::new(),
            allowed_ips: Vec::new(),
            blocked_ips: Vec::new(),
            expiry,
        }
    }
}

/// One of an access's four lists of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleList {
    AllowedApis,
    BlockedApis,
    AllowedIps,
    BlockedIps,
}

/// How a backend reads an [`Access`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessPolicy {
    pub precedence: Precedence,
    pub empty_apis: EmptyList,
    pub empty_ips: EmptyList,
}
