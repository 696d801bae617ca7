//! All operations of a backend, ready to be held against rules.

use crate::rules::api_rule::ApiRule;
use crate::rules::operation::Operation;
use crate::rules::reach::Reach;
use std::cmp::Ordering;
use std::ops::Deref;

/// A backend's operations, in its order, with all that does not depend on what they are held against: rules are edited
/// key by key, and there may be thousands of operations.
///
/// ```
/// use latchkey_model::{Operation, Operations};
///
/// let operation = |id: &str, path: &str| Operation {
///     id: id.into(), method: "GET".into(), path: path.into(),
///     group: String::new(), summary: String::new(), docs: String::new(), scopes: Vec::new(),
/// };
/// let operations = Operations::new(vec![operation("listDevices", "/devices"), operation("readDevice", "/devices/{id}")]);
/// assert_eq!(operations.len(), 2);
/// assert_eq!(operations.rules()[1].to_string(), "GET /devices/{id}");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    all: Vec<Operation>,
    rules: Vec<ApiRule>,
    /// Places in `all`, by id.
    by_id: Vec<usize>,
    /// Places in `all`, by path and method.
    by_path: Vec<usize>,
}

impl Operations {
    pub fn new(all: Vec<Operation>) -> Self {
        let sorted = |compare: &dyn Fn(&Operation, &Operation) -> Ordering| {
            let mut places: Vec<(usize, &Operation)> = all.iter().enumerate().collect();
            places.sort_by(|(_, a), (_, b)| compare(a, b));
            places.into_iter().map(|(place, _)| place).collect()
        };
        let by_id = sorted(&|a, b| a.id.cmp(&b.id));
        let by_path = sorted(&|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
        Self { rules: all.iter().map(Operation::rule).collect(), by_id, by_path, all }
    }

    /// The rule that names each ([`Operation::rule`]), in their order.
    pub fn rules(&self) -> &[ApiRule] {
        &self.rules
    }

    /// Whether the rule speaks of any of them. True as well where none are known.
    pub(crate) fn any_reached_by(&self, rule: &ApiRule) -> bool {
        let whole_id = matches!(rule, ApiRule::Id(_)) && rule.is_single();
        self.all.is_empty()
            || self.lists(rule)
            || !whole_id && self.all.iter().any(|operation| rule.reach(operation) != Reach::None)
    }

    /// Whether the rule is word for word an operation, as the picker writes it.
    fn lists(&self, rule: &ApiRule) -> bool {
        let (places, compare): (_, &dyn Fn(&Operation) -> Ordering) = match rule {
            ApiRule::Id(id) => (&self.by_id, &|operation| operation.id.cmp(id)),
            ApiRule::Path { method, path } => (&self.by_path, &|operation| {
                operation.path.cmp(path).then_with(|| operation.method.cmp(method))
            }),
        };
        let order = |place: &usize| self.all.get(*place).map_or(Ordering::Less, compare);
        places.binary_search_by(order).is_ok()
    }
}

impl Deref for Operations {
    type Target = [Operation];

    fn deref(&self) -> &[Operation] {
        &self.all
    }
}
