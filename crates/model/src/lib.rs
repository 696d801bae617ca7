//! What an access token is and what it may do: tokens, scopes, rules, expiry, access decisions.
//!
//! Pure: no browser, socket, clock or random source is named here. The time, the caller's address and
//! ids come in as arguments. No decoding step turns bad input into wider access.
//!
//! Layers, from the ground up; each knows those before it only: `text` and `scope`, `expiry`, `rules`, `access`, `token`.

mod access;
mod expiry;
mod rules;
mod scope;
mod text;
mod token;

pub use access::coverage::{Extent, Mark, Marks, extents, marks};
pub use access::decide::{Call, Decision, Reason, decide};
pub use access::difference::{Change, Part, difference};
pub use access::findings::{Finding, FindingContext, findings};
pub use access::forecast::{Forecast, ScopeKnowledge, forecast, scopes_decide, scopes_known};
pub use access::lifecycle::Lifecycle;
pub use access::{Access, AccessPolicy, RuleList};
pub use expiry::calendar::{Renewal, calendar};
pub use expiry::date::{DateOrder, format_date, parse_date};
pub use expiry::{Expiry, ExpiryChoice, ExpiryError, ExpiryPolicy, Offer, Zone};
pub use rules::api_path::{NormalPath, UnsafePath};
pub use rules::api_rule::{ApiRule, ApiRuleError};
pub use rules::ip_rule::{IpListError, IpRule, IpRuleError};
pub use rules::operation::{Operation, WrittenCall};
pub use rules::operations::Operations;
pub use rules::reach::Reach;
pub use rules::{EmptyList, Precedence, Specificity};
pub use scope::{Preset, Scope, ScopeId};
pub use text::{file_name, is_invisible, marked, mixes_alphabets, runs_leftwards, shown};
pub use token::deviation::{Asked, DeviatingField, Deviation, compare_asked};
pub use token::merge::{Clash, Merged, Side, Sides, merge, reads_the_same};
pub use token::name::{NameError, NameRules, TokenName};
pub use token::secret::{clean_pasted_token, hint_fits, looks_like_secret};
pub use token::status::{Status, status};
pub use token::unread::{TokenPart, UnreadPart};
pub use token::{Token, TokenId, Version};
