//! A pause that the backend asked for, counted down on the button that would break it.

use crate::browser;
use crate::console::CallError;
use crate::dom::spawn;
use crate::state::State;

#[derive(Clone, Copy)]
pub struct Hold(State<u64>);

impl Default for Hold {
    fn default() -> Self {
        Self::new()
    }
}

impl Hold {
    pub fn new() -> Self {
        Self(State::new(0))
    }

    /// The seconds left; followed.
    pub fn left(self) -> u64 {
        self.0.get()
    }

    /// Begins the pause that the answer asks for, if it does.
    pub fn after(self, error: &CallError) {
        let Some(seconds) = error.retry_after().filter(|seconds| *seconds > 0) else { return };
        let runs = self.0.try_get_untracked().is_some_and(|left| left > 0);
        self.0.set(seconds);
        if !runs {
            spawn(async move {
                // Ends with the part of the page that it was made in.
                while self.0.try_get_untracked().is_some_and(|left| left > 0) {
                    browser::sleep(1).await;
                    self.0.update(|left| *left = left.saturating_sub(1));
                }
            });
        }
    }
}
