//! Texts in the chosen language.

use crate::support::{ENGLISH, LATER_ENGLISH, english};
use latchkey::{clock, text};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_count_chooses_its_form_and_is_written_as_the_language_does() {
    english();
    assert_eq!(text::tokens(0), "0 tokens.");
    assert_eq!(text::tokens(1), "1 token.");
    assert_eq!(text::tokens(2), "2 tokens.");
    assert_eq!(text::tokens(10_000), "10,000 tokens.");
    assert_eq!(text::shown(1, "10,000"), "1 of 10,000 shown");
}

#[wasm_bindgen_test]
fn another_language_has_its_own_forms_and_numbers() {
    let tokens = "\"one\":\"{count} token.\",\"other\":\"{count} tokens.\"";
    assert!(ENGLISH.contains(tokens));
    let polish = "\"one\": \"{count} klucz.\", \"few\": \"{count} klucze.\", \"other\": \"{count} kluczy.\"";
    assert!(text::install("pl", &ENGLISH.replace(tokens, polish), None));
    let forms = [1, 3, 22, 25].map(text::tokens);
    assert_eq!(text::language(), "pl");
    // A category that this table has no form for.
    let days = text::days(3);
    assert!(text::install("de", ENGLISH, None));
    let number = clock::number(12_345);
    english();
    assert_eq!(forms, ["1 klucz.", "3 klucze.", "22 klucze.", "25 kluczy."]);
    assert_eq!(days, "3 days");
    assert_eq!(number, "12.345");
    assert_eq!(clock::number(12_345), "12,345", "back in English");
}

#[wasm_bindgen_test]
fn values_take_the_places_kept_for_them_and_are_not_read_as_places() {
    english();
    assert_eq!(text::copy_number("ci", "2"), "ci (copy 2)");
    assert_eq!(text::copy_number("{number}", "2"), "{number} (copy 2)");
    assert_eq!(text::copy_of("{name} {"), "{name} { (copy)");
    assert_eq!(text::name_long(255, "1,024"), "At most 255 characters; this has 1,024.");
}

#[wasm_bindgen_test]
fn texts_of_another_build_are_refused_and_those_in_use_stay() {
    english();
    let one_more = ENGLISH.replacen(',', ",\"a text of a later version\",", 1);
    let one_less = ENGLISH.replacen("\"Access token\",", "", 1);
    assert_ne!(one_less, ENGLISH);
    let other_keys = ENGLISH.replacen(text::FIRST.hash, text::LATER.hash, 1);
    assert_ne!(other_keys, ENGLISH);
    let no_text = ENGLISH.replacen("\"Access token\"", "7", 1);
    let page = "<!doctype html><title>Not found</title>";
    let half = &ENGLISH[..ENGLISH.len() / 2];
    for other in ["", "{}", "[]", "null", page, &one_more, &one_less, &other_keys, &no_text, half] {
        assert!(!text::install("de", other, None), "{other:.60}");
        assert!(!text::install("de", other, Some(LATER_ENGLISH)), "{other:.60}");
        assert!(!text::install("de", ENGLISH, Some(other)), "{other:.60}");
        assert!(!text::install_later(other), "{other:.60}");
        assert_eq!(text::access_token(), "Access token");
        assert_eq!(text::days(3), "3 days");
        assert_eq!(text::language(), "en");
    }
    assert!(!text::install("de", ENGLISH, Some(ENGLISH)), "each part has its own keys");
    assert!(!text::install_later(ENGLISH));
    assert_eq!(text::language(), "en");
}

#[wasm_bindgen_test]
fn among_words_from_right_to_left_a_value_keeps_its_own_direction() {
    assert!(text::install("ar", ENGLISH, None));
    let (said, sent) = (text::copy_of("ci/2"), text::as_value(&text::copy_of("ci/2")));
    english();
    assert_eq!(said, "\u{2068}ci/2\u{2069} (copy)");
    assert_eq!(sent, "ci/2 (copy)", "a name that is sent has no marks");
    assert_eq!(text::copy_of("ci/2"), "ci/2 (copy)");
}
