//! One callable API method of the backend.

use crate::scope::ScopeId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The backend's id (`environment.control.StopEnv`, `listDevices`); `METHOD path` where it has none.
    pub id: String,
    /// Upper case; empty where the backend's operations are named only.
    pub method: String,
    /// A template such as `/devices/{id}`; empty where the backend's operations are named only.
    pub path: String,
    pub group: String,
    pub summary: String,
    /// Link to its documentation; may be empty.
    pub docs: String,
    /// Any one of these suffices; empty: no scope is needed.
    pub scopes: Vec<ScopeId>,
}
