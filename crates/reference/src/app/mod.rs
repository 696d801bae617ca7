//! Puts the parts together: the router, the first data, the socket.

mod seed;
pub mod serve;

use crate::catalogue::Catalogue;
use crate::database::Database;
use crate::foundation::problem::{Code, Problem};
use crate::http::docs_page;
use crate::http::inject;
use crate::http::openapi::{Document, open_parts};
use crate::memory::faults::Faults;
use crate::memory::idempotency::Idempotency;
use crate::memory::throttle::Throttle;
use crate::options::Options;
use crate::options::error::StartError;
use crate::options::profile::Capabilities;
use crate::passwords::Passwords;
use crate::protected::{bearer, resources};
use crate::records::store;
use crate::state::{AppState, Shared};
use crate::tokens::{create, decide, edit, list, regenerate, revoke};
use crate::{account, apiops, instance, session};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{any, get};
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A thousand rules of the longest sort fit.
const LARGEST_BODY: usize = 256 * 1024;

/// The backend as a router, to be served alone or beside a static site on the same origin.
///
/// It answers below `/api`, `/v1`, `/apiops` and `/docs`, and has no fallback of its own. Serve it with connection
/// information: `router.into_make_service_with_connect_info::<SocketAddr>()`. Without, what needs the caller's
/// address answers 500.
///
/// ```no_run
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// use latchkey_reference::{Options, app};
/// use std::net::SocketAddr;
///
/// let router = app(Options { demo: true, ..Options::default() }).await?;
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?;
/// # Ok(())
/// # }
/// ```
pub async fn app(options: Options) -> Result<Router, StartError> {
    let started = tokio::task::spawn_blocking(move || state(options)).await;
    let state = started.map_err(std::io::Error::other)??;
    let (session_api, _) = session_api().split_for_parts();
    let (protected_api, _) = protected_api().split_for_parts();
    let protected = protected_api
        .route("/v1", any(not_found))
        .route("/v1/", any(not_found))
        .route("/v1/{*rest}", any(not_found))
        .layer(from_fn_with_state(Arc::clone(&state), bearer::enforce));
    let router = session_api
        .route("/api/{*rest}", any(not_found))
        .route("/apiops/{*rest}", any(not_found))
        .route("/docs/api", get(docs_page::page))
        .route("/docs/openapi.json", get(async || ([(header::CONTENT_TYPE, "application/json")], openapi())))
        .merge(protected)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(Arc::clone(&state), inject::inject))
        .layer(map_response(set_headers))
        .with_state(state);
    Ok(router)
}

/// The OpenAPI document as checked in at `docs/openapi.json`, with a newline at its end.
pub fn openapi() -> String {
    let (_, mut document) = session_api().split_for_parts();
    document.merge(protected_api().split_for_parts().1);
    open_parts(&mut document);
    document.to_pretty_json().unwrap_or_default() + "\n"
}

fn session_api() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(session::handlers::read, session::handlers::sign_in, session::handlers::sign_out))
        .routes(routes!(session::handlers::step_up))
        .routes(routes!(instance::instance))
        .routes(routes!(instance::scopes))
        .routes(routes!(instance::operations))
        .routes(routes!(instance::api_sets))
        .routes(routes!(list::list, create::create))
        .routes(routes!(revoke::revoke_many))
        .routes(routes!(edit::read, edit::edit, revoke::revoke))
        .routes(routes!(regenerate::regenerate))
        .routes(routes!(decide::decide_call))
        .routes(routes!(account::read, account::edit))
        .routes(routes!(apiops::issue))
}

fn protected_api() -> OpenApiRouter<Shared> {
    use resources::{collections, devices, policies, sites};
    OpenApiRouter::new()
        .routes(routes!(collections::list, collections::create))
        .routes(routes!(collections::get, collections::update, collections::delete))
        .routes(routes!(devices::list, devices::create))
        .routes(routes!(devices::get, devices::update, devices::delete))
        .routes(routes!(policies::list, policies::create))
        .routes(routes!(policies::get, policies::update, policies::delete))
        .routes(routes!(sites::list, sites::create))
        .routes(routes!(sites::get, sites::update, sites::delete))
}

fn state(options: Options) -> Result<Shared, StartError> {
    let (database, fresh) = Database::open(&options.database)?;
    let capabilities = Capabilities::of(options.profile);
    let catalogue = Catalogue::new(capabilities.scopes, options.operations);
    database.start(|db| {
        if fresh {
            seed::fill_new(db, &options)?;
        }
        store::forget_revoked(db, options.clock.now())?;
        seed::fill_tokens(db, options.tokens, &catalogue, options.clock.now())
    })?;
    Ok(Arc::new(AppState {
        database,
        clock: options.clock,
        profile: options.profile,
        capabilities,
        catalogue,
        passwords: Passwords::new()?,
        throttle: Throttle::default(),
        idempotency: Arc::new(Idempotency::default()),
        faults: Faults::new(options.faults),
        // With none at all no confirmation would ever be fresh enough.
        step_up_seconds: options.step_up_seconds.max(1),
        trust_forwarded_for: options.trust_forwarded_for,
        instance_name: "Acme Cloud",
        location: "Frankfurt",
    }))
}

async fn not_found(State(_): State<Shared>) -> Problem {
    Problem::not_found("address")
}

async fn method_not_allowed() -> Problem {
    Problem::new(Code::MethodNotAllowed, "The Allow header says what is offered.")
}

/// No answer of an API may be kept by a cache in between: it may hold a secret, and always somebody's data.
async fn set_headers(mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie, Authorization"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
