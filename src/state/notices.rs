//! Short messages about what was done or went wrong.

use leptos::prelude::*;
use std::time::Duration;

/// How long a success stays. An error stays until it is dismissed.
const SUCCESS_STAYS: Duration = Duration::from_secs(8);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Success,
    Error,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub id: usize,
    pub kind: NoticeKind,
    pub text: String,
}

#[derive(Clone, Copy)]
pub struct Notices {
    pub list: RwSignal<Vec<Notice>>,
    next: StoredValue<usize>,
}

pub fn use_notices() -> Notices {
    expect_context()
}

impl Default for Notices {
    fn default() -> Self {
        Self::new()
    }
}

impl Notices {
    pub fn new() -> Self {
        Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    pub fn success(self, text: impl Into<String>) {
        let id = self.add(NoticeKind::Success, text.into());
        set_timeout(move || self.dismiss(id), SUCCESS_STAYS);
    }

    pub fn error(self, text: impl Into<String>) {
        self.add(NoticeKind::Error, text.into());
    }

    pub fn dismiss(self, id: usize) {
        self.list.try_update(|list| list.retain(|notice| notice.id != id));
    }

    /// Successes belong to the page that they were told on. Errors still have to be read.
    pub fn clear_successes(self) {
        if self.list.with_untracked(|list| list.iter().any(|notice| notice.kind == NoticeKind::Success)) {
            self.list.update(|list| list.retain(|notice| notice.kind != NoticeKind::Success));
        }
    }

    /// For when somebody else takes over.
    pub fn clear(self) {
        self.list.set(Vec::new());
    }

    fn add(self, kind: NoticeKind, text: String) -> usize {
        let id = self.next.try_get_value().unwrap_or_default();
        self.next.try_set_value(id + 1);
        self.list.try_update(|list| {
            // The same message again replaces itself instead of piling up.
            list.retain(|notice| notice.text != text);
            list.push(Notice { id, kind, text });
        });
        id
    }
}
