//! The `capabilities` member: of a connector, and of an installation that describes itself.

use crate::capabilities::{Column, Field, PasswordConfirmation};
use serde::{Deserialize, Deserializer};

/// What differs from what follows from the requests. A member left out changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CapabilityMembers {
    /// Fields that can be set when a token is made; none: no token can be made.
    pub create: Option<Vec<Field>>,
    /// Fields that can be changed later; none: no token can be changed.
    pub edit: Option<Vec<Field>>,
    /// `null`: the secret cannot be made anew.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Regenerate>"))]
    #[serde(default)]
    pub regenerate: Given<Regenerate>,
    pub enable_disable: Option<bool>,
    pub revoke_many: Option<bool>,
    pub columns: Option<Vec<Column>>,
    pub name: Option<NameMembers>,
    pub expiry: Option<ExpiryMembers>,
    /// A rule names one operation: the backend takes no patterns.
    pub single_apis: Option<bool>,
    /// Which rule wins when an allow and a block both match.
    pub precedence: Option<PrecedenceName>,
    /// What an empty list of allowed APIs means.
    pub empty_apis: Option<EmptyMeaning>,
    /// What an empty list of allowed IPs means.
    pub empty_ips: Option<EmptyMeaning>,
    pub password: Option<PasswordConfirmation>,
    /// Revoked tokens stay in the list.
    pub lists_revoked: Option<bool>,
    pub profile: Option<bool>,
    /// Profile fields that can be changed.
    pub profile_edit: Option<Vec<String>>,
    pub scopes: Option<bool>,
    pub operations: Option<bool>,
    pub presets: Option<bool>,
    /// What every secret starts with, to notice one pasted into the wrong field.
    pub secret_prefix: Option<String>,
    /// What the console may not say, because the backend does not keep it.
    pub claims: Option<ClaimMembers>,
}

/// What is not as the console says it of most backends.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClaimMembers {
    /// Secrets can be seen again later, for example in the list.
    pub secret_shown_again: Option<bool>,
    /// So many seconds a revoked secret may still be accepted, also an old one after regenerating.
    pub revocation_delay_seconds: Option<u64>,
    /// The id of a token is its secret, or leads to it: it is never put into an address.
    pub id_is_secret: Option<bool>,
}

/// A member for which `null` says something else than leaving it out.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Given<T> {
    #[default]
    Nothing,
    Null,
    Value(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Given::Null, Given::Value))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Regenerate {
    /// How long the old secret may stay good, to choose from; 0: it is refused at once.
    #[serde(default)]
    pub grace_seconds: Vec<u64>,
}

/// Lengths are in Unicode scalar values.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NameMembers {
    pub required: Option<bool>,
    pub unique: Option<bool>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExpiryMembers {
    pub presets_days: Option<Vec<u64>>,
    /// Whether any date may be chosen.
    pub custom: Option<bool>,
    /// Whether a token may live for ever.
    pub never: Option<bool>,
    pub min_seconds: Option<u64>,
    pub max_seconds: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrecedenceName {
    #[default]
    DenyOverrides,
    AllowOverrides,
    MostSpecific,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EmptyMeaning {
    /// Everything that the scopes allow.
    #[default]
    Everything,
    Nothing,
}
