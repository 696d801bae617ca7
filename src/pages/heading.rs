//! The heading of a page. It takes the focus when the page changes.

use leptos::prelude::*;

/// Its id.
pub const HEADING: &str = "page-heading";

#[component]
pub fn Heading(#[prop(into)] label: String) -> impl IntoView {
    view! { <h1 id=HEADING tabindex="-1">{label}</h1> }
}
