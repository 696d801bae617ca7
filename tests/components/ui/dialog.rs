//! Dialogs: modal, named, and closed by nobody but their owner.

use crate::support::{click, find, frame, has_focus, mount, press_escape, until};
use latchkey_ui::{Button, Dialog, DialogFooter, provide_dialogs};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

/// A page with a button that opens a dialog, and what the dialog asked of its owner.
#[derive(Clone, Copy)]
struct Asked {
    open: RwSignal<bool>,
    opener: RwSignal<bool>,
    close: RwSignal<u32>,
    submit: RwSignal<u32>,
}

impl Asked {
    fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            opener: RwSignal::new(true),
            close: RwSignal::new(0),
            submit: RwSignal::new(0),
        }
    }

    fn view(self, alert: bool) -> impl IntoView {
        let heading = NodeRef::<html::H1>::new();
        provide_dialogs(move || drop(heading.try_get_untracked().flatten().map(|heading| heading.focus())));
        let dialog = move || {
            view! {
                <Dialog
                    title="Revoke access token"
                    alert
                    close_label="Close"
                    on_close=move |()| self.close.update(|n| *n += 1)
                    on_submit=move |()| self.submit.update(|n| *n += 1)
                >
                    <p>{"This cannot be undone."}</p>
                    <DialogFooter slot:footer>
                        <Button label="Cancel" autofocus=true />
                        <Button label="Revoke" submit=true />
                    </DialogFooter>
                </Dialog>
            }
        };
        view! {
            <h1 tabindex="-1" node_ref=heading>{"Access tokens"}</h1>
            {move || self.opener.get().then(|| view! { <Button label="Open" on_click=move |()| self.open.set(true) /> })}
            {move || self.open.get().then(dialog)}
        }
    }
}

fn focus(element: &Element) {
    element.unchecked_ref::<HtmlElement>().focus().unwrap();
}

fn is_modal(dialog: &Element) -> bool {
    dialog.matches(":modal").unwrap()
}

#[wasm_bindgen_test]
async fn it_opens_modal_with_its_name_and_focus_inside() {
    let asked = Asked::new();
    let mounted = mount(move || asked.view(false));
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
    let mounted = mount(move || asked.view(true));
    asked.open.set(true);
    until("it stands", || find::maybe(&mounted.place, "alertdialog", "Revoke access token").is_some()).await;
    let dialog = find::get(&mounted.place, "alertdialog", "Revoke access token");
    assert_eq!(find::description(&dialog), "This cannot be undone.");
}

#[wasm_bindgen_test]
async fn escape_and_the_close_button_ask_and_only_the_owner_closes() {
    let asked = Asked::new();
    let mounted = mount(move || asked.view(false));
    let opener = find::get(&mounted.place, "button", "Open");
    focus(&opener);
    click(&opener);
    until("it is modal", || find::all(&mounted.place, "dialog").first().is_some_and(is_modal)).await;
    let dialog = find::get(&mounted.place, "dialog", "");
    press_escape(&dialog);
    assert!(is_modal(&dialog), "not closed and opened again");
    assert_eq!(asked.close.get_untracked(), 1);
    frame().await;
    assert!(is_modal(&dialog), "it is still open");
    click(&find::get(&dialog, "button", "Close"));
    assert_eq!(asked.close.get_untracked(), 2);
    frame().await;
    assert!(is_modal(&dialog) && dialog.is_connected());

    asked.open.set(false);
    until("it is gone", || find::maybe(&mounted.place, "dialog", "").is_none()).await;
    until("the opener has the focus", || has_focus(&opener)).await;
    assert_eq!(asked.submit.get_untracked(), 0);
}

#[wasm_bindgen_test]
async fn a_browser_that_closes_it_all_the_same_finds_it_open_again() {
    let asked = Asked::new();
    let mounted = mount(move || asked.view(false));
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
    let mounted = mount(move || asked.view(false));
    let opener = find::get(&mounted.place, "button", "Open");
    focus(&opener);
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
    let mounted = mount(move || asked.view(false));
    asked.open.set(true);
    until("it is modal", || find::all(&mounted.place, "dialog").first().is_some_and(is_modal)).await;
    let dialog = find::get(&mounted.place, "dialog", "");
    click(&find::get(&dialog, "button", "Revoke"));
    assert_eq!((asked.submit.get_untracked(), asked.close.get_untracked()), (1, 0));
    frame().await;
    assert!(is_modal(&dialog), "a form with method=dialog would have closed it");
}

/// Two dialogs that take turns, and how often the button that opened the first had the focus.
async fn two_dialogs<V: IntoView + 'static>(
    shown: RwSignal<&'static str>,
    dialogs: impl FnOnce() -> V + 'static,
) {
    let focused = RwSignal::new(0);
    let mounted = mount(move || {
        provide_dialogs(|| {});
        view! {
            <button
                type="button"
                on:click=move |_| shown.set("Generate token")
                on:focus=move |_| focused.update(|n| *n += 1)
            >
                {"Open"}
            </button>
            {dialogs()}
        }
    });
    let opener = find::get(&mounted.place, "button", "Open");
    focus(&opener);
    click(&opener);
    let stands = |title: &str| find::maybe(&mounted.place, "dialog", title).is_some_and(|d| is_modal(&d));
    until("the first is modal", || stands("Generate token")).await;
    assert_eq!(focused.get_untracked(), 1);
    shown.set("Your new token");
    until("the second is modal", || stands("Your new token")).await;
    assert_eq!(find::all(&mounted.place, "dialog").len(), 1);
    assert_eq!(focused.get_untracked(), 1, "the opener was not focused in between");
    let second = find::get(&mounted.place, "dialog", "Your new token");
    assert!(has_focus(&find::get(&second, "button", "Close")));
    assert!(second.has_attribute("data-still"), "it does not come in anew");
    shown.set("");
    until("the opener has the focus again", || has_focus(&opener)).await;
    assert_eq!(focused.get_untracked(), 2);
}

fn dialog(title: &'static str) -> impl IntoView {
    view! { <Dialog title close_label="Close" on_close=|()| {}>{()}</Dialog> }
}

#[wasm_bindgen_test]
async fn one_that_takes_the_place_of_another_gives_the_focus_back_in_its_stead() {
    let shown = RwSignal::new("");
    two_dialogs(shown, move || move || Some(shown.get()).filter(|title| !title.is_empty()).map(dialog)).await;
}

#[wasm_bindgen_test]
async fn it_does_so_where_the_second_is_made_before_the_first_goes() {
    let shown = RwSignal::new("");
    two_dialogs(shown, move || {
        let one = |title: &'static str| move || (shown.get() == title).then(|| dialog(title));
        (one("Your new token"), one("Generate token"))
    })
    .await;
}

#[wasm_bindgen_test]
async fn one_over_another_gives_the_focus_back_to_it() {
    let (first, second) = (RwSignal::new(true), RwSignal::new(false));
    let mounted = mount(move || {
        provide_dialogs(|| {});
        let below = move || {
            view! {
                <Dialog title="Edit" close_label="Close" on_close=|()| {}>
                    <Button label="Save" on_click=move |()| second.set(true) />
                </Dialog>
            }
        };
        view! {
            {move || first.get().then(below)}
            {move || second.get().then(|| dialog("Password"))}
        }
    });
    let stands = |title: &str| find::maybe(&mounted.place, "dialog", title).is_some_and(|d| is_modal(&d));
    until("the first is modal", || stands("Edit")).await;
    let save = find::get(&mounted.place, "button", "Save");
    focus(&save);
    click(&save);
    until("the second is modal", || stands("Password")).await;
    assert!(stands("Edit") && !has_focus(&save));
    second.set(false);
    until("the first has the focus again", || has_focus(&save)).await;
}
