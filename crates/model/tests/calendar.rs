//! The calendar file, read back as a calendar reads it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

use chrono::{DateTime, Utc};
use latchkey_model::{Renewal, calendar, is_invisible, shown};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn renewal(title: &str) -> Renewal {
    Renewal {
        key: "https://api.example.com 7".into(),
        expires: at("2027-02-19T23:00:00Z"),
        title: title.into(),
        note: "Until midnight\nRenew it there".into(),
        url: "https://console.example.com/#/tokens?edit=7".into(),
    }
}

/// The lines of a file as they were before they were folded. Each line is at most 75 octets and ends with CRLF; no line
/// ends by anything that some reader takes for the end of one.
fn lines(file: &str) -> Vec<String> {
    let body = file.strip_suffix("\r\n").expect("the last line ends too");
    let mut lines: Vec<String> = Vec::new();
    for line in body.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        let breaks = |c: char| c.is_control() && c != '\t' || matches!(c, '\u{2028}' | '\u{2029}');
        assert!(!line.contains(breaks), "{line:?}");
        match line.strip_prefix(' ') {
            Some(more) => lines.last_mut().expect("a line before").push_str(more),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The one value of `name`, as a TEXT.
fn text(file: &str, name: &str) -> String {
    let all = lines(file);
    let values: Vec<&str> =
        all.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':')).collect();
    let mut out = String::new();
    let mut rest = values.first().expect("a value").chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next().expect("something escaped") {
                'n' => out.push('\n'),
                c @ ('\\' | ';' | ',') => out.push(c),
                other => panic!("\\{other}"),
            },
            ';' | ',' => panic!("{c} is not escaped"),
            c => out.push(c),
        }
    }
    out
}

#[test]
fn a_token_is_an_entry_in_its_last_hour_with_reminders_before_it() {
    let file = calendar(&[renewal("Renew ci; now, or \\never")], at("2026-11-22T02:03:04Z"));
    assert_eq!(
        lines(&file),
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Latchkey//Latchkey//EN",
            "BEGIN:VEVENT",
            "UID:5a24103c-df11-8d41-8da4-479c04cf5cf4",
            "DTSTAMP:20261122T020304Z",
            "DTSTART:20270219T220000Z",
            "DTEND:20270219T230000Z",
            "SUMMARY:Renew ci\\; now\\, or \\\\never",
            "DESCRIPTION:Until midnight\\nRenew it there",
            "URL:https://console.example.com/#/tokens?edit=7",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Renew ci\\; now\\, or \\\\never",
            "TRIGGER:-P14D",
            "END:VALARM",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Renew ci\\; now\\, or \\\\never",
            "TRIGGER:-P1D",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    );
}

#[test]
fn nobody_is_reminded_of_what_is_past() {
    for (now, reminders) in [
        ("2027-02-05T21:59:59Z", 2),
        ("2027-02-05T22:00:00Z", 1),
        ("2027-02-18T21:59:59Z", 1),
        ("2027-02-18T22:00:00Z", 0),
        ("2027-03-01T00:00:00Z", 0),
    ] {
        let file = calendar(&[renewal("ci")], at(now));
        assert_eq!(file.matches("BEGIN:VALARM").count(), reminders, "{now}");
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 1, "{now}");
    }
}

#[test]
fn the_same_token_has_the_same_identifier_and_another_has_another() {
    let uid = |renewal: &Renewal, now| text(&calendar(std::slice::from_ref(renewal), at(now)), "UID");
    let one = renewal("ci");
    let later = Renewal { expires: at("2027-06-01T00:00:00Z"), title: "ci 2".into(), ..one.clone() };
    let other = Renewal { key: "https://api.example.com 8".into(), ..one.clone() };
    assert_eq!(uid(&one, "2026-11-22T00:00:00Z"), uid(&later, "2027-01-01T00:00:00Z"));
    assert_ne!(uid(&one, "2026-11-22T00:00:00Z"), uid(&other, "2026-11-22T00:00:00Z"));
    assert!(!calendar(&[one], at("2026-11-22T00:00:00Z")).contains("api.example.com"));
}

#[test]
fn long_lines_are_folded_between_characters() {
    let now = at("2026-11-22T00:00:00Z");
    for unit in ["a", "é", "日", "🔑", "a🔑", "é日", "\\", ";é"] {
        for shift in 0..4 {
            let title = ["x".repeat(shift), unit.repeat(80)].concat();
            let file = calendar(&[renewal(&title)], now);
            assert_eq!(text(&file, "SUMMARY"), title);
            assert!(file.contains("\r\n "), "{title} is long enough to be folded");
        }
    }
    // Full lines are used: 66 characters after `SUMMARY:` and one are not folded, one more is.
    let folds = |length| calendar(&[renewal(&"x".repeat(length))], now).matches("\r\n x").count();
    assert_eq!((folds(75 - "SUMMARY:".len()), folds(76 - "SUMMARY:".len())), (2, 3));
}

#[test]
fn a_hostile_name_ends_no_line_and_adds_no_entry() {
    let now = at("2026-11-22T00:00:00Z");
    let name = "ci\r\nEND:VEVENT\r\nBEGIN:VEVENT\u{2028}ATTACH:https://evil.example\u{85}\u{202e}\0";
    for title in [name.to_owned(), shown(name)] {
        let file = calendar(&[renewal(&title)], now);
        let lines = lines(&file);
        assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 1);
        assert!(!lines.iter().any(|line| line.starts_with("ATTACH")), "{file}");
    }
    assert!(text(&calendar(&[renewal(&shown(name))], now), "SUMMARY").contains("⟨U+202E⟩"));
    let url = |url: &str| {
        let renewal = Renewal { url: url.into(), ..renewal("ci") };
        lines(&calendar(&[renewal], now)).iter().filter(|line| line.starts_with("URL")).count()
    };
    assert_eq!(url("https://a.example/#/t?edit=x\r\nATTACH:y"), 0);
    assert_eq!(url("https://a.example/#/t?edit=\u{202e}"), 0);
    assert_eq!(url(""), 0);
    assert_eq!(url("https://a.example/#/t?edit=%E2%80%AE;,"), 1);
}

#[test]
fn names_among_words_that_run_the_other_way_stay_apart_from_them() {
    let title = "تجديد رمز الوصول \u{2068}ci-deploy\u{2069}، \u{2068}⟨U+202E⟩x\u{2069}";
    let file = calendar(&[renewal(title)], at("2026-11-22T00:00:00Z"));
    assert_eq!(text(&file, "SUMMARY"), title);
}

#[test]
fn a_year_that_cannot_be_written_is_left_out_and_the_others_stay() {
    let far = Renewal { expires: DateTime::<Utc>::MAX_UTC, ..renewal("far") };
    let early = Renewal { expires: DateTime::<Utc>::MIN_UTC, ..renewal("early") };
    let file = calendar(&[far, renewal("ci"), early], at("2026-11-22T00:00:00Z"));
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 1);
    assert!(file.contains("SUMMARY:ci\r\n"));
}

proptest! {
    #[test]
    fn any_text_reads_back(title in "\\PC{0,120}", note in "(\\PC|\n){1,120}") {
        let renewal = Renewal { note: note.clone(), ..renewal(&title) };
        let file = calendar(&[renewal], at("2026-11-22T00:00:00Z"));
        let kept = |text: &str| {
            text.chars().filter(|c| *c == '\n' || !is_invisible(*c)).collect::<String>()
        };
        prop_assert_eq!(text(&file, "SUMMARY"), kept(&title));
        prop_assert_eq!(text(&file, "DESCRIPTION"), kept(&note));
    }
}
