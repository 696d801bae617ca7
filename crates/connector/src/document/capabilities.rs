//! The `capabilities` member: of a connector, and of an installation that describes itself.

use crate::capabilities::{Column, Field, PasswordConfirmation};
use crate::json::{FromJson, Problems, choice, record, words};
use crate::value::Value;

record! {
    /// What differs from what follows from the requests. A member left out changes nothing.
    pub struct CapabilityMembers {
        /// Fields that can be set when a token is made; none: no token can be made.
        pub create: Option<Vec<Field>> = default,
        /// Fields that can be changed later; none: no token can be changed.
        pub edit: Option<Vec<Field>> = default,
        /// `null`: the secret cannot be made anew.
        #[cfg_attr(feature = "schema", schemars(with = "Option<Regenerate>"))]
        pub regenerate: Given<Regenerate> = default,
        pub enable_disable: Option<bool> = default,
        pub revoke_many: Option<bool> = default,
        pub columns: Option<Vec<Column>> = default,
        pub name: Option<NameMembers> = default,
        pub expiry: Option<ExpiryMembers> = default,
        /// A rule names one operation: the backend takes no patterns.
        pub single_apis: Option<bool> = default,
        /// Which rule wins when an allow and a block both match.
        pub precedence: Option<PrecedenceName> = default,
        /// What an empty list of allowed APIs means.
        pub empty_apis: Option<EmptyMeaning> = default,
        /// What an empty list of allowed IPs means.
        pub empty_ips: Option<EmptyMeaning> = default,
        pub password: Option<PasswordConfirmation> = default,
        /// Revoked tokens stay in the list.
        pub lists_revoked: Option<bool> = default,
        pub profile: Option<bool> = default,
        /// Profile fields that can be changed.
        pub profile_edit: Option<Vec<String>> = default,
        pub scopes: Option<bool> = default,
        pub operations: Option<bool> = default,
        pub presets: Option<bool> = default,
        /// What every secret starts with, to notice one pasted into the wrong field.
        pub secret_prefix: Option<String> = default,
    }
}

/// A member for which `null` says something else than leaving it out.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Given<T> {
    #[default]
    Nothing,
    Null,
    Value(T),
}

impl<T: FromJson + Default> FromJson for Given<T> {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        *self = Given::Null;
        if !value.is_null() {
            let mut given = T::default();
            given.read(value, problems);
            *self = Given::Value(given);
        }
    }
}

record! {
    pub struct Regenerate {
        /// How long the old secret may stay good, to choose from; 0: it is refused at once.
        pub grace_seconds: Vec<u64> = default,
    }
}

record! {
    /// Lengths are in Unicode scalar values.
    pub struct NameMembers {
        pub required: Option<bool> = default,
        pub unique: Option<bool> = default,
        pub min_length: Option<u64> = default,
        pub max_length: Option<u64> = default,
    }
}

record! {
    pub struct ExpiryMembers {
        pub presets_days: Option<Vec<u64>> = default,
        /// Whether any date may be chosen.
        pub custom: Option<bool> = default,
        /// Whether a token may live for ever.
        pub never: Option<bool> = default,
        pub min_seconds: Option<u64> = default,
        pub max_seconds: Option<u64> = default,
    }
}

choice! {
    pub enum PrecedenceName {
        DenyOverrides = "deny_overrides",
        AllowOverrides = "allow_overrides",
        MostSpecific = "most_specific",
    }
}

choice! {
    pub enum EmptyMeaning {
        /// Everything that the scopes allow.
        Everything = "everything",
        Nothing = "nothing",
    }
}

words!(Field {
    Name = "name",
    Description = "description",
    Scopes = "scopes",
    Expiry = "expiry",
    Preset = "preset",
    AllowedApis = "allowed_apis",
    BlockedApis = "blocked_apis",
    AllowedIps = "allowed_ips",
    BlockedIps = "blocked_ips",
    Password = "password",
    FullName = "full_name",
    Email = "email",
    Language = "language",
    Form = "form",
});

words!(Column {
    Name = "name",
    Scope = "scope",
    Status = "status",
    Created = "created",
    Expires = "expires",
    LastUsed = "last_used",
});

words!(PasswordConfirmation { None = "none", EachChange = "each_change", StepUp = "step_up" });
