//! Tokens, and a client over the connector of the reference backend.

use chrono::{DateTime, TimeDelta, Utc};
use latchkey::api::ApiClient;
use latchkey::browser::clock;
use latchkey_connector::{AppConfig, Capabilities, Engine};
use latchkey_model::{Access, Expiry, Lifecycle, ScopeId, Token, TokenId};

pub const CONFIG: &str = r#"{ "backend": "/", "connector": "connectors/latchkey.json" }"#;

pub fn engine() -> Engine {
    let connector = include_str!("../../../connectors/latchkey.json");
    Engine::load("connectors/latchkey.json", connector).unwrap()
}

pub fn capabilities() -> Capabilities {
    engine().capabilities()
}

/// A client of the backend on this page's own origin, for [`Backend`](super::backend::Backend).
pub fn client() -> ApiClient {
    client_with(CONFIG, engine())
}

pub fn client_with(config: &str, engine: Engine) -> ApiClient {
    ApiClient::new(AppConfig::load("config.json", config).unwrap(), engine)
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
        unread: Vec::new(),
    }
}
