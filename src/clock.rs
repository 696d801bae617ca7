//! The browser's clock, time zone and `Intl`: the only place that knows the time and how it is written.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use js_sys::{Array, Date, Intl, Object, Reflect};
use latchkey_model::Zone;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

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

/// The formatters of one language. Making one costs far more than using it.
struct Formats {
    language: String,
    date: Intl::DateTimeFormat,
    moment: Intl::DateTimeFormat,
    utc: Intl::DateTimeFormat,
    number: Intl::NumberFormat,
    relative: Intl::RelativeTimeFormat,
    plural: Intl::PluralRules,
    list: Object,
}

thread_local! {
    static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) };
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a plain property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}

fn with_formats<T>(use_it: impl FnOnce(&Formats) -> T) -> T {
    FORMATS.with(|cell| {
        let language = crate::text::language();
        let mut slot = cell.borrow_mut();
        if slot.as_ref().is_none_or(|f| f.language != language) {
            *slot = None;
        }
        let formats = slot.get_or_insert_with(|| {
            let tags = Array::of1(&JsValue::from_str(&language));
            let none = Object::new();
            let list_format = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl"))
                .and_then(|intl| Reflect::get(&intl, &JsValue::from_str("ListFormat")))
                .and_then(|constructor| Reflect::construct(&constructor.into(), &Array::of1(&tags)))
                .map_or_else(|_| Object::new(), Object::from);
            Formats {
                date: Intl::DateTimeFormat::new(&tags, &options(&[("dateStyle", "medium")])),
                moment: Intl::DateTimeFormat::new(
                    &tags,
                    &options(&[("dateStyle", "full"), ("timeStyle", "short")]),
                ),
                utc: Intl::DateTimeFormat::new(
                    &tags,
                    &options(&[("dateStyle", "medium"), ("timeStyle", "short"), ("timeZone", "UTC")]),
                ),
                number: Intl::NumberFormat::new(&tags, &none),
                relative: Intl::RelativeTimeFormat::new(&tags, &options(&[("numeric", "auto")])),
                plural: Intl::PluralRules::new(&tags, &none),
                list: list_format,
                language,
            }
        });
        use_it(formats)
    })
}

fn written(format: &Intl::DateTimeFormat, at: DateTime<Utc>) -> String {
    format.format().call1(format, &js_date(at)).ok().and_then(|v| v.as_string()).unwrap_or_default()
}

/// `12 Aug 2026`, in the visitor's zone.
pub fn date(at: DateTime<Utc>) -> String {
    with_formats(|f| written(&f.date, at))
}

/// Day of the week, date and time in the visitor's zone.
pub fn moment(at: DateTime<Utc>) -> String {
    with_formats(|f| written(&f.moment, at))
}

/// Date and time in UTC.
pub fn utc(at: DateTime<Utc>) -> String {
    with_formats(|f| written(&f.utc, at))
}

/// The visitor's zone as IANA names it (`Europe/Berlin`); `UTC` if the browser does not say.
pub fn zone_name() -> String {
    with_formats(|f| {
        Reflect::get(&f.date.resolved_options(), &JsValue::from_str("timeZone"))
            .ok()
            .and_then(|v| v.as_string())
            .unwrap_or_else(|| "UTC".to_owned())
    })
}

/// `in 24 days`, `2 hours ago`: in the largest unit that fills at least once.
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (at - now).num_seconds();
    let size = seconds.unsigned_abs();
    let (unit, length) = match size {
        0..60 => ("second", 1),
        60..3_600 => ("minute", 60),
        3_600..86_400 => ("hour", 3_600),
        86_400..5_184_000 => ("day", 86_400),
        5_184_000..63_072_000 => ("month", 2_629_800),
        _ => ("year", 31_557_600),
    };
    // Rounded to the nearest unit: 23 h 59 min 58 s reads as "in 24 hours", not "in 23 hours".
    let count = (seconds as f64 / f64::from(length)).round();
    with_formats(|f| String::from(f.relative.format(count, unit)))
}

pub fn number(count: u64) -> String {
    with_formats(|f| {
        let value = JsValue::from_f64(count as f64);
        f.number.format().call1(&f.number, &value).ok().and_then(|v| v.as_string()).unwrap_or_default()
    })
}

/// The CLDR plural category of a count in the language in use.
pub fn plural_category(count: u64) -> String {
    with_formats(|f| String::from(f.plural.select(count as f64)))
}

/// `a, b and c`.
pub fn list(items: &[String]) -> String {
    with_formats(|f| {
        let array: Array = items.iter().map(|item| JsValue::from_str(item)).collect();
        Reflect::get(&f.list, &JsValue::from_str("format"))
            .ok()
            .and_then(|format| js_sys::Function::from(format).call1(&f.list, &array).ok())
            .and_then(|v| v.as_string())
            .unwrap_or_else(|| items.join(", "))
    })
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
