//! The dialogs over the list: one is open at a time.

pub mod calendar;
pub mod create;
pub mod edit;
mod edit_state;
mod lost;
pub mod revoke;
pub mod secret;
pub mod secret_forms;
mod stale;
pub mod state;

use create::CreateDialog;
use edit::EditDialog;
use leptos::prelude::*;
use revoke::RevokeDialog;
use secret::SecretDialog;
use state::{TokenDialog, use_token_dialogs};

/// The dialog that is open.
#[component]
pub fn OpenDialog() -> impl IntoView {
    let dialogs = use_token_dialogs();
    move || {
        // The secret's dialog reads the secret itself: a copy here would be a second place that has it.
        dialogs.open.with(|open| match open {
            TokenDialog::None => None,
            TokenDialog::Create(start) => Some(view! { <CreateDialog start=start.clone()/> }.into_any()),
            TokenDialog::Edit(token) => Some(view! { <EditDialog token=token.clone()/> }.into_any()),
            TokenDialog::Revoke(tokens) => Some(view! { <RevokeDialog tokens=tokens.clone()/> }.into_any()),
            TokenDialog::Secret(issued) => {
                Some(view! { <SecretDialog token=issued.token.clone()/> }.into_any())
            }
        })
    }
}
