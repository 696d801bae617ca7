//! What everything stands on: the time, secrets, error answers, locks. Knows nothing else of this crate.

pub mod clock;
pub mod problem;
pub mod secret;
pub mod sync;
