//! Which dialog is open over the list. One enum: two cannot be open at once.

use crate::api::{ApiClient, use_api};
use crate::i18n::{I18n, use_i18n};
use crate::pages::tokens::form::DraftStart;
use crate::state::navigation::{Navigation, use_navigation};
use crate::state::notices::{Notices, use_notices};
use crate::state::route::DialogRoute;
use crate::state::tokens::{TokenStore, use_tokens};
use latchkey_connector::{Intent, Issued, Outcome};
use latchkey_model::{Lifecycle, Token, TokenId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// More tokens than this make an address that no longer fits everywhere. Their question has none.
const MAX_IN_ADDRESS: usize = 50;

#[derive(Clone, Debug, Default)]
pub enum TokenDialog {
    #[default]
    None,
    Create(DraftStart),
    Edit(Token),
    Revoke(Vec<Token>),
    /// The one place that holds a secret (invariant 3).
    Secret(Issued),
}

/// Opens and closes the dialogs. The dialogs with an address follow it, so that Back closes them and they can be shared.
#[derive(Clone, Copy)]
pub struct TokenDialogs {
    pub open: RwSignal<TokenDialog>,
    api: ApiClient,
    i18n: I18n,
    navigation: Navigation,
    notices: Notices,
    tokens: TokenStore,
}

pub fn use_token_dialogs() -> TokenDialogs {
    expect_context()
}

impl TokenDialogs {
    /// Needs the contexts of `state`.
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(TokenDialog::None),
            api: use_api(),
            i18n: use_i18n(),
            navigation: use_navigation(),
            notices: use_notices(),
            tokens: use_tokens(),
        }
    }

    pub fn open_create(self) {
        self.navigation.open_dialog(DialogRoute::Create { copy_of: None });
    }

    pub fn open_copy(self, id: TokenId) {
        self.navigation.open_dialog(DialogRoute::Create { copy_of: Some(id) });
    }

    pub fn open_edit(self, id: TokenId) {
        self.navigation.open_dialog(DialogRoute::Edit(id));
    }

    /// Asks before all of them are revoked.
    pub fn open_revoke(self, tokens: Vec<Token>) {
        if tokens.is_empty() {
            return;
        }
        if tokens.len() > MAX_IN_ADDRESS {
            self.open.set(TokenDialog::Revoke(tokens));
        } else {
            let ids = tokens.into_iter().map(|token| token.id).collect();
            self.navigation.open_dialog(DialogRoute::Revoke(ids));
        }
    }

    /// The form takes the place of the dialog that asked for it, with what was typed there.
    pub fn start_over(self, start: DraftStart) {
        self.open.set(TokenDialog::Create(start));
    }

    /// The secret takes the place of the dialog that asked for it. It has no address.
    pub fn show_secret(self, issued: Issued) {
        match &issued.token {
            Some(token) => self.tokens.put(token.clone()),
            None => self.tokens.load(),
        }
        self.open.set(TokenDialog::Secret(issued));
        self.navigation.close_dialog();
    }

    /// Closes what is open; a secret is dropped with it.
    pub fn close(self) {
        self.open.set(TokenDialog::None);
        self.navigation.close_dialog();
        if self.api.backend.doubt.get_untracked() {
            self.api.backend.doubt.set(false);
            self.tokens.load();
        }
    }

    /// Drops what belongs to the user who was here.
    pub fn forget(self) {
        self.open.set(TokenDialog::None);
        if self.navigation.route.with_untracked(|route| route.tokens().is_some()) {
            self.navigation.close_dialog();
        }
    }

    /// Keeps the open dialog at what the address says while the caller's part of the page stands.
    pub fn follow_address(self) {
        let wanted = Memo::new(move |_| {
            self.navigation.route.with(|route| route.tokens().and_then(|tokens| tokens.dialog.clone()))
        });
        Effect::new(move || {
            let wanted = wanted.get();
            untrack(|| self.follow(wanted));
        });
        on_cleanup(move || {
            // Another page: the dialog went with this one. A new language only draws the same page anew.
            if self.navigation.route.try_with_untracked(|route| route.tokens().is_none()) == Some(true) {
                self.open.try_set(TokenDialog::None);
            }
        });
    }

    fn follow(self, wanted: Option<DialogRoute>) {
        let Some(wanted) = wanted else {
            // A secret, and a question about very many tokens, have no address.
            let has_address = self.open.with_untracked(|open| match open {
                TokenDialog::None | TokenDialog::Secret(_) => false,
                TokenDialog::Revoke(tokens) => tokens.len() <= MAX_IN_ADDRESS,
                TokenDialog::Create(_) | TokenDialog::Edit(_) => true,
            });
            if has_address {
                self.open.set(TokenDialog::None);
            }
            return;
        };
        if let Some(dialog) = self.dialog_if_loaded(&wanted) {
            self.open.set(dialog);
            return;
        }
        spawn_local(async move {
            let dialog = self.load_dialog(&wanted).await;
            let still_wanted = self.navigation.route.try_with_untracked(|route| {
                route.tokens().is_some_and(|t| t.dialog.as_ref() == Some(&wanted))
            });
            if still_wanted != Some(true) {
                return;
            }
            if matches!(dialog, TokenDialog::None) {
                self.navigation.close_dialog();
            }
            self.open.try_set(dialog);
        });
    }

    /// The dialog for an address whose tokens are loaded. Without waiting, so that it stands in the next frame.
    fn dialog_if_loaded(self, wanted: &DialogRoute) -> Option<TokenDialog> {
        let can = self.api.capabilities();
        match wanted {
            DialogRoute::Create { copy_of: None } if can.create => {
                Some(TokenDialog::Create(DraftStart::Empty))
            }
            DialogRoute::Create { copy_of: Some(id) } if can.create => {
                self.tokens.find(id).map(|token| TokenDialog::Create(DraftStart::CopyOf(token)))
            }
            DialogRoute::Edit(id) => self.tokens.find(id).map(TokenDialog::Edit),
            DialogRoute::Revoke(ids) if can.revoke => {
                let tokens: Option<Vec<Token>> = ids.iter().map(|id| self.tokens.find(id)).collect();
                tokens.map(revoke_question).filter(|dialog| !matches!(dialog, TokenDialog::None))
            }
            _ => None,
        }
    }

    /// An address may name a token that is not here yet.
    async fn load_dialog(self, wanted: &DialogRoute) -> TokenDialog {
        let can = self.api.capabilities();
        match wanted {
            DialogRoute::Create { copy_of: Some(id) } if can.create => {
                let token = self.token(id).await;
                TokenDialog::Create(token.map_or(DraftStart::Empty, DraftStart::CopyOf))
            }
            // Where nothing can be changed the dialog only shows.
            DialogRoute::Edit(id) => self.token(id).await.map_or(TokenDialog::None, TokenDialog::Edit),
            DialogRoute::Revoke(ids) if can.revoke => {
                let mut tokens = Vec::new();
                for id in ids {
                    tokens.extend(self.token(id).await);
                }
                revoke_question(tokens)
            }
            _ => TokenDialog::None,
        }
    }

    async fn token(self, id: &TokenId) -> Option<Token> {
        if let Some(token) = self.tokens.find(id) {
            return Some(token);
        }
        match self.api.call(Intent::Get { id: id.clone() }, "").await {
            Ok(Outcome::Token(token)) => Some(token),
            Ok(_) => None,
            Err(error) => {
                self.notices.error(self.i18n.explain(&error));
                None
            }
        }
    }
}

impl Default for TokenDialogs {
    fn default() -> Self {
        Self::new()
    }
}

/// Revoked tokens are not revoked again.
fn revoke_question(mut tokens: Vec<Token>) -> TokenDialog {
    tokens.retain(|token| !matches!(token.lifecycle, Lifecycle::Revoked(_)));
    if tokens.is_empty() { TokenDialog::None } else { TokenDialog::Revoke(tokens) }
}
