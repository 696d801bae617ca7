//! The visitor's clock and time zone: the only place that knows the time.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use js_sys::{Date, Intl, Reflect};
use latchkey_model::Zone;
use wasm_bindgen::JsValue;

/// Now, by the visitor's clock.
pub fn now() -> DateTime<Utc> {
    instant(Date::now())
}

/// The visitor's own time zone, daylight saving included.
pub struct LocalZone;

impl Zone for LocalZone {
    fn end_of_day(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let next = day.succ_opt()?;
        // `Date` takes years below 100 as 19xx; no backend has such dates.
        let date = Date::new_with_year_month_day(
            u32::try_from(next.year()).ok().filter(|year| *year >= 100)?,
            i32::try_from(next.month0()).ok()?,
            i32::try_from(next.day()).ok()?,
        );
        let time = date.get_time();
        time.is_finite().then(|| instant(time))
    }

    fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        let date = js_date(at);
        i32::try_from(date.get_full_year())
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, date.get_month() + 1, date.get_date()))
            .unwrap_or_else(|| at.date_naive())
    }
}

/// Day and time of day in the visitor's zone, to the minute.
pub fn local(at: DateTime<Utc>) -> (NaiveDate, NaiveTime) {
    let date = js_date(at);
    let time = NaiveTime::from_hms_opt(date.get_hours(), date.get_minutes(), 0);
    (LocalZone.day(at), time.unwrap_or_default())
}

/// The instant of a day and time in the visitor's zone. Of a time that daylight saving skips, an hour later.
pub fn instant_at(day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    let date = Date::new_with_year_month_day_hr_min(
        u32::try_from(day.year()).ok().filter(|year| *year >= 100)?,
        i32::try_from(day.month0()).ok()?,
        i32::try_from(day.day()).ok()?,
        i32::try_from(time.hour()).ok()?,
        i32::try_from(time.minute()).ok()?,
    );
    let time = date.get_time();
    time.is_finite().then(|| instant(time))
}

/// An instant that a backend wrote, RFC 3339; `None` if it cannot be read. For showing a clock: what decides
/// about access is read by the connector engine.
pub fn read(text: &str) -> Option<DateTime<Utc>> {
    let time = Date::parse(text);
    time.is_finite().then(|| instant(time))
}

/// The visitor's zone as IANA names it (`Europe/Berlin`); `UTC` if the browser does not say.
pub fn zone_name() -> String {
    let options = Intl::DateTimeFormat::default().resolved_options();
    let zone = Reflect::get(&options, &JsValue::from_str("timeZone")).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_else(|| "UTC".to_owned())
}

fn instant(milliseconds: f64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds as i64).unwrap_or_default()
}

fn js_date(at: DateTime<Utc>) -> Date {
    Date::new(&JsValue::from_f64(at.timestamp_millis() as f64))
}
