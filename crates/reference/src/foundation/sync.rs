//! What threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks also after a panic elsewhere: whoever held it left what can be used. SQLite rolled its transaction back, and
/// the tables in memory change in one step.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
