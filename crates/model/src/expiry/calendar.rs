//! A calendar file (RFC 5545) that reminds of tokens before they expire.

use crate::text::is_invisible;
use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};

/// How many days before its expiry one is reminded of a token: when the console begins to say that it expires soon,
/// and when it is high time.
const REMINDERS: [i64; 2] = [14, 1];

/// The entry ends when the token does. A token that is good till the end of a day ends at midnight: an entry that
/// began then would stand at the day after.
const LENGTH: TimeDelta = TimeDelta::hours(1);

/// Octets of a line without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// A token to be renewed. Whoever can see the calendar can read it: nothing of the token's secret belongs in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// What tells the token from every other: an entry with the same key takes the place of the older one when a file
    /// is read again. Only a hash of it is written (RFC 7986, 5.3: a UID must not identify anything).
    pub key: String,
    /// When the token is refused.
    pub expires: DateTime<Utc>,
    /// One line.
    pub title: String,
    /// May have several lines.
    pub note: String,
    /// Where the token can be renewed; empty: nowhere.
    pub url: String,
}

/// The calendar file: an entry for each token in the last hour before its expiry, in UTC, so that each calendar shows
/// it in its own zone and daylight saving moves nothing. Reminders that would be past by `now` are left out, and so is
/// a token whose year has not four digits.
///
/// Texts may hold anything: what could end a line, or hides, is dropped. Pass names through [`crate::shown`], which
/// makes marks of it.
///
/// ```
/// use latchkey_model::{Renewal, calendar};
///
/// let file = calendar(
///     &[Renewal {
///         key: "https://api.example.com/7".into(),
///         expires: "2027-02-19T23:00:00Z".parse().unwrap(),
///         title: "Renew the access token ci, main".into(),
///         note: String::new(),
///         url: "https://console.example.com/#/tokens?edit=7".into(),
///     }],
///     "2027-02-10T08:00:00Z".parse().unwrap(),
/// );
/// assert!(file.contains("\r\nDTEND:20270219T230000Z\r\nSUMMARY:Renew the access token ci\\, main\r\n"));
/// // It is too late for the reminder two weeks before.
/// assert_eq!(file.matches("BEGIN:VALARM").count(), 1);
/// ```
pub fn calendar(renewals: &[Renewal], now: DateTime<Utc>) -> String {
    let mut out = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Latchkey//Latchkey//EN"] {
        push_line(&mut out, line);
    }
    for renewal in renewals {
        push_event(&mut out, renewal, now);
    }
    push_line(&mut out, "END:VCALENDAR");
    out
}

fn push_event(out: &mut String, renewal: &Renewal, now: DateTime<Utc>) {
    let Some(start) = renewal.expires.checked_sub_signed(LENGTH) else { return };
    let (Some(stamp), Some(from), Some(to)) = (written(now), written(start), written(renewal.expires)) else {
        return;
    };
    let title = escaped(&renewal.title);
    push_line(out, "BEGIN:VEVENT");
    push_line(out, &format!("UID:{}", uid(&renewal.key)));
    push_line(out, &format!("DTSTAMP:{stamp}"));
    push_line(out, &format!("DTSTART:{from}"));
    push_line(out, &format!("DTEND:{to}"));
    push_line(out, &format!("SUMMARY:{title}"));
    if !renewal.note.is_empty() {
        push_line(out, &format!("DESCRIPTION:{}", escaped(&renewal.note)));
    }
    // A URI has no other characters (RFC 3986), so none that ends the line; it is not escaped as texts are.
    if !renewal.url.is_empty() && renewal.url.bytes().all(|b| b.is_ascii_graphic()) {
        push_line(out, &format!("URL:{}", renewal.url));
    }
    // Nobody is busy then.
    push_line(out, "TRANSP:TRANSPARENT");
    for days in REMINDERS {
        if start.signed_duration_since(now) > TimeDelta::days(days) {
            push_line(out, "BEGIN:VALARM");
            push_line(out, "ACTION:DISPLAY");
            push_line(out, &format!("DESCRIPTION:{title}"));
            push_line(out, &format!("TRIGGER:-P{days}D"));
            push_line(out, "END:VALARM");
        }
    }
    push_line(out, "END:VEVENT");
}

/// `20270219T230000Z`; `None` where the year has not four digits.
fn written(at: DateTime<Utc>) -> Option<String> {
    let year = u32::try_from(at.year()).ok().filter(|year| *year <= 9999)?;
    let (month, day) = (at.month(), at.day());
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    Some(format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"))
}

/// A TEXT value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            // Values among words that run the other way are isolated on purpose.
            '\u{2068}' | '\u{2069}' => out.push(c),
            _ if is_invisible(c) => {}
            _ => out.push(c),
        }
    }
    out
}

/// Folds a line (RFC 5545, 3.1), never within a character.
fn push_line(out: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// A UUID of the kind that its maker fills as it likes (RFC 9562, 5.8), here by FNV-1a.
fn uid(key: &str) -> String {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in key.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
    }
    // The version and the variant.
    let id = hash & !(0xf << 76) & !(0xf << 60) | 0x8 << 76 | 0x8 << 60;
    let (low, mid, high) = (id >> 96, id >> 80 & 0xffff, id >> 64 & 0xffff);
    format!("{low:08x}-{mid:04x}-{high:04x}-{:04x}-{:012x}", id >> 48 & 0xffff, id & 0xffff_ffff_ffff)
}
