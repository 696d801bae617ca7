//! The question before something that is not saved is left, above everything else while it is open.

use crate::i18n::use_i18n;
use crate::state::use_unsaved_work;
use latchkey_ui::{Button, ButtonKind, Dialog, DialogFooter, Spacer};
use leptos::prelude::*;

#[component]
pub fn UnsavedDialog() -> impl IntoView {
    let (unsaved, t) = (use_unsaved_work(), use_i18n());
    let keep = move |()| unsaved.answer(false);
    move || {
        let question = unsaved.asked.with(|asked| asked.as_ref().map(|asked| asked.question.clone()))?;
        let dialog = view! {
            <Dialog
                title=t.unsaved_title()
                alert=true
                close_label=t.close()
                on_close=keep
                on_submit=|()| {}
            >
                <DialogFooter slot:footer>
                    <Spacer />
                    <Button label=t.keep_open() autofocus=true on_click=keep />
                    <Button
                        label=t.close_anyway()
                        kind=ButtonKind::Danger
                        on_click=move |()| unsaved.answer(true)
                    />
                </DialogFooter>
                <p>{question}</p>
            </Dialog>
        };
        Some(dialog.into_any())
    }
}
