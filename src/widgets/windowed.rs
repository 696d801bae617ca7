//! Long lists of which only the rows on screen are in the DOM.

use crate::browser;
use crate::dom::{El, after_frame};
use crate::state::State;
use leptos::reactive::owner::on_cleanup;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Rows kept beyond each edge of the screen. The compositor scrolls before any script runs: these are what it shows until
/// the next frame. Each is styled and laid out wherever the page is as a whole, as when a dialog becomes modal.
const SPARE: f64 = 12.0;

/// In steps of some rows, so that not every pixel of scrolling makes a new window.
const STEP: f64 = 8.0;

/// Which rows are in the DOM, and how high each is in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    pub first: usize,
    pub last: usize,
    pub height: f64,
}

impl Window {
    /// The part of a list of `length` rows that the window shows.
    pub fn of(self, length: usize) -> (usize, usize) {
        let last = self.last.min(length);
        (self.first.min(last), last)
    }
}

/// A window, and which of its rows are on the screen.
#[derive(Clone)]
pub struct Windowed {
    window: State<Window>,
    /// The first on the screen, and the one after the last.
    seen: Rc<Cell<(usize, usize)>>,
}

impl Windowed {
    pub fn get(&self) -> Window {
        self.window.get()
    }

    pub fn get_untracked(&self) -> Window {
        self.window.get_untracked()
    }

    /// Whether the row at this place of the list was on the screen when it was last looked at.
    pub fn shows(&self, place: usize) -> bool {
        let (first, end) = self.seen.get();
        (first..end).contains(&place)
    }
}

/// A box of its own in which a list scrolls.
#[derive(Clone)]
pub struct ScrollBox {
    pub element: El,
    /// In CSS pixels, for the frame before it can be measured.
    pub height: f64,
}

/// The window over the rows of `space`. `height` gives the height of a row for the width of the page. It
/// follows scrolling of the page and of any box around the element. What `inside` hides is not on the screen.
pub fn windowed(space: &El, inside: Option<ScrollBox>, height: fn(f64) -> f64) -> Windowed {
    // The first frame gets what fits on a screen, which needs no measuring: laying out a page twice is the most of
    // what opening it costs. The rows beyond the edges come right after.
    let row = height(page_width());
    let room = inside.as_ref().map_or_else(page_height, |inside| inside.height);
    let last = (room / row).ceil() as usize;
    let window = State::new(Window { first: 0, last, height: row });
    let seen = Rc::new(Cell::new((0, last)));
    let (space, looked) = (space.clone(), seen.clone());
    let inside = inside.map(|inside| inside.element);
    let measure = move || {
        let (now, on_screen) = look(&space, inside.as_ref(), height);
        looked.set(on_screen);
        if window.try_get_untracked().is_some_and(|w| w != now) {
            window.set(now);
        }
    };
    after_frame(measure.clone());
    follow(measure);
    Windowed { window, seen }
}

fn page_width() -> f64 {
    browser::window().and_then(|w| w.inner_width().ok()?.as_f64()).unwrap_or(1024.0)
}

fn page_height() -> f64 {
    browser::window().and_then(|w| w.inner_height().ok()?.as_f64()).unwrap_or(800.0)
}

/// Where the rows are on the screen: the window over them, and those that are seen.
fn look(space: &El, inside: Option<&El>, height: fn(f64) -> f64) -> (Window, (usize, usize)) {
    let (mut from, mut to) = (0.0, page_height());
    if let Some(inside) = inside {
        let edges = inside.0.get_bounding_client_rect();
        (from, to) = (edges.top().max(from), edges.bottom().min(to));
    }
    let height = height(page_width());
    let top = space.0.get_bounding_client_rect().top();
    let (above, below) = ((from - top) / height, (to - top) / height);
    let first = ((above - SPARE) / STEP).floor().max(0.0) * STEP;
    let last = ((below + SPARE) / STEP).ceil().max(0.0) * STEP;
    let seen = (above.floor().max(0.0) as usize, below.ceil().max(0.0) as usize);
    (Window { first: first as usize, last: last as usize, height }, seen)
}

/// Runs `measure` whenever anything scrolls or the window changes its size.
fn follow(measure: impl Fn() + 'static) {
    let Some(target) = browser::window() else { return };
    // The listener owns the closure: the browser frees it once the listener is taken off.
    let listener = Closure::<dyn Fn()>::new(measure).into_js_value().unchecked_into::<js_sys::Function>();
    // Capturing: scroll events of inner boxes do not bubble.
    for event in ["scroll", "resize"] {
        let _ = target.add_event_listener_with_callback_and_bool(event, &listener, true);
    }
    let listener = State::new(listener);
    on_cleanup(move || {
        if let (Some(listener), Some(target)) = (listener.try_get_untracked(), browser::window()) {
            for event in ["scroll", "resize"] {
                let _ = target.remove_event_listener_with_callback_and_bool(event, &listener, true);
            }
        }
    });
}
