//! Fields: what is wrong is said beside the field and to the screen reader.

use crate::support::{choose, click, find, frame, has_focus, mount, type_in, until, value};
use latchkey_ui::{
    Checkbox, Choice, FieldGroup, FormAlert, RadioGroup, SearchBox, SelectField, TextArea, TextField,
    focus_error,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement};

fn is_checked(tick: &Element) -> bool {
    tick.unchecked_ref::<HtmlInputElement>().checked()
}

#[wasm_bindgen_test]
async fn an_error_stands_in_the_place_of_the_hint_and_is_tied_to_its_field() {
    let (name, error) = (RwSignal::new("ci".to_owned()), RwSignal::new(None::<String>));
    let mounted = mount(move || {
        view! {
            <form>
                <TextField label="Token name" value=name required=true hint="At most 255." error />
                <TextArea label="Description" value=RwSignal::new(String::new()) />
            </form>
        }
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
    let name = RwSignal::new("before".to_owned());
    let mounted = mount(move || view! { <TextField label="Token name" value=name /> });
    let field = find::get(&mounted.place, "textbox", "Token name");
    until("the field shows it", || value(&field) == "before").await;
    type_in(&field, "typed");
    assert_eq!(name.get_untracked(), "typed");
    name.set("set".to_owned());
    until("the field shows it", || value(&field) == "set").await;
}

#[wasm_bindgen_test]
async fn what_a_search_does_not_take_leaves_the_box() {
    let search = RwSignal::new(String::new());
    let take = move |typed: String| {
        if !typed.contains("secret") {
            search.set(typed);
        }
    };
    let mounted = mount(move || view! { <SearchBox label="Search" value=search on_input=take /> });
    let field = find::get(&mounted.place, "searchbox", "Search");
    type_in(&field, "ci");
    assert_eq!((search.get_untracked().as_str(), value(&field).as_str()), ("ci", "ci"));
    type_in(&field, "a secret");
    assert_eq!((search.get_untracked().as_str(), value(&field).as_str()), ("ci", "ci"));
    search.set(String::new());
    until("the box is empty", || value(&field).is_empty()).await;
}

#[wasm_bindgen_test]
async fn an_error_of_a_group_is_tied_to_the_group() {
    let error = RwSignal::new(None::<String>);
    let (read, write) = (RwSignal::new(true), RwSignal::new(false));
    let mounted = mount(move || {
        let check = |label: &'static str, on: RwSignal<bool>| {
            view! { <Checkbox label note=Some("may be called".to_owned()) checked=on on_change=move |to| on.set(to) /> }
        };
        view! { <FieldGroup label="Scope" error>{check("read", read)} {check("write", write)}</FieldGroup> }
    });
    let scope = find::get(&mounted.place, "group", "Scope");
    let tick = |name: &str| find::get(&scope, "checkbox", name);
    assert!(is_checked(&tick("read")) && !is_checked(&tick("write")));
    click(&tick("write"));
    click(&tick("read"));
    assert_eq!((read.get_untracked(), write.get_untracked()), (false, true));
    error.set(Some("Choose at least one scope.".to_owned()));
    until("the error is tied", || find::description(&scope) == "Choose at least one scope.").await;
}

#[wasm_bindgen_test]
async fn a_checkbox_shows_only_what_its_owner_says() {
    let (on, mixed) = (RwSignal::new(true), RwSignal::new(false));
    let mounted =
        mount(move || view! { <Checkbox label="All" checked=on indeterminate=mixed on_change=|_| {} /> });
    let tick = find::get(&mounted.place, "checkbox", "All");
    click(&tick);
    assert!(is_checked(&tick), "nobody took the change");
    mixed.set(true);
    until("it is neither", || tick.unchecked_ref::<HtmlInputElement>().indeterminate()).await;
    click(&tick);
    assert!(tick.unchecked_ref::<HtmlInputElement>().indeterminate(), "it still is");
}

#[wasm_bindgen_test]
async fn a_choice_keeps_its_value_when_what_can_be_chosen_arrives_later() {
    let choices = RwSignal::new(vec![]);
    let chosen = RwSignal::new("30".to_owned());
    let mounted = mount(move || {
        view! { <SelectField label="Expiration" choices value=chosen on_change=move |to| chosen.set(to) /> }
    });
    let select = find::get(&mounted.place, "combobox", "Expiration");
    let days = |n: &str| Choice::new(n, format!("{n} days"));
    choices.set(vec![days("7"), days("30"), days("60")]);
    until("the value is shown", || value(&select) == "30").await;
    choose(&select, "60 days");
    assert_eq!(chosen.get_untracked(), "60");
    frame().await;
    assert_eq!(value(&select), "60");
    // Another order: the same is chosen.
    choices.set(vec![days("60"), days("7")]);
    until("the choices are others", || find::all(&select, "option").len() == 2).await;
    frame().await;
    assert_eq!(value(&select), "60");
}

#[wasm_bindgen_test]
async fn of_radios_none_is_chosen_until_one_is() {
    let chosen = RwSignal::new(None::<String>);
    let mounted = mount(move || {
        let choices = vec![Choice::new("mine", "Mine"), Choice::new("theirs", "Theirs")];
        let missing = move || chosen.get().is_none().then(|| "Choose one.".to_owned());
        view! { <RadioGroup label="Name" choices value=chosen error=missing on_change=move |to| chosen.set(Some(to)) /> }
    });
    let group = find::get(&mounted.place, "radiogroup", "Name");
    let radios = find::all(&group, "input");
    assert!(radios.iter().all(|radio| !is_checked(radio)));
    assert_eq!(find::description(&group), "Choose one.");
    click(&radios[1]);
    assert_eq!(chosen.get_untracked().as_deref(), Some("theirs"));
    until("nothing is missing", || find::description(&group).is_empty()).await;
    chosen.set(Some("mine".to_owned()));
    until("the first is chosen", || is_checked(&radios[0]) && !is_checked(&radios[1])).await;
}

#[wasm_bindgen_test]
async fn an_alert_stands_empty_until_there_is_something_to_say() {
    let error = RwSignal::new(None::<String>);
    let mounted = mount(move || view! { <FormAlert message=error /> });
    let alert = find::get(&mounted.place, "alert", "");
    assert_eq!(find::text(&alert), "");
    error.set(Some("The server cannot be reached.".to_owned()));
    until("it speaks", || find::text(&alert) == "The server cannot be reached.").await;
}

#[wasm_bindgen_test]
async fn the_focus_goes_to_the_first_field_that_was_complained_of() {
    let (first, second) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let mounted = mount(move || {
        let text = || RwSignal::new(String::new());
        view! {
            <form>
                <TextField label="Address to try" value=text() error="This is no address." />
                <TextField label="Token name" value=text() error=first />
                <TextField label="Description" value=text() error=second />
            </form>
        }
    });
    first.set(Some("Missing.".to_owned()));
    second.set(Some("Too long.".to_owned()));
    let form = find::get(&mounted.place, "form", "");
    focus_error(&form, vec!["Too long.".to_owned(), "Missing.".to_owned()]);
    let name = find::get(&mounted.place, "textbox", "Token name");
    until("it has the focus", || has_focus(&name)).await;
}

#[wasm_bindgen_test]
async fn a_field_taken_away_while_it_has_the_focus_stops_nothing() {
    let shown = RwSignal::new(true);
    let mounted = mount(move || {
        move || {
            shown.get().then(|| {
                let typed = RwSignal::new(String::new());
                view! { <TextField label="Name" value=typed /> }
            })
        }
    });
    let field = find::get(&mounted.place, "textbox", "Name");
    type_in(&field, "typed");
    field.unchecked_ref::<web_sys::HtmlElement>().focus().unwrap();
    assert!(has_focus(&field));
    shown.set(false);
    until("the field is gone", || find::maybe(&mounted.place, "textbox", "").is_none()).await;
    type_in(&field, "typed too late");
}
