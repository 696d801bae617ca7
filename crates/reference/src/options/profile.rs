//! Profiles: the same backend with exactly one vendor's capabilities.

use crate::foundation::secret::PREFIX;
use latchkey_model::{AccessPolicy, EmptyList, NameRules, Precedence};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

/// Whose console the backend behaves like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Every capability.
    #[default]
    Full,
    /// Vendor document 000.
    Clouds,
    /// Vendor document 001.
    AccessToken,
    /// Vendor document 002.
    Virtuozzo,
    /// Vendor document 003.
    Apinizer,
}

impl Profile {
    pub const ALL: [Profile; 5] =
        [Profile::Full, Profile::Clouds, Profile::AccessToken, Profile::Virtuozzo, Profile::Apinizer];

    pub fn name(self) -> &'static str {
        match self {
            Profile::Full => "full",
            Profile::Clouds => "clouds",
            Profile::AccessToken => "access-token",
            Profile::Virtuozzo => "virtuozzo",
            Profile::Apinizer => "apinizer",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No profile has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no profile is called {0:?}; there are full, clouds, access-token, virtuozzo and apinizer")]
pub struct UnknownProfile(pub String);

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.name() == text)
            .ok_or_else(|| UnknownProfile(text.to_owned()))
    }
}

/// A part of a token that a request may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Settable {
    Name,
    Description,
    Scopes,
    Expiry,
    Preset,
    AllowedApis,
    BlockedApis,
    AllowedIps,
    BlockedIps,
}

/// How the backend wants changes confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    None,
    EachChange,
    StepUp,
}

/// What the backend can do. The shape is that of the `capabilities` member of a connector.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Capabilities {
    pub create: Vec<Settable>,
    pub edit: Vec<Settable>,
    /// Null: the backend cannot regenerate.
    pub regenerate: Option<Regenerate>,
    pub enable_disable: bool,
    pub revoke_many: bool,
    pub columns: Vec<&'static str>,
    pub name: NamePolicy,
    pub expiry: ExpiryLimits,
    /// `deny_overrides`
    pub precedence: &'static str,
    /// `everything` or `nothing`
    pub empty_apis: &'static str,
    /// `everything` or `nothing`
    pub empty_ips: &'static str,
    pub password: Confirmation,
    pub lists_revoked: bool,
    pub profile: bool,
    pub profile_edit: Vec<&'static str>,
    pub scopes: bool,
    pub operations: bool,
    pub presets: bool,
    pub secret_prefix: &'static str,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Regenerate {
    /// What may be asked for; 0 refuses the old secret at once.
    pub grace_seconds: Vec<u64>,
}

/// Lengths are in Unicode scalar values.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamePolicy {
    pub required: bool,
    /// Among the owner's tokens that are not revoked, whatever the case.
    pub unique: bool,
    pub min_length: usize,
    pub max_length: usize,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExpiryLimits {
    pub presets_days: Vec<u32>,
    pub custom: bool,
    pub never: bool,
    pub min_seconds: Option<i64>,
    pub max_seconds: Option<i64>,
}

/// How long a token lives where the backend alone decides (vendor document 001).
pub const FIXED_LIFETIME_DAYS: i64 = 365;

const ALL_FIELDS: [Settable; 9] = [
    Settable::Name,
    Settable::Description,
    Settable::Scopes,
    Settable::Expiry,
    Settable::Preset,
    Settable::AllowedApis,
    Settable::BlockedApis,
    Settable::AllowedIps,
    Settable::BlockedIps,
];

impl Capabilities {
    pub fn of(profile: Profile) -> Self {
        match profile {
            Profile::Full => Self::full(),
            Profile::Clouds => Self::clouds(),
            Profile::AccessToken => Self::access_token(),
            Profile::Virtuozzo => Self::virtuozzo(),
            Profile::Apinizer => Self::apinizer(),
        }
    }

    fn full() -> Self {
        Self {
            create: ALL_FIELDS.to_vec(),
            edit: ALL_FIELDS.to_vec(),
            regenerate: Some(Regenerate { grace_seconds: vec![0, 3600, 86400] }),
            enable_disable: true,
            revoke_many: true,
            columns: vec!["name", "scope", "status", "created", "expires", "last_used"],
            name: NamePolicy { required: true, unique: true, min_length: 1, max_length: 255 },
            expiry: ExpiryLimits {
                presets_days: vec![7, 30, 60, 90, 365],
                custom: true,
                never: true,
                min_seconds: None,
                max_seconds: None,
            },
            precedence: "deny_overrides",
            empty_apis: "everything",
            empty_ips: "everything",
            password: Confirmation::StepUp,
            lists_revoked: true,
            profile: true,
            profile_edit: vec!["full_name", "email", "language"],
            scopes: true,
            operations: true,
            presets: true,
            secret_prefix: PREFIX,
        }
    }

    fn clouds() -> Self {
        let fields = vec![
            Settable::Name,
            Settable::AllowedApis,
            Settable::BlockedApis,
            Settable::AllowedIps,
            Settable::BlockedIps,
            Settable::Expiry,
        ];
        Self {
            create: fields.clone(),
            edit: fields,
            regenerate: None,
            enable_disable: false,
            revoke_many: false,
            columns: vec!["name", "status", "created", "expires"],
            name: NamePolicy { unique: false, ..Self::full().name },
            password: Confirmation::None,
            lists_revoked: false,
            profile: false,
            profile_edit: Vec::new(),
            scopes: false,
            presets: false,
            ..Self::full()
        }
    }

    fn access_token() -> Self {
        Self {
            create: vec![Settable::Name, Settable::Scopes],
            edit: vec![Settable::Scopes],
            regenerate: None,
            enable_disable: false,
            revoke_many: false,
            columns: vec!["name", "scope", "created", "expires"],
            expiry: ExpiryLimits {
                presets_days: Vec::new(),
                custom: false,
                never: false,
                min_seconds: None,
                max_seconds: Some(FIXED_LIFETIME_DAYS * 86_400),
            },
            password: Confirmation::None,
            lists_revoked: false,
            operations: false,
            presets: false,
            ..Self::full()
        }
    }

    fn virtuozzo() -> Self {
        let fields = vec![Settable::Description, Settable::Expiry, Settable::Preset, Settable::AllowedApis];
        Self {
            create: fields.clone(),
            edit: fields,
            regenerate: Some(Regenerate { grace_seconds: vec![0] }),
            enable_disable: false,
            revoke_many: true,
            columns: vec!["name", "status", "created", "expires"],
            name: NamePolicy { required: false, unique: false, min_length: 0, max_length: 0 },
            // Document 002: a token authenticates "just a specified part of the account functionality".
            empty_apis: "nothing",
            password: Confirmation::EachChange,
            lists_revoked: false,
            profile: false,
            profile_edit: Vec::new(),
            scopes: false,
            ..Self::full()
        }
    }

    fn apinizer() -> Self {
        Self {
            create: vec![Settable::Name, Settable::Expiry],
            edit: Vec::new(),
            regenerate: None,
            enable_disable: false,
            revoke_many: false,
            columns: vec!["name", "status", "created", "expires"],
            name: NamePolicy { unique: false, ..Self::full().name },
            password: Confirmation::None,
            lists_revoked: false,
            scopes: false,
            operations: false,
            presets: false,
            ..Self::full()
        }
    }

    /// How the protected API reads a token's rules.
    pub fn access_policy(&self) -> AccessPolicy {
        let empty = |text: &str| if text == "nothing" { EmptyList::Nothing } else { EmptyList::Everything };
        AccessPolicy {
            precedence: Precedence::DenyOverrides,
            empty_apis: empty(self.empty_apis),
            empty_ips: empty(self.empty_ips),
        }
    }

    pub fn name_rules(&self) -> NameRules {
        NameRules {
            required: self.name.required,
            unique: self.name.unique,
            min_length: self.name.min_length,
            max_length: self.name.max_length,
        }
    }
}
