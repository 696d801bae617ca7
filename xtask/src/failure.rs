//! What went wrong, and the next thing to try.

use std::fmt;
use std::path::Path;

pub type Result<T> = std::result::Result<T, Failure>;

/// A failure as the person at the terminal reads it.
#[derive(Debug)]
pub struct Failure {
    what: String,
    next: Option<String>,
    /// Nothing was found wrong, because nothing could be looked at.
    unchecked: bool,
}

impl Failure {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), next: None, unchecked: false }
    }

    /// A check that needs somebody who cannot be reached from here: told as such, and no failure of the sources.
    pub fn unchecked(what: impl Into<String>) -> Self {
        Self { unchecked: true, ..Self::new(what) }
    }

    pub fn is_unchecked(&self) -> bool {
        self.unchecked
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
        let kind = if self.unchecked { "not checked" } else { "error" };
        write!(out, "{kind}: {}", self.what)?;
        match &self.next {
            Some(next) => write!(out, "\n  try: {next}"),
            None => Ok(()),
        }
    }
}
