//! Named permissions, and named sets of them.

use std::fmt;
use std::sync::Arc;

/// A scope's name as the backend writes it, for example `Collection` or `read:users`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub Arc<str>);

impl ScopeId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ScopeId {
    fn from(name: &str) -> ScopeId {
        ScopeId(Arc::from(name))
    }
}

impl fmt::Display for ScopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A scope that may be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub id: ScopeId,
    /// What it permits, in the backend's words; may be empty.
    pub description: String,
}

/// A named set of operations (`Extended Access`, `Maven Plugin`), by operation id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    pub id: String,
    pub name: String,
    pub operations: Vec<String>,
}
