//! The kit: what each component shows and tells, without any page around it.

mod buttons;
mod dialog;
mod field;
mod grid;
mod parts;

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// Presses a key on an element, `Control+` before its name if that is held.
fn press(element: &Element, key: &str) {
    let (control, key) = key.strip_prefix("Control+").map_or((false, key), |key| (true, key));
    let how = format!(r#"{{ "key": "{key}", "ctrlKey": {control}, "bubbles": true, "cancelable": true }}"#);
    let constructor = Reflect::get(&js_sys::global(), &"KeyboardEvent".into()).unwrap();
    let event = Array::of2(&"keydown".into(), &JSON::parse(&how).unwrap());
    let event = Reflect::construct(constructor.unchecked_ref::<js_sys::Function>(), &event).unwrap();
    element.dispatch_event(event.unchecked_ref::<Event>()).unwrap();
}
