//! Texts in the chosen language.

use crate::support::{ENGLISH, english};
use latchkey::api::{ApiError, NetworkError};
use latchkey::i18n::{I18n, LANGUAGES, TextsError, as_value};
use latchkey_connector::{BackendError, Field, FieldError, PrepareError};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

/// The English texts with one of them changed.
fn with(key: &str, text: Value) -> String {
    let mut texts: Value = serde_json::from_str(ENGLISH).unwrap();
    assert_ne!(texts[key], text);
    texts[key] = text;
    texts.to_string()
}

#[wasm_bindgen_test]
fn a_count_chooses_its_form_and_is_written_as_the_language_does() {
    let t = english();
    assert_eq!(t.tokens(0), "0 tokens.");
    assert_eq!(t.tokens(1), "1 token.");
    assert_eq!(t.tokens(2), "2 tokens.");
    assert_eq!(t.tokens(10_000), "10,000 tokens.");
    assert_eq!(t.shown(1, "10,000"), "1 of 10,000 shown");
}

#[wasm_bindgen_test]
fn another_language_has_its_own_forms_and_numbers() {
    let t = english();
    let polish = json!({ "one": "{count} klucz.", "few": "{count} klucze.", "other": "{count} kluczy." });
    t.install("pl", &with("tokens", polish)).unwrap();
    assert_eq!(t.language(), "pl");
    assert_eq!(
        [1, 3, 22, 25].map(|count| t.tokens(count)),
        ["1 klucz.", "3 klucze.", "22 klucze.", "25 kluczy."]
    );
    // A category that this text has no form for.
    assert_eq!(t.days(3), "3 days");
    t.install("de", ENGLISH).unwrap();
    assert_eq!(t.number(12_345), "12.345");
    t.install("en", ENGLISH).unwrap();
    assert_eq!(t.number(12_345), "12,345", "back in English");
}

#[wasm_bindgen_test]
fn values_take_the_places_kept_for_them_and_are_not_read_as_places() {
    let t = english();
    assert_eq!(t.copy_number("ci", "2"), "ci (copy 2)");
    assert_eq!(t.copy_number("{number}", "2"), "{number} (copy 2)");
    assert_eq!(t.copy_of("{name} {"), "{name} { (copy)");
    assert_eq!(t.name_long(255, "1,024"), "At most 255 characters; this has 1,024.");
}

#[wasm_bindgen_test]
fn texts_of_another_build_are_refused_and_those_in_use_stay() {
    let t = english();
    let mut less: Value = serde_json::from_str(ENGLISH).unwrap();
    less.as_object_mut().unwrap().remove("access_token");
    let page = "<!doctype html><title>Not found</title>";
    let half = &ENGLISH[..ENGLISH.len() / 2];
    for other in [
        "",
        "{}",
        "[]",
        "null",
        page,
        half,
        &less.to_string(),
        &with("of_a_later_version", json!("New")),
        &with("access_token", json!(7)),
        &with("access_token", json!({ "other": "Access token" })),
        &with("days", json!("{count} days")),
        &with("days", json!({ "one": "{count} day" })),
    ] {
        assert!(t.install("de", other).is_err(), "{other:.60}");
        assert!(I18n::new("de", other).is_err(), "{other:.60}");
        assert_eq!(t.access_token(), "Access token");
        assert_eq!(t.days(3), "3 days");
        assert_eq!(t.language(), "en");
    }
    assert_eq!(t.install("de", &less.to_string()), Err(TextsError::Missing("access_token")));
}

#[wasm_bindgen_test]
fn among_words_from_right_to_left_a_value_keeps_its_own_direction() {
    let t = english();
    assert_eq!(t.copy_of("ci/2"), "ci/2 (copy)");
    t.install("ar", ENGLISH).unwrap();
    assert!(t.is_right_to_left());
    assert_eq!(t.copy_of("ci/2"), "\u{2068}ci/2\u{2069} (copy)");
    assert_eq!(as_value(&t.copy_of("ci/2")), "ci/2 (copy)", "a name that is sent has no marks");
}

#[wasm_bindgen_test]
fn every_language_has_its_own_name() {
    let names: Vec<_> = LANGUAGES.iter().filter(|(tag, _)| ["de", "en", "ja"].contains(tag)).collect();
    assert_eq!(names, [&("de", "Deutsch"), &("en", "English"), &("ja", "日本語")]);
}

#[wasm_bindgen_test]
fn an_error_is_told_in_our_words_and_then_in_those_of_the_backend() {
    let t = english();
    let message = "Ask Ada.".to_owned();
    for (error, words) in [
        (NetworkError::TimedOut.into(), "The server did not answer in time."),
        (ApiError::Declined, "Nothing was sent, because the password was not confirmed."),
        (PrepareError::NotSupported.into(), "This server cannot do that."),
        (BackendError::TooMany { retry_after: Some(1) }.into(), "Try again in 1 second."),
        (BackendError::Forbidden { message: String::new() }.into(), "You are not allowed to do this."),
        (BackendError::Forbidden { message }.into(), "not allowed to do this. The server says: Ask Ada."),
    ] {
        let explained = t.explain(&error);
        assert!(explained.ends_with(words), "{explained}");
    }
}

#[wasm_bindgen_test]
fn what_a_backend_says_of_a_field_cannot_turn_the_text_around_it() {
    let complaint = FieldError { field: Field::Name, message: "no\u{202e}".to_owned() };
    let error = BackendError::Invalid { message: String::new(), fields: vec![complaint] }.into();
    let fields = english().field_errors(&error);
    assert_eq!((fields.len(), fields[0].field), (1, Field::Name));
    assert!(!fields[0].message.contains('\u{202e}'));
    assert!(english().field_errors(&ApiError::Declined).is_empty());
}
