//! Elements: text is only ever text, and what is taken away is silent.

use crate::support::{click, document, find, has_focus, mount, send, type_in, until, value};
use latchkey::dom::{El, Key, el, icons, keyed, slot};
use latchkey::state::State;
use latchkey::widgets::button::{Button, icon_button};
use latchkey::widgets::select::select;
use leptos::prelude::on_cleanup;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

const MARKUP: &str = "<img src=x onerror=\"document.title='run'\"><script>1</script>&amp;";

#[wasm_bindgen_test]
fn text_is_never_read_as_markup() {
    let name = State::new(MARKUP.to_owned());
    let mounted = mount(|| {
        el("section")
            .child(el("p").text(MARKUP))
            .child(el("p").live(move || name.get()))
            .child(el("p").region(move || Some(el("b").text(&name.get()))))
            .child(Button::new(MARKUP).on(|| {}))
            .child(icon_button(icons::X, MARKUP, || {}))
            .child(el("input").value(name))
            .child(select(
                MARKUP,
                Rc::new(|| vec![("1".to_owned(), MARKUP.to_owned())]),
                Rc::new(|| "1".to_owned()),
                |_| {},
            ))
    });
    assert!(find::all(&mounted.place, "img, script").is_empty());
    for paragraph in find::all(&mounted.place, "p") {
        assert_eq!(find::text(&paragraph), MARKUP);
    }
    let buttons = find::all(&mounted.place, "button");
    assert_eq!(buttons.iter().map(find::name).collect::<Vec<_>>(), [MARKUP, MARKUP]);
    assert_eq!(value(&find::get(&mounted.place, "textbox", "")), MARKUP);
    assert_eq!(find::text(&find::get(&mounted.place, "combobox", MARKUP)), MARKUP);
}

#[wasm_bindgen_test]
async fn a_region_makes_its_content_anew_and_cleans_up_the_old() {
    let name = State::new(Some("one"));
    let gone = State::new(Vec::new());
    let mounted = mount(|| {
        slot(move || {
            let name = name.get()?;
            on_cleanup(move || gone.update(|log| log.push(name)));
            Some(el("p").text(name))
        })
    });
    assert_eq!(mounted.text(), "one");
    name.set(Some("two"));
    until("the second stands", || mounted.text() == "two").await;
    assert_eq!(gone.get_untracked(), ["one"]);
    name.set(None);
    until("nothing stands", || mounted.text().is_empty()).await;
    name.set(Some("three"));
    until("the third stands", || mounted.text() == "three").await;
    mounted.clean_up();
    assert_eq!(gone.get_untracked(), ["one", "two", "three"]);
}

#[wasm_bindgen_test]
async fn a_field_taken_away_while_it_has_the_focus_tells_nobody() {
    let shown = State::new(true);
    let heard = Rc::new(Cell::new(0));
    let count = heard.clone();
    let mounted = mount(|| {
        slot(move || {
            let count = count.clone();
            shown.get().then(|| {
                let typed = State::new(String::new());
                el("input").value(typed).on("blur", move |_| {
                    // Reading what went with the field would stop the page.
                    typed.with_untracked(String::len);
                    count.set(count.get() + 1);
                })
            })
        })
    });
    let field = find::get(&mounted.place, "textbox", "");
    El(field.clone()).focus();
    assert!(has_focus(&field));
    shown.set(false);
    until("the field is gone", || find::maybe(&mounted.place, "textbox", "").is_none()).await;
    // Some browsers tell it while it goes, some after, some not at all.
    send(&field, "blur");
    assert_eq!(heard.get(), 0);
}

#[wasm_bindgen_test]
fn handlers_are_silent_once_their_part_of_the_page_is_gone() {
    let heard = Rc::new(Cell::new(0));
    let (clicks, inputs) = (heard.clone(), heard.clone());
    let mounted = mount(|| {
        let count = move |by: u32| move |from: &Rc<Cell<u32>>| from.set(from.get() + by);
        let (one, ten) = (count(1), count(10));
        el("p")
            .child(Button::new("Count").on(move || one(&clicks)))
            .child(el("input").on_input(move |_| ten(&inputs)))
    });
    let (button, field) =
        (find::get(&mounted.place, "button", "Count"), find::get(&mounted.place, "textbox", ""));
    click(&button);
    type_in(&field, "a");
    assert_eq!(heard.get(), 11);
    mounted.clean_up();
    click(&button);
    type_in(&field, "ab");
    assert_eq!(heard.get(), 11);
}

fn items(place: &Element) -> Vec<String> {
    find::all(place, "li").iter().map(find::text).collect()
}

#[wasm_bindgen_test]
async fn a_list_keeps_the_elements_of_the_keys_that_stay() {
    let key = |n: usize| -> Key { (n, 0) };
    let keys = State::new(vec![key(1), key(2), key(3), key(4)]);
    let made = Rc::new(RefCell::new(Vec::new()));
    let gone = State::new(Vec::new());
    let makes = made.clone();
    let mounted = mount(|| {
        keyed(
            el("ul"),
            move || keys.get(),
            move |(n, _)| {
                makes.borrow_mut().push(n);
                on_cleanup(move || gone.update(|log| log.push(n)));
                el("li").child(el("input").attr("type", "text")).text(&n.to_string())
            },
        )
    });
    assert_eq!(items(&mounted.place), ["1", "2", "3", "4"]);
    let before = find::all(&mounted.place, "li");
    type_in(&find::all(&before[3], "input")[0], "typed in 4");
    El(find::all(&before[3], "input")[0].clone()).focus();

    keys.set(vec![key(5), key(4), key(1), key(3)]);
    until("the list is new", || items(&mounted.place) == ["5", "4", "1", "3"]).await;
    let after = find::all(&mounted.place, "li");
    assert!(after[1].is_same_node(Some(&before[3])), "4 is the same element");
    assert!(after[2].is_same_node(Some(&before[0])), "1 is the same element");
    assert!(after[3].is_same_node(Some(&before[2])), "3 is the same element");
    assert_eq!(value(&find::all(&after[1], "input")[0]), "typed in 4");
    assert_eq!(*made.borrow(), [1, 2, 3, 4, 5], "each was made once");
    assert_eq!(gone.get_untracked(), [2]);

    keys.set(vec![]);
    until("the list is empty", || items(&mounted.place).is_empty()).await;
    keys.set(vec![key(2)]);
    until("2 is back", || items(&mounted.place) == ["2"]).await;
    mounted.clean_up();
    // What stands at the end is cleaned up too.
    assert_eq!(gone.get_untracked(), [2, 5, 4, 1, 3, 2]);
}

#[wasm_bindgen_test]
async fn a_list_that_only_grows_at_one_end_moves_nothing() {
    let keys = State::new((10..20).map(|n| (n, 0)).collect::<Vec<Key>>());
    let mounted = mount(|| {
        keyed(el("ul"), move || keys.get(), |(n, _)| el("li").child(el("button").text(&n.to_string())))
    });
    // An element that is moved loses the focus.
    let button = find::get(&mounted.place, "button", "15");
    El(button.clone()).focus();
    keys.set((5..25).map(|n| (n, 0)).collect());
    until("it grew", || items(&mounted.place).len() == 20).await;
    assert!(has_focus(&button));
    keys.set((12..18).map(|n| (n, 0)).collect());
    until("it shrank", || items(&mounted.place).len() == 6).await;
    assert!(has_focus(&button));
    assert!(document().contains(Some(&button)));
}
