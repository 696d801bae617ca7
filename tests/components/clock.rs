//! Dates and times as the browser knows and writes them, in whatever zone it runs.

use crate::support::english;
use crate::support::tokens::at;
use chrono::{Days, NaiveDate, TimeDelta};
use js_sys::Date;
use latchkey::browser::clock::{LocalZone, zone_name};
use latchkey_model::Zone;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_day_ends_where_the_next_begins_on_the_clock_on_the_wall() {
    let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut ends = Vec::new();
    // A leap year is among them, and whatever daylight saving the zone has.
    for day in (0..3 * 365).map(|days| start + Days::new(days)) {
        let end = LocalZone.end_of_day(day).unwrap();
        let next = day + Days::new(1);
        assert_eq!(LocalZone.day(end), next, "{day} ends at {end}");
        assert_eq!(LocalZone.day(end - TimeDelta::milliseconds(1)), day, "{day} ends at {end}");
        ends.push(end);
    }
    assert!(ends.is_sorted());
}

#[wasm_bindgen_test]
fn the_end_of_a_day_is_in_the_zone_that_the_page_names() {
    let day = NaiveDate::from_ymd_opt(2027, 2, 19).unwrap();
    let end = LocalZone.end_of_day(day).unwrap();
    // The browser's own parser: a date and time without a zone is local.
    assert_eq!(end.timestamp_millis() as f64, Date::parse("2027-02-20T00:00:00"));
    let named = Date::new(&(end.timestamp_millis() as f64).into());
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"timeZone".into(), &zone_name().into()).unwrap();
    let written = String::from(named.to_locale_string("sv-SE", &options));
    assert_eq!(written, "2027-02-20 00:00:00");
}

#[wasm_bindgen_test]
fn days_that_no_calendar_here_can_end_have_no_end() {
    assert_eq!(LocalZone.end_of_day(NaiveDate::MAX), None);
    assert_eq!(LocalZone.end_of_day(NaiveDate::from_ymd_opt(-5, 1, 1).unwrap()), None);
}

#[wasm_bindgen_test]
fn distances_are_told_in_the_largest_unit_that_fits() {
    let t = english();
    let now = at("2026-11-21T10:00:00Z");
    let minute = 60;
    let hour = 60 * minute;
    let day = 24 * hour;
    for (seconds, told) in [
        (0, "now"),
        (1, "now"),
        (59, "now"),
        (-59, "now"),
        (-minute, "1 minute ago"),
        (2 * hour, "in 2 hours"),
        (-2 * hour, "2 hours ago"),
        (day - 2, "in 24 hours"),
        (day, "tomorrow"),
        (-day, "yesterday"),
        (24 * day, "in 24 days"),
        (59 * day, "in 59 days"),
        (90 * day, "in 3 months"),
        (-729 * day, "24 months ago"),
        (-1096 * day, "3 years ago"),
    ] {
        assert_eq!(t.relative(now + TimeDelta::seconds(seconds), now), told, "{seconds} s");
    }
}

#[wasm_bindgen_test]
fn dates_and_lists_are_written_in_the_language_in_use() {
    let t = english();
    // The narrow space before AM is the browser's.
    let utc = t.utc(at("2027-02-19T23:30:00Z")).replace('\u{202f}', " ");
    assert_eq!(utc, "Feb 19, 2027, 11:30 PM");
    // Noon in UTC is the same day in all zones but those at the date line.
    assert!(t.date(at("2027-06-15T12:00:00Z")).contains("2027"));
    assert!(t.moment(at("2027-06-15T12:00:00Z")).contains("June"));
    assert_eq!(t.list(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b, and c");
    assert_eq!(t.language_name("de"), "Deutsch");
    assert_eq!(t.language_name("no such tag"), "no such tag");
}

#[wasm_bindgen_test]
fn dates_are_written_and_typed_in_the_order_that_was_chosen() {
    let t = english();
    t.choose_date_order("dd-mm-yyyy");
    assert_eq!(t.date(at("2027-06-15T12:00:00Z")), "15-06-2027");
    assert!(t.how_to_type_date().starts_with("Enter it as dd-mm-yyyy, for example "));
    assert_eq!(english().date_order_name(), "dd-mm-yyyy", "it is kept for the next visit");
    t.choose_date_order("as I like");
    assert_eq!((t.date_order(), english().date_order_name()), (None, ""));
    assert!(t.not_a_date().contains("yyyy-mm-dd"));
}

#[wasm_bindgen_test]
fn a_place_has_its_own_clock() {
    let t = english();
    let clock = t.place_clock("Asia/Tokyo");
    let instant = at("2027-02-19T23:30:00Z");
    assert_eq!(clock.date(instant), "Saturday, February 20, 2027");
    assert!(clock.time(instant).replace('\u{202f}', " ").starts_with("08:30 AM"));
    assert_eq!(t.place_clock("Nowhere/At all").zone, zone_name());
}
