//! Named permissions, and named sets of them.

use std::sync::Arc;

/// A scope's name as the backend writes it, for example `Collection` or `read:users`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub Arc<str>);

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
