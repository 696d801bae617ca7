//! Buttons.

use crate::{Icon, IconShape, NOTHING};
use leptos::callback::Callable;
use leptos::either::Either;
use leptos::prelude::*;

/// What a button is for, which decides how it looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Plain,
    /// The one that a page or dialog is there for.
    Primary,
    /// Does what cannot be undone.
    Danger,
    /// Without an edge.
    Quiet,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn primary",
            Self::Danger => "btn danger",
            Self::Quiet => "btn quiet",
        }
    }
}

/// A button with a text.
///
/// While it is off it keeps the focus (`aria-disabled`): one that is truly disabled would drop it to the page.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] icon: Option<IconShape>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Off for as long as the backend wants to be left alone, with the seconds left behind its name.
    #[prop(optional, into)]
    wait_seconds: Option<Signal<u64>>,
    /// Sends the form it stands in.
    #[prop(optional)]
    submit: bool,
    /// Has the focus when the dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Button>,
    /// What stands behind the label.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let off = move || wait_seconds.is_some_and(|left| left.get() > 0) || disabled.get();
    let press = move |event: leptos::ev::MouseEvent| {
        let waits = |left: Signal<u64>| left.try_get_untracked().is_none_or(|left| left > 0);
        let is_off = wait_seconds.is_some_and(waits) || disabled.try_get_untracked().unwrap_or_default();
        if is_off {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.try_run(());
        }
    };
    // Seen and not read: a name that changes each second would be read out each second.
    let count = |left: Signal<u64>| {
        move || {
            let left = left.get();
            (left > 0).then(|| view! { <span class="num" aria-hidden="true">{number(left)}</span> })
        }
    };
    let count = wait_seconds.map_or(Either::Right(NOTHING), |left| Either::Left(count(left)));
    let behind = match children {
        Some(children) => Either::Left(children()),
        None => Either::Right(NOTHING),
    };
    let class = kind.class();
    view! {
        <button
            node_ref=node_ref
            type=if submit { "submit" } else { "button" }
            class=if small { format!("{class} small") } else { class.to_owned() }
            autofocus=autofocus
            aria-disabled=move || off().then_some("true")
            on:click=press
        >
            {icon.map(|icon| view! { <Icon icon /> })}
            {move || label.get()}
            {count}
            {behind}
        </button>
    }
}

/// A button that shows only an icon; `label` is its accessible name.
#[component]
pub fn IconButton(
    icon: IconShape,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] disabled: Option<Signal<bool>>,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Button>,
) -> impl IntoView {
    let press = move |_| {
        if let Some(on_click) = on_click
            && disabled.is_none_or(|disabled| disabled.try_get_untracked() == Some(false))
        {
            on_click.try_run(());
        }
    };
    view! {
        <button
            node_ref=node_ref
            type="button"
            class=if danger { "icon danger" } else { "icon" }
            aria-label=move || label.get()
            aria-disabled=disabled.map(|disabled| move || disabled.get().then_some("true"))
            on:click=press
        >
            <Icon icon />
        </button>
    }
}

/// A number as the page's language writes it.
fn number(value: u64) -> String {
    let language =
        document().document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    if language.is_empty() {
        return value.to_string();
    }
    js_sys::Number::from(value as f64).to_locale_string(&language).into()
}
