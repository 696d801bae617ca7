//! The live region of short messages. It stands in the page before the first of them.

use crate::i18n::use_i18n;
use crate::state::{Notice, NoticeKind, use_notices};
use latchkey_ui::{NoticeItem, NoticeRegion};
use leptos::prelude::*;

#[component]
pub fn NoticeList() -> impl IntoView {
    let (notices, t) = (use_notices(), use_i18n());
    let dismiss_label = Signal::derive(move || {
        t.language_signal().track();
        t.dismiss()
    });
    view! {
        <NoticeRegion>
            <For
                each=move || notices.list.get()
                key=|notice| notice.id
                children=move |Notice { id, kind, text }| {
                    let dismiss = move |()| notices.dismiss(id);
                    view! {
                        <NoticeItem good=kind == NoticeKind::Success text dismiss_label on_dismiss=dismiss />
                    }
                }
            />
        </NoticeRegion>
    }
}
