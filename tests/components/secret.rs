//! The dialog with the secret: every way out asks, and nothing of the secret stays behind.

use crate::support::page::{Page, page};
use crate::support::tokens::token;
use crate::support::{Mounted, click, document, find, frame, has_focus, press_escape, send, until, value};
use js_sys::{Function, Object, Reflect};
use latchkey::browser::{self, address};
use latchkey::pages::tokens::dialogs::state::TokenDialog;
use latchkey_connector::Issued;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

const SECRET: &str = "lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f";

const NOT_SAVED: &str = "You have neither copied nor downloaded it. Once closed, it cannot be shown again.";

/// The page with the secret of a token just made.
async fn shown() -> (Page, Element) {
    let page = page(vec![token("1", "weekly")]);
    page.dialogs.show_secret(Issued { token: Some(token("2", "nightly")), secret: SECRET.to_owned() });
    let dialog = || find::maybe(&page.place, "dialog", "Access token created");
    until("the secret's dialog is modal", || dialog().is_some_and(|d| d.matches(":modal").unwrap())).await;
    let dialog = dialog().unwrap();
    (page, dialog)
}

/// Whether the secret is anywhere in the page: in its markup, or as the value of a field.
fn is_in_page() -> bool {
    let root = document().document_element().unwrap();
    root.outer_html().contains(SECRET)
        || find::all(&root, "input, textarea").iter().any(|f| value(f).contains(SECRET))
}

/// The question before the dialog is left.
fn question(mounted: &Mounted) -> Option<Element> {
    find::maybe(&mounted.place, "alertdialog", "Not saved yet")
}

fn is_open(mounted: &Mounted) -> bool {
    find::maybe(&mounted.place, "dialog", "Access token created").is_some()
}

/// Replaces what the browser does to copy; `works`: whether it lets one.
struct Clipboard {
    before: JsValue,
}

impl Clipboard {
    fn new(works: bool) -> Self {
        let navigator = browser::window().unwrap().navigator();
        let before = Reflect::get_own_property_descriptor(&navigator, &"clipboard".into()).unwrap();
        let clipboard = Object::new();
        let write =
            if works { "this.text = text; return Promise.resolve()" } else { "return Promise.reject()" };
        Reflect::set(&clipboard, &"writeText".into(), &Function::new_with_args("text", write)).unwrap();
        let property = Object::new();
        Reflect::set(&property, &"value".into(), &clipboard).unwrap();
        Reflect::set(&property, &"configurable".into(), &true.into()).unwrap();
        assert!(Reflect::define_property(&navigator, &"clipboard".into(), &property).unwrap());
        let works = if works { "return true" } else { "return false" };
        Reflect::set(&document(), &"execCommand".into(), &Function::new_no_args(works)).unwrap();
        Self { before }
    }

    fn text(&self) -> String {
        let text = Reflect::get(&browser::window().unwrap().navigator().clipboard(), &"text".into());
        text.unwrap().as_string().unwrap_or_default()
    }
}

impl Drop for Clipboard {
    fn drop(&mut self) {
        let navigator = browser::window().unwrap().navigator();
        if self.before.is_undefined() {
            let _ = Reflect::delete_property(navigator.unchecked_ref::<Object>(), &"clipboard".into());
        }
        let _ = Reflect::delete_property(document().unchecked_ref::<Object>(), &"execCommand".into());
    }
}

#[wasm_bindgen_test]
async fn it_shows_the_secret_to_be_copied_and_says_that_this_is_the_only_time() {
    let (_mounted, dialog) = shown().await;
    let field = find::get(&dialog, "textbox", "Access token");
    assert_eq!(value(&field), SECRET);
    assert!(field.has_attribute("readonly"));
    assert!(find::text(&dialog).contains("It is shown only this once"));
    assert!(find::text(&dialog).contains("nightly"), "it says whose it is");
    assert!(has_focus(&find::get(&dialog, "button", "Copy token")));
    // As an attribute it would be in every copy of the markup.
    assert!(!document().document_element().unwrap().outer_html().contains(SECRET));
}

#[wasm_bindgen_test]
async fn every_way_out_asks_until_it_is_copied() {
    let (mounted, dialog) = shown().await;
    let asks = || question(&mounted).is_some_and(|asked| find::text(&asked).contains(NOT_SAVED));
    for way in ["Done", "Close", "Esc", "Back"] {
        match way {
            "Esc" => press_escape(&dialog),
            "Back" => mounted.navigation.follow_address(true),
            button => click(&find::get(&dialog, "button", button)),
        }
        until(way, asks).await;
        assert!(is_open(&mounted) && is_in_page(), "{way}");
        let asked = question(&mounted).unwrap();
        let keep = find::get(&asked, "button", "Keep open");
        until("Keep open has the focus", || has_focus(&keep)).await;
        find::get(&asked, "button", "Close without saving it");
        click(&keep);
        until("the question is gone", || !asks()).await;
        assert_eq!(value(&find::get(&dialog, "textbox", "Access token")), SECRET, "{way}");
    }
    let window: JsValue = browser::window().unwrap().into();
    let leaves = |event: &str| {
        let event = web_sys::Event::new_with_event_init_dict(event, &cancelable()).unwrap();
        window.unchecked_ref::<web_sys::EventTarget>().dispatch_event(&event).unwrap()
    };
    assert!(!leaves("beforeunload"), "a reload asks too");
}

fn cancelable() -> web_sys::EventInit {
    let how = web_sys::EventInit::new();
    how.set_cancelable(true);
    how
}

#[wasm_bindgen_test]
async fn esc_takes_the_question_back_and_not_the_secret() {
    let (mounted, dialog) = shown().await;
    press_escape(&dialog);
    until("it asks", || question(&mounted).is_some()).await;
    press_escape(&question(&mounted).unwrap());
    until("the question is gone", || question(&mounted).is_none()).await;
    assert!(is_open(&mounted) && is_in_page());
}

#[wasm_bindgen_test]
async fn once_closed_it_is_nowhere_in_the_page() {
    let (mounted, dialog) = shown().await;
    let field = find::get(&dialog, "textbox", "Access token");
    assert!(is_in_page());
    click(&find::get(&dialog, "button", "Done"));
    until("it asks", || question(&mounted).is_some()).await;
    click(&find::get(&question(&mounted).unwrap(), "button", "Close without saving it"));
    until("the dialog is gone", || !is_open(&mounted)).await;
    assert!(!is_in_page());
    let is_held = mounted.dialogs.open.with_untracked(|open| matches!(open, TokenDialog::Secret(_)));
    assert!(!is_held, "the page holds it no more");
    assert!(!address::fragment().contains(SECRET));
    assert!(!field.is_connected());
    // Nothing guards an address any more.
    mounted.navigation.follow_address(true);
    frame().await;
    assert!(!is_open(&mounted));
    // The token itself is in the list.
    until("its row stands", || find::maybe(&mounted.place, "checkbox", "Select nightly").is_some()).await;
}

#[wasm_bindgen_test]
async fn a_copied_secret_is_said_to_be_copied_and_lets_one_go() {
    let clipboard = Clipboard::new(true);
    let (mounted, dialog) = shown().await;
    let status = find::get(&dialog, "status", "");
    assert_eq!(find::text(&status), "", "the region stands before it speaks");
    click(&find::get(&dialog, "button", "Copy token"));
    until("it says so", || find::text(&status) == "Copied to the clipboard.").await;
    assert_eq!(clipboard.text(), SECRET);
    click(&find::get(&dialog, "button", "Done"));
    until("it closes unasked", || !is_open(&mounted)).await;
    assert!(!is_in_page());
}

#[wasm_bindgen_test]
async fn where_copying_fails_it_is_selected_and_still_asks() {
    let _clipboard = Clipboard::new(false);
    let (mounted, dialog) = shown().await;
    click(&find::get(&dialog, "button", "Copy token"));
    let status = find::get(&dialog, "status", "");
    until("it says so", || find::text(&status).starts_with("The browser would not copy it.")).await;
    let field: web_sys::HtmlInputElement = find::get(&dialog, "textbox", "Access token").unchecked_into();
    assert!(has_focus(&field));
    let selected = (field.selection_start().unwrap(), field.selection_end().unwrap());
    assert_eq!(selected, (Some(0), Some(SECRET.len() as u32)));
    click(&find::get(&dialog, "button", "Done"));
    until("it asks", || question(&mounted).is_some()).await;
    assert!(is_open(&mounted));
}

#[wasm_bindgen_test]
async fn a_downloaded_secret_is_a_file_named_after_its_token() {
    let link = Reflect::get(&js_sys::global(), &"HTMLAnchorElement".into()).unwrap();
    let prototype = Reflect::get(&link, &"prototype".into()).unwrap();
    let saved = Function::new_no_args("globalThis.saved = this.download + ' ' + this.protocol");
    Reflect::set(&prototype, &"click".into(), &saved).unwrap();
    let (mounted, dialog) = shown().await;
    click(&find::get(&dialog, "button", "Download"));
    let status = find::get(&dialog, "status", "");
    until("it says so", || find::text(&status) == "Downloaded as a file.").await;
    Reflect::delete_property(prototype.unchecked_ref::<Object>(), &"click".into()).unwrap();
    let saved = Reflect::get(&js_sys::global(), &"saved".into()).unwrap();
    assert_eq!(saved.as_string().as_deref(), Some("nightly.txt blob:"));
    press_escape(&dialog);
    until("it closes unasked", || !is_open(&mounted)).await;
}

#[wasm_bindgen_test]
async fn its_text_is_selected_when_one_goes_to_it() {
    let (_mounted, dialog) = shown().await;
    let field: web_sys::HtmlInputElement = find::get(&dialog, "textbox", "Access token").unchecked_into();
    field.set_selection_range(3, 3).unwrap();
    send(&field, "focus");
    assert_eq!(field.selection_end().unwrap(), Some(SECRET.len() as u32));
}
