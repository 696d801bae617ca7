//! The rules of a token while they are made: the picker of operations, API sets, remarks, summary and trial.

use crate::support::backend::{Answer, Backend};
use crate::support::page::{Page, page};
use crate::support::{choose, click, find, frame, has_focus, type_in, until};
use latchkey_model::Token;
use std::fmt::Write as _;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

/// 50 groups of 40 operations, and an API set of the first two.
fn operations() -> Backend {
    Backend::start(|asked| -> Answer {
        let body = match asked.path.as_str() {
            "/api/v1/operations" => {
                let mut items = String::new();
                for place in 0..2000 {
                    let (group, comma) = (place / 40, if place == 0 { "" } else { "," });
                    let _ = write!(
                        items,
                        r#"{comma}{{"id": "op{place}", "method": "GET", "path": "/g{group:02}/{place}", "group": "Group {group:02}",
                            "summary": "Number {place}", "docs": "", "scopes": []}}"#
                    );
                }
                format!(r#"{{"items": [{items}]}}"#)
            }
            "/api/v1/api-sets" => {
                r#"{"items": [{"id": "two", "name": "The first two", "operations": ["op0", "op1"]}]}"#
                    .to_owned()
            }
            "/api/v1/scopes" => r#"{"items": [{"id": "read", "description": "Look"}]}"#.to_owned(),
            _ => r#"{"items": []}"#.to_owned(),
        };
        Some((200, body))
    })
}

async fn opened(tokens: Vec<Token>) -> (Page, Element) {
    let page = page(tokens);
    page.dialogs.open_create();
    let picker = || find::maybe(&page.place, "combobox", "API set");
    until("the sets can be chosen", || picker().is_some()).await;
    let dialog = find::get(&page.place, "dialog", "Generate access token");
    (page, dialog)
}

/// The list of allowed APIs with its picker open.
async fn picking(dialog: &Element) -> Element {
    let allowed = find::get(dialog, "group", "Allowed APIs");
    let opener = || button(&allowed, "Choose from the list");
    until("the operations are here", || opener().is_some()).await;
    click(&opener().unwrap());
    until("they are listed", || find::text(&allowed).contains("2,000 APIs")).await;
    allowed
}

fn button(place: &Element, named: &str) -> Option<Element> {
    find::all(place, "button").into_iter().find(|button| find::name(button).starts_with(named))
}

/// The box of a group.
fn group(allowed: &Element, named: &str) -> Option<HtmlInputElement> {
    let boxes = find::all(allowed, ".op-group input").into_iter();
    let mut named = boxes.filter(|tick| find::name(tick).starts_with(named));
    named.next().map(JsCast::unchecked_into)
}

fn operation(allowed: &Element, named: &str) -> Option<HtmlInputElement> {
    find::maybe(allowed, "checkbox", named).map(JsCast::unchecked_into)
}

fn press(element: &Element, key: &str) {
    let how = KeyboardEventInit::new();
    how.set_bubbles(true);
    how.set_cancelable(true);
    how.set_key(key);
    element
        .dispatch_event(&KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &how).unwrap())
        .unwrap();
}

fn says(place: &Element, words: &str) -> bool {
    find::text(place).contains(words)
}

#[wasm_bindgen_test]
async fn two_thousand_operations_are_searched_and_checked_one_by_one_or_by_their_group() {
    let _backend = operations();
    let (_page, dialog) = opened(vec![]).await;
    let allowed = picking(&dialog).await;
    frame().await;
    assert!(find::all(&allowed, ".op").len() < 120, "a window of the list");

    let search = find::get(&allowed, "searchbox", "Search APIs");
    type_in(&search, "/g48/");
    until("another group stands there", || group(&allowed, "Group 48").is_some()).await;
    type_in(&search, "/g49/");
    until("one group is found", || group(&allowed, "Group 49").is_some() && says(&allowed, "40 APIs")).await;
    click(&group(&allowed, "Group 49").unwrap());
    until("all of it is chosen", || says(&allowed, "40 of 2,000")).await;
    click(&operation(&allowed, "GET /g49/1960").unwrap());
    until("but one", || says(&allowed, "39 of 2,000")).await;
    let box_of_group = group(&allowed, "Group 49").unwrap();
    until("the group's box is mixed", || box_of_group.indeterminate() && !box_of_group.checked()).await;
    assert!(says(&dialog, "can call 39 of 2,000 APIs"));

    type_in(&search, "");
    click(&find::get(&allowed, "checkbox", "Only checked"));
    until("only they are listed", || says(&allowed, "39 APIs")).await;
    // Unchecking does not take the line away under the pointer.
    click(&operation(&allowed, "GET /g49/1961").unwrap());
    until("it is out", || says(&allowed, "38 of 2,000")).await;
    assert!(operation(&allowed, "GET /g49/1961").is_some());
    assert_eq!(find::all(&allowed, ".rule").len(), 12);
    assert!(says(&allowed, "and 26 more"));
}

#[wasm_bindgen_test]
async fn a_pattern_checks_what_it_means_and_cannot_be_unchecked_there() {
    let _backend = operations();
    let (_page, dialog) = opened(vec![]).await;
    let allowed = picking(&dialog).await;
    type_in(&find::get(&allowed, "textbox", ""), "GET /g00/**");
    click(&find::get(&allowed, "button", "Add"));
    let first = || operation(&allowed, "GET /g00/0");
    until("it is checked", || first().is_some_and(|tick| tick.checked())).await;
    let first = first().unwrap();
    assert_eq!(first.get_attribute("aria-disabled").as_deref(), Some("true"));
    click(&first);
    frame().await;
    assert!(first.checked());
    let box_of_group = group(&allowed, "Group 00").unwrap();
    click(&box_of_group);
    frame().await;
    assert!(box_of_group.checked(), "nor by its group");
    assert!(says(&allowed, "by a pattern"));
    click(&find::get(&allowed, "button", "Remove GET /g00/**"));
    until("it is not checked any more", || !first.checked()).await;
    until("the input has the focus", || has_focus(&find::get(&allowed, "textbox", ""))).await;
}

#[wasm_bindgen_test]
async fn the_list_is_one_stop_and_arrows_go_through_it() {
    let _backend = operations();
    let (_page, dialog) = opened(vec![]).await;
    let allowed = picking(&dialog).await;
    let list = find::all(&allowed, ".picker-list").remove(0);
    let stops = || find::all(&list, "input:not([tabindex]), a:not([tabindex])");
    assert_eq!(stops().len(), 1);
    let stop: HtmlInputElement = stops().remove(0).unchecked_into();
    stop.focus().unwrap();
    press(&stop, "ArrowDown");
    until("the next line has the focus", || operation(&allowed, "GET /g00/0").is_some_and(|t| has_focus(&t)))
        .await;
    press(&operation(&allowed, "GET /g00/0").unwrap(), "End");
    let last = || operation(&allowed, "GET /g49/1999");
    until("the last line has it", || last().is_some_and(|tick| has_focus(&tick))).await;
    assert_eq!(stops().len(), 1);
    assert!(find::all(&allowed, ".op").len() < 120);
    click(&last().unwrap());
    until("it is chosen", || says(&allowed, "1 of 2,000")).await;
    press(&last().unwrap(), "Home");
    until("the first line has it again", || group(&allowed, "Group 00").is_some_and(|t| has_focus(&t))).await;
}

#[wasm_bindgen_test]
async fn a_set_fills_the_list_and_custom_brings_back_what_was_there() {
    let _backend = operations();
    let (_page, dialog) = opened(vec![]).await;
    let allowed = find::get(&dialog, "group", "Allowed APIs");
    type_in(&find::get(&allowed, "textbox", ""), "GET /g07/**");
    click(&find::get(&allowed, "button", "Add"));
    let own = || find::maybe(&allowed, "button", "Remove GET /g07/**").is_some();
    until("the rule stands", own).await;
    let set = find::get(&dialog, "combobox", "API set");
    choose(&set, "The first two");
    until("the set took its place", || !own() && find::maybe(&allowed, "button", "Remove op1").is_some())
        .await;
    choose(&set, "Custom");
    until("it is there again", own).await;
    choose(&set, "The first two");
    until("the set stands", || find::maybe(&allowed, "button", "Remove op0").is_some()).await;
    click(&find::get(&allowed, "button", "Remove op0"));
    let chosen = || set.clone().unchecked_into::<HtmlInputElement>();
    until("a set that was touched is none", || {
        js_sys::Reflect::get(&chosen(), &"value".into()).unwrap().as_string().as_deref() == Some("")
    })
    .await;
    until("the next rule's button has the focus", || {
        find::maybe(&allowed, "button", "Remove op1").is_some_and(|button| has_focus(&button))
    })
    .await;
}

#[wasm_bindgen_test]
async fn remarks_summary_and_trial_follow_the_rules() {
    let _backend = operations();
    let (_page, dialog) = opened(vec![]).await;
    let add = |list: &str, rule: &str| {
        let list = find::get(&dialog, "group", list);
        type_in(&find::get(&list, "textbox", ""), rule);
        click(&find::get(&list, "button", "Add"));
    };
    until("the operations are known", || says(&dialog, "of 2,000")).await;
    add("Allowed APIs", "GET /g00/**");
    add("Allowed APIs", "GET /g00/1");
    until("what has no effect is said", || {
        says(&dialog, "GET /g00/1 changes nothing: GET /g00/** covers it.")
    })
    .await;
    add("Blocked APIs", "GET /g00/2");
    until("the summary counts", || says(&dialog, "can call 39 of 2,000 APIs from any address")).await;

    click(&find::get(&dialog, "button", "Would this call pass?"));
    until("the panel is open", || find::maybe(&dialog, "group", "Would this call pass?").is_some()).await;
    let panel = find::get(&dialog, "group", "Would this call pass?");
    type_in(&find::get(&panel, "textbox", "Address"), "192.0.2.1");
    let call = find::get(&panel, "textbox", "Operation");
    type_in(&call, "GET /g00/3");
    until("it passes", || says(&panel, "Passes")).await;
    type_in(&call, "GET /g00/2");
    until("it does not", || says(&panel, "Refused") && says(&panel, "blocked by GET /g00/2")).await;
    // A rule added now is judged now.
    type_in(&call, "GET /g00/3");
    add("Allowed IPs", "10.0.0.0/8");
    until("the address counts", || says(&panel, "No allowed address rule matches it.")).await;
    type_in(&call, "devices");
    until("what cannot be read is said", || !says(&panel, "Refused")).await;
    assert!(!find::description(&call).is_empty());
}
