//! What stands where the console cannot start, or had to stop.

use crate::support::{find, mount};
use js_sys::{Array, Function, Object, Reflect};
use latchkey::api::boot::{Asset, stop_page};
use latchkey::i18n::TextsError;
use latchkey::pages::start_failed::{StartFailed, StartFailure, Stopped, check};
use latchkey_connector::{AppConfig, Engine};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// The whole page as one text, and that it is the one alert on a page with a landmark and a way on.
fn shown(failure: impl Into<StartFailure>) -> String {
    let failure = failure.into();
    let mounted = mount(|| view! { <StartFailed failure /> });
    let main = find::get(&mounted.place, "main", "");
    let alert = find::get(&main, "alert", "");
    find::get(&alert, "heading", "");
    find::get(&alert, "button", "Reload");
    find::text(&alert)
}

#[wasm_bindgen_test]
fn a_wrong_config_names_its_file_and_the_place_in_it() {
    let json = r#"{ "backend": "/", "connector": "connectors/latchkey.json", "accent": "<b>red</b>" }"#;
    let page = shown(AppConfig::load("config.json", json).unwrap_err());
    for part in ["The configuration cannot be used", "config.json", "/accent", "a colour such as `#1f6feb`"] {
        assert!(page.contains(part), "`{part}` is not in: {page}");
    }
    let json = r#"{ "backend": "/", "#;
    let page = shown(AppConfig::load("config.json", json).unwrap_err());
    assert!(page.contains("config.json"), "{page}");
}

#[wasm_bindgen_test]
fn a_wrong_connector_names_its_file_and_the_place_in_it() {
    let json = include_str!("../../connectors/latchkey.json").replace("\"GET\"", "\"FETCH\"");
    let page = shown(Engine::load("connectors/mine.json", &json).err().unwrap());
    for part in ["connectors/mine.json", "/requests/", "/method"] {
        assert!(page.contains(part), "`{part}` is not in: {page}");
    }
}

#[wasm_bindgen_test]
fn a_missing_file_is_named_with_what_the_host_said() {
    let asset =
        || Asset { file: "connectors/mine.json".to_owned(), ok: true, status: 200, ..Asset::default() };
    assert!(check(&asset()).is_ok());
    let missing = |asset: &Asset| shown(check(asset).unwrap_err());
    let page = missing(&Asset { ok: false, status: 404, ..asset() });
    assert!(page.contains("connectors/mine.json") && page.contains("404"), "{page}");
    let page = missing(&Asset { kind: "text/html; charset=utf-8".to_owned(), ..asset() });
    assert!(page.contains("an HTML page, not with JSON"), "{page}");
    let page = missing(&Asset { ok: false, error: "Failed to fetch".to_owned(), ..asset() });
    assert!(page.contains("Failed to fetch"), "{page}");
}

#[wasm_bindgen_test]
fn the_page_after_a_failure_says_what_happened() {
    let mounted = mount(|| {
        let advice = "Check your connection.";
        view! { <Stopped title="The server does not answer"><p>{advice}</p></Stopped> }
    });
    let alert = find::get(&mounted.place, "alert", "");
    assert_eq!(find::text(&alert), "The server does not answerCheck your connection.");
    find::get(&alert, "heading", "The server does not answer");
}

#[wasm_bindgen_test]
fn texts_of_another_version_are_named_with_what_is_wrong() {
    let page = |error| shown(StartFailure::from_texts("locales/de.json", error));
    let said = page(TextsError::Missing("cancel"));
    for part in ["A file of the console does not fit", "locales/de.json", "`cancel`"] {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
    assert!(page(TextsError::Unknown("older".to_owned())).contains("`older`"));
    assert!(page(TextsError::Unreadable("expected value at line 1".to_owned())).contains("line 1"));
}

#[wasm_bindgen_test]
fn a_stop_is_drawn_by_the_boot_script_and_needs_nothing_of_the_app() {
    // Without the boot script there is nobody to draw it; that must not fail either.
    stop_page("Stopped", "src/lib.rs:1");
    let boot = Object::new();
    let told = Array::new();
    let fail = Function::new_with_args("title, detail", "this.told.push(title, detail)");
    Reflect::set(&boot, &"told".into(), &told).unwrap();
    Reflect::set(&boot, &"fail".into(), &fail).unwrap();
    let global = js_sys::global();
    Reflect::set(&global, &"latchkey".into(), &boot).unwrap();
    stop_page("Stopped", "src/lib.rs:1");
    Reflect::set(&global, &"latchkey".into(), &JsValue::UNDEFINED).unwrap();
    assert_eq!(told.join(" "), "Stopped src/lib.rs:1");
}
