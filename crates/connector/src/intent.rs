//! What a person wants done.

use latchkey_model::{Access, Token, TokenId};

/// What to ask the backend for. Each is one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Who is signed in? Answers [`Outcome::Session`](crate::Outcome::Session).
    CurrentSession,
    SignIn {
        user: String,
        password: String,
    },
    SignOut,
    /// A new session for one that ran out, without asking anybody. Answers [`Outcome::Session`](crate::Outcome::Session).
    Refresh,
    /// Confirm with the password before a change (step-up).
    StepUp {
        password: String,
    },
    /// Name, version, limits and capabilities of this installation.
    Describe,
    List {
        cursor: Option<PageCursor>,
    },
    Get {
        id: TokenId,
    },
    Create {
        draft: Draft,
    },
    /// `before` is the token as it was read: its version goes along.
    Edit {
        before: Token,
        changes: Changes,
    },
    Enable {
        before: Token,
    },
    Disable {
        before: Token,
    },
    /// `grace_seconds`: how long the old secret stays good, where the backend offers that.
    Regenerate {
        before: Token,
        grace_seconds: Option<u64>,
    },
    Revoke {
        token: Token,
    },
    RevokeMany {
        tokens: Vec<Token>,
    },
    Scopes,
    Operations,
    Presets,
    Profile,
    /// Field name (as in the capabilities) and its new value.
    EditProfile {
        changes: Vec<(String, String)>,
    },
}

/// Where the next page starts; only the engine reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageCursor {
    /// Number, offset, cursor or query.
    pub(crate) at: String,
    /// How many entries the pages before it had: a backend may give fewer at a time than it was asked for.
    pub(crate) read: u64,
}

/// A token to be made, after validation.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub name: String,
    pub description: String,
    pub access: Access,
    /// The chosen preset's id, where the backend issues by preset.
    pub preset: Option<String>,
}

/// What an edit changes; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    pub name: Option<String>,
    pub description: Option<String>,
    pub preset: Option<String>,
    pub scopes: Option<Vec<latchkey_model::ScopeId>>,
    pub allowed_apis: Option<Vec<latchkey_model::ApiRule>>,
    pub blocked_apis: Option<Vec<latchkey_model::ApiRule>>,
    pub allowed_ips: Option<Vec<latchkey_model::IpRule>>,
    pub blocked_ips: Option<Vec<latchkey_model::IpRule>>,
    pub expiry: Option<latchkey_model::Expiry>,
}

impl Intent {
    /// The name of its request in a connector.
    pub fn name(&self) -> &'static str {
        match self {
            Intent::CurrentSession => "current_session",
            Intent::SignIn { .. } => "sign_in",
            Intent::SignOut => "sign_out",
            Intent::Refresh => "refresh",
            Intent::StepUp { .. } => "step_up",
            Intent::Describe => "describe",
            Intent::List { .. } => "list",
            Intent::Get { .. } => "get",
            Intent::Create { .. } => "create",
            Intent::Edit { .. } => "edit",
            Intent::Enable { .. } => "enable",
            Intent::Disable { .. } => "disable",
            Intent::Regenerate { .. } => "regenerate",
            Intent::Revoke { .. } => "revoke",
            Intent::RevokeMany { .. } => "revoke_many",
            Intent::Scopes => "scopes",
            Intent::Operations => "operations",
            Intent::Presets => "presets",
            Intent::Profile => "profile",
            Intent::EditProfile { .. } => "edit_profile",
        }
    }
}
