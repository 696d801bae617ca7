//! Signals: what follows a value hears of each change, until its part of the page goes.

use crate::support::{frame, mount, until};
use latchkey::dom::{effect, el};
use latchkey::state::{Derived, State};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn an_effect_follows_what_it_read_and_ends_with_its_part_of_the_page() {
    let (read, other) = (State::new(1), State::new(1));
    let seen = Rc::new(RefCell::new(Vec::new()));
    let (log, sees) = (seen.clone(), seen.clone());
    let mounted = mount(|| {
        effect(move || log.borrow_mut().push((read.get(), other.get_untracked())));
        el("p")
    });
    assert_eq!(*seen.borrow(), [(1, 1)], "at once");
    other.set(2);
    read.set(3);
    until("the effect has run again", move || sees.borrow().len() == 2).await;
    assert_eq!(seen.borrow()[1], (3, 2));
    mounted.clean_up();
    read.set(4);
    frame().await;
    assert_eq!(seen.borrow().len(), 2, "it ended");
}

#[wasm_bindgen_test]
async fn a_derived_value_tells_only_of_another_outcome() {
    let count = State::new(1);
    let runs = Rc::new(Cell::new(0));
    let ran = runs.clone();
    let mounted = mount(|| {
        let even = Derived::new(move || count.get() % 2 == 0);
        el("p").live(move || {
            ran.set(ran.get() + 1);
            if even.get() { "even" } else { "odd" }.to_owned()
        })
    });
    assert_eq!(mounted.text(), "odd");
    count.set(3);
    frame().await;
    assert_eq!(runs.get(), 1, "still odd");
    count.set(4);
    until("it is even", || mounted.text() == "even").await;
    assert_eq!(runs.get(), 2);
}

#[wasm_bindgen_test]
fn what_comes_back_too_late_finds_nothing_and_does_no_harm() {
    let kept = Rc::new(Cell::new(None));
    let keep = kept.clone();
    let mounted = mount(|| {
        keep.set(Some(State::new(String::from("typed"))));
        el("p")
    });
    let value = kept.get().unwrap();
    assert_eq!(value.try_get_untracked().as_deref(), Some("typed"));
    mounted.clean_up();
    value.set("an answer".to_owned());
    value.update(|text| text.push('!'));
    assert_eq!(value.try_get_untracked(), None);
}
