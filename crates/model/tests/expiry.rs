//! Expiry policies: what is offered, what a choice becomes, and what is refused; daylight saving included.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use latchkey_model::{Expiry, ExpiryChoice, ExpiryError, ExpiryPolicy, Offer, Zone};

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A zone with daylight saving: the offset from UTC in minutes changes at one instant.
struct Shifting {
    change: DateTime<Utc>,
    before: i64,
    after: i64,
}

impl Zone for Shifting {
    fn end_of_day(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        // The first instant of the next day, found by search: nothing here shares code with the model.
        let noon = day.and_hms_opt(12, 0, 0)?.and_utc();
        (0..48 * 60).map(|minutes| noon + TimeDelta::minutes(minutes)).find(|at| self.day(*at) > day)
    }

    fn day(&self, instant: DateTime<Utc>) -> NaiveDate {
        let offset = if instant < self.change { self.before } else { self.after };
        (instant + TimeDelta::minutes(offset)).date_naive()
    }
}

/// Berlin around the end of summer time 2026: 25 hours on October 25.
fn berlin() -> Shifting {
    Shifting { change: instant("2026-10-25T01:00:00Z"), before: 120, after: 60 }
}

/// Santiago's way: summer time starts at midnight, so September 6 begins at one o'clock.
fn santiago() -> Shifting {
    Shifting { change: instant("2026-09-06T04:00:00Z"), before: -240, after: -180 }
}

fn limits(min: Option<i64>, max: Option<i64>) -> ExpiryPolicy {
    ExpiryPolicy { min: min.map(TimeDelta::hours), max: max.map(TimeDelta::hours), ..ExpiryPolicy::default() }
}

#[test]
fn offers_are_clamped_sorted_and_never_twice() {
    let offers = |presets: &[u32], min, max| -> Vec<(u32, bool)> {
        let policy = ExpiryPolicy { presets: presets.to_vec(), ..limits(min, max) };
        policy.offers().into_iter().map(|Offer { days, clamped }| (days, clamped)).collect()
    };
    assert_eq!(offers(&[7, 30, 365], None, None), [(7, false), (30, false), (365, false)]);
    assert_eq!(offers(&[30, 7, 30], None, None), [(7, false), (30, false)]);
    assert_eq!(offers(&[7, 60, 90, 365], None, Some(45 * 24)), [(7, false), (45, true)]);
    assert_eq!(offers(&[7, 30, 90], None, Some(30 * 24)), [(7, false), (30, false)]);
    assert_eq!(offers(&[90, 30], None, Some(30 * 24 + 23)), [(30, false)]);
    assert_eq!(offers(&[1, 7, 30], Some(7 * 24), None), [(7, false), (30, false)]);
    assert_eq!(offers(&[1, 7, 30], Some(7 * 24 + 1), None), [(30, false)]);
    assert_eq!(offers(&[7, 30], None, Some(12)), []);
    assert_eq!(offers(&[7], None, Some(-5)), []);
    assert_eq!(offers(&[0, 1], None, None), [(1, false)]);
    assert_eq!(offers(&[], None, None), []);
}

#[test]
fn a_date_is_the_end_of_that_day_in_the_zone() {
    let policy = ExpiryPolicy::default();
    let (berlin, santiago) = (berlin(), santiago());
    for (zone, now, day, expected) in [
        (&berlin, "2026-10-01T10:00:00Z", "2026-10-24", "2026-10-24T22:00:00Z"),
        (&berlin, "2026-10-01T10:00:00Z", "2026-10-25", "2026-10-25T23:00:00Z"),
        (&berlin, "2026-10-24T22:30:00Z", "2026-10-25", "2026-10-25T23:00:00Z"),
        (&santiago, "2026-09-01T10:00:00Z", "2026-09-04", "2026-09-05T04:00:00Z"),
        (&santiago, "2026-09-01T10:00:00Z", "2026-09-05", "2026-09-06T04:00:00Z"),
        (&santiago, "2026-09-01T10:00:00Z", "2026-09-06", "2026-09-07T03:00:00Z"),
    ] {
        let resolved = policy.resolve(ExpiryChoice::Date(date(day)), instant(now), zone, Expiry::Unstated);
        assert_eq!(resolved, Ok(Expiry::At(instant(expected))), "{day}");
    }
    // It is still the 24th in Berlin at 21:59 UTC, and the 25th a minute later.
    let yesterday = ExpiryChoice::Date(date("2026-10-24"));
    let at = |now: &str| policy.resolve(yesterday, instant(now), &berlin, Expiry::Never);
    assert_eq!(at("2026-10-24T21:59:00Z"), Ok(Expiry::At(instant("2026-10-24T22:00:00Z"))));
    assert_eq!(at("2026-10-24T22:00:00Z"), Err(ExpiryError::InPast));
}

#[test]
fn limits_are_kept_to_the_instant() {
    let now = instant("2026-11-21T10:00:00Z");
    let policy = limits(Some(24), Some(90 * 24));
    let latest = instant("2027-02-19T10:00:00Z");
    let earliest = instant("2026-11-22T10:00:00Z");
    assert_eq!((policy.earliest(now), policy.latest(now)), (Some(earliest), Some(latest)));
    let resolve = |choice| policy.resolve(choice, now, &Utc, Expiry::Unstated);
    let day = |text| resolve(ExpiryChoice::Date(date(text)));
    assert_eq!(day("2027-02-18"), Ok(Expiry::At(instant("2027-02-19T00:00:00Z"))));
    assert_eq!(day("2027-02-19"), Ok(Expiry::At(latest)), "the last day is clamped");
    assert_eq!(day("2027-02-20"), Err(ExpiryError::TooFar { latest }));
    assert_eq!(day("2026-11-22"), Ok(Expiry::At(instant("2026-11-23T00:00:00Z"))));
    assert_eq!(day("2026-11-21"), Err(ExpiryError::TooSoon { earliest }));
    assert_eq!(day("2026-11-20"), Err(ExpiryError::InPast));
    assert_eq!(resolve(ExpiryChoice::Days(90)), Ok(Expiry::At(latest)));
    assert_eq!(resolve(ExpiryChoice::Days(91)), Err(ExpiryError::TooFar { latest }));
    assert_eq!(resolve(ExpiryChoice::Days(1)), Ok(Expiry::At(earliest)));
    assert_eq!(resolve(ExpiryChoice::Days(0)), Err(ExpiryError::InPast));
}

#[test]
fn every_day_that_a_date_field_offers_is_accepted() {
    let zone = berlin();
    for now in
        ["2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-11-21T10:00:00Z"]
    {
        let now = instant(now);
        for policy in
            [limits(None, Some(1)), limits(Some(30), Some(60)), limits(Some(1), Some(26)), limits(None, None)]
        {
            let (first, last) = policy.days(now, &zone);
            let resolve = |day| policy.resolve(ExpiryChoice::Date(day), now, &zone, Expiry::Never);
            assert!(resolve(first).is_ok(), "{now} {policy:?} {first}");
            assert!(resolve(first.pred_opt().unwrap()).is_err(), "{now} {policy:?}");
            if let Some(last) = last {
                assert!(resolve(last).is_ok(), "{now} {policy:?} {last}");
                assert!(resolve(last.succ_opt().unwrap()).is_err(), "{now} {policy:?}");
            }
        }
    }
}

#[test]
fn what_the_policy_does_not_offer_is_refused() {
    let now = instant("2026-11-21T10:00:00Z");
    let policy = ExpiryPolicy { custom: false, never: false, ..limits(None, Some(75 * 24)) };
    let current = Expiry::At(instant("2031-01-01T00:00:00Z"));
    let resolve = |choice| policy.resolve(choice, now, &Utc, current);
    assert_eq!(resolve(ExpiryChoice::Never), Err(ExpiryError::NeverNotAllowed));
    assert_eq!(resolve(ExpiryChoice::Date(date("2026-12-24"))), Err(ExpiryError::CustomNotAllowed));
    assert_eq!(resolve(ExpiryChoice::Days(8)), Err(ExpiryError::CustomNotAllowed));
    assert_eq!(resolve(ExpiryChoice::Days(90)), Err(ExpiryError::CustomNotAllowed));
    assert_eq!(resolve(ExpiryChoice::Days(75)), Ok(Expiry::At(instant("2027-02-04T10:00:00Z"))));
    assert_eq!(resolve(ExpiryChoice::Keep), Ok(current), "what was accepted once is kept");
    let anything = ExpiryPolicy::default();
    assert_eq!(anything.resolve(ExpiryChoice::Never, now, &Utc, current), Ok(Expiry::Never));
}

#[test]
fn the_ends_of_time_are_errors_not_panics() {
    let now = instant("2026-11-21T10:00:00Z");
    let latest = instant("9999-12-31T23:59:59Z");
    let policy = ExpiryPolicy { max: Some(TimeDelta::MAX), ..ExpiryPolicy::default() };
    for policy in [policy, ExpiryPolicy::default()] {
        let resolve = |choice| policy.resolve(choice, now, &Utc, Expiry::Never);
        assert_eq!(resolve(ExpiryChoice::Days(u32::MAX)), Err(ExpiryError::TooFar { latest }));
        assert_eq!(resolve(ExpiryChoice::Date(NaiveDate::MAX)), Err(ExpiryError::TooFar { latest }));
        assert_eq!(resolve(ExpiryChoice::Date(NaiveDate::MIN)), Err(ExpiryError::InPast));
        assert_eq!(resolve(ExpiryChoice::Date(date("9999-12-31"))), Ok(Expiry::At(latest)));
    }
}
