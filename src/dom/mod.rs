//! The views: DOM elements made directly, kept up to date by Leptos' signals and effects.
//!
//! Why not `view!`: it makes a type of every element and every binding, and each becomes code of its own.
//! The first version of this console was written with it and came to 311 KB of wasm (brotli 11; 290 KB with
//! `--cfg erase_components`) against 110 KB that the whole site may have: see `docs/decisions.md`. Here one
//! element, one binding, one region and one list exist, and each use of them is a call. Signals, effects,
//! owners and their cleanup are Leptos' own.
//!
//! No markup is ever parsed: text goes in as text, so nothing that a backend says can become an element.

mod element;
pub mod icons;
mod list;

pub use element::{El, copy_of, el, slot};
pub use icons::svg_icon;
pub use list::{Key, keyed, keyed_in_turn};

use leptos::leptos_dom::helpers::{request_animation_frame, set_timeout};
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::StoredValue;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

/// A value that follows signals wherever it is read inside an effect.
pub type Live<T> = Rc<dyn Fn() -> T>;

/// Makes a [`Live`] value.
pub fn live<T>(read: impl Fn() -> T + 'static) -> Live<T> {
    Rc::new(read)
}

/// Runs `run` now and again whenever a signal that it read changes, until the part of the page that it was
/// made in goes.
pub fn effect(run: impl FnMut() + 'static) {
    effect_boxed(Box::new(run));
}

fn effect_boxed(mut run: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_| run());
    // Kept by the owner of this part of the page, and dropped with it.
    StoredValue::new_local(effect);
}

/// Runs `run` once the current change of the page is complete: the elements made in it are in the page.
pub fn after(run: impl FnOnce() + 'static) {
    after_boxed(Box::new(run));
}

fn after_boxed(run: Box<dyn FnOnce()>) {
    spawn(async move { run() });
}

/// Runs `run` once the browser has painted what is in the page now: for what the first sight of it need not wait for.
pub fn after_frame(run: impl FnOnce() + 'static) {
    after_frame_boxed(Box::new(run));
}

#[inline(never)]
fn after_frame_boxed(run: Box<dyn FnOnce()>) {
    // A frame's callbacks run before it is painted; what they put off runs after.
    request_animation_frame(move || set_timeout(run, Duration::ZERO));
}

/// Runs a future to its end beside everything else.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(future));
}

/// One kind of task for all futures: a task of each kind is code of its own.
#[inline(never)]
fn spawn_boxed(future: Pin<Box<dyn Future<Output = ()>>>) {
    wasm_bindgen_futures::spawn_local(future);
}
