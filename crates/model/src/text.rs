//! What characters may hide in a text that a person reads and trusts.

/// Whether a character shows nothing of itself or changes the direction of its neighbours, so that a
/// text with it can look like another text (CVE-2021-42574).
///
/// The joiners U+200C and U+200D are not among them: Hindi, Persian and emoji are written with them.
pub fn is_invisible(c: char) -> bool {
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
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
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
}
