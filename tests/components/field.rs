//! Fields and buttons: what is wrong is said beside the field and to the screen reader.

use crate::support::{choose, click, find, frame, has_focus, mount, type_in, until, value};
use latchkey::dom::{El, el, live};
use latchkey::state::State;
use latchkey::widgets::button::Button;
use latchkey::widgets::field::{TextField, alert, checkbox, group, no_note, note};
use latchkey::widgets::notice::Notices;
use latchkey::widgets::select::select_field;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn an_error_stands_in_the_place_of_the_hint_and_is_tied_to_its_field() {
    let (name, error) = (State::new("ci".to_owned()), State::new(None));
    let mounted = mount(|| {
        let other = TextField::new("Description", State::new(String::new())).kind("textarea");
        el("form")
            .child(
                TextField::new("Token name", name)
                    .required(true)
                    .hint(live(|| Some("At most 255.".to_owned())))
                    .error(note(error))
                    .view(),
            )
            .child(other.view())
    });
    let field = find::get(&mounted.place, "textbox", "Token name");
    let other = find::get(&mounted.place, "textbox", "Description");
    assert_eq!(find::description(&field), "At most 255.");
    assert!(!field.has_attribute("aria-invalid"));
    assert_eq!(field.get_attribute("aria-required").as_deref(), Some("true"));

    error.set(Some("Another token has this name.".to_owned()));
    until("the error is tied", || find::description(&field) == "Another token has this name.").await;
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert!(mounted.text().contains("Another token has this name."));
    assert!(!mounted.text().contains("At most 255."), "the hint gave way");
    assert!(!other.has_attribute("aria-invalid"));
    assert_eq!(find::description(&other), "");
    assert_eq!(value(&field), "ci", "what was typed stands");

    error.set(None);
    until("the hint is back", || find::description(&field) == "At most 255.").await;
    assert!(!field.has_attribute("aria-invalid"));
}

#[wasm_bindgen_test]
async fn a_field_and_its_value_are_the_same() {
    let name = State::new("before".to_owned());
    let mounted = mount(|| TextField::new("Token name", name).view());
    let field = find::get(&mounted.place, "textbox", "Token name");
    assert_eq!(value(&field), "before");
    type_in(&field, "typed");
    assert_eq!(name.get_untracked(), "typed");
    name.set("set".to_owned());
    until("the field shows it", || value(&field) == "set").await;
}

#[wasm_bindgen_test]
async fn an_error_of_a_group_is_tied_to_the_group() {
    let error = State::new(None);
    let (read, write) = (State::new(true), State::new(false));
    let mounted = mount(|| {
        let check =
            |label, on: State<bool>| checkbox(label, "may be called", move || on.get(), move |to| on.set(to));
        group("Scope", el("div").child(check("read", read)).child(check("write", write)), note(error))
    });
    let scope = find::get(&mounted.place, "group", "Scope");
    let tick = |name: &str| El(find::get(&scope, "checkbox", name)).input();
    assert!(tick("read").checked() && !tick("write").checked());
    click(&tick("write"));
    click(&tick("read"));
    assert_eq!((read.get_untracked(), write.get_untracked()), (false, true));
    error.set(Some("Choose at least one scope.".to_owned()));
    until("the error is tied", || find::description(&scope) == "Choose at least one scope.").await;
}

#[wasm_bindgen_test]
async fn a_choice_keeps_its_value_when_what_can_be_chosen_arrives_later() {
    let choices = State::new(vec![]);
    let chosen = State::new("30".to_owned());
    let mounted = mount(|| {
        let choices = live(move || choices.get());
        let chosen_now = live(move || chosen.get());
        select_field("Expiration", choices, chosen_now, move |v| chosen.set(v), no_note(), no_note())
    });
    let select = find::get(&mounted.place, "combobox", "Expiration");
    let days = |n: &str| (n.to_owned(), format!("{n} days"));
    choices.set(vec![days("7"), days("30"), days("60")]);
    until("the value is shown", || value(&select) == "30").await;
    choose(&select, "60 days");
    assert_eq!(chosen.get_untracked(), "60");
    frame().await;
    assert_eq!(value(&select), "60");
}

#[wasm_bindgen_test]
async fn a_button_that_is_off_keeps_the_focus_and_does_nothing() {
    let (off, pressed, sent) = (State::new(false), Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (press, submit) = (pressed.clone(), sent.clone());
    let mounted = mount(|| {
        el("form")
            .on("submit", move |event| {
                event.prevent_default();
                submit.set(submit.get() + 1);
            })
            .child(Button::new("Revoke").disabled(move || off.get()).on(move || press.set(press.get() + 1)))
            .child(Button::new("Save changes").disabled(move || off.get()).submits())
    });
    let revoke = find::get(&mounted.place, "button", "Revoke");
    let save = find::get(&mounted.place, "button", "Save changes");
    let both = || {
        click(&revoke);
        click(&save);
        (pressed.get(), sent.get())
    };
    assert!(!revoke.has_attribute("aria-disabled"));
    assert_eq!(both(), (1, 1));

    El(save.clone()).focus();
    off.set(true);
    until("both are off", || {
        [&revoke, &save].iter().all(|b| b.get_attribute("aria-disabled").as_deref() == Some("true"))
    })
    .await;
    assert!(has_focus(&save));
    assert_eq!(both(), (1, 1), "neither does anything");
    El(revoke.clone()).focus();
    assert!(has_focus(&revoke), "it can be reached by keyboard");

    off.set(false);
    until("both are on", || !revoke.has_attribute("aria-disabled") && !save.has_attribute("aria-disabled"))
        .await;
    assert_eq!(both(), (2, 2));
}

#[wasm_bindgen_test]
async fn an_alert_stands_empty_until_there_is_something_to_say() {
    let error = State::new(None);
    let mounted = mount(|| alert(note(error)));
    let alert = find::get(&mounted.place, "alert", "");
    assert_eq!(find::text(&alert), "");
    error.set(Some("The server cannot be reached.".to_owned()));
    until("it speaks", || find::text(&alert) == "The server cannot be reached.").await;
}

#[wasm_bindgen_test]
async fn notices_are_spoken_once_each_and_can_be_dismissed() {
    let notices = Notices::new();
    let mounted = mount(|| notices.view());
    let region = find::get(&mounted.place, "status", "");
    assert_eq!(region.get_attribute("aria-live").as_deref(), Some("polite"));
    assert_eq!(find::text(&region), "", "the region stands before the first notice");
    notices.bad("The server cannot be reached.");
    notices.bad("The session is over.");
    notices.bad("The server cannot be reached.");
    until("both stand", || find::all(&region, "button").len() == 2).await;
    assert_eq!(find::text(&region), "The session is over.The server cannot be reached.");
    click(&find::get(&region, "button", "Dismiss"));
    until("one is left", || find::text(&region) == "The server cannot be reached.").await;
}
