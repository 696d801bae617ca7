//! Short messages in a live region that stands in the page before the first of them.

use crate::{Icon, IconButton, icons};
use leptos::prelude::*;

/// Where [`NoticeItem`]s come and go.
#[component]
pub fn NoticeRegion(children: Children) -> impl IntoView {
    view! { <div class="notices" role="status" aria-live="polite">{children()}</div> }
}

/// One message, with a button that takes it away.
#[component]
pub fn NoticeItem(
    /// Something succeeded; else something went wrong.
    good: bool,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] dismiss_label: Signal<String>,
    #[prop(into)] on_dismiss: Callback<()>,
) -> impl IntoView {
    view! {
        <div class=if good { "notice good" } else { "notice bad" }>
            <Icon icon=if good { icons::CHECK } else { icons::TRIANGLE_ALERT } />
            <span>{move || text.get()}</span>
            <IconButton icon=icons::X label=dismiss_label on_click=on_dismiss />
        </div>
    }
}

/// What only screen readers are told, when it changes.
#[component]
pub fn Status(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <span class="visually-hidden" role="status">{move || text.get()}</span> }
}
