//! Answers that need no request.

use latchkey_model::{Operation, Preset, Scope};
use serde::Deserialize;

/// What the backend has no request for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// Before those that a request gives, if there is one.
    #[serde(default)]
    pub scopes: Vec<FixedScope>,
    #[serde(default)]
    pub presets: Vec<FixedPreset>,
    #[serde(default)]
    pub operations: Vec<FixedOperation>,
}

/// Named by its id, or by method and path.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FixedOperation {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub method: String,
    #[serde(default)]
    pub path: String,
    #[serde(default)]
    pub group: String,
    #[serde(default)]
    pub summary: String,
    /// A link: `https://...`, or a path below the backend.
    #[serde(default)]
    pub docs: String,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FixedScope {
    pub id: String,
    #[serde(default)]
    pub description: String,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FixedPreset {
    pub id: String,
    pub name: String,
    /// Ids of operations.
    #[serde(default)]
    pub operations: Vec<String>,
}

impl Fixed {
    /// As the model has them.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        let scope = |s: &FixedScope| Scope { id: s.id.as_str().into(), description: s.description.clone() };
        self.scopes.iter().map(scope).collect()
    }

    pub(crate) fn operations(&self) -> Vec<Operation> {
        let operation = |fixed: &FixedOperation| {
            let (method, path) = (fixed.method.to_ascii_uppercase(), path_template(&fixed.path));
            let by_path = || format!("{method} {path}");
            let id = Some(fixed.id.clone()).filter(|id| !id.is_empty()).unwrap_or_else(by_path);
            let (group, summary, docs) = (fixed.group.clone(), fixed.summary.clone(), fixed.docs.clone());
            Operation { id, method, path, group, summary, docs, scopes: Vec::new() }
        };
        self.operations.iter().map(operation).collect()
    }

    pub(crate) fn presets(&self) -> Vec<Preset> {
        let preset = |fixed: &FixedPreset| Preset {
            id: fixed.id.clone(),
            name: fixed.name.clone(),
            operations: fixed.operations.clone(),
        };
        self.presets.iter().map(preset).collect()
    }
}

/// Many routers write `/devices/:id` for `/devices/{id}`.
pub(crate) fn path_template(path: &str) -> String {
    let segment = |segment: &str| match segment.strip_prefix(':') {
        Some(name) => format!("{{{name}}}"),
        None => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}
