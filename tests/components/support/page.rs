//! The page of tokens, with all that pages share.

use super::tokens::client;
use super::{Mounted, mount};
use latchkey::api::{ApiClient, use_api};
use latchkey::app::provide_state;
use latchkey::browser::address;
use latchkey::browser::focus::focus;
use latchkey::i18n::use_i18n;
use latchkey::pages::heading::{HEADING, Heading};
use latchkey::pages::question::QuestionDialog;
use latchkey::pages::tokens::TokensPage;
use latchkey::pages::tokens::dialogs::state::{TokenDialogs, use_token_dialogs};
use latchkey::pages::unsaved::UnsavedDialog;
use latchkey::state::{Loading, Navigation, Route, TokenRow, TokenStore, use_navigation, use_tokens};
use latchkey_model::Token;
use latchkey_ui::provide_dialogs;
use leptos::prelude::*;
use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

pub struct Page {
    pub mounted: Mounted,
    pub api: ApiClient,
    pub store: TokenStore,
    pub dialogs: TokenDialogs,
    pub navigation: Navigation,
}

impl Deref for Page {
    type Target = Mounted;

    fn deref(&self) -> &Mounted {
        &self.mounted
    }
}

/// The page with these tokens, all of them loaded.
pub fn page(tokens: Vec<Token>) -> Page {
    page_while(tokens, Loading::Done)
}

pub fn page_while(tokens: Vec<Token>, loading: Loading) -> Page {
    address::replace(&Route::Tokens(Default::default()).href());
    let handles = Rc::new(Cell::new(None));
    let made = handles.clone();
    let mounted = mount(move || {
        provide_state(client(), use_i18n());
        provide_dialogs(|| focus(HEADING));
        let store = use_tokens();
        store.rows.set(Arc::new(tokens.into_iter().map(|token| Arc::new(TokenRow::new(token))).collect()));
        store.loading.set(loading);
        made.set(Some((use_api(), store, use_token_dialogs(), use_navigation())));
        view! {
            <TokensPage><Heading label="Access tokens" /></TokensPage>
            <UnsavedDialog />
            <QuestionDialog />
        }
    });
    let (api, store, dialogs, navigation) = handles.take().unwrap();
    Page { mounted, api, store, dialogs, navigation }
}
