//! Which tokens are selected: ranges, one more, one less.

use latchkey::state::Selection;
use latchkey_model::TokenId;
use leptos::prelude::untrack;
use wasm_bindgen_test::wasm_bindgen_test;

fn id(name: &str) -> TokenId {
    TokenId(name.into())
}

fn ids(names: &str) -> Vec<TokenId> {
    names.split_whitespace().map(id).collect()
}

/// The selected ones of `a` to `f` and `z`.
fn selected(selection: Selection) -> String {
    let all = ["a", "b", "c", "d", "e", "f", "z"];
    untrack(|| all.into_iter().filter(|name| selection.has(&id(name))).collect())
}

#[wasm_bindgen_test]
fn a_range_takes_the_place_of_the_one_before_it_and_keeps_what_was_there() {
    let selection = Selection::new();
    selection.set(&id("z"), true);
    selection.set(&id("c"), true);
    assert_eq!(selection.anchor(), Some(id("c")));
    selection.range(ids("c b a"), id("a"));
    assert_eq!(selected(selection), "abcz");
    selection.range(ids("c d"), id("d"));
    assert_eq!(selected(selection), "cdz");
    // What is chosen by itself ends that: the next range leaves it alone.
    selection.toggle(&id("d"));
    selection.range(ids("e f"), id("f"));
    assert_eq!(selected(selection), "cefz");
}

#[wasm_bindgen_test]
fn a_range_by_key_goes_on_where_the_last_one_ended_else_it_begins_anew() {
    let selection = Selection::new();
    selection.only(&id("a"));
    selection.range(ids("a b"), id("b"));
    selection.begin_unless_at(&id("b"));
    selection.range(ids("a b c"), id("c"));
    selection.range(ids("a"), id("a"));
    assert_eq!(selected(selection), "a", "it shrinks");
    selection.begin_unless_at(&id("e"));
    selection.range(ids("e f"), id("f"));
    assert_eq!(selected(selection), "aef");
}

#[wasm_bindgen_test]
fn all_of_what_is_shown_comes_and_goes_beside_the_rest() {
    let selection = Selection::new();
    selection.set(&id("z"), true);
    selection.set(&id("z"), true);
    selection.set_all(ids("c a b"), true);
    assert_eq!(selected(selection), "abcz");
    selection.set_all(ids("b a"), false);
    assert_eq!(selected(selection), "cz");
    selection.clear();
    assert!(untrack(|| selection.is_empty()) && selection.anchor().is_none());
}
