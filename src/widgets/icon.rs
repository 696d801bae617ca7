//! Icons: symbols of the sprite in `index.html`, always beside text or a label.

use leptos::prelude::*;

pub fn icon(name: &'static str) -> AnyView {
    view! { <svg class="i" aria-hidden="true"><use href=["#i-", name].concat()></use></svg> }.into_any()
}
