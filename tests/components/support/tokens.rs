//! Tokens, and a console over the connector of the reference backend.

use chrono::{DateTime, TimeDelta, Utc};
use latchkey::clock;
use latchkey::console::Console;
use latchkey::tokens::page::TokensPage;
use latchkey::tokens::query::Row;
use latchkey::tokens::store::Loading;
use latchkey_connector::{AppConfig, Capabilities, Engine};
use latchkey_model::{Access, Expiry, Lifecycle, ScopeId, Token, TokenId};
use std::sync::Arc;

const CONFIG: &str = r#"{ "backend": "/", "connector": "connectors/latchkey.json" }"#;

fn engine() -> Engine {
    let connector = include_str!("../../../connectors/latchkey.json");
    Engine::load("connectors/latchkey.json", connector).unwrap()
}

pub fn capabilities() -> Capabilities {
    engine().capabilities()
}

pub fn console() -> Console {
    latchkey::browser::replace("#/tokens");
    Console::new(AppConfig::load("config.json", CONFIG).unwrap(), engine())
}

/// The page of the tokens with these loaded.
pub fn page(tokens: Vec<Token>) -> TokensPage {
    let page = TokensPage::new(console());
    page.store.rows.set(Arc::new(tokens.into_iter().map(|token| Arc::new(Row::new(token))).collect()));
    page.store.loading.set(Loading::Done);
    page
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A token that may read, and expires in 100 days.
pub fn token(id: &str, name: &str) -> Token {
    let expiry = Expiry::At(clock::now() + TimeDelta::days(100));
    Token {
        id: TokenId(id.into()),
        name: name.to_owned(),
        description: String::new(),
        hint: String::new(),
        access: Access { scopes: vec![ScopeId("read".into())], ..Access::new(expiry) },
        lifecycle: Lifecycle::Enabled,
        created: Some(at("2026-01-02T03:04:05Z")),
        last_used: None,
        version: None,
    }
}
