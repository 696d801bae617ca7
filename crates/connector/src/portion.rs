//! How much of a long list is read at a time.

use crate::document::Request;
use crate::entries::{self, ALL};
use crate::error::ReadError;
use crate::outcome::Outcome;
use crate::scope::Scope;
use std::ops::Range;

/// Some of the entries of an answer's list.
pub(crate) struct Portion {
    /// The places of those that are read this time.
    pub entries: Range<usize>,
    /// Whether there are others after them.
    pub more: bool,
    /// What those before them came to.
    pub before: Option<Outcome>,
}

impl Portion {
    pub fn of(entries: Range<usize>, before: Option<Outcome>) -> Self {
        Self { entries, more: false, before }
    }

    pub fn all() -> Self {
        Self::of(ALL, None)
    }

    /// Calls `take` with the scope of each of them. Returns how many entries the whole list has.
    pub fn each(
        &mut self,
        scope: &Scope<'_>,
        items: &str,
        request: &Request,
        take: &mut dyn FnMut(&Scope<'_>) -> Result<(), ReadError>,
    ) -> Result<usize, ReadError> {
        let count = entries::each(scope, items, Some(request), self.entries.clone(), take)?;
        self.more = count > self.entries.end;
        Ok(count)
    }
}
