//! The live region of short messages. It stands in the page before the first of them.

use crate::i18n::use_i18n;
use crate::state::{NoticeKind, use_notices};
use latchkey_ui::{NoticeItem, NoticeRegion};
use leptos::prelude::*;

#[component]
pub fn NoticeList() -> impl IntoView {
    let (notices, t) = (use_notices(), use_i18n());
    let items = Signal::derive(move || {
        let item = |notice: crate::state::Notice| NoticeItem {
            id: notice.id,
            is_good: notice.kind == NoticeKind::Success,
            text: notice.text,
        };
        notices.list.get().into_iter().map(item).collect::<Vec<_>>()
    });
    let dismiss_label = Signal::derive(move || {
        t.language_signal().track();
        t.dismiss()
    });
    view! { <NoticeRegion items dismiss_label on_dismiss=move |id| notices.dismiss(id) /> }
}
