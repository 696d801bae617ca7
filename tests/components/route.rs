//! Addresses: what can be bookmarked, and what never stands in them.

use crate::state::with_state;
use crate::support::frame;
use crate::support::tokens::token;
use latchkey::browser::address;
use latchkey::pages::tokens::dialogs::state::use_token_dialogs;
use latchkey::state::{
    DialogRoute, Route, STATUSES, Sort, SortKey, TokensRoute, VIEWS, View, use_navigation,
};
use latchkey_connector::Issued;
use latchkey_model::{Status, TokenId};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn id(text: &str) -> TokenId {
    TokenId(text.into())
}

/// Everything that means something in an address, and what no address should be trusted with.
const HOSTILE: &str = "a&status=revoked#/x?=%41%,+ ü🔑\u{202e}'\"<script>\\/..";

fn lists() -> Vec<TokensRoute> {
    let mut lists = vec![
        TokensRoute::default(),
        TokensRoute { search: HOSTILE.to_owned(), ..TokensRoute::default() },
        TokensRoute { dialog: Some(DialogRoute::Create { copy_of: None }), ..TokensRoute::default() },
        TokensRoute {
            dialog: Some(DialogRoute::Create { copy_of: Some(id(HOSTILE)) }),
            ..TokensRoute::default()
        },
        TokensRoute { dialog: Some(DialogRoute::Edit(id(HOSTILE))), ..TokensRoute::default() },
        TokensRoute {
            search: "ci".to_owned(),
            status: Some(Status::Expiring),
            view: Some(View::NeverUsed),
            sort: Sort { key: SortKey::Name, descending: false },
            dialog: Some(DialogRoute::Revoke(vec![id(HOSTILE), id("2"), id("a,b")])),
        },
    ];
    for (status, _) in STATUSES {
        lists.push(TokensRoute { status: Some(status), ..TokensRoute::default() });
    }
    for (view, _) in VIEWS {
        lists.push(TokensRoute { view: Some(view), ..TokensRoute::default() });
    }
    for key in [SortKey::Name, SortKey::Status, SortKey::Created, SortKey::Expires, SortKey::LastUsed] {
        for descending in [false, true] {
            lists.push(TokensRoute { sort: Sort { key, descending }, ..TokensRoute::default() });
        }
    }
    lists
}

#[wasm_bindgen_test]
fn every_address_leads_back_to_its_page() {
    let mut routes = vec![Route::Overview, Route::Profile(None), Route::SignIn];
    for list in lists() {
        routes.push(Route::Tokens(list.clone()));
        routes.push(Route::Profile(Some(list)));
    }
    for route in routes {
        let href = route.href();
        assert_eq!(Route::parse(&href), route, "{href}");
        // As the browser gives it back: it may write some characters in its own way.
        address::replace(&href);
        assert_eq!(Route::parse(&address::fragment()), route, "{href} in the browser");
    }
}

#[wasm_bindgen_test]
fn what_an_address_does_not_know_is_left_out() {
    let tokens = |query: &str| match Route::parse(query) {
        Route::Tokens(tokens) => tokens,
        other => panic!("{query} leads to {other:?}"),
    };
    for address in ["", "#", "#/", "#/tokens", "#/nowhere", "#/tokens?", "#/tokens?colour=red&&=&status=odd"]
    {
        assert_eq!(tokens(address), TokensRoute::default(), "{address}");
    }
    let newer = tokens("#/tokens?q=ci&view=cards&status=active&sort=-size&edit=&revoke=,");
    let known =
        TokensRoute { search: "ci".to_owned(), status: Some(Status::Active), ..TokensRoute::default() };
    assert_eq!(newer, known);
    assert_eq!(tokens("#/tokens?q=100%").search, "100%", "a broken escape stays as it was typed");
}

#[wasm_bindgen_test]
async fn a_secret_leaves_no_trace_in_the_address() {
    let (_mounted, (navigation, dialogs)) = with_state(|| {
        use_token_dialogs().follow_address();
        (use_navigation(), use_token_dialogs())
    });
    navigation.replace(Route::Tokens(TokensRoute::default()));
    dialogs.open_create();
    frame().await;
    assert_eq!(address::fragment(), "#/tokens?create=");
    let issued = Issued { token: Some(token("7", "ci")), secret: "lk_7Qd2vXk09aLmPq4Rt8".to_owned() };
    dialogs.show_secret(issued);
    frame().await;
    assert_eq!(address::fragment(), "#/tokens");
    assert_eq!(navigation.route.get_untracked(), Route::Tokens(TokensRoute::default()));
}

#[wasm_bindgen_test]
async fn a_secret_in_an_address_is_taken_out_of_it() {
    address::replace("#/tokens?q=lk_7Qd2vXk09aLmPq4Rt8x81f&status=active");
    let (_mounted, navigation) = with_state(use_navigation);
    assert_eq!(address::fragment(), "#/tokens?status=active");
    assert_eq!(navigation.tokens_route().search, "");
    address::replace("#/tokens");
}
