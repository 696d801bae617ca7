//! Giving way to the browser.

use js_sys::Reflect;
use latchkey::browser::frame::{milliseconds, painted, yield_now};
use leptos::prelude::request_animation_frame;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Gives way often enough that timeouts would be held back, and says how long that took.
async fn give_way() -> f64 {
    let start = milliseconds();
    for _ in 0..50 {
        yield_now().await;
    }
    milliseconds() - start
}

#[wasm_bindgen_test]
async fn giving_way_waits_for_no_timer_in_any_browser() {
    let held_back = 50.0 * 4.0;
    assert!(give_way().await < held_back);
    // As in a browser without `scheduler`.
    let global = js_sys::global();
    let scheduler = Reflect::get_own_property_descriptor(&global, &"scheduler".into()).unwrap();
    Reflect::delete_property(&global, &"scheduler".into()).unwrap();
    assert!(!Reflect::has(&global, &"scheduler".into()).unwrap());
    let took = give_way().await;
    if scheduler != JsValue::UNDEFINED {
        Reflect::define_property(&global, &"scheduler".into(), &scheduler.into()).unwrap();
    }
    assert!(took < held_back);
}

#[wasm_bindgen_test]
async fn what_is_painted_was_drawn_in_a_frame() {
    let drawn = Rc::new(Cell::new(false));
    let flag = drawn.clone();
    request_animation_frame(move || flag.set(true));
    painted().await;
    assert!(drawn.get());
}
