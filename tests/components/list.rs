//! The list: few rows in the page, whatever there is in the store.

use crate::support::page::{Page, page, page_while};
use crate::support::tokens::token;
use crate::support::{Mounted, choose, click, find, frame, send, type_in, until, value};
use latchkey::api::{ApiError, NetworkError};
use latchkey::browser;
use latchkey::state::{DialogRoute, Loading, Route};
use latchkey_connector::ReadError;
use latchkey_model::{Lifecycle, TokenId};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

/// What the address bar has: it follows a frame later.
fn address() -> String {
    browser::window().unwrap().location().hash().unwrap()
}

fn grid(mounted: &Mounted) -> Element {
    find::get(&mounted.place, "grid", "Access tokens")
}

/// The rows in the page, without the head, by the place that a screen reader is told.
fn rows(mounted: &Mounted) -> Vec<(usize, String)> {
    let mut rows: Vec<(usize, String)> = find::all(&grid(mounted), "[role=row]")
        .iter()
        .map(|row| {
            let place = row.get_attribute("aria-rowindex").unwrap().parse().unwrap();
            (place, find::all(row, "bdi").first().map(find::text).unwrap_or_default())
        })
        .filter(|(place, _)| *place > 1)
        .collect();
    rows.sort();
    rows
}

fn names(mounted: &Mounted) -> Vec<String> {
    rows(mounted).into_iter().map(|(_, name)| name).collect()
}

fn row(mounted: &Mounted, place: usize) -> Option<Element> {
    mounted.place.query_selector(&format!("[role=row][aria-rowindex='{place}']")).unwrap()
}

fn is_on_screen(element: &Element) -> bool {
    let seen = element.get_bounding_client_rect();
    let height = browser::window().unwrap().inner_height().unwrap().as_f64().unwrap();
    seen.height() > 0.0 && seen.top() >= 0.0 && seen.bottom() <= height
}

fn scroll_to(top: f64) {
    browser::window().unwrap().scroll_to_with_x_and_y(0.0, top);
}

fn some() -> Page {
    page(vec![token("1", "nightly"), token("2", "Backup"), token("3", "ci")])
}

#[wasm_bindgen_test]
async fn ten_thousand_tokens_put_few_rows_into_the_page_and_all_can_be_reached() {
    scroll_to(0.0);
    let mounted = page((1..=10_000).map(|n| token(&n.to_string(), &format!("token {n}"))).collect());
    until("the first row is on the screen", || row(&mounted, 2).is_some_and(|r| is_on_screen(&r))).await;
    // What is on the screen comes first, what is beyond its edges after that.
    let few = || {
        let shown = rows(&mounted);
        let seen = shown.iter().filter(|(place, _)| row(&mounted, *place).is_some_and(|r| is_on_screen(&r)));
        (seen.count() + 3..=40).contains(&shown.len())
    };
    assert!(rows(&mounted).len() < 50, "{} rows at first", rows(&mounted).len());
    until("rows beyond the screen stand too", few).await;
    assert_eq!(grid(&mounted).get_attribute("aria-rowcount").as_deref(), Some("10001"));
    assert!(mounted.text().contains("10,000 tokens."));
    let height = row(&mounted, 2).unwrap().get_bounding_client_rect().height();

    for place in [3_000, 10_001, 5_000, 2] {
        let top =
            mounted.place.query_selector(".grid-space").unwrap().unwrap().get_bounding_client_rect().top();
        let here = browser::window().unwrap().scroll_y().unwrap();
        scroll_to(here + top + height * (place as f64 - 3.0));
        until(&format!("row {place} is on the screen"), || {
            row(&mounted, place).is_some_and(|r| is_on_screen(&r))
        })
        .await;
        until("and those beyond the screen", few).await;
        let shown = rows(&mounted);
        for (place, name) in &shown {
            assert_eq!(*name, format!("token {}", place - 1));
        }
        assert!(shown.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0), "no row is left out or twice");
    }
    scroll_to(0.0);
}

#[wasm_bindgen_test]
async fn rows_lie_one_below_the_other() {
    scroll_to(0.0);
    let mounted = page((1..=6).map(|n| token(&n.to_string(), "token")).collect());
    until("the rows stand", || rows(&mounted).len() == 6).await;
    let mut below = row(&mounted, 2).unwrap().get_bounding_client_rect().top();
    for place in 2..=7 {
        let seen = row(&mounted, place).unwrap().get_bounding_client_rect();
        assert!((seen.top() - below).abs() < 1.0, "row {place} at {} and not at {below}", seen.top());
        below = seen.bottom();
    }
}

#[wasm_bindgen_test]
async fn a_search_narrows_the_list_and_stands_in_the_address() {
    let mounted = some();
    until("all stand", || rows(&mounted).len() == 3).await;
    let search = find::get(&mounted.place, "searchbox", "Search tokens");
    type_in(&search, "backUP");
    until("one is left", || names(&mounted) == ["Backup"]).await;
    until("the address says so", || address() == "#/tokens?q=backUP").await;
    assert_eq!(grid(&mounted).get_attribute("aria-rowcount").as_deref(), Some("2"));
    type_in(&search, "no such token");
    until("nothing is found", || mounted.text().contains("No token matches")).await;
    assert!(rows(&mounted).is_empty());
    click(&find::get(&mounted.place, "button", "Clear filters"));
    until("all are back", || rows(&mounted).len() == 3).await;
    assert_eq!(value(&search), "");
    until("the address says so", || address() == "#/tokens").await;
}

#[wasm_bindgen_test]
async fn a_status_narrows_the_list() {
    let mounted = some();
    mounted.store.put(latchkey_model::Token { lifecycle: Lifecycle::Revoked(None), ..token("3", "ci") });
    until("all stand", || rows(&mounted).len() == 3).await;
    choose(&find::get(&mounted.place, "combobox", "Status"), "Revoked");
    until("one is left", || names(&mounted) == ["ci"]).await;
    assert!(find::maybe(&mounted.place, "button", "Revoke ci").is_none(), "it is revoked already");
    choose(&find::get(&mounted.place, "combobox", "Status"), "Any status");
    until("all are back", || rows(&mounted).len() == 3).await;
}

#[wasm_bindgen_test]
async fn a_column_sorts_and_says_so() {
    let mounted = some();
    until("all stand", || rows(&mounted).len() == 3).await;
    let head = |name: &str| find::get(&grid(&mounted), "columnheader", name);
    let sorted = |name: &str| head(name).get_attribute("aria-sort");
    assert_eq!(sorted("Created").as_deref(), Some("descending"));
    assert_eq!(sorted("Name"), None);
    click(&find::get(&mounted.place, "button", "Name"));
    until("A comes first", || names(&mounted) == ["Backup", "ci", "nightly"]).await;
    until("the head says so", || sorted("Name").as_deref() == Some("ascending")).await;
    assert_eq!(sorted("Created"), None);
    click(&find::get(&mounted.place, "button", "Name"));
    until("A comes last", || names(&mounted) == ["nightly", "ci", "Backup"]).await;
    assert_eq!(sorted("Name").as_deref(), Some("descending"));
    until("the address says so", || address() == "#/tokens?sort=-name").await;
}

#[wasm_bindgen_test]
async fn a_token_that_changed_is_shown_as_it_is_now() {
    let mounted = some();
    until("all stand", || rows(&mounted).len() == 3).await;
    mounted.store.put(token("2", "Backup of all"));
    until("the new name stands", || names(&mounted) == ["nightly", "Backup of all", "ci"]).await;
    mounted.store.remove(&TokenId("1".into()));
    until("it is gone", || names(&mounted) == ["Backup of all", "ci"]).await;
    mounted.store.put(token("4", "made now"));
    until("the new one is first", || names(&mounted) == ["made now", "Backup of all", "ci"]).await;
}

#[wasm_bindgen_test]
async fn what_is_selected_can_be_worked_on() {
    let mounted = some();
    until("all stand", || rows(&mounted).len() == 3).await;
    let bar = find::all(&mounted.place, ".bar").remove(0);
    let is_off = |name: &str| find::get(&bar, "button", name).has_attribute("aria-disabled");
    let off = || ["Edit", "Copy", "Revoke"].map(is_off);
    assert_eq!(off(), [true, true, true]);
    click(&find::get(&mounted.place, "checkbox", "Select ci"));
    until("one can be edited, copied and revoked", || off() == [false, false, false]).await;
    until("its row says so", || {
        row(&mounted, 4).unwrap().get_attribute("aria-selected").as_deref() == Some("true")
    })
    .await;
    click(&find::get(&mounted.place, "checkbox", "Select nightly"));
    until("two can be revoked only", || off() == [true, true, false]).await;
    assert!(mounted.text().contains("2 of 3 selected"));
    click(&find::get(&bar, "button", "Revoke"));
    let wanted = DialogRoute::Revoke(vec![TokenId("1".into()), TokenId("3".into())]);
    let open = mounted.navigation.route.with_untracked(|r| r.tokens().and_then(|t| t.dialog.clone()));
    assert_eq!(open, Some(wanted));
    until("it asks", || find::maybe(&mounted.place, "alertdialog", "Revoke access token").is_some()).await;
    let dialog = find::get(&mounted.place, "alertdialog", "");
    assert!(find::text(&dialog).contains("ci") && find::text(&dialog).contains("nightly"));
    let cancel = find::get(&dialog, "button", "Cancel");
    until("Cancel has the focus", || crate::support::has_focus(&cancel)).await;
    click(&cancel);
    until("it is gone", || find::maybe(&mounted.place, "alertdialog", "").is_none()).await;
    assert!(matches!(mounted.navigation.route.get_untracked(), Route::Tokens(t) if t.dialog.is_none()));
}

#[wasm_bindgen_test]
async fn an_empty_list_says_what_a_token_is_for_and_how_to_make_one() {
    let mounted = page(vec![]);
    until("it says so", || mounted.text().contains("No access tokens yet")).await;
    click(&find::get(&mounted.place, "button", "Generate your first token"));
    until("the dialog is open", || find::maybe(&mounted.place, "dialog", "Generate access token").is_some())
        .await;
}

#[wasm_bindgen_test]
async fn loading_and_failing_are_said_and_what_is_there_stays() {
    let mounted = page_while(vec![], Loading::First);
    frame().await;
    assert_eq!(grid(&mounted).get_attribute("aria-busy").as_deref(), Some("true"));
    assert!(!mounted.text().contains("No access tokens yet"), "nobody knows yet");
    mounted.store.put(token("1", "nightly"));
    mounted.store.loading.set(Loading::More { total: Some(4_000) });
    until("it says how far it is", || mounted.text().contains("1 of 4,000 loaded")).await;
    mounted.store.loading.set(Loading::Failed { error: ApiError::Network(NetworkError::Unreachable) });
    let alert = || find::all(&mounted.place, "[role=alert]").into_iter().find(|a| !find::text(a).is_empty());
    until("it is said", || alert().is_some()).await;
    assert!(find::text(&alert().unwrap()).contains("The server cannot be reached."));
    find::get(&alert().unwrap(), "button", "Try again");
    assert_eq!(names(&mounted), ["nightly"]);
    assert_eq!(grid(&mounted).get_attribute("aria-busy").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn entries_that_cannot_be_read_are_told_and_not_left_out_silently() {
    let mounted = some();
    let problem = ReadError { at: "/items/3/expires_at".to_owned(), problem: "no date".to_owned() };
    mounted.store.unreadable.set(vec![problem]);
    until("it is said", || mounted.text().contains("1 entry of the list could not be read")).await;
    assert!(mounted.text().contains("/items/3/expires_at: no date"));
}

#[wasm_bindgen_test]
async fn what_a_backend_says_is_shown_as_text() {
    let hostile = "<img src=x onerror=alert(1)>";
    let mut bad = token(hostile, hostile);
    bad.hint = "<b>hint</b>".to_owned();
    bad.access.scopes = vec![latchkey_model::ScopeId("<i>scope</i>".into())];
    let mounted = page(vec![bad]);
    until("it stands", || rows(&mounted).len() == 1).await;
    let row = row(&mounted, 2).unwrap();
    assert!(find::all(&row, "img, b, i").is_empty());
    assert!(find::text(&row).contains(hostile) && find::text(&row).contains("<i>scope</i>"));
    find::get(&row, "checkbox", &format!("Select {hostile}"));
}

#[wasm_bindgen_test]
async fn a_revoked_token_has_no_time_left() {
    let mounted = some();
    mounted.store.put(latchkey_model::Token { lifecycle: Lifecycle::Revoked(None), ..token("3", "ci") });
    until("all are there", || rows(&mounted).len() == 3).await;
    let expires = |place: usize| {
        find::text(&row(&mounted, place).unwrap().query_selector(".expires").unwrap().unwrap())
    };
    assert!(expires(2).ends_with("in 3 months"), "{}", expires(2));
    assert!(!expires(4).contains("in "), "{}", expires(4));
}

#[wasm_bindgen_test]
async fn a_cell_tells_the_exact_instant_to_whoever_points_at_it() {
    let mounted = some();
    until("all are there", || rows(&mounted).len() == 3).await;
    let cell = row(&mounted, 2).unwrap().query_selector(".created").unwrap().unwrap();
    assert_eq!(cell.get_attribute("title"), None);
    send(&cell, "mouseover");
    assert!(cell.get_attribute("title").is_some_and(|title| title.contains("2026")), "it has no title");
    let name = row(&mounted, 2).unwrap().query_selector(".name").unwrap().unwrap();
    send(&name, "mouseover");
    assert_eq!(name.get_attribute("title"), None, "it is there in full");
}
