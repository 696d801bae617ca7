//! The browser's clock, time zone and `Intl`: the only place that knows the time and how it is written.

use crate::text;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use js_sys::{Array, Date, Intl, Object, Reflect};
use latchkey_model::{Zone, format_date};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// Now, by the visitor's clock.
pub fn now() -> DateTime<Utc> {
    instant(Date::now())
}

fn instant(milliseconds: f64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds as i64).unwrap_or_default()
}

fn js_date(at: DateTime<Utc>) -> Date {
    Date::new(&JsValue::from_f64(at.timestamp_millis() as f64))
}

/// The visitor's own time zone, daylight saving included.
pub struct LocalZone;

impl Zone for LocalZone {
    fn end_of_day(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let next = day.succ_opt()?;
        // `Date` takes years below 100 as 19xx; no backend has such dates.
        let date = Date::new_with_year_month_day(
            u32::try_from(next.year()).ok().filter(|y| *y >= 100)?,
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
        u32::try_from(day.year()).ok().filter(|y| *y >= 100)?,
        i32::try_from(day.month0()).ok()?,
        i32::try_from(day.day()).ok()?,
        i32::try_from(time.hour()).ok()?,
        i32::try_from(time.minute()).ok()?,
    );
    let time = date.get_time();
    time.is_finite().then(|| instant(time))
}

/// What a formatter writes.
#[derive(Clone, Copy)]
enum Kind {
    Date,
    Moment,
    Utc,
    Number,
    Relative,
    Plural,
    List,
}

const KINDS: usize = 7;

/// The formatters of one language, each made when it is first needed: making one costs far more than using it,
/// and the list of tokens has a use for three of them.
#[derive(Default)]
struct Formats {
    language: String,
    made: [Option<JsValue>; KINDS],
}

thread_local! {
    static FORMATS: RefCell<Formats> = RefCell::default();
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a plain property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}

/// A formatter of the language in use.
#[inline(never)]
fn format(kind: Kind) -> JsValue {
    FORMATS.with(|formats| {
        let mut formats = formats.borrow_mut();
        let language = text::language();
        if formats.language != language {
            *formats = Formats { language, ..Formats::default() };
        }
        let slot = formats.made.get_mut(kind as usize);
        slot.map(|slot| slot.get_or_insert_with(|| make(kind)).clone()).unwrap_or_default()
    })
}

fn make(kind: Kind) -> JsValue {
    let (class, pairs): (&str, &[(&str, &str)]) = match kind {
        Kind::Date => ("DateTimeFormat", &[("dateStyle", "medium")]),
        Kind::Moment => ("DateTimeFormat", &[("dateStyle", "full"), ("timeStyle", "short")]),
        Kind::Utc => {
            ("DateTimeFormat", &[("dateStyle", "medium"), ("timeStyle", "short"), ("timeZone", "UTC")])
        }
        Kind::Number => ("NumberFormat", &[]),
        Kind::Relative => ("RelativeTimeFormat", &[("numeric", "auto")]),
        Kind::Plural => ("PluralRules", &[]),
        Kind::List => ("ListFormat", &[]),
    };
    intl(class, pairs).unwrap_or_default()
}

/// One of the browser's `Intl` classes, in the language in use. `None` if the browser refuses an option, such as an
/// unknown zone.
fn intl(class: &str, pairs: &[(&str, &str)]) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
    let constructor = Reflect::get(&intl, &JsValue::from_str(class)).ok()?;
    // The digits of addresses, patterns and typed dates in every language: two kinds of digits in one line
    // are hard to compare. (Of the shipped languages, Arabic has others by default.)
    let tag = JsValue::from_str(&[&text::language(), "-u-nu-latn"].concat());
    Reflect::construct(&constructor.into(), &Array::of2(&tag, &options(pairs))).ok()
}

/// What a formatter writes for a value, by its own method `name`.
fn said(format: &JsValue, name: &str, value: &JsValue) -> Option<String> {
    let method = Reflect::get(format, &JsValue::from_str(name)).ok()?;
    js_sys::Function::from(method).call1(format, value).ok()?.as_string()
}

fn written(format: &JsValue, at: DateTime<Utc>) -> String {
    said(format, "format", &JsValue::from_f64(at.timestamp_millis() as f64)).unwrap_or_default()
}

/// The day in the visitor's zone: `12 Aug 2026`, or in the order that the visitor chose.
pub fn date(at: DateTime<Utc>) -> String {
    match crate::date_format::chosen() {
        Some(order) => format_date(LocalZone.day(at), order),
        None => written(&format(Kind::Date), at),
    }
}

/// The last day before `until`: what ends at midnight is good "till" the day before.
pub fn last_day(until: DateTime<Utc>) -> String {
    date(until - chrono::TimeDelta::seconds(1))
}

/// Day of the week, date and time in the visitor's zone.
pub fn moment(at: DateTime<Utc>) -> String {
    written(&format(Kind::Moment), at)
}

/// Date and time in UTC.
pub fn utc(at: DateTime<Utc>) -> String {
    written(&format(Kind::Utc), at)
}

/// The visitor's zone as IANA names it (`Europe/Berlin`); `UTC` if the browser does not say.
pub fn zone_name() -> String {
    let date: Intl::DateTimeFormat = format(Kind::Date).unchecked_into();
    Reflect::get(&date.resolved_options(), &JsValue::from_str("timeZone"))
        .ok()
        .and_then(|v| v.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// `in 24 days`, `2 hours ago`: in the largest unit that fills at least once. Within a minute it is `now`: the
/// page is drawn anew every half minute, so that seconds would be wrong as soon as they stand there.
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (at - now).num_seconds();
    let size = seconds.unsigned_abs();
    let (unit, length) = match size {
        0..60 => ("second", 60),
        60..3_600 => ("minute", 60),
        3_600..86_400 => ("hour", 3_600),
        86_400..5_184_000 => ("day", 86_400),
        5_184_000..63_072_000 => ("month", 2_629_800),
        _ => ("year", 31_557_600),
    };
    // Rounded to the nearest unit: 23 h 59 min 58 s reads as "in 24 hours", not "in 23 hours".
    let count = if size < 60 { 0.0 } else { (seconds as f64 / f64::from(length)).round() };
    let relative: Intl::RelativeTimeFormat = format(Kind::Relative).unchecked_into();
    String::from(relative.format(count, unit))
}

pub fn number(count: u64) -> String {
    // In no language is there anything to group in it.
    if count < 1000 {
        return count.to_string();
    }
    said(&format(Kind::Number), "format", &JsValue::from_f64(count as f64)).unwrap_or_default()
}

/// The CLDR plural category of a count in the language in use.
pub fn plural_category(count: u64) -> String {
    said(&format(Kind::Plural), "select", &JsValue::from_f64(count as f64)).unwrap_or_default()
}

/// `a, b and c`.
pub fn list(items: &[String]) -> String {
    let array: Array = items.iter().map(|item| JsValue::from_str(&text::isolated(item))).collect();
    said(&format(Kind::List), "format", &array).unwrap_or_else(|| items.join(", "))
}

/// A language's name in itself: `Deutsch`.
pub fn language_name(tag: &str) -> String {
    let tag_value = JsValue::from_str(tag);
    let name = || {
        let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl"))?;
        let names = Reflect::get(&intl, &JsValue::from_str("DisplayNames"))?;
        let arguments = Array::of2(&Array::of1(&tag_value), &options(&[("type", "language")]));
        let names = Reflect::construct(&names.into(), &arguments)?;
        let of = js_sys::Function::from(Reflect::get(&names, &JsValue::from_str("of"))?);
        of.call1(&names, &tag_value)
    };
    name().ok().and_then(|v: JsValue| v.as_string()).unwrap_or_else(|| tag.to_owned())
}

/// An instant that a backend wrote, RFC 3339; `None` if it cannot be read. For showing a clock: what decides
/// about access is read by the connector engine.
pub fn read(text: &str) -> Option<DateTime<Utc>> {
    let time = Date::parse(text);
    time.is_finite().then(|| instant(time))
}

/// The clock of a place: how people there read the day and the time.
pub struct PlaceClock {
    day: Option<JsValue>,
    time: Option<JsValue>,
    /// As IANA names it.
    pub zone: String,
}

impl PlaceClock {
    /// `zone` as IANA names it; the visitor's own where it is empty or the browser does not know it.
    pub fn new(zone: &str) -> Self {
        let known = !zone.is_empty() && intl("DateTimeFormat", &[("timeZone", zone)]).is_some();
        let zone = if known { zone.to_owned() } else { zone_name() };
        let at = ("timeZone", zone.as_str());
        Self {
            day: intl("DateTimeFormat", &[("dateStyle", "full"), at]),
            time: intl(
                "DateTimeFormat",
                &[("hour", "2-digit"), ("minute", "2-digit"), ("timeZoneName", "short"), at],
            ),
            zone,
        }
    }

    /// Day of the week and date.
    pub fn date(&self, at: DateTime<Utc>) -> String {
        self.day.as_ref().map(|format| written(format, at)).unwrap_or_default()
    }

    /// Hour, minute and the zone's short name.
    pub fn time(&self, at: DateTime<Utc>) -> String {
        self.time.as_ref().map(|format| written(format, at)).unwrap_or_default()
    }
}

/// The month in which an instant lies in the visitor's zone, with its year: `Dec 2026`.
pub fn month(at: DateTime<Utc>) -> String {
    intl("DateTimeFormat", &[("month", "short"), ("year", "numeric")])
        .map(|format| written(&format, at))
        .unwrap_or_default()
}

/// A number with two decimals, as coordinates have them.
pub fn degrees(value: f64) -> String {
    let two = intl("NumberFormat", &[("minimumFractionDigits", "2"), ("maximumFractionDigits", "2")]);
    two.and_then(|two| said(&two, "format", &JsValue::from_f64(value))).unwrap_or_default()
}
