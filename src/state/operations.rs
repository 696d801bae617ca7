//! What rules can be about: the backend's operations, grouped, and its named sets of them.

use crate::api::{ApiClient, ApiError};
use crate::browser::frame::yield_now;
use crate::browser::lower_case;
use latchkey_connector::{Intent, Outcome};
use latchkey_model::{Operation, Operations, Preset};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// How many operations are made ready before a person who types gets their turn.
const AT_ONCE: usize = 1000;

/// What picking and searching an operation need.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationChoice {
    /// `METHOD /path`, or the id where the backend's operations are named only.
    pub label: String,
    /// Lower case.
    haystack: String,
}

impl OperationChoice {
    fn new(operation: &Operation) -> Self {
        let label = operation.label();
        let Operation { id, group, summary, .. } = operation;
        let haystack = lower_case(&format!("{label} {id} {group} {summary}"));
        Self { label, haystack }
    }

    /// Whether it has every word of `search`, which is in lower case.
    pub fn has(&self, search: &str) -> bool {
        search.split_whitespace().all(|word| self.haystack.contains(word))
    }
}

#[derive(Clone, Copy)]
pub struct OperationStore {
    /// Sorted by group.
    pub all: RwSignal<Arc<Operations>>,
    /// The same, one for one.
    pub choices: RwSignal<Arc<Vec<OperationChoice>>>,
    pub presets: RwSignal<Arc<Vec<Preset>>>,
    pub error: RwSignal<Option<ApiError>>,
    api: ApiClient,
    is_asked: StoredValue<bool>,
    /// Goes up when another user signs in: what was asked for somebody before is dropped.
    round: StoredValue<u32>,
}

pub fn use_operations() -> OperationStore {
    expect_context()
}

impl OperationStore {
    pub fn new(api: ApiClient) -> Self {
        Self {
            all: RwSignal::new(Arc::default()),
            choices: RwSignal::new(Arc::default()),
            presets: RwSignal::new(Arc::default()),
            error: RwSignal::new(None),
            api,
            is_asked: StoredValue::new(false),
            round: StoredValue::new(0),
        }
    }

    /// Asks the backend, once for each user unless it failed.
    pub fn load(self) {
        if self.is_asked.get_value() {
            return;
        }
        self.is_asked.set_value(true);
        self.error.set(None);
        let can = self.api.capabilities();
        if can.operations {
            spawn_local(self.load_operations());
        }
        if can.presets {
            spawn_local(self.load_presets());
        }
    }

    /// What another user may choose from is asked for anew.
    pub fn forget(self) {
        self.round.update_value(|round| *round += 1);
        self.is_asked.set_value(false);
        self.all.set(Arc::default());
        self.choices.set(Arc::default());
        self.presets.set(Arc::default());
        self.error.set(None);
    }

    async fn load_operations(self) {
        let round = self.round.get_value();
        // After the dialog that wants them stands.
        yield_now().await;
        match self.api.call(Intent::Operations, "").await {
            Ok(Outcome::Operations(mut operations)) => {
                yield_now().await;
                operations.sort_by(|a, b| a.group.cmp(&b.group));
                let mut choices = Vec::with_capacity(operations.len());
                for part in operations.chunks(AT_ONCE) {
                    yield_now().await;
                    choices.extend(part.iter().map(OperationChoice::new));
                }
                yield_now().await;
                let operations = Operations::new(operations);
                yield_now().await;
                if self.is_current(round) {
                    self.all.set(Arc::new(operations));
                    self.choices.set(Arc::new(choices));
                }
            }
            Err(error) => self.failed(round, error),
            Ok(_) => {}
        }
    }

    async fn load_presets(self) {
        let round = self.round.get_value();
        match self.api.call(Intent::Presets, "").await {
            Ok(Outcome::Presets(presets)) if self.is_current(round) => {
                self.presets.set(Arc::new(presets));
            }
            Err(error) => self.failed(round, error),
            Ok(_) => {}
        }
    }

    /// Whether an answer is still wanted: nobody else signed in meanwhile, and the app stands.
    fn is_current(self, round: u32) -> bool {
        self.round.try_get_value() == Some(round)
    }

    fn failed(self, round: u32, error: ApiError) {
        if self.is_current(round) {
            self.is_asked.set_value(false);
            self.error.set(Some(error));
        }
    }
}
