//! What pages share: the loaded tokens, what is not saved, messages, pauses.

use crate::support::backend::{Asked, Backend};
use crate::support::tokens::{client, token};
use crate::support::{Mounted, frame, mount, until};
use latchkey::api::{ApiError, NetworkError, use_api};
use latchkey::app::provide_state;
use latchkey::browser::{address, storage};
use latchkey::i18n::use_i18n;
use latchkey::state::{
    Hold, Loading, LostRequest, NoticeKind, Route, TokenList, TokenStore, TokensRoute, use_clock,
    use_navigation, use_notices, use_tokens, use_unsaved_work,
};
use latchkey_connector::{BackendError, Draft};
use latchkey_model::{Access, Expiry, Token, TokenId};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use wasm_bindgen_test::wasm_bindgen_test;

/// All that pages share, and what `get` takes of it.
pub fn with_state<T: 'static>(get: impl FnOnce() -> T + 'static) -> (Mounted, T) {
    let got = Rc::new(Cell::new(None));
    let gets = got.clone();
    let mounted = mount(move || {
        provide_state(client(), use_i18n());
        gets.set(Some(get()));
    });
    let got = got.take().unwrap();
    (mounted, got)
}

fn entry(id: u32) -> String {
    format!(
        r#"{{ "id": "{id}", "name": "token {id}", "description": "", "hint": "lk_x", "scopes": [],
            "allowed_apis": [], "blocked_apis": [], "allowed_ips": [], "blocked_ips": [], "state": "enabled",
            "created_at": "2026-01-02T03:04:05Z", "expires_at": null, "last_used_at": null, "revoked_at": null,
            "etag": "1" }}"#
    )
}

fn page(ids: impl Iterator<Item = u32>, next: Option<&str>) -> String {
    let items: Vec<String> = ids.map(entry).collect();
    let next = next.map_or("null".to_owned(), |next| format!("\"{next}\""));
    format!(r#"{{ "items": [{}], "next_cursor": {next}, "total": 300 }}"#, items.join(","))
}

/// Three pages of a hundred; the second fails until it is let go.
fn three_pages(is_free: Rc<Cell<bool>>) -> Backend {
    Backend::start(move |asked: &Asked| {
        let body = if asked.path.contains("cursor=b") {
            page(200..300, None)
        } else if asked.path.contains("cursor=a") {
            if !is_free.get() {
                return Some((503, String::new()));
            }
            page(100..200, Some("b"))
        } else {
            page(0..100, Some("a"))
        };
        Some((200, body))
    })
}

fn names(store: TokenStore) -> Vec<String> {
    store.rows.with_untracked(|rows| rows.iter().map(|row| row.token.name.clone()).collect())
}

#[wasm_bindgen_test]
async fn the_first_rows_stand_before_the_last_are_here_and_each_is_kept_once() {
    let is_free = Rc::new(Cell::new(false));
    let _backend = three_pages(is_free.clone());
    let (_mounted, store) = with_state(use_tokens);
    let failed = store.reload().await;
    assert!(matches!(failed, Err(ApiError::Backend(BackendError::Unavailable { .. }))), "{failed:?}");
    assert_eq!(names(store).len(), 100, "what came is shown");
    assert!(store.loading.with_untracked(|l| matches!(l, Loading::Failed { .. })));
    assert!(store.as_of.get_untracked().is_none());

    store.clear();
    is_free.set(true);
    store.reload().await.unwrap();
    let all: Vec<String> = (0..300).map(|id| format!("token {id}")).collect();
    assert_eq!(names(store), all);
    assert_eq!(store.loading.get_untracked(), Loading::Done);
    assert!(store.as_of.get_untracked().is_some());
}

#[wasm_bindgen_test]
async fn what_is_changed_while_the_list_is_read_again_is_newer_than_what_is_read() {
    let _backend = three_pages(Rc::new(Cell::new(true)));
    let (_mounted, store) = with_state(use_tokens);
    store.reload().await.unwrap();
    store.selection.set(&TokenId("250".into()), true);
    let before = store.rows.get_untracked();
    store.load();
    let changed = Token { name: "changed".to_owned(), ..store.find(&TokenId("7".into())).unwrap() };
    store.put(changed);
    store.remove(&TokenId("8".into()));
    store.put(token("new", "made here"));
    assert_eq!(store.rows.with_untracked(|rows| rows.len()), before.len(), "one more and one less");
    until("the list is read", || store.loading.with_untracked(Loading::is_done)).await;
    let now = names(store);
    assert_eq!(now.len(), 300);
    assert_eq!(now[0], "made here");
    assert!(now.contains(&"changed".to_owned()) && !now.contains(&"token 7".to_owned()));
    assert!(!now.contains(&"token 8".to_owned()), "what was removed does not come back");
    assert!(untrack(|| store.selection.has(&TokenId("250".into()))), "the selection stays");
}

#[wasm_bindgen_test]
async fn a_changed_token_is_another_row_and_the_others_are_the_same() {
    let (_mounted, (store, list)) = with_state(|| {
        let store = use_tokens();
        (store, TokenList::new(use_api(), store, use_navigation(), use_clock()))
    });
    for id in ["c", "b", "a"] {
        store.put(token(id, id));
    }
    let keys = || list.rows_between(0, 9).iter().map(|(_, row)| row.key()).collect::<Vec<_>>();
    let before = untrack(keys);
    assert_eq!(before.len(), 3);
    store.put(token("b", "renamed"));
    let after = untrack(keys);
    let same = before.iter().zip(&after).map(|(a, b)| a == b).collect::<Vec<_>>();
    assert_eq!(same, [true, false, true]);
    assert!(store.has_name("renamed", None) && !store.has_name("renamed", Some(&TokenId("b".into()))));
    assert!(!store.has_name("b", None));
}

#[wasm_bindgen_test]
async fn revoked_tokens_stay_in_their_places_and_are_not_selected_any_more() {
    let (_mounted, (api, store)) = with_state(|| (use_api(), use_tokens()));
    for id in ["c", "b", "a"] {
        store.put(token(id, id));
        store.selection.set(&TokenId(id.into()), true);
    }
    store.revoked(&[token("a", "a"), token("c", "c"), token("z", "not loaded")]);
    let revoked = store.rows.with_untracked(|rows| rows.iter().map(|r| r.is_revoked()).collect::<Vec<_>>());
    assert_eq!(names(store), ["not loaded", "a", "b", "c"]);
    assert_eq!(revoked, [true, true, false, true]);
    let selected = |id: &str| untrack(|| store.selection.has(&TokenId(id.into())));
    assert!(selected("b") && !selected("a") && !selected("c"));

    api.backend.capabilities.update(|can| Arc::make_mut(can).lists_revoked = false);
    store.revoked(&[token("a", "a"), token("b", "b")]);
    assert_eq!(names(store), ["not loaded", "c"], "a backend that forgets them");
}

#[wasm_bindgen_test]
async fn what_is_not_saved_is_asked_about_until_its_owner_goes() {
    address::replace("#/tokens");
    let (mounted, (unsaved, navigation)) = with_state(|| (use_unsaved_work(), use_navigation()));
    let form = mounted.with(Owner::new);
    let is_dirty = Arc::new(AtomicBool::new(false));
    let closed = Arc::new(AtomicU32::new(0));
    let (dirty, closes) = (is_dirty.clone(), closed.clone());
    let way_out = form.with(|| {
        unsaved.hold();
        unsaved.guard(
            "Not saved".to_owned(),
            move || dirty.load(Ordering::Relaxed),
            move || drop(closes.fetch_add(1, Ordering::Relaxed)),
        )
    });
    assert!(unsaved.is_held() && !unsaved.is_dirty());
    way_out.run(());
    assert_eq!(closed.load(Ordering::Relaxed), 1, "nothing is lost, nothing is asked");

    is_dirty.store(true, Ordering::Relaxed);
    way_out.run(());
    assert_eq!(unsaved.asked.with_untracked(|a| a.clone().unwrap().question), "Not saved");
    unsaved.answer(false);
    assert_eq!(closed.load(Ordering::Relaxed), 1);
    navigation.go(Route::Overview);
    assert_eq!(navigation.route.get_untracked(), Route::Tokens(TokensRoute::default()));
    unsaved.answer(true);
    assert_eq!(navigation.route.get_untracked(), Route::Overview);

    form.cleanup();
    assert!(!unsaved.is_held() && !unsaved.is_dirty());
    navigation.go(Route::Profile(None));
    assert_eq!(navigation.route.get_untracked(), Route::Profile(None));
    address::replace("#/tokens");
}

#[wasm_bindgen_test]
async fn a_success_goes_with_its_page_and_an_error_stays() {
    let (_mounted, notices) = with_state(use_notices);
    notices.success("Saved");
    notices.error("It failed");
    notices.error("It failed");
    let kinds = || notices.list.with_untracked(|list| list.iter().map(|n| n.kind).collect::<Vec<_>>());
    assert_eq!(kinds(), [NoticeKind::Success, NoticeKind::Error]);
    notices.clear_successes();
    assert_eq!(kinds(), [NoticeKind::Error]);
    let id = notices.list.with_untracked(|list| list[0].id);
    notices.dismiss(id);
    assert!(kinds().is_empty());
}

#[wasm_bindgen_test]
async fn a_pause_is_counted_down_and_ends_with_its_owner() {
    let mounted = mount(|| ());
    let hold = mounted.with(Hold::new);
    hold.after(&NetworkError::TimedOut.into());
    assert_eq!(untrack(|| hold.left()), 0, "nobody asked for a pause");
    hold.after(&BackendError::TooMany { retry_after: Some(2) }.into());
    assert_eq!(untrack(|| hold.left()), 2);
    until("a second is over", || untrack(|| hold.left()) == 1).await;
    mounted.clean_up();
    frame().await;
    hold.after(&BackendError::TooMany { retry_after: Some(2) }.into());
}

#[wasm_bindgen_test]
async fn a_lost_request_is_kept_over_a_reload_without_more_than_its_name() {
    let (_mounted, (api, store)) = with_state(|| (use_api(), use_tokens()));
    let draft = Draft {
        name: "begun".to_owned(),
        description: "a description".to_owned(),
        access: Access::new(Expiry::Never),
        preset: None,
    };
    let lost = LostRequest::new(api, store, &draft);
    lost.keep();
    let kept = storage::kept("lost").unwrap();
    assert!(kept.contains("begun") && !kept.contains("a description"), "{kept}");
    assert_eq!(LostRequest::kept(api).unwrap().name(), "begun");
    api.account.name.set("somebody else".to_owned());
    assert!(LostRequest::kept(api).is_none());
    LostRequest::forget();
    assert!(storage::kept("lost").is_none());
}
