//! Buttons.

use super::hold::Hold;
use crate::clock;
use crate::dom::icons::Icon;
use crate::dom::{El, Live, copy_of, el, live, slot, svg_icon};
use crate::later::Handler;

/// A button with a text.
pub struct Button {
    label: String,
    class: &'static str,
    icon: Option<Icon>,
    disabled: Option<Live<bool>>,
    hold: Option<Hold>,
    autofocus: bool,
}

impl Button {
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), class: "btn", icon: None, disabled: None, hold: None, autofocus: false }
    }

    pub fn primary(mut self) -> Self {
        self.class = "btn primary";
        self
    }

    pub fn danger(mut self) -> Self {
        self.class = "btn danger";
        self
    }

    pub fn quiet(mut self) -> Self {
        self.class = "btn quiet";
        self
    }

    pub fn small(mut self) -> Self {
        self.class = "btn small";
        self
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Switched off while `disabled` holds. The button keeps the focus then (`aria-disabled`): one that is
    /// truly disabled would drop it to the page.
    pub fn disabled(mut self, disabled: impl Fn() -> bool + 'static) -> Self {
        self.disabled = Some(live(disabled));
        self
    }

    /// Switched off while the backend wants to be left alone, with the seconds left behind its name.
    pub fn waits(mut self, hold: Hold) -> Self {
        self.hold = Some(hold);
        let disabled = self.disabled.take();
        self.disabled(move || hold.left() > 0 || disabled.as_ref().is_some_and(|disabled| disabled()))
    }

    /// Has the focus when the dialog around it opens.
    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    fn view(self, kind: &str, action: Handler<()>) -> El {
        let button = el("button").attr("type", kind).class(self.class).flag("autofocus", self.autofocus);
        // Where there is little room, the icon is all that one sees of it.
        let button = match self.icon {
            Some(icon) => button.attr("title", &self.label).child(svg_icon(icon)),
            None => button,
        };
        let seconds = self.hold.map(|hold| {
            // Seen and not read: a name that changes each second would be read out each second.
            let count = |left| el("span").class("num").attr("aria-hidden", "true").text(&clock::number(left));
            slot(move || Some(hold.left()).filter(|left| *left > 0).map(count))
        });
        let button = button.text(&self.label).maybe(seconds);
        match self.disabled {
            None => button.on_click(action),
            Some(disabled) => {
                let off = disabled.clone();
                button.bind_true("aria-disabled", move || disabled()).on_now("click", move |event| {
                    if leptos::reactive::graph::untrack(|| off()) {
                        event.prevent_default();
                    } else {
                        action.press();
                    }
                })
            }
        }
    }

    /// Sends the form it stands in.
    pub fn submits(self) -> El {
        self.view("submit", Handler::now(|()| {}))
    }

    pub fn on(self, mut action: impl FnMut() + 'static) -> El {
        self.view("button", Handler::new(move |()| action()))
    }

    /// As [`Button::on`], with what is done at once ([`Handler::now`]).
    pub fn on_now(self, mut action: impl FnMut() + 'static) -> El {
        self.view("button", Handler::now(move |()| action()))
    }
}

/// A button that shows only an icon; `label` is its accessible name and its tooltip.
pub fn icon_button(icon: Icon, label: &str, mut action: impl FnMut() + 'static) -> El {
    icon_button_with(icon, label, Handler::new(move |()| action()))
}

/// As [`icon_button`], with what is done at once ([`Handler::now`]).
pub fn icon_button_now(icon: Icon, label: &str, mut action: impl FnMut() + 'static) -> El {
    icon_button_with(icon, label, Handler::now(move |()| action()))
}

#[inline(never)]
fn icon_button_with(icon: Icon, label: &str, action: Handler<()>) -> El {
    let make = || el("button").attr("type", "button").class("icon").child(svg_icon(icon));
    copy_of(&["button ", icon.path].concat(), &make)
        .attr("title", label)
        .attr("aria-label", label)
        .on_click(action)
}
