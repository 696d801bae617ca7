//! How rules stand to the operations that a backend lists, whose paths are templates.

use crate::rules::api_path::{self, Against};
use crate::rules::api_rule::{ApiRule, glob};
use crate::rules::operation::Operation;

/// How much of an operation a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    None,
    /// Some of its calls, as `GET /devices/7` of `GET /devices/{id}`.
    Part,
    Whole,
}

impl ApiRule {
    /// How much of an operation of the backend's list the rule speaks of, for the picker and for findings.
    ///
    /// ```
    /// use latchkey_model::{ApiRule, Operation, Reach};
    ///
    /// let operation = Operation {
    ///     id: "readDevice".into(), method: "GET".into(), path: "/devices/{id}".into(),
    ///     group: String::new(), summary: String::new(), docs: String::new(), scopes: Vec::new(),
    /// };
    /// let reach = |rule: &str| rule.parse::<ApiRule>().unwrap().reach(&operation);
    /// assert_eq!(reach("* /devices/*"), Reach::Whole);
    /// assert_eq!(reach("GET /devices/7"), Reach::Part);
    /// assert_eq!(reach("write*"), Reach::None);
    /// ```
    pub fn reach(&self, operation: &Operation) -> Reach {
        match self {
            _ if self.is_everything() => Reach::Whole,
            ApiRule::Id(pattern) => {
                if glob(pattern.as_bytes(), operation.id.as_bytes()) {
                    Reach::Whole
                } else {
                    Reach::None
                }
            }
            ApiRule::Path { method, path } => {
                let any_method = operation.method.is_empty();
                let same = method == "*" || method.eq_ignore_ascii_case(&operation.method);
                if operation.path.is_empty()
                    || !(same || any_method)
                    || !api_path::matches(path, &operation.path, Against::Some)
                {
                    Reach::None
                } else if same && api_path::matches(path, &operation.path, Against::Whole) {
                    Reach::Whole
                } else {
                    Reach::Part
                }
            }
        }
    }
}
