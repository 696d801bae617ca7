//! How the backend is started, and why it does not start.

pub mod error;
pub mod fault;
pub mod profile;

use crate::foundation::clock::Clock;
use crate::options::fault::Fault;
use crate::options::profile::Profile;
use std::path::PathBuf;

/// Where the data is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Gone when the process ends.
    Memory,
    /// Beside it SQLite keeps `-wal` and `-shm` files.
    File(PathBuf),
}

/// Everything that can be chosen at the start. `Options::default()` is a `full` backend in memory
/// with the two accounts and no tokens.
#[derive(Clone, Debug)]
pub struct Options {
    pub database: Storage,
    pub profile: Profile,
    /// Six example tokens for `ada`, once, in a new database.
    pub demo: bool,
    /// Fills `ada`'s list up to so many tokens.
    pub tokens: u64,
    /// Pads the list of operations up to so many entries; the added ones cannot be called.
    pub operations: usize,
    pub faults: Vec<Fault>,
    /// How long a password counts as just given, where the profile wants step-up; at least one second.
    pub step_up_seconds: u64,
    pub clock: Clock,
    /// Believe the last address of `X-Forwarded-For`. Only behind a proxy that sets it.
    pub trust_forwarded_for: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            database: Storage::Memory,
            profile: Profile::Full,
            demo: false,
            tokens: 0,
            operations: 0,
            faults: Vec::new(),
            step_up_seconds: 600,
            clock: Clock::system(),
            trust_forwarded_for: false,
        }
    }
}
