//! What there is to choose from: the backend's operations, grouped, and its named sets of them.

use crate::browser::{lower_case, sleep};
use crate::console::{CallError, Console};
use crate::dom::spawn;
use crate::state::State;
use latchkey_connector::{Intent, Outcome};
use latchkey_model::{Operation, Operations as Listed, Preset, has, sorted_by};
use std::sync::Arc;

/// What picking and searching an operation need.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// `METHOD /path`, or the id where the backend's operations are named only.
    pub label: String,
    /// Lower case.
    haystack: String,
}

impl Choice {
    fn new(operation: &Operation) -> Self {
        let label = operation.label();
        let haystack = [&label, " ", &operation.id, " ", &operation.group, " ", &operation.summary].concat();
        Self { label, haystack: lower_case(&haystack) }
    }

    /// Whether it has every word of `search`, which is in lower case.
    pub fn has(&self, search: &str) -> bool {
        search.split_whitespace().all(|word| has(&self.haystack, word))
    }
}

#[derive(Clone, Copy)]
pub struct Operations {
    /// Sorted by group.
    pub all: State<Arc<Listed>>,
    /// The same, one for one.
    pub list: State<Arc<Vec<Choice>>>,
    pub presets: State<Arc<Vec<Preset>>>,
    pub error: State<Option<CallError>>,
    asked: State<bool>,
    /// Who is asked for: what comes for somebody before is nobody's.
    round: State<u32>,
}

impl Default for Operations {
    fn default() -> Self {
        Self::new()
    }
}

impl Operations {
    pub fn new() -> Self {
        Self {
            all: State::new(Arc::default()),
            list: State::new(Arc::default()),
            presets: State::new(Arc::default()),
            error: State::new(None),
            asked: State::new(false),
            round: State::new(0),
        }
    }

    /// Asks the backend, once for the life of the page unless it failed.
    pub fn load(self, console: Console) {
        if self.asked.get_untracked() {
            return;
        }
        self.asked.set(true);
        self.error.set(None);
        let can = console.can();
        let round = self.round.get_untracked();
        let is_wanted = move || self.round.get_untracked() == round;
        if can.operations {
            spawn(async move {
                // After the dialog that wants them, and not in its task.
                sleep(0).await;
                match console.call(Intent::Operations, "").await {
                    Ok(Outcome::Operations(read)) => {
                        // Thousands of them are put in order, looked through, made ready and shown in a task each, so
                        // that a person who types meanwhile waits for one of these at most.
                        sleep(0).await;
                        let operations = sorted_by(read, &|a, b| a.group.cmp(&b.group));
                        sleep(0).await;
                        let choices = operations.iter().map(Choice::new).collect();
                        sleep(0).await;
                        let operations = Listed::new(operations);
                        sleep(0).await;
                        if is_wanted() {
                            self.all.set(Arc::new(operations));
                            self.list.set(Arc::new(choices));
                        }
                    }
                    Err(error) if is_wanted() => self.failed(error),
                    _ => {}
                }
            });
        }
        if can.presets {
            spawn(async move {
                match console.call(Intent::Presets, "").await {
                    Ok(Outcome::Presets(presets)) if is_wanted() => self.presets.set(Arc::new(presets)),
                    Err(error) if is_wanted() => self.failed(error),
                    _ => {}
                }
            });
        }
    }

    /// What another user may choose from is asked for anew.
    pub fn forget(self) {
        self.round.update(|round| *round += 1);
        self.asked.set(false);
        self.all.set(Arc::default());
        self.list.set(Arc::default());
        self.presets.set(Arc::default());
        self.error.set(None);
    }

    fn failed(self, error: CallError) {
        self.asked.set(false);
        self.error.set(Some(error));
    }
}
