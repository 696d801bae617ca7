//! What went wrong, and the next thing to try.

use std::fmt;
use std::path::Path;

pub type Result<T> = std::result::Result<T, Failure>;

/// A failure as the person at the terminal reads it.
#[derive(Debug)]
pub struct Failure {
    what: String,
    next: Option<String>,
}

impl Failure {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), next: None }
    }

    /// Adds the next thing to try. The innermost hint wins: it knows most.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next.get_or_insert(next.into());
        self
    }

    /// A failed file operation, with the path that `std::io::Error` leaves out.
    pub fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::new(format!("cannot {doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "error: {}", self.what)?;
        match &self.next {
            Some(next) => write!(out, "\n  try: {next}"),
            None => Ok(()),
        }
    }
}
