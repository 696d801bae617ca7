//! A stand-in for an Apinizer manager: the one request that vendor document 003 documents.
//!
//! `POST /apiops/auth/token` with a form of `grant_type=client_credentials`, `client_id` and `client_secret`
//! (user name and password) answers 200 `{ access_token, token_type, expires_in }`, or 400, 401 with
//! `{ error, error_description }`. Everything else is 404: listing and revoking are not documented.
//!
//! Not verified against a manager: the texts of the 400 answers, and that the user name of the console
//! is a client id.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::form::{Form, json};
use crate::page::ACCOUNT;

/// A handle to the stand-in: what it did can be asked while it runs.
#[derive(Clone, Default)]
pub struct Apinizer(Arc<Mutex<Vec<String>>>);

impl Apinizer {
    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    /// The tokens it issued, the newest last.
    pub fn issued(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn issue(&self) -> String {
        let mut issued = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let token = format!("apz-{:04}-f3b1c5d7e9", issued.len() + 1);
        issued.push(token.clone());
        token
    }
}

async fn answer(State(manager): State<Apinizer>, request: Request) -> Response {
    let refuse = |status, error: &str, description: &str| {
        json(status, &json!({ "error": error, "error_description": description }))
    };
    if request.uri().path() != "/apiops/auth/token" {
        return refuse(StatusCode::NOT_FOUND, "not_found", "There is nothing here");
    }
    if request.method() != Method::POST {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "Only POST is allowed");
    }
    let Some(form) = Form::read(request).await else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "The body must be a form");
    };
    if form.get("grant_type") != Some("client_credentials") {
        return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Unsupported grant type");
    }
    if (form.get("client_id"), form.get("client_secret")) != (Some(ACCOUNT.0), Some(ACCOUNT.1)) {
        return refuse(StatusCode::UNAUTHORIZED, "unauthorized_client", "Bad credentials");
    }
    let token = manager.issue();
    json(StatusCode::OK, &json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600 }))
}
