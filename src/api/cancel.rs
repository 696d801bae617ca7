//! Ending a request before it is answered.

use web_sys::{AbortController, AbortSignal};

/// Aborts the requests that were started with it.
#[derive(Clone)]
pub struct Cancel {
    /// Every browser that runs WebAssembly has it.
    controller: Option<AbortController>,
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

impl Cancel {
    pub fn new() -> Self {
        Self { controller: AbortController::new().ok() }
    }

    /// Plain `abort()`: with a reason that is no `Error`, gloo-net panics.
    pub fn cancel(&self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }

    pub fn is_cancelled(&self) -> bool {
        self.controller.as_ref().is_some_and(|controller| controller.signal().aborted())
    }

    pub(super) fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }
}
