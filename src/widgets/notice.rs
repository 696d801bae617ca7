//! Short messages in a live region that stands in the page before the first of them.

use super::button::icon_button;
use super::icon::icon;
use crate::text;
use leptos::prelude::*;
use std::time::Duration;

/// How long a good message stays. A bad one stays until it is dismissed.
const STAYS: Duration = Duration::from_secs(8);

#[derive(Clone, PartialEq)]
struct Notice {
    number: u32,
    good: bool,
    text: String,
}

#[derive(Clone, Copy)]
pub struct Notices {
    list: RwSignal<Vec<Notice>>,
    next: StoredValue<u32>,
}

impl Default for Notices {
    fn default() -> Self {
        Self::new()
    }
}

impl Notices {
    pub fn new() -> Self {
        Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    pub fn good(self, text: impl Into<String>) {
        let number = self.add(true, text.into());
        set_timeout(move || self.dismiss(number), STAYS);
    }

    pub fn bad(self, text: impl Into<String>) {
        self.add(false, text.into());
    }

    fn add(self, good: bool, text: String) -> u32 {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        self.list.update(|list| {
            // The same complaint again replaces itself instead of piling up.
            list.retain(|n| n.text != text);
            list.push(Notice { number, good, text });
        });
        number
    }

    fn dismiss(self, number: u32) {
        self.list.try_update(|list| list.retain(|n| n.number != number));
    }

    pub fn view(self) -> AnyView {
        view! {
            <div class="notices" role="status" aria-live="polite">
                <For each=move || self.list.get() key=|n| n.number let(notice)>
                    <div class=if notice.good { "notice good" } else { "notice bad" }>
                        {icon(if notice.good { "check" } else { "triangle-alert" })}
                        <span>{notice.text.clone()}</span>
                        {icon_button("x", text::dismiss().to_owned(), Box::new(move || self.dismiss(notice.number)))}
                    </div>
                </For>
            </div>
        }
        .into_any()
    }
}
