//! How clients send a secret.

use super::SecretText;
use serde::Deserialize;

/// How clients of the backend send a secret, for the forms that are ready to paste.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SecretUse {
    /// The header that carries it, as it is sent; `Authorization: Bearer {secret}` if left out, `""` if none does.
    pub header: Option<SecretText>,
    /// A field of a form that carries it where no header does: `session={secret}`.
    pub form: Option<SecretText>,
    /// A file that clients read it from.
    pub file: Option<SecretFile>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SecretFile {
    /// As clients look for it: `.npmrc`.
    pub name: String,
    pub text: SecretText,
}
