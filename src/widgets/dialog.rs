//! Modal dialogs: the browser's own `<dialog>`, which traps the focus and greys out the rest.

use super::button::icon_button;
use super::fresh_id;
use crate::{browser, text};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

pub struct Dialog {
    pub title: String,
    /// Asks before something that cannot be undone: role `alertdialog`.
    pub alert: bool,
    /// `wide`, `small`, or empty.
    pub size: &'static str,
    pub body: AnyView,
    pub footer: AnyView,
    /// Esc, the close button, and the browser's own ways to close. It decides; the dialog stays until
    /// its owner takes it away.
    pub on_close: Box<dyn Fn()>,
    /// Enter in a field, and the submit button.
    pub on_submit: Box<dyn Fn()>,
}

impl Dialog {
    pub fn view(self) -> AnyView {
        let node = NodeRef::<html::Dialog>::new();
        let id = fresh_id();
        let back = StoredValue::new_local(browser::focused());
        node.on_load(|dialog| {
            let _ = dialog.show_modal();
        });
        on_cleanup(move || {
            // The opener may be gone (its row was revoked): then the page's heading takes the focus.
            match back.get_value() {
                Some(element) if element.is_connected() => drop(element.focus()),
                _ => browser::focus("page-heading"),
            }
        });
        let on_close = std::rc::Rc::new(self.on_close);
        let (close_by_cancel, close_by_button) = (on_close.clone(), on_close);
        let on_submit = self.on_submit;
        let heading_id = id.clone();
        let body_id = [&id, "-body"].concat();
        let described = self.alert.then(|| body_id.clone());
        view! {
            <dialog
                node_ref=node
                class=["dialog ", self.size].concat()
                role=self.alert.then_some("alertdialog")
                aria-modal="true"
                aria-labelledby=heading_id
                aria-describedby=described
                on:cancel=move |event: web_sys::Event| {
                    // A `cancel` from a file or date picker inside bubbles up here too.
                    if event.target() == event.current_target() {
                        event.prevent_default();
                        close_by_cancel();
                    }
                }
                on:close=move |event: web_sys::Event| {
                    // Chromium closes on a second Esc whatever `cancel` said: open again, the owner decides.
                    if let Some(dialog) = event.current_target().and_then(|t| t.dyn_into::<web_sys::HtmlDialogElement>().ok())
                        && dialog.is_connected()
                    {
                        let _ = dialog.show_modal();
                    }
                }
            >
                <form
                    method="dialog"
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        on_submit();
                    }
                >
                    <header>
                        <h2 id=id>{self.title}</h2>
                        {icon_button("x", text::close().to_owned(), Box::new(move || close_by_button()))}
                    </header>
                    <div class="body" id=body_id>{self.body}</div>
                    <footer>{self.footer}</footer>
                </form>
            </dialog>
        }
        .into_any()
    }
}
