//! Dates as people type and read them.

use crate::expiry::ExpiryError;
use chrono::{Datelike, NaiveDate};

/// In which order a person writes year, month and day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOrder {
    /// `2026-11-21` (ISO 8601).
    #[default]
    YearMonthDay,
    /// `21-11-2026`
    DayMonthYear,
    /// `11/21/2026`
    MonthDayYear,
}

/// Reads a typed date. The parts are separated by `-`, `/` or `.`, the same both times; the year has four
/// digits, month and day one or two. A date that starts with the year is read as year, month, day whatever
/// the order, because nobody means anything else by it. Digits may be those of Arabic, Persian, Hindi and
/// full-width writing.
///
/// Errors are [`ExpiryError::Missing`] for an empty text and [`ExpiryError::Unreadable`]: nothing is guessed,
/// no century and no swapped order.
///
/// ```
/// use latchkey_model::{DateOrder, ExpiryError, format_date, parse_date};
///
/// let date = parse_date("5.11.2026", DateOrder::DayMonthYear).unwrap();
/// assert_eq!(format_date(date, DateOrder::DayMonthYear), "05-11-2026");
/// assert_eq!(format_date(date, DateOrder::MonthDayYear), "11/05/2026");
/// assert_eq!(parse_date("2026-11-05", DateOrder::MonthDayYear), Ok(date));
/// assert_eq!(parse_date("29-02-2026", DateOrder::DayMonthYear), Err(ExpiryError::Unreadable));
/// ```
pub fn parse_date(text: &str, order: DateOrder) -> Result<NaiveDate, ExpiryError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ExpiryError::Missing);
    }
    read(text, order).ok_or(ExpiryError::Unreadable)
}

/// Writes a date with the separators that [`DateOrder`] shows, for example into the field it was typed in.
pub fn format_date(date: NaiveDate, order: DateOrder) -> String {
    let (year, month, day) = (u32::try_from(date.year()).unwrap_or(0), date.month(), date.day());
    match order {
        DateOrder::YearMonthDay => format!("{year:04}-{month:02}-{day:02}"),
        DateOrder::DayMonthYear => format!("{day:02}-{month:02}-{year:04}"),
        DateOrder::MonthDayYear => format!("{month:02}/{day:02}/{year:04}"),
    }
}

/// A part of a typed date: its value and how many digits it had.
type Part = (u32, usize);

fn read(text: &str, order: DateOrder) -> Option<NaiveDate> {
    let mut parts: [Part; 3] = [(0, 0); 3];
    let mut part = 0;
    let mut separator = None;
    // Arabic dates copied from a page carry marks of direction.
    for c in text.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')) {
        if let Some(digit) = digit(c) {
            let (value, digits) = parts.get_mut(part)?;
            *value = value.checked_mul(10)?.checked_add(digit)?;
            *digits += 1;
        } else if matches!(c, '-' | '/' | '.') && separator.is_none_or(|first| first == c) {
            separator = Some(c);
            part += 1;
        } else {
            return None;
        }
    }
    let [first, second, third] = parts;
    let (year, month, day) = match order {
        _ if first.1 == 4 => (first, second, third),
        DateOrder::YearMonthDay => return None,
        DateOrder::DayMonthYear => (third, second, first),
        DateOrder::MonthDayYear => (third, first, second),
    };
    let written = year.1 == 4 && matches!(month.1, 1 | 2) && matches!(day.1, 1 | 2);
    NaiveDate::from_ymd_opt(i32::try_from(year.0).ok()?, month.0, day.0).filter(|_| written)
}

fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn typed_dates_are_read_in_the_order_asked() {
        for (text, order, expected) in [
            ("2026-11-05", YearMonthDay, date(2026, 11, 5)),
            ("2026/1/5", YearMonthDay, date(2026, 1, 5)),
            ("2026.12.31", DayMonthYear, date(2026, 12, 31)),
            ("05-11-2026", DayMonthYear, date(2026, 11, 5)),
            ("5/11/2026", DayMonthYear, date(2026, 11, 5)),
            ("5/11/2026", MonthDayYear, date(2026, 5, 11)),
            (" 02.28.2027 ", MonthDayYear, date(2027, 2, 28)),
            ("29-02-2028", DayMonthYear, date(2028, 2, 29)),
            ("٠٥/١١/٢٠٢٦", DayMonthYear, date(2026, 11, 5)),
            ("\u{200f}05\u{200f}/11\u{200f}/2026", DayMonthYear, date(2026, 11, 5)),
            ("०५-११-२०२६", DayMonthYear, date(2026, 11, 5)),
            ("２０２６/１１/０５", YearMonthDay, date(2026, 11, 5)),
        ] {
            assert_eq!(parse_date(text, order), Ok(expected), "{text}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for (text, order) in [
            ("05-11-2026", YearMonthDay),
            ("31-11-2026", DayMonthYear),
            ("29-02-2026", DayMonthYear),
            ("13/13/2026", MonthDayYear),
            ("00-01-2026", DayMonthYear),
            ("05-11-26", DayMonthYear),
            ("05-11/2026", DayMonthYear),
            ("05-11", DayMonthYear),
            ("05-11-2026-1", DayMonthYear),
            ("05--2026", DayMonthYear),
            ("-05-11-2026", DayMonthYear),
            ("05-11-02026", DayMonthYear),
            ("005-11-2026", DayMonthYear),
            ("20261105", YearMonthDay),
            ("2026-11-05T10:00:00Z", YearMonthDay),
            ("99999999999-1-1", YearMonthDay),
            ("tomorrow", YearMonthDay),
            ("5 11 2026", DayMonthYear),
        ] {
            assert_eq!(parse_date(text, order), Err(ExpiryError::Unreadable), "{text}");
        }
        assert_eq!(parse_date("  ", YearMonthDay), Err(ExpiryError::Missing));
    }

    #[test]
    fn written_dates_read_back() {
        for order in [YearMonthDay, DayMonthYear, MonthDayYear] {
            for day in [date(2026, 1, 2), date(999, 12, 31), date(9999, 10, 20)] {
                assert_eq!(parse_date(&format_date(day, order), order), Ok(day));
            }
        }
    }
}
