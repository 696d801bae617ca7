//! One element and what can be said of it.

use super::effect;
use crate::browser;
use crate::later::Handler;
use crate::state::State;
use leptos::reactive::owner::StoredValue;
use leptos::reactive::traits::IsDisposed;
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, Node};

/// An element under construction, or a handle to one that stands. Cloning clones the handle.
///
/// A method that takes a closure boxes it and hands it to one that is not generic (`_boxed`), so that what it
/// does exists once. The methods return the element, so that a view reads as it nests:
///
/// ```ignore
/// el("p").class("note").text("Copy this token now.")
/// ```
#[derive(Clone)]
pub struct El(pub Element);

/// A new HTML element.
pub fn el(tag: &str) -> El {
    let made = browser::document().and_then(|d| d.create_element(tag).ok());
    // Tags are literals of this crate: making one cannot fail in a page that has a document.
    El(made.unwrap_or_else(|| JsValue::UNDEFINED.unchecked_into()))
}

/// A box without a box: its children take part in the layout around it. For parts that come and go.
pub fn slot(content: impl Fn() -> Option<El> + 'static) -> El {
    el("div").class("slot").region(content)
}

thread_local! {
    static ORIGINALS: RefCell<Vec<(String, Element)>> = const { RefCell::new(Vec::new()) };
}

/// A copy of what `make` gives the first time that one of this name is wanted, without what listens to it: for what
/// stands in every row. Copying is one call of the browser, whatever has to be said of the original.
pub fn copy_of(name: &str, make: &dyn Fn() -> El) -> El {
    let known = |originals: &Vec<(String, Element)>| {
        originals.iter().find(|(known, _)| known == name).map(|(_, original)| original.clone())
    };
    let original = ORIGINALS.with_borrow(known).unwrap_or_else(|| {
        let made = make().0;
        ORIGINALS.with_borrow_mut(|originals| originals.push((name.to_owned(), made.clone())));
        made
    });
    El(original.clone_node_with_deep(true).map_or(original, JsCast::unchecked_into))
}

impl El {
    pub fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    pub fn class(self, names: &str) -> Self {
        self.0.set_class_name(names);
        self
    }

    /// The attribute is there if `on`, without a value.
    pub fn flag(self, name: &str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// An attribute that follows signals; `None` takes it away.
    pub fn bind(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.bind_boxed(name, Box::new(value))
    }

    #[inline(never)]
    fn bind_boxed(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let element = self.0.clone();
        effect(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        });
        self
    }

    /// As [`El::bind`] for attributes that are either `true` or not there.
    pub fn bind_true(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Self {
        self.bind(name, move || on().then(|| "true".to_owned()))
    }

    /// As [`El::bind`] for attributes that are `true` or `false`.
    pub fn bind_bool(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Self {
        self.bind(name, move || Some(if on() { "true" } else { "false" }.to_owned()))
    }

    /// A style property, set through the object model: the policy forbids style attributes.
    pub fn style(self, name: &str, value: &str) -> Self {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            let _ = element.style().set_property(name, value);
        }
        self
    }

    /// Adds a text.
    pub fn text(self, text: &str) -> Self {
        if let Some(document) = browser::document() {
            self.append(&document.create_text_node(text));
        }
        self
    }

    /// Adds a text that follows signals.
    pub fn live(self, text: impl Fn() -> String + 'static) -> Self {
        self.live_boxed(Box::new(text))
    }

    #[inline(never)]
    fn live_boxed(self, text: Box<dyn Fn() -> String>) -> Self {
        if let Some(document) = browser::document() {
            let node = document.create_text_node("");
            self.append(&node);
            effect(move || node.set_data(&text()));
        }
        self
    }

    pub fn child(self, child: El) -> Self {
        self.append(&child.0);
        self
    }

    pub fn maybe(self, child: Option<El>) -> Self {
        if let Some(child) = child {
            self.append(&child.0);
        }
        self
    }

    pub fn all(self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            self.append(&child.0);
        }
        self
    }

    fn append(&self, node: &Node) {
        let _ = self.0.append_child(node);
    }

    /// Makes the whole content follow signals: it is made anew when one changes, and what the old content
    /// had set up is cleaned up.
    pub fn region(self, content: impl Fn() -> Option<El> + 'static) -> Self {
        self.region_boxed(Box::new(content))
    }

    #[inline(never)]
    fn region_boxed(self, content: Box<dyn Fn() -> Option<El>>) -> Self {
        let element = self.0.clone();
        effect(move || {
            let content = content();
            // The new content first stands beside nothing: an old field that loses the focus here tells
            // handlers that are switched off already (see `on`).
            element.set_text_content(None);
            if let Some(content) = content {
                let _ = element.append_child(&content.0);
            }
        });
        self
    }

    /// Calls `handle` on an event, as long as the part of the page that it was made in stands: taking an
    /// element away can itself cause events (`blur`), when the signals behind it are gone.
    ///
    /// `handle` is of the second part ([`Handler`]): before that is here, what an event does by itself is not
    /// prevented, and nothing has to be.
    pub fn on(self, event: &str, handle: impl FnMut(Event) + 'static) -> Self {
        self.on_handler(event, Handler::new(handle))
    }

    /// As [`El::on`], with what is called at once.
    pub fn on_now(self, event: &str, handle: impl FnMut(Event) + 'static) -> Self {
        self.on_handler(event, Handler::now(handle))
    }

    /// As [`El::on`], with what happens all the time ([`Handler::passing`]).
    pub fn on_passing(self, event: &str, handle: impl FnMut(Event) + 'static) -> Self {
        self.on_handler(event, Handler::passing(handle))
    }

    #[inline(never)]
    fn on_handler(self, event: &str, handler: Handler<Event>) -> Self {
        let alive = StoredValue::new_local(());
        let closure = Closure::<dyn FnMut(Event)>::new(move |event| {
            if !alive.is_disposed() {
                handler.call(event);
            }
        });
        // The listener owns the closure, and the browser frees both with the element.
        let _ = self.0.add_event_listener_with_callback(event, closure.into_js_value().unchecked_ref());
        self
    }

    /// Calls `handle` on a click.
    pub fn click(self, handle: impl FnMut() + 'static) -> Self {
        let mut handle = handle;
        self.on_click(Handler::new(move |()| handle()))
    }

    #[inline(never)]
    pub fn on_click(self, handler: Handler<()>) -> Self {
        self.on_now("click", move |_| handler.press())
    }

    /// The text of a field and a signal are the same.
    pub fn value(self, value: State<String>) -> Self {
        self.show_value(move || value.get())
            .with_value_on("input", Handler::now(move |typed| value.set(typed)))
    }

    /// Shows a value in a field; a value that is there already is not set again, which would move the cursor.
    pub fn show_value(self, value: impl Fn() -> String + 'static) -> Self {
        self.show_value_boxed(Box::new(value))
    }

    #[inline(never)]
    fn show_value_boxed(self, value: Box<dyn Fn() -> String>) -> Self {
        let field = self.0.clone().unchecked_into::<HtmlInputElement>();
        effect(move || {
            let value = value();
            if field.value() != value {
                field.set_value(&value);
            }
        });
        self
    }

    /// Calls `handle` with the field's text after each change of it.
    pub fn on_input(self, handle: impl FnMut(String) + 'static) -> Self {
        self.with_value_on("input", Handler::new(handle))
    }

    #[inline(never)]
    pub fn with_value_on(self, event: &str, handler: Handler<String>) -> Self {
        let field = self.0.clone().unchecked_into::<HtmlInputElement>();
        self.on_now(event, move |_| handler.call(field.value()))
    }

    /// A checkbox that shows `checked` and calls `set` when it is switched.
    pub fn checked(self, checked: impl Fn() -> bool + 'static, set: impl FnMut(bool) + 'static) -> Self {
        self.checked_boxed(Box::new(checked), Handler::new(set))
    }

    #[inline(never)]
    fn checked_boxed(self, checked: Box<dyn Fn() -> bool>, set: Handler<bool>) -> Self {
        let field = self.0.clone().unchecked_into::<HtmlInputElement>();
        let shown = field.clone();
        effect(move || shown.set_checked(checked()));
        self.on_now("change", move |_| set.call(field.checked()))
    }

    /// The input behind the handle.
    pub fn input(&self) -> HtmlInputElement {
        self.0.clone().unchecked_into()
    }

    pub fn focus(&self) {
        let _ = self.0.unchecked_ref::<HtmlElement>().focus();
    }
}
