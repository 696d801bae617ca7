//! What a client may send. Unknown members are refused, so that a misspelt rule never widens access.

use crate::http::request::present;
use serde::Deserialize;
use utoipa::ToSchema;

/// A new token. Members that the backend's profile cannot set at creation are refused.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false, example = "ci-deploy")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false)]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false, example = json!(["Device"]))]
    pub scopes: Option<Vec<String>>,
    /// With an API set `allowed_apis` is left out, empty, or just that set's operations.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub api_set: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub allowed_apis: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub blocked_apis: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub allowed_ips: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub blocked_ips: Option<Vec<String>>,
    /// Null or left out: never, where the backend has that.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Option<String>>,
}

/// Changes to a token, as a JSON merge patch (RFC 7396).
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchToken {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false)]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub scopes: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub api_set: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub allowed_apis: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub blocked_apis: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub allowed_ips: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false)]
    pub blocked_ips: Option<Vec<String>>,
    /// Null: never, where the backend has that.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = NewState, required = false)]
    pub state: Option<NewState>,
}

/// A state that a token can be put in; revoking is a request of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewState {
    Enabled,
    Disabled,
}

impl From<CreateToken> for PatchToken {
    fn from(token: CreateToken) -> Self {
        Self {
            name: token.name,
            description: token.description,
            scopes: token.scopes,
            api_set: token.api_set,
            allowed_apis: token.allowed_apis,
            blocked_apis: token.blocked_apis,
            allowed_ips: token.allowed_ips,
            blocked_ips: token.blocked_ips,
            expires_at: token.expires_at,
            state: None,
        }
    }
}
