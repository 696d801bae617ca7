//! The dialogs over the list: one is open at a time.
#![cfg_attr(feature = "split", allow(unsafe_code, reason = "`wasm_split` declares what the other file has"))]

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

use crate::pages::later::{Later, later_views};
use crate::pages::tokens::form::DraftStart;
use create::CreateDialog;
use edit::EditDialog;
use latchkey_model::Token;
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
            TokenDialog::Create(start) => {
                let start = start.clone();
                Some(view! { <Later load=move || create_dialog(start.clone())/> }.into_any())
            }
            TokenDialog::Edit(token) => {
                let token = token.clone();
                Some(view! { <Later load=move || edit_dialog(token.clone())/> }.into_any())
            }
            TokenDialog::Revoke(tokens) => {
                let tokens = tokens.clone();
                Some(view! { <Later load=move || revoke_dialog(tokens.clone())/> }.into_any())
            }
            TokenDialog::Secret(issued) => {
                let token = issued.token.clone();
                Some(view! { <Later load=move || secret_dialog(token.clone())/> }.into_any())
            }
        })
    }
}

later_views! {
    pub fn create_dialog(start: DraftStart) {
        view! { <CreateDialog start/> }
    }

    pub fn edit_dialog(token: Token) {
        view! { <EditDialog token/> }
    }

    pub fn revoke_dialog(tokens: Vec<Token>) {
        view! { <RevokeDialog tokens/> }
    }

    pub fn secret_dialog(token: Option<Token>) {
        view! { <SecretDialog token/> }
    }
}
