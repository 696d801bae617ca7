//! When something runs: after a frame, in the next task, some seconds later.

use super::window;
use futures::channel::oneshot;
use futures::future::{Either, select};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{request_animation_frame, set_timeout};
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Longer than a frame takes anywhere. A tab that goes out of sight draws none.
const NO_FRAME: Duration = Duration::from_millis(100);

/// Runs `run` once the browser has painted what is in the page now: for what the first sight of it need not wait for.
pub fn after_frame(run: impl FnOnce() + 'static) {
    // A frame's callbacks run before it is painted; what they put off runs after.
    request_animation_frame(move || set_timeout(run, Duration::ZERO));
}

/// Waits until the browser has painted what is in the page now.
pub async fn painted() {
    let (sender, drawn) = oneshot::channel();
    request_animation_frame(move || {
        let _ = sender.send(());
    });
    if let Either::Left(_) = select(drawn, Box::pin(pause(NO_FRAME))).await {
        yield_now().await;
    }
}

/// Lets the browser do what it has to do, such as to answer a key or to paint, and goes on as soon as it can.
/// Not by `setTimeout`, which waits at least 4 ms after a few times, and a second in a hidden tab.
pub async fn yield_now() {
    let pause = scheduler_yield().or_else(message);
    if let Some(pause) = pause {
        let _ = JsFuture::from(pause).await;
    }
}

pub async fn sleep(seconds: u64) {
    pause(Duration::from_secs(seconds)).await;
}

/// Milliseconds on a clock that only goes forwards.
pub fn milliseconds() -> f64 {
    window().and_then(|window| window.performance()).map_or_else(js_sys::Date::now, |clock| clock.now())
}

async fn pause(time: Duration) {
    let (sender, receiver) = oneshot::channel();
    let wake = move || {
        let _ = sender.send(());
    };
    set_timeout(wake, time);
    let _ = receiver.await;
}

/// `scheduler.yield()`, where the browser has it.
fn scheduler_yield() -> Option<Promise> {
    let scheduler = Reflect::get(&js_sys::global(), &JsValue::from_str("scheduler")).ok()?;
    let function = Reflect::get(&scheduler, &JsValue::from_str("yield")).ok()?;
    function.dyn_into::<Function>().ok()?.call0(&scheduler).ok()?.dyn_into().ok()
}

/// A message to this page: it comes in a task of its own.
fn message() -> Option<Promise> {
    let channel = MessageChannel::new().ok()?;
    Some(Promise::new(&mut |resolve, _| {
        let port = channel.port1();
        let received = {
            let port = port.clone();
            Closure::once_into_js(move || {
                // An open port is never collected.
                port.close();
                let _ = resolve.call0(&JsValue::UNDEFINED);
            })
        };
        port.set_onmessage(Some(received.unchecked_ref()));
        let _ = channel.port2().post_message(&JsValue::NULL);
    }))
}
