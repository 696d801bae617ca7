//! A pause that the backend asked for, counted down on the button that would break it.

use crate::api::ApiError;
use crate::browser::frame::sleep;
use leptos::prelude::*;
use leptos::task::spawn_local;

#[derive(Clone, Copy)]
pub struct Hold(RwSignal<u64>);

impl Default for Hold {
    fn default() -> Self {
        Self::new()
    }
}

impl Hold {
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// The seconds left; tracked.
    pub fn left(self) -> u64 {
        self.0.get()
    }

    /// The seconds left, for a button's `wait_seconds`.
    pub fn signal(self) -> Signal<u64> {
        self.0.into()
    }

    /// Begins the pause that the answer asks for, if it does.
    pub fn after(self, error: &ApiError) {
        let Some(seconds) = error.retry_after().filter(|seconds| *seconds > 0) else { return };
        let is_running = self.is_running();
        self.0.try_set(seconds);
        if !is_running {
            spawn_local(async move {
                // Ends with the component that made it.
                while self.is_running() {
                    sleep(1).await;
                    self.0.try_update(|left| *left = left.saturating_sub(1));
                }
            });
        }
    }

    fn is_running(self) -> bool {
        self.0.try_get_untracked().is_some_and(|left| left > 0)
    }
}
