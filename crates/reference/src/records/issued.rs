//! The answer that holds a secret: to create and to regenerate.

use super::etag;
use super::record::Record;
use crate::foundation::secret::Secret;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A token and its secret, which no later answer holds.
#[derive(Clone, Serialize, ToSchema)]
pub struct IssuedToken {
    token: Record,
    #[serde(serialize_with = "reveal")]
    #[schema(value_type = String, example = "lk_…")]
    secret: Arc<Secret>,
}

/// An [`IssuedToken`] with its status; kept for retries.
#[derive(Clone)]
pub struct Issued {
    status: StatusCode,
    body: IssuedToken,
}

impl Issued {
    pub fn new(status: StatusCode, token: Record, secret: Secret) -> Self {
        Self { status, body: IssuedToken { token, secret: Arc::new(secret) } }
    }
}

impl IntoResponse for Issued {
    fn into_response(self) -> Response {
        let tag = [(header::ETAG, etag::header(self.body.token.version))];
        if self.status == StatusCode::CREATED {
            let location = [(header::LOCATION, format!("/api/v1/tokens/{}", self.body.token.id))];
            return (self.status, tag, location, axum::Json(self.body)).into_response();
        }
        (self.status, tag, axum::Json(self.body)).into_response()
    }
}

fn reveal<S: serde::Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.reveal())
}
