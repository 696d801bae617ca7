//! The dialog that changes a token, or gives it a new secret.

use latchkey_model::Token;
use leptos::prelude::*;

#[component]
pub fn EditDialog(token: Token) -> impl IntoView {
    let _ = token;
}
