//! The clean-up views: what somebody who tidies up looks for.

use super::row::TokenRow;
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_connector::{Capabilities, Column, Field};
use latchkey_model::{AccessPolicy, ApiRule, EmptyList, Expiry, ScopeId, Status};

/// After so long without use a token counts as unused.
const UNUSED: TimeDelta = TimeDelta::days(90);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    ExpiringSoon,
    Expired,
    NeverExpires,
    NeverUsed,
    Unused,
    Everything,
    AnyAddress,
}

/// With the word for each in an address.
pub const VIEWS: [(View, &str); 7] = [
    (View::ExpiringSoon, "expiring"),
    (View::Expired, "expired"),
    (View::NeverExpires, "never-expires"),
    (View::NeverUsed, "never-used"),
    (View::Unused, "unused"),
    (View::Everything, "everything"),
    (View::AnyAddress, "any-address"),
];

/// What a token is compared with.
#[derive(Clone, Copy)]
pub struct Criteria<'a> {
    pub now: DateTime<Utc>,
    pub policy: AccessPolicy,
    /// All scopes there are; `None` where the backend has none, empty where they are not known yet.
    pub scopes: Option<&'a [ScopeId]>,
}

impl View {
    /// Whether the backend says enough to tell.
    pub fn makes_sense(self, can: &Capabilities) -> bool {
        let shows = |column| can.columns.contains(&column);
        let sets = |field| can.create_fields.has(field) || can.edit_fields.has(field);
        match self {
            View::ExpiringSoon | View::Expired => shows(Column::Expires),
            View::NeverExpires => shows(Column::Expires) && can.expiry.never,
            View::NeverUsed | View::Unused => shows(Column::LastUsed),
            View::Everything => sets(Field::AllowedApis) || (can.scopes && sets(Field::Scopes)),
            View::AnyAddress => sets(Field::AllowedIps),
        }
    }

    /// Revoked tokens are in no view: there is nothing to tidy up about them. Expired ones are in no view of what
    /// is too open, for they open nothing.
    pub fn has(self, row: &TokenRow, criteria: Criteria<'_>) -> bool {
        self.has_with_status(row, row.status(criteria.now), criteria)
    }

    /// As [`View::has`], for callers that know the status already.
    pub fn has_with_status(self, row: &TokenRow, status: Status, criteria: Criteria<'_>) -> bool {
        let token = &row.token;
        let access = &token.access;
        if status == Status::Revoked {
            return false;
        }
        let usable = status != Status::Expired;
        match self {
            View::ExpiringSoon => status == Status::Expiring,
            View::Expired => !usable,
            View::NeverExpires => access.expiry == Expiry::Never,
            View::NeverUsed => token.last_used.is_none(),
            View::Unused => {
                // What is younger than that has not had the time.
                let last = token.last_used.or(token.created);
                last.is_some_and(|at| criteria.now.signed_duration_since(at) >= UNUSED)
            }
            View::Everything => {
                let any_api = is_open(access.allowed_apis.is_empty(), criteria.policy.empty_apis, || {
                    access.allowed_apis.iter().any(ApiRule::is_everything)
                }) && access.blocked_apis.is_empty();
                let any_scope = criteria.scopes.is_none_or(|all| {
                    !all.is_empty() && all.iter().all(|scope| access.scopes.contains(scope))
                });
                usable && any_api && any_scope
            }
            View::AnyAddress => {
                usable
                    && is_open(access.allowed_ips.is_empty(), criteria.policy.empty_ips, || {
                        access.allowed_ips.iter().any(|rule| rule.prefix() == 0)
                    })
            }
        }
    }
}

/// Whether an allow list lets everything through: by being empty, or by a rule that does.
fn is_open(is_empty: bool, empty: EmptyList, has_rule: impl FnOnce() -> bool) -> bool {
    if is_empty { empty == EmptyList::Everything } else { has_rule() }
}
