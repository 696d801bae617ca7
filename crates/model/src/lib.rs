//! What an access token is and what it may do: tokens, scopes, rules, expiry, access decisions.
//!
//! Pure: no browser, socket, clock or random source is named here. The time, the caller's address and
//! ids come in as arguments. No decoding step turns bad input into wider access.

pub mod access;
mod api_path;
pub mod api_rule;
pub mod calendar;
pub mod coverage;
pub mod date;
pub mod difference;
pub mod expiry;
mod find;
pub mod findings;
mod ip_range;
pub mod ip_rule;
pub mod merge;
pub mod name;
pub mod operation;
pub mod operations;
mod rule;
pub mod scope;
pub mod secret;
mod sorted;
pub mod status;
mod text;
pub mod token;

pub use access::{Access, AccessPolicy, Call, Decision, EmptyList, Precedence, Reason, RuleList, decide};
pub use api_path::{NormalPath, UnsafePath};
pub use api_rule::{ApiRule, ApiRuleError, Reach};
pub use calendar::{Renewal, calendar};
pub use coverage::{Extent, Mark, Marks, extents, marks};
pub use date::{DateOrder, format_date, parse_date};
pub use difference::{Change, Part, difference};
pub use expiry::{Expiry, ExpiryChoice, ExpiryError, ExpiryPolicy, Offer, Zone};
pub use find::{around, has};
pub use findings::{Finding, Surroundings, findings};
pub use ip_rule::{IpListError, IpRule, IpRuleError};
pub use merge::{Clash, Merged, Side, Sides, merge, reads_the_same};
pub use name::{NameError, NameRules, TokenName};
pub use operation::{Operation, WrittenCall};
pub use operations::Operations;
pub use rule::Specificity;
pub use scope::{Preset, Scope, ScopeId};
pub use secret::{hint_fits, looks_like_secret};
pub use sorted::{places, sorted, sorted_by};
pub use status::{Status, status};
pub use text::{file_name, is_invisible, marked, mixes_alphabets, runs_leftwards, shown};
pub use token::{Lifecycle, Token, TokenId, Version};
