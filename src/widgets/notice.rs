//! Short messages in a live region that stands in the page before the first of them.

use super::button::icon_button;
use crate::dom::{El, el, icons, keyed, svg_icon};
use crate::state::State;
use crate::text;
use leptos::leptos_dom::helpers::set_timeout;
use std::sync::Arc;
use std::time::Duration;

/// How long a good message stays. A bad one stays until it is dismissed.
const STAYS: Duration = Duration::from_secs(8);

#[derive(Clone, PartialEq)]
struct Notice {
    number: usize,
    good: bool,
    text: String,
}

#[derive(Clone, Copy)]
pub struct Notices {
    list: State<Arc<Vec<Notice>>>,
    next: State<usize>,
}

impl Default for Notices {
    fn default() -> Self {
        Self::new()
    }
}

impl Notices {
    pub fn new() -> Self {
        Self { list: State::new(Arc::default()), next: State::new(0) }
    }

    pub fn good(self, text: impl Into<String>) {
        let number = self.add(true, text.into());
        set_timeout(move || self.dismiss(number), STAYS);
    }

    pub fn bad(self, text: impl Into<String>) {
        self.add(false, text.into());
    }

    fn add(self, good: bool, text: String) -> usize {
        let number = self.next.get_untracked();
        self.next.set(number + 1);
        self.list.update(|list| {
            let list = Arc::make_mut(list);
            // The same complaint again replaces itself instead of piling up.
            list.retain(|n| n.text != text);
            list.push(Notice { number, good, text });
        });
        number
    }

    /// For when somebody else takes over.
    pub fn clear(self) {
        self.list.set(Arc::default());
    }

    fn dismiss(self, number: usize) {
        self.list.update(|list| Arc::make_mut(list).retain(|n| n.number != number));
    }

    pub fn view(self) -> El {
        let place = el("div").class("notices").attr("role", "status").attr("aria-live", "polite");
        keyed(
            place,
            move || self.list.with(|list| list.iter().map(|n| (n.number, 0)).collect()),
            move |(number, _)| {
                let found =
                    self.list.with_untracked(|list| list.iter().find(|n| n.number == number).cloned());
                let Some(notice) = found else { return el("div") };
                el("div")
                    .class(if notice.good { "notice good" } else { "notice bad" })
                    .child(svg_icon(if notice.good { icons::CHECK } else { icons::TRIANGLE_ALERT }))
                    .child(el("span").text(&notice.text))
                    .child(icon_button(icons::X, text::dismiss(), move || self.dismiss(number)))
            },
        )
    }
}
