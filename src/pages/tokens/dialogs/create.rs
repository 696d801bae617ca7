//! The dialog that creates a token, empty or with the parameters of another.

use crate::pages::tokens::form::DraftStart;
use leptos::prelude::*;

#[component]
pub fn CreateDialog(start: DraftStart) -> impl IntoView {
    let _ = start;
}
