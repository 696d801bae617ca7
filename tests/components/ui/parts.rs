//! Tabs, chips, notices.

use super::press;
use crate::support::{click, find, has_focus, mount, until};
use latchkey_ui::{Chips, Choice, NoticeItem, NoticeRegion, Segmented, Tabs};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn arrows_choose_among_tabs_and_turn_with_the_direction_of_reading() {
    let tab = RwSignal::new("one".to_owned());
    let direction = RwSignal::new("ltr");
    let mounted = mount(move || {
        let tabs: Vec<Choice> = ["one", "two", "three"].map(|tab| Choice::new(tab, tab)).into();
        view! {
            <div dir=move || direction.get()>
                <Tabs label="Profile" tabs value=tab on_change=move |to| tab.set(to)>
                    {move || format!("panel {}", tab.get())}
                </Tabs>
            </div>
        }
    });
    let row = find::get(&mounted.place, "tablist", "Profile");
    let panel = find::get(&mounted.place, "tabpanel", "one");
    let named = |name: &str| find::get(&row, "tab", name);
    let stops = || find::all(&row, "[tabindex='0']").iter().map(find::text).collect::<Vec<_>>();
    assert_eq!(stops(), ["one"]);
    assert_eq!(named("one").get_attribute("aria-controls"), panel.get_attribute("id"));
    for (key, to) in [
        ("ArrowRight", "two"),
        ("ArrowLeft", "one"),
        ("ArrowLeft", "three"),
        ("Home", "one"),
        ("End", "three"),
    ] {
        press(&find::all(&row, "[aria-selected='true']")[0], key);
        until(&format!("{key} leads to {to}"), || {
            stops() == [to] && named(to).get_attribute("aria-selected").as_deref() == Some("true")
        })
        .await;
        assert!(has_focus(&named(to)), "{key}");
        assert_eq!(find::text(&panel), format!("panel {to}"));
        assert_eq!(find::name(&panel), to);
    }
    direction.set("rtl");
    until("one reads from the right", || row.matches(":dir(rtl)").unwrap()).await;
    press(&named("three"), "ArrowRight");
    until("the one to the right is chosen", || tab.get_untracked() == "two").await;
}

#[wasm_bindgen_test]
async fn a_chip_taken_out_hands_the_focus_on() {
    let names = RwSignal::new(["a", "b", "c"].map(str::to_owned).to_vec());
    let mounted = mount(move || {
        let field = NodeRef::<html::Input>::new();
        view! {
            <Chips
                names
                remove_label=|name: String| format!("Remove {name}")
                on_remove=move |gone: String| names.update(|names| names.retain(|name| *name != gone))
                on_empty=move |()| drop(field.get_untracked().map(|field| field.focus()))
            />
            <input type="text" aria-label="Rule" node_ref=field />
        }
    });
    let remove = |name: &str| find::maybe(&mounted.place, "button", &format!("Remove {name}"));
    for (gone, next) in [("b", "c"), ("c", "a")] {
        let button = remove(gone).unwrap();
        button.unchecked_ref::<web_sys::HtmlElement>().focus().unwrap();
        click(&button);
        until(&format!("{gone} is gone"), || remove(gone).is_none()).await;
        until(&format!("{next} has the focus"), || remove(next).is_some_and(|next| has_focus(&next))).await;
    }
    click(&remove("a").unwrap());
    let field = find::get(&mounted.place, "textbox", "Rule");
    until("the field has the focus", || has_focus(&field)).await;
}

#[wasm_bindgen_test]
async fn a_segment_is_a_radio_button_under_the_legend() {
    let form = RwSignal::new("value".to_owned());
    let mounted = mount(move || {
        let choices = vec![Choice::new("value", "Value"), Choice::new("curl", "curl")];
        view! { <Segmented label="Form" choices value=form on_change=move |to| form.set(to) /> }
    });
    let group = find::get(&mounted.place, "radiogroup", "Form");
    let radios = find::all(&group, "input");
    let is_checked = |at: usize| radios[at].unchecked_ref::<web_sys::HtmlInputElement>().checked();
    assert!(is_checked(0));
    click(&radios[1]);
    assert_eq!(form.get_untracked(), "curl");
    until("the second is chosen", || is_checked(1) && !is_checked(0)).await;
}

#[wasm_bindgen_test]
async fn notices_come_into_a_region_that_stands_and_can_be_dismissed() {
    let notices = RwSignal::new(Vec::<(bool, &'static str)>::new());
    let mounted = mount(move || {
        view! {
            <NoticeRegion>
                <For each=move || notices.get() key=|notice| *notice let:notice>
                    <NoticeItem
                        good=notice.0
                        text=notice.1
                        dismiss_label="Dismiss"
                        on_dismiss=move |()| notices.update(|all| all.retain(|held| *held != notice))
                    />
                </For>
            </NoticeRegion>
        }
    });
    let region = find::get(&mounted.place, "status", "");
    assert_eq!(region.get_attribute("aria-live").as_deref(), Some("polite"));
    assert_eq!(find::text(&region), "", "the region stands before the first notice");
    notices.set(vec![(false, "The session is over."), (true, "Saved.")]);
    until("both stand", || find::all(&region, "button").len() == 2).await;
    assert_eq!(find::text(&region), "The session is over.Saved.");
    click(&find::get(&region, "button", "Dismiss"));
    until("one is left", || find::text(&region) == "Saved.").await;
}
