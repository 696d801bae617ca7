//! Buttons.

use super::icon::icon;
use leptos::prelude::*;

pub type Action = Box<dyn FnMut()>;

/// A button with a text.
pub struct Button {
    pub label: String,
    /// `primary`, `danger`, `quiet`, or empty.
    pub class: &'static str,
    pub icon: Option<&'static str>,
    pub disabled: Signal<bool>,
    pub autofocus: bool,
    pub submit: bool,
}

impl Button {
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            class: "",
            icon: None,
            disabled: Signal::stored(false),
            autofocus: false,
            submit: false,
        }
    }

    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    pub fn icon(mut self, icon: &'static str) -> Self {
        self.icon = Some(icon);
        self
    }

    pub fn disabled(mut self, disabled: Signal<bool>) -> Self {
        self.disabled = disabled;
        self
    }

    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    /// Sends the form it stands in; needs no action of its own.
    pub fn submits(mut self) -> AnyView {
        self.submit = true;
        self.on(Box::new(|| {}))
    }

    pub fn on(self, mut action: Action) -> AnyView {
        let disabled = self.disabled;
        // `aria-disabled` and not `disabled`: a button that is switched off while it has the focus
        // would drop the focus to the page.
        view! {
            <button
                type=if self.submit { "submit" } else { "button" }
                class=["btn ", self.class].concat()
                aria-disabled=move || disabled.get().then_some("true")
                autofocus=self.autofocus
                on:click=move |event| {
                    if disabled.get_untracked() {
                        event.prevent_default();
                    } else {
                        action();
                    }
                }
            >
                {self.icon.map(icon)}
                {self.label}
            </button>
        }
        .into_any()
    }
}

/// A button that shows only an icon; `label` is its accessible name and its tooltip.
pub fn icon_button(name: &'static str, label: String, mut action: Action) -> AnyView {
    view! {
        <button type="button" class="icon" title=label.clone() aria-label=label on:click=move |_| action()>
            {icon(name)}
        </button>
    }
    .into_any()
}
