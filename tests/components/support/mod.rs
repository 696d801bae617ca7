//! A place in the page for one view, and waiting for what it does.

pub mod backend;
pub mod find;
pub mod tokens;

use js_sys::{Date, Promise};
use latchkey::dom::El;
use latchkey::{browser, text};
use leptos::prelude::Owner;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, EventInit};

/// As the site has it.
pub const ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.json"));
pub const LATER_ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.later.json"));

/// Where the list's rows are on the screen depends on the style.
const STYLE: [&str; 5] = [
    include_str!("../../../style/layers.css"),
    include_str!("../../../style/reset.css"),
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/base.css"),
    include_str!("../../../style/grid.css"),
];

/// Longer than any of this takes on a busy machine.
const PATIENCE_MS: f64 = 10_000.0;

pub fn document() -> web_sys::Document {
    browser::document().unwrap()
}

/// English texts, as when both parts of the console are here.
pub fn english() {
    assert!(text::install("en", ENGLISH, Some(LATER_ENGLISH)));
}

/// A view in the page, with the owner of all that it set up; both go when this is dropped.
pub struct Mounted {
    pub place: Element,
    owner: Owner,
}

/// Makes a view and puts it into the page.
pub fn mount(view: impl FnOnce() -> El) -> Mounted {
    english();
    let _ = any_spawner::Executor::init_wasm_bindgen();
    // A test that failed stopped without cleaning up.
    while let Ok(Some(left)) = document().query_selector("[data-mounted]") {
        left.remove();
    }
    let place = document().create_element("div").unwrap();
    place.set_attribute("data-mounted", "").unwrap();
    let style = document().create_element("style").unwrap();
    style.set_text_content(Some(&STYLE.concat()));
    let body = document().body().unwrap();
    body.append_child(&place).unwrap();
    let owner = Owner::new();
    let view = owner.with(view);
    place.append_child(&view.0).unwrap();
    place.append_child(&style).unwrap();
    Mounted { place, owner }
}

impl Mounted {
    /// Ends everything that the view set up, as when its part of the page goes; its elements stay.
    pub fn clean_up(&self) {
        self.owner.cleanup();
    }

    /// Puts another view beside the first.
    pub fn add(&self, view: impl FnOnce() -> El) -> Element {
        let view = self.owner.with(view).0;
        self.place.append_child(&view).unwrap();
        view
    }

    /// The text that stands in the place, the style sheet left out.
    pub fn text(&self) -> String {
        find::text(&self.place)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.place.remove();
    }
}

/// Waits until the browser is about to draw: effects have run, and scrolling was told.
pub async fn frame() {
    let drawn = Promise::new(&mut |resolve, _| {
        browser::window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(drawn).await.unwrap();
}

/// Waits until `holds`.
#[track_caller]
pub fn until(what: &str, holds: impl FnMut() -> bool) -> impl Future<Output = ()> {
    let place = std::panic::Location::caller();
    wait(format!("{what} ({}:{})", place.file(), place.line()), holds)
}

async fn wait(what: String, mut holds: impl FnMut() -> bool) {
    let start = Date::now();
    while !holds() {
        assert!(Date::now() - start < PATIENCE_MS, "waited in vain until {what}");
        frame().await;
    }
}

/// Sends an event as the browser does: it bubbles and can be prevented. `true`: it was not prevented.
pub fn send(element: &Element, event: &str) -> bool {
    let how = EventInit::new();
    how.set_bubbles(true);
    how.set_cancelable(true);
    element.dispatch_event(&Event::new_with_event_init_dict(event, &how).unwrap()).unwrap()
}

pub fn click(element: &Element) {
    element.clone().unchecked_into::<web_sys::HtmlElement>().click();
}

/// Types a text in place of what stands in the field.
pub fn type_in(element: &Element, text: &str) {
    element.clone().unchecked_into::<web_sys::HtmlInputElement>().set_value(text);
    send(element, "input");
}

/// Chooses the option of a select that reads `label`.
pub fn choose(select: &Element, label: &str) {
    let option = find::all(select, "option").into_iter().find(|o| find::text(o) == label);
    let value = option.unwrap_or_else(|| panic!("no option `{label}`")).get_attribute("value").unwrap();
    select.clone().unchecked_into::<web_sys::HtmlInputElement>().set_value(&value);
    send(select, "change");
}

pub fn value(element: &Element) -> String {
    element.clone().unchecked_into::<web_sys::HtmlInputElement>().value()
}

pub fn has_focus(element: &Element) -> bool {
    browser::focused().is_some_and(|focused| element.is_same_node(Some(&focused)))
}

/// Asks a dialog to close as Esc does: it is told by `cancel`, and closes unless that is prevented.
pub fn press_escape(dialog: &Element) {
    let close = js_sys::Reflect::get(dialog, &"requestClose".into()).unwrap();
    close.unchecked_into::<js_sys::Function>().call0(dialog).unwrap();
}
