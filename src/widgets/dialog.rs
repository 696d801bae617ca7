//! Modal dialogs: the browser's own `<dialog>`, which traps the focus and greys out the rest.

use super::button::icon_button_now;
use super::fresh_id;
use crate::dom::{El, after, after_frame, el, icons};
use crate::state::State;
use crate::{browser, text};
use leptos::leptos_dom::helpers::set_timeout;
use leptos::reactive::owner::on_cleanup;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

pub struct Dialog {
    pub title: String,
    /// Asks before something that cannot be undone: role `alertdialog`.
    pub alert: bool,
    pub body: El,
    pub footer: El,
    /// Esc, the close button, and the browser's own ways to close. It decides; the dialog stays until
    /// its owner takes it away.
    pub on_close: Rc<dyn Fn()>,
    /// Enter in a field, and the submit button.
    pub on_submit: Box<dyn Fn()>,
}

impl Dialog {
    pub fn view(self) -> El {
        let id = fresh_id();
        let body_id = [&id, "-body"].concat();
        let (close_by_key, close_by_button) = (self.on_close.clone(), self.on_close);
        let on_submit = self.on_submit;
        let form = el("form")
            .attr("method", "dialog")
            .flag("novalidate", true)
            .on_now("submit", move |event| {
                event.prevent_default();
                on_submit();
            })
            .child(el("header").child(el("h2").attr("id", &id).text(&self.title)).child(icon_button_now(
                icons::X,
                text::close(),
                move || close_by_button(),
            )))
            .child(self.body.class("body").attr("id", &body_id))
            .child(self.footer);
        let dialog = el("dialog")
            .class(if self.alert { "dialog small" } else { "dialog" })
            .attr("aria-modal", "true")
            .attr("aria-labelledby", &id)
            .on_now("cancel", move |event| {
                // A `cancel` from a picker inside bubbles up here too.
                if event.target() == event.current_target() {
                    event.prevent_default();
                    close_by_key();
                }
            })
            .child(form);
        let dialog = if self.alert {
            dialog.attr("role", "alertdialog").attr("aria-describedby", &body_id)
        } else {
            dialog
        };
        show(&dialog);
        dialog
    }
}

/// Where the focus was before a dialog opened.
type Opener = Option<HtmlElement>;

thread_local! {
    /// Of the dialog that went last, until the focus was given back.
    static LEFT: Cell<Option<Rc<Cell<Option<Opener>>>>> = const { Cell::new(None) };
}

fn show(dialog: &El) {
    // One that takes the place of another within the same change gives the focus back in its stead: in between the page
    // would come to life and go still again, which costs the browser its styles twice. Nor does it come in anew.
    let handed = LEFT.take().and_then(|left| left.take());
    let replaces = handed.is_some();
    if replaces {
        let _ = dialog.clone().flag("data-still", true);
    }
    let element = dialog.0.clone().unchecked_into::<web_sys::HtmlDialogElement>();
    let again = element.clone();
    let back = State::new(handed.flatten());
    // In a task of its own: to be modal wants the styles and the layout of the whole page.
    set_timeout(
        move || {
            // It may have gone again meanwhile.
            if element.is_connected() {
                if !replaces {
                    back.set(browser::focused());
                }
                let _ = element.show_modal();
            }
        },
        Duration::ZERO,
    );
    // Chromium closes on a second Esc whatever `cancel` said: open again, the owner decides.
    let _ = dialog.clone().on_now("close", move |_| {
        if again.is_connected() {
            let _ = again.show_modal();
        }
    });
    on_cleanup(move || {
        let left = Rc::new(Cell::new(Some(back.try_get_untracked().flatten())));
        LEFT.set(Some(left.clone()));
        after(move || {
            if let Some(back) = left.take() {
                // In a task of its own, as above: the focus wants them too.
                set_timeout(move || give_back(back), Duration::ZERO);
            }
        });
    });
}

fn give_back(opener: Opener) {
    match opener {
        Some(element) if element.is_connected() => drop(element.focus()),
        // The opener is gone. Where its row was drawn anew, the grid knows the place after the frame that
        // shows it.
        Some(element) if element.closest("[role='row']").is_ok_and(|row| row.is_some()) => {
            after_frame(|| {
                if !browser::focus_first("[role='grid'] [tabindex='0']") {
                    browser::focus("page-heading");
                }
            });
        }
        _ => browser::focus("page-heading"),
    }
}

/// The row of buttons below a dialog.
pub fn footer() -> El {
    el("footer")
}

/// Pushes what follows it in a row to the other end.
pub fn grow() -> El {
    el("span").class("grow")
}
