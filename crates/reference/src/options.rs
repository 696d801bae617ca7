//! How the backend is started.

use crate::clock::Clock;
use crate::fault::Fault;
use crate::profile::Profile;
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

/// Why it did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the database cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
    #[error(
        "the database has layout {found}, this program needs {expected}: start with --fresh or another file"
    )]
    Schema { found: i64, expected: i64 },
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    #[error("a password could not be hashed: {0}")]
    Password(argon2::password_hash::Error),
    #[error("the first data could not be written: {0}")]
    Seed(String),
    #[error("the socket failed: {0}")]
    Listen(#[from] std::io::Error),
}
