//! Every component of the kit in every state: `cargo xtask gallery`. The address chooses how the page opens:
//! `?theme=dark`, `?dir=rtl`, `?dialog=plain` or `?dialog=alert`.

mod controls;
mod dialogs;
mod fields;
mod lists;
mod says;

use latchkey_ui::{Choice, Segmented, provide_dialogs};
use leptos::prelude::*;

fn main() {
    mount_to_body(Gallery);
}

#[component]
fn Gallery() -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    provide_dialogs(move || {
        heading.get_untracked().inspect(|heading| drop(heading.focus()));
    });
    view! {
        <main class="gallery">
            <div class="head">
                <h1 tabindex="-1" node_ref=heading>{text("Gallery")}</h1>
            </div>
            <div class="row">
                <Switch label="Theme" attribute="data-theme" asked="theme" choices=["system", "light", "dark"] />
                <Switch label="Direction" attribute="dir" asked="dir" choices=["ltr", "rtl"] />
            </div>
            <controls::Buttons />
            <controls::Icons />
            <fields::Fields />
            <fields::Choices />
            <controls::TabsAndChips />
            <says::Messages />
            <lists::Grid />
            <lists::Lines />
            <dialogs::Dialogs />
        </main>
    }
}

/// Sets an attribute of the page's root.
#[component]
fn Switch<const N: usize>(
    label: &'static str,
    attribute: &'static str,
    asked: &'static str,
    choices: [&'static str; N],
) -> impl IntoView {
    let first = choices.first().copied().unwrap_or_default();
    let value = RwSignal::new(asked_for(asked).unwrap_or_else(|| first.to_owned()));
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute(attribute, &value.get());
        }
    });
    let choices: Vec<Choice> = choices.iter().map(|choice| Choice::new(*choice, *choice)).collect();
    view! { <Segmented label choices value on_change=move |chosen| value.set(chosen) /> }
}

/// What the address asks for by this name.
fn asked_for(name: &str) -> Option<String> {
    let search = location().search().ok()?;
    let pairs = search.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// A literal that `view!` must not put in as markup, which the site's policy forbids.
fn text(literal: &'static str) -> &'static str {
    literal
}

/// A part of the gallery.
#[component]
fn Part(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="card pad">
            <h2>{title}</h2>
            {children()}
        </section>
    }
}
