//! Why the backend does not start.

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
