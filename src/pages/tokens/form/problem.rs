//! What is wrong with a draft, field by field.

use crate::api::ApiError;
use latchkey_connector::Field;
use latchkey_model::{ApiRuleError, ExpiryError, IpListError, NameError};

#[derive(Clone, Debug, PartialEq)]
pub struct FieldProblem {
    pub field: Field,
    pub problem: Problem,
}

impl FieldProblem {
    pub fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    Name(NameError),
    /// A secret was pasted where its text would be stored or sent.
    LooksLikeSecret,
    NoScope,
    Expiry(ExpiryError),
    ApiRule(ApiRuleError),
    IpRules(Vec<IpListError>),
    NothingChanged,
    /// Somebody else's change clashes with this one, and no side is chosen.
    ClashUndecided,
    /// The backend's own words about this field.
    Backend(String),
    Request(ApiError),
    /// The answer to a create got lost, and sending it again makes no second token.
    LostButSafe,
    /// The answer to a regeneration got lost. `same_value`: the next one brings the same new secret.
    LostRegeneration {
        same_value: bool,
    },
}
