//! What an access token is and what it may do: tokens, scopes, rules, expiry, access decisions.
//!
//! Pure: no browser, socket, clock or random source is named here. The time, the caller's address and
//! ids come in as arguments. No decoding step turns bad input into wider access.

pub mod access;
pub mod api_rule;
pub mod expiry;
pub mod ip_rule;
pub mod name;
pub mod operation;
pub mod scope;
pub mod status;
pub mod token;

pub use access::{Access, AccessPolicy, Call, Decision, EmptyList, Precedence, Reason, decide};
pub use api_rule::{ApiRule, ApiRuleError};
pub use expiry::{Expiry, ExpiryChoice, ExpiryError, ExpiryPolicy, Zone};
pub use ip_rule::{IpRule, IpRuleError};
pub use name::{NameError, NameRules, TokenName};
pub use operation::Operation;
pub use scope::{Preset, Scope, ScopeId};
pub use status::{Status, status};
pub use token::{Lifecycle, Token, TokenId, Version};
