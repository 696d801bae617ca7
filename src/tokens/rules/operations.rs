//! What there is to choose from: the backend's operations, grouped, and its named sets of them.

use crate::console::Console;
use crate::dom::spawn;
use crate::explain::explain;
use crate::state::State;
use latchkey_connector::{Intent, Outcome};
use latchkey_model::{ApiRule, Operation, Preset};
use std::sync::Arc;

/// An operation with what picking and searching it need.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub operation: Operation,
    /// The rule that names this operation and no other.
    pub rule: ApiRule,
    /// `METHOD /path`, or the id where the backend's operations are named only.
    pub label: String,
    /// Lower case.
    haystack: String,
}

impl Choice {
    fn new(operation: Operation) -> Self {
        let named = operation.path.is_empty();
        let rule = if named {
            ApiRule::Id(operation.id.clone())
        } else {
            ApiRule::Path { method: operation.method.clone(), path: operation.path.clone() }
        };
        let label =
            if named { operation.id.clone() } else { [&operation.method, " ", &operation.path].concat() };
        let haystack = [&label, " ", &operation.id, " ", &operation.group, " ", &operation.summary].concat();
        Self { rule, label, haystack: haystack.to_lowercase(), operation }
    }

    /// Whether it has every word of `search`, which is in lower case.
    pub fn has(&self, search: &str) -> bool {
        search.split_whitespace().all(|word| self.haystack.contains(word))
    }
}

#[derive(Clone, Copy)]
pub struct Operations {
    /// Sorted by group.
    pub list: State<Arc<Vec<Choice>>>,
    pub presets: State<Arc<Vec<Preset>>>,
    pub error: State<Option<String>>,
    asked: State<bool>,
}

impl Default for Operations {
    fn default() -> Self {
        Self::new()
    }
}

impl Operations {
    pub fn new() -> Self {
        Self {
            list: State::new(Arc::default()),
            presets: State::new(Arc::default()),
            error: State::new(None),
            asked: State::new(false),
        }
    }

    /// Asks the backend, once for the life of the page unless it failed.
    pub fn load(self, console: Console) {
        if self.asked.get_untracked() {
            return;
        }
        self.asked.set(true);
        let can = console.can();
        if can.operations {
            spawn(async move {
                match console.call(Intent::Operations, "").await {
                    Ok(Outcome::Operations(operations)) => {
                        let mut choices: Vec<Choice> = operations.into_iter().map(Choice::new).collect();
                        choices.sort_by(|a, b| a.operation.group.cmp(&b.operation.group));
                        self.list.set(Arc::new(choices));
                        self.error.set(None);
                    }
                    Ok(_) => {}
                    Err(error) => self.failed(&explain(&error)),
                }
            });
        }
        if can.presets {
            spawn(async move {
                match console.call(Intent::Presets, "").await {
                    Ok(Outcome::Presets(presets)) => {
                        self.presets.set(Arc::new(presets));
                    }
                    Ok(_) => {}
                    Err(error) => self.failed(&explain(&error)),
                }
            });
        }
    }

    fn failed(self, message: &str) {
        self.asked.set(false);
        self.error.set(Some(message.to_owned()));
    }
}
