//! Times as backends write them.
//!
//! Read by hand: backends leave out seconds, write a comma or a blank, and chrono's formats take some of what is no such
//! time (`+2026`, single digits).

use crate::document::{Day, TimeFormat};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};

/// An offset from UTC in seconds, east positive.
pub(crate) type Offset = i32;

/// `+HH:MM`, `-HH:MM` or `Z`.
pub(crate) fn zone(text: &str) -> Option<Offset> {
    let mut scan = Scan(text);
    scan.offset().filter(|_| scan.0.is_empty())
}

/// `None` if the text is not such a time. `zone` is that of times without one.
pub(crate) fn read(text: &str, format: TimeFormat, day: Option<Day>, zone: Offset) -> Option<DateTime<Utc>> {
    let mut scan = Scan(text);
    let read = match format {
        TimeFormat::Rfc3339 | TimeFormat::Naive => {
            let local = scan.date_time()?;
            // A zone that is there after all says more than the connector.
            let offset = match (scan.offset(), format) {
                (Some(offset), _) => offset,
                (None, TimeFormat::Naive) => zone,
                (None, _) => return None,
            };
            at(local, offset)
        }
        TimeFormat::Date => {
            let date = scan.date()?;
            let date = if day == Some(Day::End) { date.succ_opt()? } else { date };
            at(date.and_hms_opt(0, 0, 0)?, zone)
        }
        TimeFormat::Http => return read_http_date(text),
        TimeFormat::EpochSeconds => return DateTime::from_timestamp(whole(text)?, 0),
        TimeFormat::EpochMilliseconds => return DateTime::from_timestamp_millis(whole(text)?),
        TimeFormat::EpochMicroseconds => return DateTime::from_timestamp_micros(whole(text)?),
        TimeFormat::EpochNanoseconds => {
            return DateTime::from_timestamp_micros(whole(text)?.div_euclid(1000));
        }
        // They are no instants by themselves.
        TimeFormat::SecondsAfter
        | TimeFormat::MinutesAfter
        | TimeFormat::HoursAfter
        | TimeFormat::DaysAfter => return None,
    };
    read.filter(|_| scan.0.is_empty())
}

/// A count; a fraction of it is left out.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.bytes().all(|b| b.is_ascii_digit()) { whole.parse().ok() } else { None }
}

/// `2026-12-31`
pub(crate) fn write_date(instant: DateTime<Utc>, zone: Offset) -> String {
    date_text(local(instant, zone))
}

/// `2026-12-31T00:00:00` with so many digits of a second; `None`: as many as there are.
pub(crate) fn write(instant: DateTime<Utc>, zone: Offset, separator: char, digits: Option<usize>) -> String {
    let local = local(instant, zone);
    let fraction = format!("{:09}", local.nanosecond().min(999_999_999));
    let fraction = match digits {
        Some(digits) => fraction.get(..digits).unwrap_or(&fraction),
        None => fraction.trim_end_matches('0'),
    };
    let point = if fraction.is_empty() { "" } else { "." };
    let (hour, minute, second) = (local.hour(), local.minute(), local.second());
    format!("{}{separator}{hour:02}:{minute:02}:{second:02}{point}{fraction}", date_text(local))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7; the two obsolete forms are not read), and with an offset
/// in place of `GMT` (RFC 5322 section 3.3).
pub(crate) fn read_http_date(text: &str) -> Option<DateTime<Utc>> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_, rest) = text.split_once(", ")?;
    let mut scan = Scan(rest);
    let day = scan.number(2)?;
    scan.eat(&[' '])?;
    let (month, rest) = scan.0.split_at_checked(3)?;
    let month = MONTHS.iter().position(|m| *m == month)?;
    scan.0 = rest;
    scan.eat(&[' '])?;
    let year = scan.number(4)?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()? + 1, day)?;
    scan.eat(&[' '])?;
    let hour = scan.number(2)?;
    scan.eat(&[':'])?;
    let minute = scan.number(2)?;
    scan.eat(&[':'])?;
    let second = scan.number(2)?;
    scan.eat(&[' '])?;
    let offset = if scan.0 == "GMT" { 0 } else { scan.offset().filter(|_| scan.0.is_empty())? };
    at(date.and_hms_opt(hour, minute, second)?, offset)
}

fn at(local: NaiveDateTime, offset: Offset) -> Option<DateTime<Utc>> {
    local.checked_sub_signed(TimeDelta::seconds(offset.into())).map(|utc| utc.and_utc())
}

fn local(instant: DateTime<Utc>, zone: Offset) -> NaiveDateTime {
    let utc = instant.naive_utc();
    utc.checked_add_signed(TimeDelta::seconds(zone.into())).unwrap_or(utc)
}

fn date_text(local: NaiveDateTime) -> String {
    format!("{:04}-{:02}-{:02}", local.year(), local.month(), local.day())
}

struct Scan<'t>(&'t str);

impl Scan<'_> {
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (text, rest) = self.0.split_at_checked(digits)?;
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        text.parse().ok()
    }

    fn eat(&mut self, any_of: &[char]) -> Option<char> {
        let c = self.0.chars().next().filter(|c| any_of.contains(c))?;
        self.0 = self.0.get(c.len_utf8()..)?;
        Some(c)
    }

    fn date(&mut self) -> Option<NaiveDate> {
        let year = self.number(4)?;
        self.eat(&['-'])?;
        let month = self.number(2)?;
        self.eat(&['-'])?;
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, self.number(2)?)
    }

    fn date_time(&mut self) -> Option<NaiveDateTime> {
        let date = self.date()?;
        self.eat(&['T', 't', ' '])?;
        let hour = self.number(2)?;
        self.eat(&[':'])?;
        let minute = self.number(2)?;
        let mut second = 0;
        if self.eat(&[':']).is_some() {
            second = self.number(2)?;
        }
        let mut nanos = 0;
        if self.eat(&['.', ',']).is_some() {
            let mut unit = 100_000_000;
            nanos = self.number(1)? * unit;
            while let Some(digit) = self.number(1) {
                unit /= 10;
                nanos += digit * unit;
            }
        }
        // A leap second (RFC 3339 section 5.6) counts as the second before it.
        date.and_hms_nano_opt(hour, minute, if second == 60 { 59 } else { second }, nanos)
    }

    /// `Z`, `+HH:MM` or `+HHMM`.
    fn offset(&mut self) -> Option<Offset> {
        match self.eat(&['Z', 'z', '+', '-'])? {
            'Z' | 'z' => Some(0),
            sign => {
                let hours = self.number(2).filter(|h| *h < 24)?;
                self.eat(&[':']);
                let minutes = self.number(2).filter(|m| *m < 60)?;
                let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
                Some(if sign == '-' { -seconds } else { seconds })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Option<DateTime<Utc>> {
        (!text.is_empty()).then(|| text.parse().unwrap())
    }

    #[test]
    fn reads_each_format() {
        use TimeFormat::*;
        let zone = 2 * 3600;
        for (text, format, day, expected) in [
            ("2026-12-31T10:00:00Z", Rfc3339, None, "2026-12-31T10:00:00Z"),
            ("2026-12-31t10:00:00.25+05:30", Rfc3339, None, "2026-12-31T04:30:00.25Z"),
            ("2026-12-31T10:00:00-00:30", Rfc3339, None, "2026-12-31T10:30:00Z"),
            ("2016-12-31T23:59:60Z", Rfc3339, None, "2016-12-31T23:59:59Z"),
            ("2026-12-31T10:00:00", Rfc3339, None, ""),
            ("2026-12-31", Rfc3339, None, ""),
            ("2026-02-29T00:00:00Z", Rfc3339, None, ""),
            ("2026-12-31T24:00:00Z", Rfc3339, None, ""),
            ("2026-12-31T10:00:00Z ", Rfc3339, None, ""),
            ("+2026-12-31T10:00:00Z", Rfc3339, None, ""),
            ("2026-12-31T10:00:00.000000", Naive, None, "2026-12-31T08:00:00Z"),
            ("2026-12-31 10:00:00", Naive, None, "2026-12-31T08:00:00Z"),
            ("2026-12-31T10:00", Naive, None, "2026-12-31T08:00:00Z"),
            ("2026-12-31T10:00:00Z", Naive, None, "2026-12-31T10:00:00Z"),
            ("2026-12-31", Date, Some(Day::Start), "2026-12-30T22:00:00Z"),
            ("2026-12-31", Date, Some(Day::End), "2026-12-31T22:00:00Z"),
            ("31-12-2026", Date, Some(Day::End), ""),
            ("1798675200", EpochSeconds, None, "2026-12-31T00:00:00Z"),
            ("1798675200000", EpochMilliseconds, None, "2026-12-31T00:00:00Z"),
            ("1798675200.75", EpochSeconds, None, "2026-12-31T00:00:00Z"),
            ("1.798675e9", EpochSeconds, None, ""),
            ("1798675200000001", EpochMicroseconds, None, "2026-12-31T00:00:00.000001Z"),
            ("1798675200000001999", EpochNanoseconds, None, "2026-12-31T00:00:00.000001Z"),
            ("Thu, 31 Dec 2026 00:00:00 GMT", Http, None, "2026-12-31T00:00:00Z"),
            ("Thu, 31 Dec 2026 02:00:00 +0200", Http, None, "2026-12-31T00:00:00Z"),
            ("Thu, 31 Dec 2026 00:00:00 UTC", Http, None, ""),
            ("30", DaysAfter, None, ""),
            ("99999999999999999999", EpochSeconds, None, ""),
            ("soon", EpochSeconds, None, ""),
            ("", Rfc3339, None, ""),
            ("é026-12-31T10:00:00Z", Rfc3339, None, ""),
        ] {
            assert_eq!(read(text, format, day, zone), instant(expected), "{text} {format:?}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let t = instant("2026-12-31T22:30:00.5Z").unwrap();
        assert_eq!(write(t, 0, 'T', None), "2026-12-31T22:30:00.5");
        assert_eq!(write(t, 0, 'T', Some(6)), "2026-12-31T22:30:00.500000");
        assert_eq!(write(t, 7200, ' ', Some(0)), "2027-01-01 00:30:00");
        assert_eq!(write_date(t, 7200), "2027-01-01");
        for format in [TimeFormat::Rfc3339, TimeFormat::Naive] {
            assert_eq!(read(&(write(t, 0, 'T', None) + "Z"), format, None, 0), Some(t));
        }
    }

    #[test]
    fn reads_http_dates() {
        // The example of RFC 9110 section 5.6.7.
        assert_eq!(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), instant("1994-11-06T08:49:37Z"));
        for wrong in [
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37",
            "120",
            "",
            "Sun, 31 Feb 1994 08:49:37 GMT",
        ] {
            assert_eq!(read_http_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn reads_zones() {
        for (text, seconds) in [
            ("Z", Some(0)),
            ("+02:00", Some(7200)),
            ("-0530", Some(-19800)),
            ("+2", None),
            ("+25:00", None),
            ("UTC", None),
        ] {
            assert_eq!(zone(text), seconds, "{text}");
        }
    }
}
