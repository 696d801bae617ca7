//! Icons: decoration beside a text, which nobody reads out.

use crate::NOTHING;
use leptos::prelude::*;

/// What an icon is drawn with: one path of 24 by 24 (see [`icons`](crate::icons)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IconShape {
    pub path: &'static str,
    /// Points the other way where one reads from right to left.
    pub turns: bool,
}

#[component]
pub fn Icon(icon: IconShape) -> impl IntoView {
    view! {
        <svg class=if icon.turns { "i turns" } else { "i" } viewBox="0 0 24 24" aria-hidden="true">
            <path d=icon.path>{NOTHING}</path>
        </svg>
    }
}
