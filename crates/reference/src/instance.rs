//! What the console is told about the backend: the instance, scopes, operations and API sets.

use crate::catalogue::{ApiSet, Operation, Scope};
use crate::foundation::clock::rfc3339;
use crate::foundation::problem::Problem;
use crate::http::openapi::{Problems, problems};
use crate::http::request::ClientAddress;
use crate::options::profile::{Capabilities, Profile};
use crate::protected::resources::Site;
use crate::session::guard::SignedIn;
use crate::state::Shared;
use axum::extract::State;
use rusqlite::Connection;
use serde::Serialize;
use utoipa::ToSchema;

/// Where the instance stands; its time is sent in UTC, this is how people there read it.
const TIME_ZONE: &str = "Europe/Berlin";

#[derive(Serialize, ToSchema)]
pub struct Instance {
    #[schema(example = "Acme Cloud")]
    name: &'static str,
    version: &'static str,
    location: &'static str,
    #[schema(format = DateTime)]
    time: String,
    /// IANA name.
    time_zone: &'static str,
    /// The caller's address as the rules see it.
    your_address: String,
    /// Empty where the profile has no counts.
    counts: Vec<Count>,
    /// Empty where the profile has no map.
    sites: Vec<SiteOnMap>,
    capabilities: Capabilities,
}

#[derive(Serialize, ToSchema)]
pub struct Count {
    #[schema(example = "Users")]
    label: &'static str,
    count: u64,
}

#[derive(Serialize, ToSchema)]
pub struct SiteOnMap {
    name: String,
    /// Degrees, north positive.
    latitude: f64,
    /// Degrees, east positive.
    longitude: f64,
    /// `online`, `degraded` or `offline`
    status: &'static str,
}

/// Describes the instance and what it can do
#[utoipa::path(get, path = "/api/v1/instance", operation_id = "getInstance", tag = "Instance",
    responses((status = 200, body = Instance), Problems), security(()))]
pub async fn instance(
    State(state): State<Shared>,
    ClientAddress(address): ClientAddress,
) -> Result<axum::Json<Instance>, Problem> {
    let has_overview = matches!(state.profile, Profile::Full | Profile::Clouds);
    let (counts, sites) =
        if has_overview { state.database.read(overview).await? } else { Default::default() };
    Ok(axum::Json(Instance {
        name: state.instance_name,
        version: env!("CARGO_PKG_VERSION"),
        location: state.location,
        time: rfc3339(state.clock.now()),
        time_zone: TIME_ZONE,
        your_address: address.to_string(),
        counts,
        sites,
        capabilities: state.capabilities.clone(),
    }))
}

fn overview(db: &Connection) -> Result<(Vec<Count>, Vec<SiteOnMap>), Problem> {
    let count = |sql: &str| db.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0));
    let users = count("SELECT count(*) FROM users")?;
    let devices = count("SELECT count(*) FROM resources WHERE kind = 'devices'")?;
    let mut query = db.prepare_cached("SELECT document FROM resources WHERE kind = 'sites' ORDER BY id")?;
    let mut rows = query.query([])?;
    let mut sites = Vec::new();
    while let Some(row) = rows.next()? {
        let site: Site = serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        let status = site.status.as_str();
        sites.push(SiteOnMap { name: site.name, latitude: site.latitude, longitude: site.longitude, status });
    }
    // CE: compliance endpoints, which here are the devices (vendor document 000).
    let counts = vec![
        Count { label: "Users", count: users.unsigned_abs() },
        Count { label: "CE", count: devices.unsigned_abs() },
        Count { label: "Sites", count: sites.len() as u64 },
    ];
    Ok((counts, sites))
}

problems!(CatalogueProblems: 401);

#[derive(Serialize, ToSchema)]
pub struct Scopes {
    items: Vec<Scope>,
}

/// Lists the scopes that a token may hold
#[utoipa::path(get, path = "/api/v1/scopes", operation_id = "listScopes", tag = "Instance",
    responses((status = 200, body = Scopes), CatalogueProblems))]
pub async fn scopes(State(state): State<Shared>, _: SignedIn) -> axum::Json<Scopes> {
    axum::Json(Scopes { items: state.catalogue.scopes.clone() })
}

#[derive(Serialize, ToSchema)]
pub struct Operations {
    items: Vec<Operation>,
}

/// Lists the operations of the protected API
#[utoipa::path(get, path = "/api/v1/operations", operation_id = "listOperations", tag = "Instance",
    responses((status = 200, body = Operations), CatalogueProblems))]
pub async fn operations(State(state): State<Shared>, _: SignedIn) -> axum::Json<Operations> {
    axum::Json(Operations { items: state.catalogue.operations.clone() })
}

#[derive(Serialize, ToSchema)]
pub struct ApiSets {
    items: Vec<ApiSet>,
}

/// Lists the named sets of operations
#[utoipa::path(get, path = "/api/v1/api-sets", operation_id = "listApiSets", tag = "Instance",
    responses((status = 200, body = ApiSets), CatalogueProblems))]
pub async fn api_sets(State(state): State<Shared>, _: SignedIn) -> axum::Json<ApiSets> {
    axum::Json(ApiSets { items: state.catalogue.api_sets.clone() })
}
