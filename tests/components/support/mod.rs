//! A place in the page for one view, and waiting for what it does.

pub mod backend;
pub mod client;
pub mod find;
pub mod page;
pub mod tokens;

use js_sys::{Date, Promise};
use latchkey::browser;
use latchkey::i18n::I18n;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, EventInit, HtmlElement};

/// As the site has it.
pub const ENGLISH: &str = include_str!("../../../locales/en.json");

/// Where the list's rows are on the screen depends on the style.
const STYLE: [&str; 6] = [
    include_str!("../../../style/layers.css"),
    include_str!("../../../style/reset.css"),
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/base.css"),
    include_str!("../../../style/grid.css"),
    include_str!("../../../style/rules.css"),
];

/// Longer than any of this takes on a busy machine.
const PATIENCE_MS: f64 = 10_000.0;

pub fn document() -> web_sys::Document {
    browser::document().unwrap()
}

/// English texts.
pub fn english() -> I18n {
    I18n::new("en", ENGLISH).unwrap()
}

/// A view in the page, with the owner of all that it set up; both go when this is dropped.
pub struct Mounted {
    pub place: Element,
    pub t: I18n,
    owner: Owner,
    _view: Box<dyn std::any::Any>,
}

/// Makes a view and puts it into the page. In its context are the English texts; what else it needs is given by
/// `provide_context` in `view`.
pub fn mount<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Mounted {
    // A test that failed stopped without cleaning up.
    while let Ok(Some(left)) = document().query_selector("[data-mounted]") {
        left.remove();
    }
    let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    place.set_attribute("data-mounted", "").unwrap();
    let style = document().create_element("style").unwrap();
    style.set_text_content(Some(&STYLE.concat()));
    document().body().unwrap().append_child(&place).unwrap();
    let owner = Owner::new();
    let t = owner.with(english);
    let in_context = move || {
        provide_context(t);
        view()
    };
    let view = owner.with(|| mount_to(place.clone(), in_context));
    place.append_child(&style).unwrap();
    Mounted { place: place.into(), t, owner, _view: Box::new(view) }
}

impl Mounted {
    /// Ends everything that the view set up, as when its part of the page goes; its elements stay.
    pub fn clean_up(&self) {
        self.owner.cleanup();
    }

    /// Runs something where the view was made, for example to make a store or a client for it.
    pub fn with<T>(&self, run: impl FnOnce() -> T) -> T {
        self.owner.with(run)
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
    element.clone().unchecked_into::<HtmlElement>().click();
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
    browser::focus::focused().is_some_and(|focused| element.is_same_node(Some(&focused)))
}

/// Asks a dialog to close as Esc does: it is told by `cancel`, and closes unless that is prevented.
pub fn press_escape(dialog: &Element) {
    let close = js_sys::Reflect::get(dialog, &"requestClose".into()).unwrap();
    close.unchecked_into::<js_sys::Function>().call0(dialog).unwrap();
}
