//! Dates, numbers, plurals and lists as the language in use writes them, by the browser's `Intl`.

use super::I18n;
use crate::browser::clock::{LocalZone, zone_name};
use chrono::{DateTime, TimeDelta, Utc};
use js_sys::{Array, Function, Object, Reflect};
use latchkey_model::{Zone, format_date};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

impl I18n {
    /// The day in the visitor's zone: `12 Aug 2026`, or in the order that the visitor chose.
    pub fn date(self, at: DateTime<Utc>) -> String {
        match self.date_order() {
            Some(order) => format_date(LocalZone.day(at), order),
            None => self.written_time(Kind::Date, at),
        }
    }

    /// The last day before `until`: what ends at midnight is good "till" the day before.
    pub fn last_day(self, until: DateTime<Utc>) -> String {
        self.date(until - TimeDelta::seconds(1))
    }

    /// Day of the week, date and time in the visitor's zone.
    pub fn moment(self, at: DateTime<Utc>) -> String {
        self.written_time(Kind::Moment, at)
    }

    /// Date and time in UTC.
    pub fn utc(self, at: DateTime<Utc>) -> String {
        self.written_time(Kind::Utc, at)
    }

    /// The month in which an instant lies in the visitor's zone, with its year: `Dec 2026`.
    pub fn month(self, at: DateTime<Utc>) -> String {
        self.written_time(Kind::Month, at)
    }

    /// `in 24 days`, `2 hours ago`: in the largest unit that fills at least once. Within a minute it is `now`: the
    /// page is drawn anew every half minute, so that seconds would be wrong as soon as they stand there.
    pub fn relative(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
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
        let relative = self.formatter(Kind::Relative);
        relative.and_then(|relative| relative.write_two(count, unit)).unwrap_or_default()
    }

    pub fn number(self, count: u64) -> String {
        // In no language is there anything to group in it.
        if count < 1000 {
            return count.to_string();
        }
        self.written(Kind::Number, &JsValue::from_f64(count as f64)).unwrap_or_default()
    }

    /// A number with two decimals, as coordinates have them.
    pub fn degrees(self, value: f64) -> String {
        self.written(Kind::Degrees, &JsValue::from_f64(value)).unwrap_or_default()
    }

    /// `a, b and c`.
    pub fn list(self, items: &[String]) -> String {
        let array: Array = items.iter().map(|item| JsValue::from_str(&self.isolated(item))).collect();
        self.written(Kind::List, &array).unwrap_or_else(|| items.join(", "))
    }

    /// A language's name in itself: `Deutsch`; the tag where the browser does not know it.
    pub fn language_name(self, tag: &str) -> String {
        let names = Formatter::new("DisplayNames", tag, &[("type", "language")], "of");
        names.and_then(|names| names.write(&JsValue::from_str(tag))).unwrap_or_else(|| tag.to_owned())
    }

    /// The CLDR plural category of a count.
    pub(super) fn plural_category(self, count: u64) -> String {
        self.written(Kind::Plural, &JsValue::from_f64(count as f64)).unwrap_or_default()
    }

    /// The clock of a place. `zone` as IANA names it; the visitor's own where it is empty or unknown to the browser.
    pub fn place_clock(self, zone: &str) -> PlaceClock {
        let tag = with_digits(&self.language());
        let time_format =
            |options: &[(&str, &str)]| Formatter::new("DateTimeFormat", &tag, options, "format");
        let is_known = !zone.is_empty() && time_format(&[("timeZone", zone)]).is_some();
        let zone = if is_known { zone.to_owned() } else { zone_name() };
        let at = ("timeZone", zone.as_str());
        PlaceClock {
            day: time_format(&[("dateStyle", "full"), at]),
            time: time_format(&[("hour", "2-digit"), ("minute", "2-digit"), ("timeZoneName", "short"), at]),
            zone,
        }
    }

    fn written_time(self, kind: Kind, at: DateTime<Utc>) -> String {
        self.written(kind, &milliseconds(at)).unwrap_or_default()
    }

    fn written(self, kind: Kind, value: &JsValue) -> Option<String> {
        self.formatter(kind)?.write(value)
    }

    fn formatter(self, kind: Kind) -> Option<Formatter> {
        self.formats.try_update_value(|formats| formats.get(kind))?
    }
}

/// The clock of a place: how people there read the day and the time.
pub struct PlaceClock {
    day: Option<Formatter>,
    time: Option<Formatter>,
    /// As IANA names it.
    pub zone: String,
}

impl PlaceClock {
    /// Day of the week and date.
    pub fn date(&self, at: DateTime<Utc>) -> String {
        self.day.as_ref().and_then(|day| day.write(&milliseconds(at))).unwrap_or_default()
    }

    /// Hour, minute and the zone's short name.
    pub fn time(&self, at: DateTime<Utc>) -> String {
        self.time.as_ref().and_then(|time| time.write(&milliseconds(at))).unwrap_or_default()
    }
}

/// The formatters of one language, each made when it is first needed: making one costs far more than using it.
pub(super) struct Formats {
    tag: String,
    made: [Option<Formatter>; KINDS],
}

impl Formats {
    pub fn new(language: &str) -> Self {
        Self { tag: with_digits(language), made: Default::default() }
    }

    fn get(&mut self, kind: Kind) -> Option<Formatter> {
        let made = self.made.get_mut(kind as usize)?;
        if made.is_none() {
            let (class, options) = kind.class();
            *made = Formatter::new(class, &self.tag, options, kind.method());
        }
        made.clone()
    }
}

/// An object of one of the browser's `Intl` classes, and its method that writes a value.
#[derive(Clone)]
struct Formatter {
    object: JsValue,
    method: Function,
}

impl Formatter {
    /// `None` if the browser refuses an option, such as an unknown zone.
    fn new(class: &str, tag: &str, options: &[(&str, &str)], method: &str) -> Option<Self> {
        let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
        let class: Function = Reflect::get(&intl, &JsValue::from_str(class)).ok()?.dyn_into().ok()?;
        let members = Object::new();
        for (name, value) in options {
            Reflect::set(&members, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
        }
        let arguments = Array::of2(&JsValue::from_str(tag), &members);
        let object = Reflect::construct(&class, &arguments).ok()?;
        let method = Reflect::get(&object, &JsValue::from_str(method)).ok()?.dyn_into().ok()?;
        Some(Self { object, method })
    }

    fn write(&self, value: &JsValue) -> Option<String> {
        self.method.call1(&self.object, value).ok()?.as_string()
    }

    fn write_two(&self, count: f64, unit: &str) -> Option<String> {
        let (count, unit) = (JsValue::from_f64(count), JsValue::from_str(unit));
        self.method.call2(&self.object, &count, &unit).ok()?.as_string()
    }
}

/// What a formatter writes.
#[derive(Clone, Copy)]
enum Kind {
    Date,
    Moment,
    Utc,
    Month,
    Number,
    Degrees,
    Relative,
    Plural,
    List,
}

const KINDS: usize = 9;

impl Kind {
    /// The class in `Intl`, and its options.
    fn class(self) -> (&'static str, &'static [(&'static str, &'static str)]) {
        match self {
            Kind::Date => ("DateTimeFormat", &[("dateStyle", "medium")]),
            Kind::Moment => ("DateTimeFormat", &[("dateStyle", "full"), ("timeStyle", "short")]),
            Kind::Utc => {
                ("DateTimeFormat", &[("dateStyle", "medium"), ("timeStyle", "short"), ("timeZone", "UTC")])
            }
            Kind::Month => ("DateTimeFormat", &[("month", "short"), ("year", "numeric")]),
            Kind::Number => ("NumberFormat", &[]),
            Kind::Degrees => {
                ("NumberFormat", &[("minimumFractionDigits", "2"), ("maximumFractionDigits", "2")])
            }
            Kind::Relative => ("RelativeTimeFormat", &[("numeric", "auto")]),
            Kind::Plural => ("PluralRules", &[]),
            Kind::List => ("ListFormat", &[]),
        }
    }

    fn method(self) -> &'static str {
        if matches!(self, Kind::Plural) { "select" } else { "format" }
    }
}

/// With the digits of addresses, patterns and typed dates in every language: two kinds of digits in one line are hard
/// to compare. (Of the shipped languages, Arabic has others by default.)
fn with_digits(language: &str) -> String {
    format!("{language}-u-nu-latn")
}

fn milliseconds(at: DateTime<Utc>) -> JsValue {
    JsValue::from_f64(at.timestamp_millis() as f64)
}
