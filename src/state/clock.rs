//! Now, for what is written relative to it.

use crate::browser::clock;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(30);

#[derive(Clone, Copy)]
pub struct Clock {
    /// Goes up every half minute.
    pub tick: RwSignal<u32>,
}

pub fn use_clock() -> Clock {
    expect_context()
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock {
    pub fn new() -> Self {
        Self { tick: RwSignal::new(0) }
    }

    /// Ticks until the owner that calls this goes.
    pub fn start(self) {
        let tick = self.tick;
        if let Ok(handle) = set_interval_with_handle(move || tick.update(|t| *t = t.wrapping_add(1)), EVERY) {
            on_cleanup(move || handle.clear());
        }
    }

    /// The time now; tracked, so that what shows it is made anew with each tick.
    pub fn now(self) -> DateTime<Utc> {
        self.tick.track();
        clock::now()
    }
}
