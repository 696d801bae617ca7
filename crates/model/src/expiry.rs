//! Until when a token is accepted, and what a backend lets one choose.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// When a token stops being accepted. A date that cannot be read is an error, never [`Expiry::Never`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    Never,
    /// Refused from this instant on.
    At(DateTime<Utc>),
    /// The backend does not say (its tokens may well expire, by its own configuration).
    Unstated,
}

/// What a person picks in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryChoice {
    /// So many days from now.
    Days(u32),
    /// The end of this day, in the zone that the page names.
    Date(NaiveDate),
    Never,
    /// Leave it as it is (only when editing).
    Keep,
}

/// A time zone, given from outside: the model has no zone data.
pub trait Zone {
    /// The first instant after `day`: midnight at its end, also where daylight saving moves it.
    /// `None` where the date is out of the zone's range.
    fn end_of_day(&self, day: NaiveDate) -> Option<DateTime<Utc>>;
    /// The day it is there at `instant`.
    fn day(&self, instant: DateTime<Utc>) -> NaiveDate;
}

/// What the backend accepts as an expiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiryPolicy {
    /// Offered lengths in days, shortest first.
    pub presets: Vec<u32>,
    /// Whether any date may be chosen, not only a preset.
    pub custom: bool,
    /// Whether a token may live for ever.
    pub never: bool,
    pub min: Option<TimeDelta>,
    pub max: Option<TimeDelta>,
}

impl Default for ExpiryPolicy {
    fn default() -> Self {
        Self { presets: vec![7, 30, 60, 90, 365], custom: true, never: true, min: None, max: None }
    }
}

/// One entry of the expiration choice, after the policy's maximum was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub days: u32,
    /// The preset was longer than the maximum allows: `days` is the maximum.
    pub clamped: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpiryError {
    /// A date is needed (`Custom` chosen and no date given).
    Missing,
    /// Not a date of the calendar.
    Unreadable,
    InPast,
    TooSoon { earliest: DateTime<Utc> },
    TooFar { latest: DateTime<Utc> },
    NeverNotAllowed,
    CustomNotAllowed,
}
