//! Finding a text in a text.
//!
//! Not by the standard library's search: that prepares itself for each text that it looks through, which for thousands
//! of short ones is most of its work, and it is three kilobytes of wasm on the way to the first page.

/// Whether `part` stands in `text`.
pub fn has(text: &str, part: &str) -> bool {
    place(text, part).is_some()
}

/// What is before the first `part` in `text`, and what is after it.
///
/// ```
/// use latchkey_model::around;
///
/// assert_eq!(around("https://example.com://", "://"), Some(("https", "example.com://")));
/// assert_eq!(around("example.com", "://"), None);
/// ```
pub fn around<'t>(text: &'t str, part: &str) -> Option<(&'t str, &'t str)> {
    let (before, rest) = text.split_at_checked(place(text, part)?)?;
    Some((before, rest.get(part.len()..)?))
}

fn place(text: &str, part: &str) -> Option<usize> {
    let text = text.as_bytes();
    let Some((first, rest)) = part.as_bytes().split_first() else { return Some(0) };
    let here = |at: usize| text.get(at + 1..).is_some_and(|after| after.starts_with(rest));
    text.iter().zip(0..).find(|(byte, at)| *byte == first && here(*at)).map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_the_standard_library_finds(text in "[abé/]{0,9}", part in "[abé/]{0,3}") {
            prop_assert_eq!(has(&text, &part), text.contains(&part));
            prop_assert_eq!(around(&text, &part), text.split_once(&part));
        }
    }
}
