//! What the page says.

use crate::Part;
use latchkey_ui::{Button, NoticeItem, NoticeRegion, Status};
use leptos::prelude::*;

const LONG: &str = "The changes to a-very-long-token-name-that-somebody-typed-to-see-what-happens-to-it could not be saved, because somebody else changed it meanwhile.";

#[component]
pub fn Messages() -> impl IntoView {
    let notices = RwSignal::new(vec![(0, true, "The token ci-deploy is revoked."), (1, false, LONG)]);
    let said = RwSignal::new(0);
    view! {
        <Part title="Notices">
            <NoticeRegion>
                <For each=move || notices.get() key=|notice| *notice let:notice>
                    <NoticeItem
                        good=notice.1
                        text=notice.2
                        dismiss_label="Dismiss"
                        on_dismiss=move |()| notices.update(|all| all.retain(|held| *held != notice))
                    />
                </For>
            </NoticeRegion>
            <div class="row">
                <Button label="Say something to screen readers" on_click=move |()| said.update(|n| *n += 1) />
                <Status text=move || if said.get() == 0 { String::new() } else { format!("Said {} times", said.get()) } />
            </div>
        </Part>
    }
}
