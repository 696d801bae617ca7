//! Long lists of which only the rows on screen are in the DOM.

use crate::window_rows::Rows;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Rows kept beyond each edge of the screen. The compositor scrolls before any script runs: these are what it shows until
/// the next frame. Each is styled and laid out wherever the page is as a whole, as when a dialog becomes modal.
const SPARE: f64 = 3.0;

/// The same for a list in a box of its own: one turn of the wheel leaves a small box behind.
const SPARE_IN_BOX: f64 = 12.0;

/// In steps of some rows, so that not every pixel of scrolling makes a new window.
const STEP: f64 = 1.0;

/// The window over a list: which of its rows are in the DOM, and how high each is.
#[derive(Clone, Copy)]
pub struct ListWindow {
    /// What the rows stand in; as high as all of them. [`VirtualList`] makes it.
    pub space: NodeRef<html::Div>,
    /// The first row in the DOM and the one after the last.
    pub rows: Memo<(usize, usize)>,
    /// In CSS pixels.
    pub row_height: Memo<f64>,
    pub length: Signal<usize>,
    scroll_box: Option<NodeRef<html::Div>>,
}

/// The window over `length` rows that scroll with the page. `row_height` gives the height of a row in CSS pixels for the
/// width of the page.
pub fn use_window(length: impl Into<Signal<usize>>, row_height: fn(f64) -> f64) -> ListWindow {
    window_over(length.into(), row_height, None, page_height())
}

/// As [`use_window`] for rows that scroll in a box of their own. `box_height` is its height in CSS pixels, for the frame
/// before it can be measured.
pub fn use_window_in(
    scroll_box: NodeRef<html::Div>,
    box_height: f64,
    length: impl Into<Signal<usize>>,
    row_height: fn(f64) -> f64,
) -> ListWindow {
    window_over(length.into(), row_height, Some(scroll_box), box_height)
}

/// The rows of a [`ListWindow`], each put at its place by `style:transform=move || window.place(index)`.
#[component]
pub fn VirtualList<K, KF, V, VF>(
    window: ListWindow,
    /// Tells what stands in the row at an index: a row is made anew when it changes. Tracked.
    key: KF,
    /// A row that stays in the DOM wherever one scrolls, because it has the focus.
    #[prop(optional, into)]
    keep: Signal<Option<usize>>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] role: Option<&'static str>,
    /// Makes the row at an index.
    children: VF,
) -> impl IntoView
where
    K: PartialEq + 'static,
    KF: Fn(usize) -> K + 'static,
    V: IntoView + 'static,
    VF: Fn(usize) -> V + 'static,
{
    let mut rows = Rows::default();
    let owner = Owner::current().unwrap_or_default();
    Effect::new(move |_| {
        let Some(space) = window.space.get() else { return };
        let wanted = window.indices(keep.get()).map(|index| (index, key(index))).collect();
        untrack(|| rows.show(&space, wanted, &owner, &children));
    });
    view! {
        <div
            node_ref=window.space
            class=class
            role=role
            style:height=move || format!("{}px", window.length.get() as f64 * window.row_height.get())
        ></div>
    }
}

impl ListWindow {
    /// Where the row at an index stands, for `style:transform`. Tracked.
    pub fn place(self, index: usize) -> String {
        format!("translateY({}px)", index as f64 * self.row_height.get())
    }

    /// The rows in the DOM, with one more that is kept. Tracked.
    pub fn indices(self, keep: Option<usize>) -> impl Iterator<Item = usize> {
        let (first, last) = self.rows.get();
        let keep = keep.filter(|keep| *keep < self.length.get());
        let (before, after) = (keep.filter(|keep| *keep < first), keep.filter(|keep| *keep >= last));
        before.into_iter().chain(first..last).chain(after)
    }

    /// Scrolls so that the row at an index stands in the middle.
    pub fn scroll_to(self, index: usize) {
        let Some(space) = self.space.try_get_untracked().flatten() else { return };
        let row = index as f64 * self.row_height.get_untracked();
        match self.scroll_box {
            None => {
                let top = space.get_bounding_client_rect().top() + window().scroll_y().unwrap_or_default();
                let left = window().scroll_x().unwrap_or_default();
                window().scroll_to_with_x_and_y(left, top + row - page_height() / 2.0);
            }
            Some(scroll_box) => {
                let Some(scroll_box) = scroll_box.try_get_untracked().flatten() else { return };
                scroll_box.set_scroll_top((row - f64::from(scroll_box.client_height()) / 2.0) as i32);
            }
        }
    }

    /// How many rows fit on the screen, less one that stays in sight when one pages.
    pub fn page(self) -> usize {
        let scroll_box = self.scroll_box.and_then(|scroll_box| scroll_box.try_get_untracked().flatten());
        let room = scroll_box.map_or_else(page_height, |scroll_box| f64::from(scroll_box.client_height()));
        (room / self.row_height.get_untracked() - 1.0).max(1.0) as usize
    }
}

/// The first row, the one after the last, and how high each is; the list may be shorter.
type Seen = (usize, usize, f64);

fn window_over(
    length: Signal<usize>,
    row_height: fn(f64) -> f64,
    scroll_box: Option<NodeRef<html::Div>>,
    room: f64,
) -> ListWindow {
    // The first frame gets what fits on a screen, which needs no measuring: laying out a page twice is the most of
    // what opening it costs. The rows beyond the edges come right after.
    let height = row_height(page_width());
    let seen = RwSignal::new((0, (room / height).ceil() as usize, height));
    let space = NodeRef::<html::Div>::new();
    let measure = move || {
        let Some(space) = space.try_get_untracked().flatten() else { return };
        let scroll_box = scroll_box.and_then(|scroll_box| scroll_box.try_get_untracked().flatten());
        let now = look(&space, scroll_box.as_deref(), row_height(page_width()));
        if seen.try_get_untracked().is_some_and(|seen| seen != now) {
            seen.set(now);
        }
    };
    Effect::new(move |_| {
        if space.get().is_some() {
            request_animation_frame(move || set_timeout(measure, Duration::ZERO));
        }
    });
    follow(measure);
    ListWindow {
        space,
        rows: Memo::new(move |_| {
            let ((first, last, _), length) = (seen.get(), length.get());
            (first.min(length), last.min(length))
        }),
        row_height: Memo::new(move |_| seen.get().2),
        length,
        scroll_box,
    }
}

fn page_width() -> f64 {
    window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1024.0)
}

fn page_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0)
}

/// The rows that are on the screen now, with the spare ones.
fn look(space: &web_sys::Element, scroll_box: Option<&web_sys::HtmlElement>, height: f64) -> Seen {
    let (mut from, mut to) = (0.0, page_height());
    let spare = if scroll_box.is_some() { SPARE_IN_BOX } else { SPARE };
    if let Some(scroll_box) = scroll_box {
        let edges = scroll_box.get_bounding_client_rect();
        (from, to) = (edges.top().max(from), edges.bottom().min(to));
    }
    let top = space.get_bounding_client_rect().top();
    let first = (((from - top) / height - spare) / STEP).floor().max(0.0) * STEP;
    // Below the screen it has some rows all the same, for the focus to come to.
    let last = (((to - top) / height + spare) / STEP).ceil().max(spare / STEP) * STEP;
    (first as usize, last as usize, height)
}

/// Runs `measure` whenever anything scrolls or the browser's window changes its size, until the owner goes.
fn follow(measure: impl Fn() + 'static) {
    const EVENTS: [&str; 2] = ["scroll", "resize"];
    let listener = Closure::<dyn Fn()>::new(measure);
    // Capturing: scroll events of inner boxes do not bubble.
    for event in EVENTS {
        let _ = window().add_event_listener_with_callback_and_bool(
            event,
            listener.as_ref().unchecked_ref(),
            true,
        );
    }
    let listener = StoredValue::new_local(listener);
    on_cleanup(move || {
        listener.try_with_value(|listener| {
            for event in EVENTS {
                let _ = window().remove_event_listener_with_callback_and_bool(
                    event,
                    listener.as_ref().unchecked_ref(),
                    true,
                );
            }
        });
    });
}
