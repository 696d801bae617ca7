//! Dialogs: modal, named, and closed by nobody but their owner.

use crate::support::{click, find, frame, has_focus, mount, press_escape, until};
use latchkey::dom::{El, el, slot};
use latchkey::state::State;
use latchkey::widgets::button::Button;
use latchkey::widgets::dialog::{Dialog, footer};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

/// A page with a button that opens a dialog, and what the dialog asked of its owner.
#[derive(Clone)]
struct Asked {
    open: State<bool>,
    opener: State<bool>,
    close: Rc<Cell<u32>>,
    submit: Rc<Cell<u32>>,
}

impl Asked {
    fn new() -> Self {
        let count = || Rc::new(Cell::new(0));
        Self { open: State::new(false), opener: State::new(true), close: count(), submit: count() }
    }

    fn view(&self, alert: bool) -> El {
        let this = self.clone();
        let (open, opener) = (self.open, self.opener);
        el("div")
            .child(el("h1").attr("id", "page-heading").attr("tabindex", "-1").text("Access tokens"))
            .child(slot(move || opener.get().then(|| Button::new("Open").on(move || open.set(true)))))
            .child(slot(move || {
                let (close, submit) = (this.close.clone(), this.submit.clone());
                open.get().then(|| {
                    Dialog {
                        title: "Revoke access token".to_owned(),
                        alert,
                        body: el("div").child(el("p").text("This cannot be undone.")),
                        footer: footer()
                            .child(Button::new("Cancel").autofocus().on(|| {}))
                            .child(Button::new("Revoke").submits()),
                        on_close: Rc::new(move || close.set(close.get() + 1)),
                        on_submit: Box::new(move || submit.set(submit.get() + 1)),
                    }
                    .view()
                })
            }))
    }
}

fn is_modal(dialog: &Element) -> bool {
    dialog.matches(":modal").unwrap()
}

#[wasm_bindgen_test]
async fn it_opens_modal_with_its_name_and_focus_inside() {
    let asked = Asked::new();
    let mounted = mount(|| asked.view(false));
    click(&find::get(&mounted.place, "button", "Open"));
    let shown = || find::maybe(&mounted.place, "dialog", "Revoke access token");
    until("it is modal", || shown().is_some_and(|d| is_modal(&d))).await;
    let dialog = shown().unwrap();
    assert_eq!(dialog.get_attribute("aria-modal").as_deref(), Some("true"));
    assert!(has_focus(&find::get(&dialog, "button", "Cancel")));
}

#[wasm_bindgen_test]
async fn one_that_warns_is_an_alertdialog_described_by_what_it_says() {
    let asked = Asked::new();
    let mounted = mount(|| asked.view(true));
    asked.open.set(true);
    until("it stands", || find::maybe(&mounted.place, "alertdialog", "Revoke access token").is_some()).await;
    let dialog = find::get(&mounted.place, "alertdialog", "Revoke access token");
    assert_eq!(find::description(&dialog), "This cannot be undone.");
}

#[wasm_bindgen_test]
async fn escape_and_the_close_button_ask_and_only_the_owner_closes() {
    let asked = Asked::new();
    let mounted = mount(|| asked.view(false));
    let opener = find::get(&mounted.place, "button", "Open");
    El(opener.clone()).focus();
    click(&opener);
    until("it is modal", || find::all(&mounted.place, "dialog").first().is_some_and(is_modal)).await;
    let dialog = find::get(&mounted.place, "dialog", "");
    press_escape(&dialog);
    assert!(is_modal(&dialog), "not closed and opened again");
    assert_eq!(asked.close.get(), 1);
    frame().await;
    assert!(is_modal(&dialog), "it is still open");
    click(&find::get(&dialog, "button", "Close"));
    assert_eq!(asked.close.get(), 2);
    frame().await;
    assert!(is_modal(&dialog) && dialog.is_connected());

    asked.open.set(false);
    until("it is gone", || find::maybe(&mounted.place, "dialog", "").is_none()).await;
    until("the opener has the focus", || has_focus(&opener)).await;
    assert_eq!(asked.submit.get(), 0);
}

#[wasm_bindgen_test]
async fn a_browser_that_closes_it_all_the_same_finds_it_open_again() {
    let asked = Asked::new();
    let mounted = mount(|| asked.view(false));
    asked.open.set(true);
    until("it is modal", || find::all(&mounted.place, "dialog").first().is_some_and(is_modal)).await;
    let dialog = find::get(&mounted.place, "dialog", "");
    // What Chromium does on the second Esc in a row.
    let close = js_sys::Reflect::get(&dialog, &"close".into()).unwrap();
    js_sys::Function::from(close).call0(&dialog).unwrap();
    assert!(!is_modal(&dialog));
    until("it is open again", || is_modal(&dialog)).await;
}

#[wasm_bindgen_test]
async fn where_the_opener_is_gone_the_heading_takes_the_focus() {
    let asked = Asked::new();
    let mounted = mount(|| asked.view(false));
    let opener = find::get(&mounted.place, "button", "Open");
    El(opener.clone()).focus();
    click(&opener);
    until("it is modal", || find::all(&mounted.place, "dialog").first().is_some_and(is_modal)).await;
    asked.opener.set(false);
    until("the opener is gone", || !opener.is_connected()).await;
    asked.open.set(false);
    let heading = find::get(&mounted.place, "heading", "Access tokens");
    until("the heading has the focus", || has_focus(&heading)).await;
}

#[wasm_bindgen_test]
async fn its_form_is_sent_to_its_owner_and_nowhere_else() {
    let asked = Asked::new();
    let mounted = mount(|| asked.view(false));
    asked.open.set(true);
    until("it is modal", || find::all(&mounted.place, "dialog").first().is_some_and(is_modal)).await;
    let dialog = find::get(&mounted.place, "dialog", "");
    click(&find::get(&dialog, "button", "Revoke"));
    assert_eq!((asked.submit.get(), asked.close.get()), (1, 0));
    frame().await;
    assert!(is_modal(&dialog), "a form with method=dialog would have closed it");
}

#[wasm_bindgen_test]
async fn one_that_takes_the_place_of_another_gives_the_focus_back_in_its_stead() {
    let shown = State::new("");
    let focused = Rc::new(Cell::new(0));
    let counted = focused.clone();
    let mounted = mount(move || {
        let opener = el("button").text("Open").click(move || shown.set("Generate token"));
        let opener = opener.on("focus", move |_| counted.set(counted.get() + 1));
        el("div").child(opener).child(slot(move || {
            let title = shown.get();
            (!title.is_empty()).then(|| {
                Dialog {
                    title: title.to_owned(),
                    alert: false,
                    body: el("div"),
                    footer: footer().child(Button::new("Cancel").on(|| {})),
                    on_close: Rc::new(|| {}),
                    on_submit: Box::new(|| {}),
                }
                .view()
            })
        }))
    });
    let opener = find::get(&mounted.place, "button", "Open");
    El(opener.clone()).focus();
    click(&opener);
    let stands = |title: &str| find::maybe(&mounted.place, "dialog", title).is_some_and(|d| is_modal(&d));
    until("the first is modal", || stands("Generate token")).await;
    assert_eq!(focused.get(), 1);
    shown.set("Your new token");
    until("the second is modal", || stands("Your new token")).await;
    assert_eq!(find::all(&mounted.place, "dialog").len(), 1);
    assert_eq!(focused.get(), 1, "the opener was not focused in between");
    let second = find::get(&mounted.place, "dialog", "Your new token");
    assert!(has_focus(&find::get(&second, "button", "Close")));
    shown.set("");
    until("the opener has the focus again", || has_focus(&opener)).await;
    assert_eq!(focused.get(), 2);
}
