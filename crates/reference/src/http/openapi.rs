//! The OpenAPI document, generated from the handlers.

use crate::foundation::problem::{FieldError, ProblemBody};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder, Schema};
use utoipa::{Modify, OpenApi};

/// The cookie that names a session.
pub const SESSION_COOKIE: &str = "latchkey_session";

/// What is said once for all operations.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Latchkey reference backend",
        description = "Manages API access tokens, and a small protected API that enforces them. docs/rest.md says why and what must hold."
    ),
    components(schemas(ProblemBody, FieldError)),
    modifiers(&Security),
    security(("session" = [])),
    tags(
        (name = "Session"), (name = "Instance"), (name = "Tokens"), (name = "Profile"),
        (name = "Collections"), (name = "Devices"), (name = "Policies"), (name = "Sites"), (name = "Command line")
    )
)]
pub struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let cookie = ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        // The project's licence is the workspace's matter; utoipa would write an empty name.
        document.info.license = None;
    }
}

/// Opens the parts of each "all of": serde's `flatten` becomes one, and a part that is closed
/// (`deny_unknown_fields`) would forbid what the other parts bring.
pub fn open_parts(document: &mut utoipa::openapi::OpenApi) {
    let schemas = document.components.iter_mut().flat_map(|components| components.schemas.values_mut());
    for schema in schemas {
        let RefOr::T(Schema::AllOf(all)) = schema else { continue };
        for part in &mut all.items {
            if let RefOr::T(Schema::Object(object)) = part {
                object.additional_properties = None;
            }
        }
    }
}

/// One documented error answer.
pub fn problem(status: u16) -> (String, RefOr<Response>) {
    let description = match status {
        400 => "The request cannot be read",
        401 => "Not signed in, or the password or token is not accepted",
        403 => "Not allowed",
        404 => "There is no such thing",
        405 => "The method is not offered here",
        409 => "It clashes with the present state",
        412 => "It was changed in the meantime; `current` holds it as it is now",
        413 => "The body is too large",
        415 => "The body must be application/json",
        422 => "Some values are not acceptable; `errors` says which",
        428 => "If-Match is missing",
        429 => "Too many attempts; wait as long as Retry-After says",
        _ => "The server failed",
    };
    let content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
    let response =
        ResponseBuilder::new().description(description).content("application/problem+json", content);
    (status.to_string(), response.build().into())
}

/// Declares a set of error answers for `#[utoipa::path]`.
macro_rules! problems {
    ($(#[$doc:meta])* $name:ident: $($status:literal),*) => {
        $(#[$doc])*
        pub struct $name;
        impl utoipa::IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Response>> {
                [$($status,)* 500].into_iter().map($crate::http::openapi::problem).collect()
            }
        }
    };
}
pub(crate) use problems;

problems!(
    /// For what cannot fail but by a fault of the server.
    Problems:
);
