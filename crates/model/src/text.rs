//! What characters may hide in a text that a person reads and trusts.

use std::fmt::Write;

/// Whether a character shows nothing of itself or changes the direction of its neighbours, so that a
/// text with it can look like another text (CVE-2021-42574).
///
/// The joiners U+200C and U+200D are not among them: Hindi, Persian and emoji are written with them.
pub fn is_invisible(c: char) -> bool {
    // Most texts are ASCII, and each character of thousands of them comes by here.
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Whether a character needs a neighbour to be seen: joiners and variation selectors.
pub(crate) fn only_joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Longer texts are cut in the middle: names that differ often differ at their end.
const LONGEST: usize = 120;
const TAIL: usize = 24;

/// A text that somebody else wrote, to be shown. Whatever hides in it, or would change how its neighbours read, is a
/// mark that can be read itself (`⟨U+202E⟩`): control and invisible characters, space at the ends or nothing but space,
/// joiners where nothing joins. Longer ones than 120 characters are cut in the middle.
///
/// ```
/// use latchkey_model::shown;
///
/// assert_eq!(shown("ci-deploy"), "ci-deploy");
/// assert_eq!(shown("\u{202e}yolped-ic"), "⟨U+202E⟩yolped-ic");
/// assert_eq!(shown("ci\u{200b} "), "ci⟨U+200B⟩⟨U+0020⟩");
/// ```
pub fn shown(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST {
        return marked(text);
    }
    let end_of = |place: usize| text.char_indices().nth(place).map_or(text.len(), |(at, _)| at);
    let (head, tail) = (end_of(LONGEST - TAIL - 1), end_of(length - TAIL));
    let part = |from: usize, to: usize| text.get(from..to).map(marked).unwrap_or_default();
    format!("{}…{}", part(0, head), part(tail, text.len()))
}

/// As [`shown`], and all of it.
pub fn marked(text: &str) -> String {
    let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let at_end = at < start || at >= end;
        if is_invisible(c) || at_end || only_joins(c) && !takes_joiner(before) {
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            out.push(c);
        }
        before = c;
    }
    out
}

/// Whether letters of different alphabets stand in one word, as in `pаypal` with a Cyrillic `а`: what looks like a name
/// that one knows may be another. A whole word of another alphabet is somebody's language.
///
/// ```
/// use latchkey_model::mixes_alphabets;
///
/// assert!(mixes_alphabets("ci-dерloy"));
/// assert!(!mixes_alphabets("сборка ci-deploy"));
/// ```
pub fn mixes_alphabets(text: &str) -> bool {
    let mut word = None;
    for c in text.chars() {
        match alphabet(c) {
            // A word ends where no letter is.
            None => word = None,
            Some(now) => match word {
                Some(before) if before != now => return true,
                _ => word = Some(now),
            },
        }
    }
    false
}

/// Whether a text has letters that are written from right to left, so that it may take its neighbours along.
pub fn runs_leftwards(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c,
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

/// Names that Windows keeps for devices, whatever follows their first dot.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt"];

/// A part of a file's name made from `text`: harmless on every system and in every shell, never hidden, never empty
/// (`fallback`), at most 80 characters.
///
/// ```
/// use latchkey_model::file_name;
///
/// assert_eq!(file_name("../../etc/passwd", "token"), "etc-passwd");
/// assert_eq!(file_name("ci \u{202e}txt.exe", "token"), "ci -txt.exe");
/// assert_eq!(file_name(" . ", "token"), "token");
/// ```
pub fn file_name(text: &str, fallback: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '(' | ')' | '+' | '@');
        let foreign = c >= '\u{a1}' && !is_invisible(c) && !only_joins(c) && !c.is_whitespace();
        if plain || foreign {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
        if name.chars().count() >= 80 {
            break;
        }
    }
    let name = name.trim_matches(['-', '.', ' ']);
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    if name.is_empty() {
        fallback.to_owned()
    } else if DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) {
        format!("{fallback}-{name}")
    } else {
        name.to_owned()
    }
}

/// Whether a joiner or a selector after this character means something: letters of scripts that join, and emoji. After
/// a Latin letter it would only make two names look the same.
fn takes_joiner(c: char) -> bool {
    c >= '\u{590}' && !only_joins(c) || c == '\u{fe0f}' || matches!(c, '0'..='9' | '#' | '*')
}

/// The alphabets whose letters look alike.
fn alphabet(c: char) -> Option<u8> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(0),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(1),
        '\u{400}'..='\u{52f}' => Some(2),
        '\u{530}'..='\u{58f}' => Some(3),
        '\u{13a0}'..='\u{13ff}' | '\u{ab70}'..='\u{abbf}' => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_and_controls_are_invisible_and_letters_of_all_scripts_are_not() {
        for c in
            ['\0', '\n', '\u{7f}', '\u{202e}', '\u{2066}', '\u{200f}', '\u{feff}', '\u{e0041}', '\u{2028}']
        {
            assert!(is_invisible(c), "{c:?}");
        }
        for c in ['a', ' ', 'é', 'ı', 'क', '\u{200d}', '日', 'م', '🔑', '\u{a0}'] {
            assert!(!is_invisible(c), "{c:?}");
        }
    }

    #[test]
    fn what_hides_is_shown_as_a_mark_and_languages_and_emoji_stay() {
        for (text, expected) in [
            ("", ""),
            ("<b>bold</b> & \"quoted\"", "<b>bold</b> & \"quoted\""),
            ("a\u{202e}b\u{2066}c\u{2069}", "a⟨U+202E⟩b⟨U+2066⟩c⟨U+2069⟩"),
            ("zero\u{200b}width\u{feff}", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
            ("a\0b\tc\nd\u{1b}[31m\u{7f}", "a⟨U+0000⟩b⟨U+0009⟩c⟨U+000A⟩d⟨U+001B⟩[31m⟨U+007F⟩"),
            ("   ", "⟨U+0020⟩⟨U+0020⟩⟨U+0020⟩"),
            ("\u{a0}ci\u{3000}", "⟨U+00A0⟩ci⟨U+3000⟩"),
            ("two words", "two words"),
            ("\u{200d}\u{200d}", "⟨U+200D⟩⟨U+200D⟩"),
            ("ci\u{200d}deploy", "ci⟨U+200D⟩deploy"),
            ("क्\u{200d}ष", "क्\u{200d}ष"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            (
                "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3}",
                "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3}",
            ),
            ("x\u{e0041}", "x⟨U+E0041⟩"),
            ("\u{10fffd}", "\u{10fffd}"),
            ("רמז", "רמז"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn long_texts_keep_their_beginning_and_their_end() {
        let long = ["start-", &"é".repeat(10_000), "-end"].concat();
        let cut = shown(&long);
        assert_eq!(cut.chars().count(), 120);
        assert!(cut.starts_with("start-éé") && cut.contains('…') && cut.ends_with("éé-end"), "{cut}");
        assert_eq!(shown(&"n".repeat(120)), "n".repeat(120));
        assert_eq!(marked(&long), long);
        // What is cut away takes no mark along, what stays has its own.
        let hostile = ["\u{202e}", &"a".repeat(500), "\u{202e}"].concat();
        assert!(shown(&hostile).starts_with("⟨U+202E⟩a") && shown(&hostile).ends_with("a⟨U+202E⟩"));
    }

    #[test]
    fn nothing_that_is_shown_hides() {
        for code in (0..=0xffff).chain(0x1_f000..=0x1_ffff).chain(0xe_0000..=0xe_0fff) {
            let Some(c) = char::from_u32(code) else { continue };
            let text = shown(&format!("a{c}b"));
            assert!(!text.chars().any(is_invisible), "{code:x}");
        }
    }

    #[test]
    fn lookalikes_within_a_word_are_noticed() {
        for text in ["pаypal", "dеploy-2026", "Αdmin", "see the аdmin"] {
            assert!(mixes_alphabets(text), "{text}");
        }
        for text in
            ["paypal", "Ångström", "сборка", "Ελλάδα", "ci сборка", "東京 Tokyo", "", "naïve café", "רמז x"]
        {
            assert!(!mixes_alphabets(text), "{text}");
        }
    }

    #[test]
    fn names_of_files_are_harmless() {
        for (text, expected) in [
            ("nightly", "nightly"),
            ("ci deploy (2)", "ci deploy (2)"),
            ("日本語 رمز", "日本語 رمز"),
            (".bashrc", "bashrc"),
            ("a/b\\c:d*e?f\"g<h>i|j", "a-b-c-d-e-f-g-h-i-j"),
            ("$(rm -rf ~)`x`;&'", "(rm -rf -)-x"),
            ("a\u{202e}b\u{200b}c\nd", "a-b-c-d"),
            ("   ", "token"),
            ("...", "token"),
            ("CON", "token-CON"),
            ("com1.txt", "token-com1.txt"),
            ("console", "console"),
            ("-rf", "rf"),
        ] {
            assert_eq!(file_name(text, "token"), expected, "{text:?}");
        }
        assert_eq!(file_name(&"n".repeat(10_000), "token").len(), 80);
    }
}
