//! Long lists: only what is on screen is in the DOM, and the focus gets everywhere all the same.

use super::press;
use crate::support::{find, frame, has_focus, mount, until};
use latchkey_ui::{GridFocus, LineFocus, ListWindow, Tick, VirtualList, use_window, use_window_in};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

const ROW: f64 = 40.0;

fn row_height(_: f64) -> f64 {
    ROW
}

/// A grid of a head and `length` rows of three cells. A row is made anew when its version changes.
fn grid(length: RwSignal<usize>, version: RwSignal<usize>) -> impl IntoView {
    let window = use_window(length, row_height);
    let focus = GridFocus::new(window);
    let head = focus.row(0, 3);
    let row = move |index: usize| {
        let row = focus.row(index + 1, 3);
        let cell = move |at: usize| {
            view! { <div {..row.stop(at)} role="gridcell" class="cell">{format!("{index}.{at}")}</div> }
        };
        view! {
            <div
                class="grid-row"
                role="row"
                aria-rowindex=index + 2
                style:height="40px"
                style:transform=move || window.place(index)
            >
                {cell(0)} {cell(1)} {cell(2)}
            </div>
        }
    };
    view! {
        <div
            role="grid"
            tabindex="-1"
            aria-label="Tokens"
            node_ref=focus.grid
            on:focusin=move |event| focus.focus_in(&event)
            on:focusout=move |event| focus.focus_out(&event)
            on:keydown=move |event| {
                if let Some((row, stop)) = focus.step(&event.key(), event.ctrl_key()) {
                    focus.go(row, stop);
                }
            }
        >
            <div role="row" aria-rowindex="1">
                {(0..3).map(|at| view! { <button {..head.stop(at)} type="button">{format!("head {at}")}</button> }).collect::<Vec<_>>()}
            </div>
            <VirtualList window class="grid-space" role="rowgroup" key=move |_| version.get() children=row />
        </div>
    }
}

fn focused() -> Element {
    web_sys::window().unwrap().document().unwrap().active_element().unwrap()
}

/// Goes to the grid's first row, as Tab does.
async fn enter(place: &Element) {
    // Another test may have scrolled.
    web_sys::window().unwrap().scroll_to_with_x_and_y(0.0, 0.0);
    let stops = || find::all(place, "[tabindex='0']");
    until("the first row is the one stop", || stops().iter().map(find::text).eq(["0.0"])).await;
    stops()[0].unchecked_ref::<HtmlElement>().focus().unwrap();
}

fn rows(place: &Element) -> Vec<Element> {
    find::all(place, ".grid-row")
}

#[wasm_bindgen_test]
async fn only_rows_near_the_screen_are_in_the_page() {
    let length = RwSignal::new(10_000);
    let mounted = mount(move || grid(length, RwSignal::new(0)));
    let space = &find::all(&mounted.place, ".grid-space")[0];
    until("the space is as tall as all rows", || space.get_bounding_client_rect().height() == 10_000.0 * ROW)
        .await;
    let page = web_sys::window().unwrap();
    let on_screen = (page.inner_height().unwrap().as_f64().unwrap() / ROW).ceil() as usize;
    until("spare rows are there", || rows(&mounted.place).len() > on_screen).await;
    page.scroll_to_with_x_and_y(0.0, 5_000.0 * ROW);
    until("the middle is shown", || find::text(&mounted.place).contains("5000.0")).await;
    let drawn = rows(&mounted.place).len();
    assert!(drawn <= on_screen + 17, "{drawn} rows for {on_screen} on the screen");
    length.set(3);
    until("three are left", || rows(&mounted.place).len() == 3).await;
}

#[wasm_bindgen_test]
async fn the_grid_is_one_stop_and_arrows_lead_from_stop_to_stop() {
    let mounted = mount(|| grid(RwSignal::new(10_000), RwSignal::new(0)));
    let stops = || find::all(&mounted.place, "[tabindex='0']").iter().map(find::text).collect::<Vec<_>>();
    enter(&mounted.place).await;
    for (key, to) in [
        ("ArrowRight", "0.1"),
        ("ArrowDown", "1.1"),
        ("End", "1.2"),
        ("ArrowRight", "1.2"),
        ("ArrowLeft", "1.1"),
        ("Home", "1.0"),
        ("ArrowUp", "0.0"),
        ("ArrowUp", "head 0"),
        ("ArrowDown", "0.0"),
    ] {
        press(&focused(), key);
        until(&format!("{key} leads to {to}"), || find::text(&focused()) == to).await;
        until(&format!("{to} is the one stop"), || stops() == [to]).await;
    }
}

#[wasm_bindgen_test]
async fn a_row_far_away_is_scrolled_to_and_takes_the_focus() {
    let mounted = mount(|| grid(RwSignal::new(10_000), RwSignal::new(0)));
    enter(&mounted.place).await;
    press(&focused(), "Control+End");
    until("the last stop has the focus", || find::text(&focused()) == "9999.2").await;
    press(&focused(), "PageUp");
    until("a page above has it", || {
        find::text(&focused()).ends_with(".2") && find::text(&focused()) != "9999.2"
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_focus_stays_at_its_place_when_rows_are_drawn_anew_and_with_the_grid_when_they_go() {
    let (length, version) = (RwSignal::new(10), RwSignal::new(0));
    let mounted = mount(move || grid(length, version));
    let grid = find::get(&mounted.place, "grid", "Tokens");
    enter(&grid).await;
    press(&focused(), "ArrowDown");
    until("the second row has the focus", || find::text(&focused()) == "1.0").await;
    let before = focused();
    version.set(1);
    until("it was drawn anew", || !before.is_connected()).await;
    until("the new one has the focus", || find::text(&focused()) == "1.0" && focused().is_connected()).await;
    length.set(0);
    until("the grid has it", || has_focus(&grid)).await;
    length.set(10);
    until("its row has it again", || find::text(&focused()) == "1.0").await;

    // Who went elsewhere is not called back.
    let other = web_sys::window().unwrap().document().unwrap().create_element("button").unwrap();
    mounted.place.append_child(&other).unwrap();
    other.unchecked_ref::<HtmlElement>().focus().unwrap();
    frame().await;
    version.set(2);
    frame().await;
    frame().await;
    assert!(has_focus(&other));
}

#[wasm_bindgen_test]
async fn what_has_the_focus_keeps_it_when_rows_come_before_and_after_it() {
    let mounted = mount(|| grid(RwSignal::new(10_000), RwSignal::new(0)));
    let page = web_sys::window().unwrap();
    until("the rows are there", || !rows(&mounted.place).is_empty()).await;
    page.scroll_to_with_x_and_y(0.0, 100.0 * ROW);
    until("row 103 is there", || find::text(&mounted.place).contains("103.1")).await;
    let cell = find::all(&mounted.place, "[data-stop='1']")
        .into_iter()
        .find(|cell| find::text(cell) == "103.1")
        .unwrap();
    cell.unchecked_ref::<HtmlElement>().focus().unwrap();
    let lost = std::rc::Rc::new(std::cell::Cell::new(0));
    let counted = lost.clone();
    let count = wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || counted.set(counted.get() + 1));
    cell.add_event_listener_with_callback("blur", count.as_ref().unchecked_ref()).unwrap();
    for (top, shown) in [(96.0, "94.0"), (101.0, "100.0"), (95.0, "93.0")] {
        page.scroll_to_with_x_and_y(0.0, top * ROW);
        until("other rows are there", || find::text(&mounted.place).contains(shown)).await;
    }
    assert!(has_focus(&cell) && lost.get() == 0, "it was not moved");
    let order: Vec<u32> = rows(&mounted.place)
        .iter()
        .map(|row| row.get_attribute("aria-rowindex").unwrap().parse().unwrap())
        .collect();
    assert!(order.is_sorted(), "{order:?}");
}

/// A list of lines in a box of its own.
fn lines(window: RwSignal<Option<ListWindow>, LocalStorage>) -> impl IntoView {
    let scrolls = NodeRef::<html::Div>::new();
    let own = use_window_in(scrolls, 200.0, 1_000, row_height);
    window.set(Some(own));
    let focus = LineFocus::new(own);
    let line = move |index: usize| {
        let control = NodeRef::new();
        focus.register(index, control);
        view! {
            <div class="line" style:position="absolute" style:height="40px" style:transform=move || own.place(index)>
                <Tick
                    label=format!("line {index}")
                    checked=false
                    node_ref=control
                    attr:tabindex=move || focus.tabindex(index)
                    on:focus=move |_| focus.entered(index)
                />
            </div>
        }
    };
    view! {
        <div
            class="box"
            style:height="200px"
            style:overflow="auto"
            node_ref=scrolls
            on:keydown=move |event| {
                focus.key(&event.key());
            }
        >
            <VirtualList window=own class="grid-space" keep=focus.line() key=|index| index children=line />
        </div>
    }
}

#[wasm_bindgen_test]
async fn a_line_with_the_focus_stays_in_the_page_wherever_one_scrolls() {
    let window = RwSignal::new_local(None);
    let mounted = mount(move || lines(window));
    let stops =
        || find::all(&mounted.place, "input:not([tabindex])").iter().map(find::name).collect::<Vec<_>>();
    until("the first line is the stop", || stops() == ["line 0"]).await;
    let first = find::get(&mounted.place, "checkbox", "line 0");
    first.unchecked_ref::<HtmlElement>().focus().unwrap();
    press(&first, "ArrowDown");
    until("the next has the focus", || find::name(&focused()) == "line 1").await;
    window.get_untracked().unwrap().scroll_to(500);
    until("others are shown", || find::maybe(&mounted.place, "checkbox", "line 500").is_some()).await;
    assert!(find::name(&focused()) == "line 1", "it is still there");
    assert!(find::maybe(&mounted.place, "checkbox", "line 3").is_none());
    press(&focused(), "ArrowDown");
    until("the next has the focus", || find::name(&focused()) == "line 2").await;
    press(&focused(), "End");
    until("the last has the focus", || find::name(&focused()) == "line 999").await;
    until("it is the one stop", || stops() == ["line 999"]).await;
}
