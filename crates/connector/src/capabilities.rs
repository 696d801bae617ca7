//! What the backend can do. Pages ask here, never for a backend's name or a status code.

use latchkey_model::{AccessPolicy, ExpiryPolicy, NameRules, looks_like_secret};
use serde::Deserialize;

/// A part of a token that a form can set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Description,
    Scopes,
    Expiry,
    Preset,
    AllowedApis,
    BlockedApis,
    AllowedIps,
    BlockedIps,
    Password,
    /// These three are the profile's.
    FullName,
    Email,
    Language,
    /// The form as a whole.
    #[default]
    Form,
}

/// A set of [`Field`]s.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<Field>);

impl Fields {
    pub fn has(&self, field: Field) -> bool {
        self.0.contains(&field)
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What the list can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Column {
    #[default]
    Name,
    Scope,
    Status,
    Created,
    Expires,
    LastUsed,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasswordConfirmation {
    #[default]
    None,
    /// The password goes along with each change.
    EachChange,
    /// The backend asks now and then, by [`BackendError::StepUpRequired`](crate::BackendError::StepUpRequired).
    StepUp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignInKind {
    /// The session is there already, or nowhere: the console offers no form.
    #[default]
    None,
    UserAndPassword,
    /// A token pasted into the sign-in form's password field.
    PastedToken,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capabilities {
    pub sign_in: SignInKind,
    pub sign_out: bool,
    pub list: bool,
    pub create: bool,
    pub edit: bool,
    pub enable_disable: bool,
    pub regenerate: bool,
    /// Offered grace periods in seconds (0: the old secret is refused at once); empty: no choice.
    pub regenerate_grace: Vec<u64>,
    pub revoke: bool,
    pub revoke_many: bool,
    /// The backend keeps revoked tokens in its list.
    pub lists_revoked: bool,
    pub describe: bool,
    pub profile: bool,
    /// Profile fields that may be changed: `user_name`, `full_name`, `email`, `language`.
    pub profile_edit: Vec<String>,
    pub create_fields: Fields,
    pub edit_fields: Fields,
    pub columns: Vec<Column>,
    pub scopes: bool,
    pub operations: bool,
    pub presets: bool,
    /// A rule names one operation: patterns are not offered.
    pub single_apis: bool,
    pub name: NameRules,
    pub expiry: ExpiryPolicy,
    pub access: AccessPolicy,
    pub password: PasswordConfirmation,
    /// A retry with the same key gets the same answer: a lost answer to create loses no secret.
    pub idempotent_create: bool,
    /// The same for regenerate.
    pub idempotent_regenerate: bool,
    /// The backend refuses stale edits; without it the console reads again and compares before saving.
    pub versions: bool,
    /// The secret's prefix, to notice one pasted into the wrong field; may be empty.
    pub secret_prefix: String,
    pub claims: Claims,
}

/// What the backend does not keep of what the console says of most. The words follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// A secret can be seen again later: not "shown only this once".
    pub secret_shown_again: bool,
    /// So long a revoked secret may still be accepted; 0: it is refused from the next call on.
    pub revocation_delay_seconds: u64,
    /// A token's id is its secret, or leads to it: it never stands in an address.
    pub id_is_secret: bool,
}

impl Capabilities {
    /// Whether there is more to a token than its entry in the list: something to change, or what it may do.
    pub fn opens(&self) -> bool {
        self.changes() || self.scopes || self.operations
    }

    /// Whether a token's id may stand in an address, and so in the history: not where it is a secret, or looks like one.
    pub fn id_fits_address(&self, id: &str) -> bool {
        !self.claims.id_is_secret && !looks_like_secret(id, &self.secret_prefix)
    }

    /// Whether anything of a token can be changed but that it is there.
    pub fn changes(&self) -> bool {
        self.edit || self.regenerate
    }
}
