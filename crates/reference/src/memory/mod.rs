//! What is kept in memory only and is gone when the process ends.

pub mod faults;
pub mod idempotency;
pub mod throttle;
