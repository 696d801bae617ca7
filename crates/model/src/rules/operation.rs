//! One callable API method of the backend, and a call of it as a person writes it.

use crate::rules::api_rule::ApiRule;
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

impl Operation {
    /// `METHOD /path`, or the id where operations are named only.
    pub fn label(&self) -> String {
        if self.path.is_empty() { self.id.clone() } else { format!("{} {}", self.method, self.path) }
    }

    /// The rule that names this operation. It is over the id where the operation has no path, or one that no rule
    /// can spell.
    pub fn rule(&self) -> ApiRule {
        let by_path = (!self.path.is_empty()).then(|| self.label().parse().ok()).flatten();
        by_path.unwrap_or_else(|| ApiRule::Id(self.id.clone()))
    }

    /// Whether a call of this path, as on the wire and without a query, comes to this operation's path. Compared as
    /// routers compare: segment by segment, before anything is decoded.
    ///
    /// ```
    /// # use latchkey_model::Operation;
    /// assert!(Operation::fits("/devices/{id}", "/devices/7"));
    /// assert!(!Operation::fits("/devices/{id}", "/devices/7/keys"));
    /// assert!(!Operation::fits("/devices/{id}", "/%64evices/7"));
    /// ```
    pub fn fits(template: &str, path: &str) -> bool {
        let (mut expected, mut given) = (template.split('/'), path.split('/'));
        loop {
            match (expected.next(), given.next()) {
                (None, None) => return true,
                (Some(hole), Some(segment)) if hole.starts_with('{') && !segment.is_empty() => {}
                (Some(fixed), Some(segment)) if fixed == segment => {}
                _ => return false,
            }
        }
    }
}

/// A call as a person writes it, for [`decide`](crate::decide).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenCall<'a> {
    /// The operation that it comes to; `None`: none that is known.
    pub operation: Option<&'a Operation>,
    /// Upper case; empty for an operation that is named only.
    pub method: String,
    /// Without a query; empty for an operation that is named only.
    pub path: String,
}

impl<'a> WrittenCall<'a> {
    /// Reads an operation's id, its `METHOD /path/{template}`, or a call such as `GET /devices/7`. A template stands for
    /// a call of it that no narrower rule singles out. `None`: neither a known operation nor a method and a path.
    ///
    /// HEAD comes to the operation of GET (RFC 9110, section 9.3.2). Where several operations fit, it is the one with
    /// the most segments of its own, as in routers.
    pub fn read(text: &str, operations: &'a [Operation]) -> Option<WrittenCall<'a>> {
        let text = text.trim();
        let whole = |operation: &&Operation| operation.id == text || operation.label() == text;
        if let Some(operation) = operations.iter().find(whole) {
            let (method, path) = (operation.method.clone(), operation.path.clone());
            return Some(WrittenCall { operation: Some(operation), method, path });
        }
        let (method, path) = text.split_once(char::is_whitespace)?;
        let path = path.trim_start().split(['?', '#']).next()?;
        if !path.starts_with('/')
            || path.contains(char::is_whitespace)
            || !method.bytes().all(|b| b.is_ascii_alphabetic())
        {
            return None;
        }
        let method = match method.to_ascii_uppercase() {
            head if head == "HEAD" => String::from("GET"),
            other => other,
        };
        let fits = |operation: &&Operation| {
            operation.method.eq_ignore_ascii_case(&method) && Operation::fits(&operation.path, path)
        };
        let holes = |operation: &&Operation| operation.path.matches('{').count();
        let operation = operations.iter().filter(fits).min_by_key(holes);
        Some(WrittenCall { operation, method, path: String::from(path) })
    }
}
