//! What one presses.

use crate::Part;
use latchkey_ui::{Button, ButtonKind, Chips, Choice, Icon, IconButton, IconShape, Tabs, icons};
use leptos::prelude::*;

const LONG: &str =
    "A label that goes on for much longer than whoever made the button would have thought, in some language";

#[component]
pub fn Buttons() -> impl IntoView {
    let kinds = [
        (ButtonKind::Plain, "Plain"),
        (ButtonKind::Primary, "Primary"),
        (ButtonKind::Danger, "Danger"),
        (ButtonKind::Quiet, "Quiet"),
    ];
    let pressed = RwSignal::new(0);
    let row = move |disabled: bool, wait: u64| {
        kinds.map(|(kind, label)| view! { <Button label kind disabled=disabled wait_seconds=wait on_click=move |()| pressed.update(|n| *n += 1) /> })
    };
    view! {
        <Part title="Buttons">
            <div class="row">{row(false, 0)}<span class="dim">{move || format!("pressed {} times", pressed.get())}</span></div>
            <div class="row">{row(true, 0)}<span class="dim">{"off"}</span></div>
            <div class="row">{row(false, 42)}<span class="dim">{"waits"}</span></div>
            <div class="row">
                <Button label="Small" small=true />
                <Button label="With an icon" icon=icons::PENCIL />
                <Button label="More behind it" small=true icon=icons::CHEVRON_DOWN>
                    <span class="dim">{"3 of 12"}</span>
                </Button>
            </div>
            <div class="row"><Button label=LONG /></div>
            <div class="row">
                <IconButton icon=icons::PENCIL label="Edit" />
                <IconButton icon=icons::TRASH label="Delete" danger=true />
                <IconButton icon=icons::COPY label="Copy" disabled=true />
            </div>
        </Part>
    }
}

#[component]
pub fn Icons() -> impl IntoView {
    let all: [(&str, IconShape); 22] = [
        ("BAN", icons::BAN),
        ("CHECK", icons::CHECK),
        ("CHEVRON_DOWN", icons::CHEVRON_DOWN),
        ("CHEVRON_UP", icons::CHEVRON_UP),
        ("CIRCLE_ALERT", icons::CIRCLE_ALERT),
        ("COPY", icons::COPY),
        ("DOWNLOAD", icons::DOWNLOAD),
        ("EXTERNAL_LINK", icons::EXTERNAL_LINK),
        ("KEY", icons::KEY),
        ("LAYOUT_DASHBOARD", icons::LAYOUT_DASHBOARD),
        ("LOG_OUT", icons::LOG_OUT),
        ("MONITOR", icons::MONITOR),
        ("MOON", icons::MOON),
        ("PENCIL", icons::PENCIL),
        ("PLUS", icons::PLUS),
        ("REFRESH_CW", icons::REFRESH_CW),
        ("ROTATE_CCW_KEY", icons::ROTATE_CCW_KEY),
        ("SEARCH", icons::SEARCH),
        ("SHIELD", icons::SHIELD),
        ("SUN", icons::SUN),
        ("TRASH", icons::TRASH),
        ("USER", icons::USER),
    ];
    view! {
        <Part title="Icons">
            <div class="row">
                {all.map(|(name, icon)| view! { <span class="status dim"><Icon icon />{name}</span> })}
            </div>
        </Part>
    }
}

#[component]
pub fn TabsAndChips() -> impl IntoView {
    let tab = RwSignal::new("first".to_owned());
    let tabs =
        vec![Choice::new("first", "First"), Choice::new("second", "Second"), Choice::new("third", "Third")];
    let names = RwSignal::new(vec![
        "192.0.2.0/24".to_owned(),
        "GET /devices/**".to_owned(),
        "2001:db8::/32".to_owned(),
    ]);
    let refused = RwSignal::new(vec!["* /policies/{id}".to_owned()]);
    let chips = move |held: RwSignal<Vec<String>>, negative: bool, more: Option<String>| {
        view! {
            <Chips
                names=held
                negative
                more=move || more.clone()
                remove_label=|name: String| format!("Remove {name}")
                on_remove=move |name: String| held.update(|names| names.retain(|held| *held != name))
            />
        }
    };
    view! {
        <Part title="Tabs">
            <Tabs label="Tabs" tabs value=tab on_change=move |chosen| tab.set(chosen)>
                <p>{move || format!("The panel of the {} tab.", tab.get())}</p>
            </Tabs>
        </Part>
        <Part title="Chips">
            {chips(names, false, Some("and 5 more".to_owned()))}
            {chips(refused, true, None)}
        </Part>
    }
}
