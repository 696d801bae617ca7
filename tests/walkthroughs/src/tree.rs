//! Chromium's accessibility tree, as screen readers get it.

use serde_json::Value;

/// A node of the tree. `role` is the ARIA role; where a control has none (a date field), it is
/// Chromium's own word.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub role: String,
    pub name: String,
    /// From `aria-describedby`: hints and errors.
    pub description: String,
    pub value: String,
    /// `disabled`, `checked`, `invalid`, `expanded`, `selected`, `focused`, ... as the tree has them.
    pub properties: Vec<(String, Value)>,
    /// Not to be perceived: hidden, or behind a modal dialog.
    pub ignored: bool,
    pub(crate) backend_id: Option<i64>,
}

impl Node {
    pub(crate) fn read(node: &Value) -> Self {
        let text = |member: &str| match node.pointer(&format!("/{member}/value")) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        let property = |entry: &Value| {
            Some((entry.get("name")?.as_str()?.to_owned(), entry.pointer("/value/value")?.clone()))
        };
        let properties = node.get("properties").and_then(Value::as_array);
        Self {
            role: text("role"),
            name: text("name"),
            description: text("description"),
            value: text("value"),
            properties: properties.into_iter().flatten().filter_map(property).collect(),
            ignored: node.get("ignored") == Some(&Value::Bool(true)),
            backend_id: node.get("backendDOMNodeId").and_then(Value::as_i64),
        }
    }

    /// Whether a state is on. The tree writes some as booleans and some as words.
    pub fn is(&self, property: &str) -> bool {
        let found = self.properties.iter().find(|(name, _)| name == property);
        found.is_some_and(|(_, value)| match value {
            Value::Bool(on) => *on,
            Value::String(word) => word != "false",
            _ => false,
        })
    }

    /// One line for a failure message.
    pub(crate) fn line(&self) -> String {
        let mut line = format!("  {} {:?}", self.role, self.name);
        if !self.value.is_empty() {
            line += &format!(" = {:?}", self.value);
        }
        if !self.description.is_empty() {
            line += &format!(" ({})", self.description);
        }
        for state in ["disabled", "focused", "checked", "selected", "expanded", "invalid"] {
            if self.is(state) {
                line += &format!(" [{state}]");
            }
        }
        line
    }

    /// Whether a person would name it when telling what is on the page.
    pub(crate) fn is_telling(&self) -> bool {
        const SILENT: &[&str] =
            &["none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "RootWebArea"];
        !self.ignored && !self.name.trim().is_empty() && !SILENT.contains(&self.role.as_str())
    }
}
