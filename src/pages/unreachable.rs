//! What stands when the backend did not answer at the start.

use super::start_failed::Stopped;
use crate::api::{ApiError, use_api};
use crate::i18n::use_i18n;
use crate::state::Hold;
use latchkey_ui::{Button, ButtonKind};
use leptos::prelude::*;

/// The start is tried again when the backend answers, and when the person wants it.
#[component]
pub fn UnreachablePage(
    #[prop(into)] error: Signal<Option<ApiError>>,
    #[prop(into)] is_busy: Signal<bool>,
    #[prop(into)] on_retry: Callback<()>,
) -> impl IntoView {
    let (api, t) = (use_api(), use_i18n());
    let hold = Hold::new();
    let retry = move |()| {
        // The answer to this very try says that the backend is back.
        if !is_busy.get_untracked() {
            on_retry.run(());
        }
    };
    Effect::new(move |before: Option<u32>| {
        let back = api.connection.back.get();
        if before.is_some_and(|before| before != back) {
            untrack(|| retry(()));
        }
        back
    });
    Effect::new(move |_| {
        if let Some(error) = error.get() {
            hold.after(&error);
        }
    });
    let why = move || error.get().map(|error| t.explain(&error));
    view! {
        <Stopped title=t.start_failed()>
            <p>{why}</p>
            <Button
                label=t.try_again()
                kind=ButtonKind::Primary
                wait_seconds=hold.signal()
                on_click=retry
            />
        </Stopped>
    }
}
