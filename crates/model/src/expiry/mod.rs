//! Until when a token is accepted, and what a backend lets one choose; dates as people write them, and the
//! calendar file that reminds of expiries.

pub mod calendar;
pub mod date;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

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
    /// So many days of 24 hours from now.
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

/// For backends that mean UTC days.
impl Zone for Utc {
    fn end_of_day(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        Some(day.succ_opt()?.and_time(NaiveTime::MIN).and_utc())
    }

    fn day(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.date_naive()
    }
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
    TooSoon {
        earliest: DateTime<Utc>,
    },
    TooFar {
        latest: DateTime<Utc>,
    },
    NeverNotAllowed,
    CustomNotAllowed,
}

/// 9999-12-31T23:59:59Z, the last instant that RFC 3339 can write.
const LAST_WRITABLE: i64 = 253_402_300_799;

impl ExpiryPolicy {
    /// The presets to offer, shortest first and none twice. A preset beyond the maximum becomes the maximum in
    /// whole days; one below the minimum is left out.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use latchkey_model::{ExpiryPolicy, Offer};
    ///
    /// let policy = ExpiryPolicy { max: Some(TimeDelta::days(75)), ..ExpiryPolicy::default() };
    /// let offers: Vec<u32> = policy.offers().iter().map(|offer| offer.days).collect();
    /// assert_eq!(offers, [7, 30, 60, 75]);
    /// assert_eq!(policy.offers().last(), Some(&Offer { days: 75, clamped: true }));
    /// ```
    pub fn offers(&self) -> Vec<Offer> {
        let longest =
            self.max.map_or(u32::MAX, |max| u32::try_from(max.num_days().max(0)).unwrap_or(u32::MAX));
        let mut offers: Vec<Offer> = Vec::new();
        for preset in &self.presets {
            let offer = Offer { days: longest.min(*preset), clamped: *preset > longest };
            let long_enough = self.min.is_none_or(|min| TimeDelta::days(i64::from(offer.days)) >= min);
            match offers.binary_search_by_key(&offer.days, |other| other.days) {
                _ if offer.days == 0 || !long_enough => {}
                Err(place) => offers.insert(place, offer),
                // What is a preset anyway is not called clamped.
                Ok(place) => {
                    if let Some(same) = offers.get_mut(place) {
                        same.clamped &= offer.clamped;
                    }
                }
            }
        }
        offers
    }

    /// The last instant that a new expiry may be, where the backend has a maximum.
    pub fn latest(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.max.and_then(|max| now.checked_add_signed(max)).map(|latest| latest.min(last_writable()))
    }

    /// The first instant that a new expiry may be, where the backend has a minimum.
    pub fn earliest(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.min.and_then(|min| now.checked_add_signed(min))
    }

    /// The first and last day that [`ExpiryPolicy::resolve`] accepts, for the bounds of a date field.
    pub fn days(&self, now: DateTime<Utc>, zone: &dyn Zone) -> (NaiveDate, Option<NaiveDate>) {
        (
            zone.day(self.earliest(now).unwrap_or(now).max(now)),
            self.latest(now).map(|latest| zone.day(latest)),
        )
    }

    /// The instant that a choice stands for, if the policy allows it.
    ///
    /// A date is the end of that day in `zone`. On the very day of the maximum the end of the day is too late
    /// by some hours; the token then expires at the maximum itself, so that the last day a date field offers
    /// can be chosen. Any later date is [`ExpiryError::TooFar`]. `Keep` returns `current` unchecked: what the
    /// backend once accepted is not the form's to refuse.
    ///
    /// ```
    /// use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    /// use latchkey_model::{Expiry, ExpiryChoice, ExpiryError, ExpiryPolicy};
    ///
    /// let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    /// let now = instant("2026-11-21T10:00:00Z");
    /// let policy = ExpiryPolicy { max: Some(TimeDelta::days(90)), ..ExpiryPolicy::default() };
    /// let until = |year, month, day| {
    ///     let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    ///     policy.resolve(ExpiryChoice::Date(date), now, &Utc, Expiry::Unstated)
    /// };
    ///
    /// assert_eq!(until(2026, 12, 24), Ok(Expiry::At(instant("2026-12-25T00:00:00Z"))));
    /// assert_eq!(until(2027, 2, 19), Ok(Expiry::At(instant("2027-02-19T10:00:00Z"))));
    /// assert_eq!(until(2027, 2, 20), Err(ExpiryError::TooFar { latest: instant("2027-02-19T10:00:00Z") }));
    /// ```
    pub fn resolve(
        &self,
        choice: ExpiryChoice,
        now: DateTime<Utc>,
        zone: &dyn Zone,
        current: Expiry,
    ) -> Result<Expiry, ExpiryError> {
        let latest = self.latest(now).unwrap_or(last_writable());
        let at = match choice {
            ExpiryChoice::Keep => return Ok(current),
            ExpiryChoice::Never if self.never => return Ok(Expiry::Never),
            ExpiryChoice::Never => return Err(ExpiryError::NeverNotAllowed),
            ExpiryChoice::Days(days) => {
                if !self.custom && !self.offers().iter().any(|offer| offer.days == days) {
                    return Err(ExpiryError::CustomNotAllowed);
                }
                // Some 4 billion days fit into a TimeDelta, but not every sum into a DateTime.
                now.checked_add_signed(TimeDelta::days(i64::from(days)))
                    .ok_or(ExpiryError::TooFar { latest })?
            }
            ExpiryChoice::Date(_) if !self.custom => return Err(ExpiryError::CustomNotAllowed),
            ExpiryChoice::Date(day) if day < zone.day(now) => return Err(ExpiryError::InPast),
            ExpiryChoice::Date(day) => {
                let end = zone.end_of_day(day).ok_or(ExpiryError::TooFar { latest })?;
                if day == zone.day(latest) { end.min(latest) } else { end }
            }
        };
        if at <= now {
            return Err(ExpiryError::InPast);
        }
        if let Some(earliest) = self.earliest(now).filter(|earliest| at < *earliest) {
            return Err(ExpiryError::TooSoon { earliest });
        }
        if at > latest {
            return Err(ExpiryError::TooFar { latest });
        }
        Ok(Expiry::At(at))
    }
}

fn last_writable() -> DateTime<Utc> {
    DateTime::from_timestamp(LAST_WRITABLE, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
