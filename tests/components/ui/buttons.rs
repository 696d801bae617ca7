//! Buttons: one that is off keeps the focus and does nothing.

use crate::support::{click, find, has_focus, mount, type_in, until, value};
use latchkey_ui::{Button, Choice, IconButton, Select, TextField, icons};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

const MARKUP: &str = "<img src=x onerror=\"document.title='run'\"><script>1</script>&amp;";

#[wasm_bindgen_test]
async fn a_button_that_is_off_keeps_the_focus_and_does_nothing() {
    let (off, pressed, sent) = (RwSignal::new(false), RwSignal::new(0), RwSignal::new(0));
    let mounted = mount(move || {
        view! {
            <form on:submit=move |event| {
                event.prevent_default();
                sent.update(|n| *n += 1);
            }>
                <Button label="Revoke" disabled=off on_click=move |()| pressed.update(|n| *n += 1) />
                <Button label="Save changes" disabled=off submit=true />
            </form>
        }
    });
    let revoke = find::get(&mounted.place, "button", "Revoke");
    let save = find::get(&mounted.place, "button", "Save changes");
    let both = || {
        click(&revoke);
        click(&save);
        (pressed.get_untracked(), sent.get_untracked())
    };
    assert!(!revoke.has_attribute("aria-disabled"));
    assert_eq!(both(), (1, 1));

    save.unchecked_ref::<HtmlElement>().focus().unwrap();
    off.set(true);
    until("both are off", || {
        [&revoke, &save].iter().all(|b| b.get_attribute("aria-disabled").as_deref() == Some("true"))
    })
    .await;
    assert!(has_focus(&save));
    assert_eq!(both(), (1, 1), "neither does anything");
    revoke.unchecked_ref::<HtmlElement>().focus().unwrap();
    assert!(has_focus(&revoke), "it can be reached by keyboard");

    off.set(false);
    until("both are on", || !revoke.has_attribute("aria-disabled") && !save.has_attribute("aria-disabled"))
        .await;
    assert_eq!(both(), (2, 2));
}

#[wasm_bindgen_test]
async fn a_button_that_waits_shows_the_seconds_to_those_who_see() {
    let (left, pressed) = (RwSignal::new(2_u64), RwSignal::new(0));
    let mounted = mount(move || {
        view! { <Button label="Try again" wait_seconds=left on_click=move |()| pressed.update(|n| *n += 1) /> }
    });
    let button = find::get(&mounted.place, "button", "");
    assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"));
    let count = &find::all(&button, "[aria-hidden]")[0];
    assert_eq!(find::text(count), "2");
    click(&button);
    assert_eq!(pressed.get_untracked(), 0);
    left.set(0);
    until("it is on", || !button.has_attribute("aria-disabled")).await;
    assert_eq!(find::text(&button), "Try again");
    click(&button);
    assert_eq!(pressed.get_untracked(), 1);
}

#[wasm_bindgen_test]
fn an_icon_is_not_read_and_repeats_no_name() {
    let mounted = mount(|| view! { <IconButton icon=icons::X label="Close" /> });
    let button = find::get(&mounted.place, "button", "Close");
    assert!(!button.has_attribute("title"));
    let icon = &find::all(&button, "svg")[0];
    assert_eq!(icon.get_attribute("aria-hidden").as_deref(), Some("true"));
    assert_eq!(icon.namespace_uri().as_deref(), Some("http://www.w3.org/2000/svg"));
}

#[wasm_bindgen_test]
async fn text_is_never_read_as_markup() {
    let mounted = mount(|| {
        view! {
            <Button label=MARKUP />
            <IconButton icon=icons::X label=MARKUP />
            <TextField label=MARKUP value=RwSignal::new(MARKUP.to_owned()) hint=MARKUP />
            <Select label=MARKUP choices=vec![Choice::new("1", MARKUP)] value="1" on_change=|_| {} />
        }
    });
    assert!(find::all(&mounted.place, "img, script").is_empty());
    let buttons = find::all(&mounted.place, "button");
    assert_eq!(buttons.iter().map(find::name).collect::<Vec<_>>(), [MARKUP, MARKUP]);
    let field = find::get(&mounted.place, "textbox", MARKUP);
    until("the field shows it", || value(&field) == MARKUP).await;
    assert_eq!(find::text(&find::get(&mounted.place, "combobox", MARKUP)), MARKUP);
}

#[wasm_bindgen_test]
fn handlers_are_silent_once_their_part_of_the_page_is_gone() {
    let heard = StoredValue::new(0);
    let mounted = mount(move || {
        let typed = RwSignal::new(String::new());
        view! {
            <Button label="Count" on_click=move |()| heard.update_value(|n| *n += 1) />
            <TextField label="Name" value=typed />
        }
    });
    let (button, field) =
        (find::get(&mounted.place, "button", "Count"), find::get(&mounted.place, "textbox", "Name"));
    click(&button);
    type_in(&field, "a");
    assert_eq!(heard.get_value(), 1);
    mounted.clean_up();
    click(&button);
    type_in(&field, "ab");
    assert_eq!(heard.get_value(), 1);
}
