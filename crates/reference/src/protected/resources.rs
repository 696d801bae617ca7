//! Collections, devices, policies and sites: read and changed with a token.

use crate::foundation::problem::{FieldError, Problem};
use crate::foundation::secret;
use crate::http::openapi::problems;
use crate::http::request::{Id, Json};
use crate::state::{AppState, Shared};
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const LONGEST_NAME: usize = 200;
const ID_DIGITS: usize = 12;

/// A kind of resource: its table key, and what a new one must hold.
pub trait Resource: Serialize + DeserializeOwned + Send + 'static {
    const KIND: &'static str;
    fn check(&self) -> Vec<FieldError>;
}

/// A resource with its id.
#[derive(Serialize, ToSchema)]
pub struct Stored<T> {
    id: String,
    #[serde(flatten)]
    content: T,
}

#[derive(Serialize, ToSchema)]
pub struct Items<T> {
    items: Vec<Stored<T>>,
}

/// A named group of devices.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Ids of devices.
    #[serde(default)]
    pub devices: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Device {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[schema(example = "linux")]
    pub platform: String,
    /// Id of the site where it stands.
    pub site: Option<String>,
    pub enabled: bool,
}

/// What devices must keep to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    pub enforced: bool,
    #[serde(default)]
    pub rules: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Degrees, north positive.
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: f64,
    /// Degrees, east positive.
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: f64,
    pub status: SiteStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SiteStatus {
    Online,
    Degraded,
    Offline,
}

impl SiteStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            SiteStatus::Online => "online",
            SiteStatus::Degraded => "degraded",
            SiteStatus::Offline => "offline",
        }
    }
}

impl Resource for Collection {
    const KIND: &'static str = "collections";
    fn check(&self) -> Vec<FieldError> {
        check_name(&self.name)
    }
}

impl Resource for Device {
    const KIND: &'static str = "devices";
    fn check(&self) -> Vec<FieldError> {
        check_name(&self.name)
    }
}

impl Resource for Policy {
    const KIND: &'static str = "policies";
    fn check(&self) -> Vec<FieldError> {
        check_name(&self.name)
    }
}

impl Resource for Site {
    const KIND: &'static str = "sites";
    fn check(&self) -> Vec<FieldError> {
        let mut errors = check_name(&self.name);
        if !(-90.0..=90.0).contains(&self.latitude) {
            errors.push(FieldError::new("/latitude", "out_of_range", "Expected -90 to 90 degrees."));
        }
        if !(-180.0..=180.0).contains(&self.longitude) {
            errors.push(FieldError::new("/longitude", "out_of_range", "Expected -180 to 180 degrees."));
        }
        errors
    }
}

/// Writes a resource; used by the seed too.
pub fn put<T: Resource>(db: &Connection, id: &str, content: &T) -> Result<(), Problem> {
    db.prepare_cached("INSERT OR REPLACE INTO resources (kind, id, document) VALUES (?1, ?2, ?3)")?
        .execute((T::KIND, id, serde_json::to_string(content)?))?;
    Ok(())
}

fn check_name(name: &str) -> Vec<FieldError> {
    if (1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Vec::new();
    }
    vec![FieldError::new("/name", "length", format!("Expected 1 to {LONGEST_NAME} characters."))]
}

async fn list_all<T: Resource>(state: &AppState) -> Result<axum::Json<Items<T>>, Problem> {
    let items = state
        .database
        .read(|db| {
            let mut query =
                db.prepare_cached("SELECT id, document FROM resources WHERE kind = ?1 ORDER BY id")?;
            let mut rows = query.query([T::KIND])?;
            let mut items = Vec::new();
            while let Some(row) = rows.next()? {
                let document: String = row.get(1)?;
                items.push(Stored { id: row.get(0)?, content: serde_json::from_str(&document)? });
            }
            Ok(items)
        })
        .await?;
    Ok(axum::Json(Items { items }))
}

async fn read_one<T: Resource>(state: &AppState, id: String) -> Result<axum::Json<Stored<T>>, Problem> {
    let found = state
        .database
        .read(move |db| {
            let mut query =
                db.prepare_cached("SELECT document FROM resources WHERE kind = ?1 AND id = ?2")?;
            let document: Option<String> = query.query_row((T::KIND, &id), |row| row.get(0)).optional()?;
            document.map(|text| Ok(Stored { id, content: serde_json::from_str(&text)? })).transpose()
        })
        .await?;
    found.map(axum::Json).ok_or_else(|| Problem::not_found("resource"))
}

type Created<T> = (StatusCode, [(HeaderName, String); 1], axum::Json<Stored<T>>);

async fn create_one<T: Resource>(state: &AppState, content: T) -> Result<Created<T>, Problem> {
    let errors = content.check();
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let id = secret::random_base62(ID_DIGITS).map_err(|error| Problem::internal(&error))?;
    let stored = state
        .database
        .write(move |db| {
            put(db, &id, &content)?;
            Ok(Stored { id, content })
        })
        .await?;
    let location = [(header::LOCATION, format!("/v1/{}/{}", T::KIND, stored.id))];
    Ok((StatusCode::CREATED, location, axum::Json(stored)))
}

async fn replace_one<T: Resource>(
    state: &AppState,
    id: String,
    content: T,
) -> Result<axum::Json<Stored<T>>, Problem> {
    let errors = content.check();
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let replaced = state
        .database
        .write(move |db| {
            let sql = "UPDATE resources SET document = ?3 WHERE kind = ?1 AND id = ?2";
            let changed =
                db.prepare_cached(sql)?.execute((T::KIND, &id, serde_json::to_string(&content)?))?;
            Ok((changed == 1).then_some(Stored { id, content }))
        })
        .await?;
    replaced.map(axum::Json).ok_or_else(|| Problem::not_found("resource"))
}

async fn delete_one<T: Resource>(state: &AppState, id: String) -> Result<StatusCode, Problem> {
    let deleted = state
        .database
        .write(move |db| {
            let sql = "DELETE FROM resources WHERE kind = ?1 AND id = ?2";
            Ok(db.prepare_cached(sql)?.execute((T::KIND, &id))?)
        })
        .await?;
    if deleted == 1 { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("resource")) }
}

problems!(ListProblems: 401, 403);
problems!(OneProblems: 400, 401, 403, 404);
problems!(CreateProblems: 400, 401, 403, 413, 415, 422);
problems!(ReplaceProblems: 400, 401, 403, 404, 413, 415, 422);

/// The five routes of a kind. OpenAPI wants each spelt out, with literals.
macro_rules! routes_of {
    ($module:ident, $kind:ident, $tag:tt, $all:tt, $one:tt, [$list:tt $create:tt $get:tt $update:tt $delete:tt]) => {
        pub mod $module {
            use super::*;

            #[utoipa::path(get, path = $all, operation_id = $list, tag = $tag, security(("token" = [])),
                responses((status = 200, body = Items<$kind>), ListProblems))]
            pub async fn list(State(state): State<Shared>) -> Result<axum::Json<Items<$kind>>, Problem> {
                list_all(&state).await
            }

            #[utoipa::path(post, path = $all, operation_id = $create, tag = $tag, security(("token" = [])),
                request_body = $kind,
                responses((status = 201, body = Stored<$kind>, headers(("Location" = String))), CreateProblems))]
            pub async fn create(State(state): State<Shared>, body: Json<$kind>) -> Result<Created<$kind>, Problem> {
                create_one(&state, body.value).await
            }

            #[utoipa::path(get, path = $one, operation_id = $get, tag = $tag, security(("token" = [])),
                params(("id" = String, Path)), responses((status = 200, body = Stored<$kind>), OneProblems))]
            pub async fn get(
                State(state): State<Shared>,
                Id(id): Id,
            ) -> Result<axum::Json<Stored<$kind>>, Problem> {
                read_one(&state, id).await
            }

            #[utoipa::path(put, path = $one, operation_id = $update, tag = $tag, security(("token" = [])),
                request_body = $kind, params(("id" = String, Path)),
                responses((status = 200, body = Stored<$kind>), ReplaceProblems))]
            pub async fn update(
                State(state): State<Shared>,
                Id(id): Id,
                body: Json<$kind>,
            ) -> Result<axum::Json<Stored<$kind>>, Problem> {
                replace_one(&state, id, body.value).await
            }

            #[utoipa::path(delete, path = $one, operation_id = $delete, tag = $tag, security(("token" = [])),
                params(("id" = String, Path)), responses((status = 204), OneProblems))]
            pub async fn delete(State(state): State<Shared>, Id(id): Id) -> Result<StatusCode, Problem> {
                delete_one::<$kind>(&state, id).await
            }
        }
    };
}

routes_of!(collections, Collection, "Collections", "/v1/collections", "/v1/collections/{id}",
    ["listCollections" "createCollection" "getCollection" "updateCollection" "deleteCollection"]);
routes_of!(devices, Device, "Devices", "/v1/devices", "/v1/devices/{id}",
    ["listDevices" "createDevice" "getDevice" "updateDevice" "deleteDevice"]);
routes_of!(policies, Policy, "Policies", "/v1/policies", "/v1/policies/{id}",
    ["listPolicies" "createPolicy" "getPolicy" "updatePolicy" "deletePolicy"]);
routes_of!(sites, Site, "Sites", "/v1/sites", "/v1/sites/{id}",
    ["listSites" "createSite" "getSite" "updateSite" "deleteSite"]);
