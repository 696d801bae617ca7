//! What a token can be allowed: scopes, operations and API sets of the protected API.

use latchkey_model::ScopeId;
use serde::Serialize;
use utoipa::ToSchema;

/// One kind of thing that the protected API manages.
struct Kind {
    singular: &'static str,
    plural: &'static str,
    segment: &'static str,
    scope_description: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        singular: "Collection",
        plural: "Collections",
        segment: "collections",
        scope_description: "Read and change collections of devices",
    },
    Kind {
        singular: "Device",
        plural: "Devices",
        segment: "devices",
        scope_description: "Read and change devices",
    },
    Kind {
        singular: "Policy",
        plural: "Policies",
        segment: "policies",
        scope_description: "Read and change the policies that devices follow",
    },
    Kind { singular: "Site", plural: "Sites", segment: "sites", scope_description: "Read and change sites" },
];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Scope {
    #[schema(example = "Device")]
    pub id: String,
    pub description: String,
}

/// One callable method of the protected API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Operation {
    #[schema(example = "listDevices")]
    pub id: String,
    #[schema(example = "GET")]
    pub method: String,
    /// Below `/v1`.
    #[schema(example = "/devices/{id}")]
    pub path: String,
    pub group: String,
    pub summary: String,
    /// Address of its documentation, relative to this origin.
    pub docs: String,
    /// Any one of these suffices; empty: none is needed.
    pub scopes: Vec<String>,
    /// The same for `decide`.
    #[serde(skip)]
    pub scope_ids: Vec<ScopeId>,
}

/// A named set of operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApiSet {
    #[schema(example = "maven-plugin")]
    pub id: String,
    pub name: String,
    /// Operation ids.
    pub operations: Vec<String>,
}

/// What a path and a method lead to.
pub enum Found<'a> {
    Operation(&'a Operation),
    /// The path is known; these methods are offered there.
    OtherMethods(Vec<&'a str>),
    Nothing,
}

#[derive(Clone, Debug)]
pub struct Catalogue {
    pub scopes: Vec<Scope>,
    pub operations: Vec<Operation>,
    pub api_sets: Vec<ApiSet>,
    /// Operations before this index can be called; the rest is padding for load tests.
    callable: usize,
}

impl Catalogue {
    /// `with_scopes`: false where the profile has none, so operations need none; `padding`: the number of
    /// operations to reach with made-up ones.
    pub fn new(with_scopes: bool, padding: usize) -> Self {
        let mut operations: Vec<Operation> =
            KINDS.iter().flat_map(|kind| kind_operations(kind, with_scopes)).collect();
        let callable = operations.len();
        operations.extend((callable..padding).map(made_up_operation));
        let scopes = if with_scopes {
            KINDS
                .iter()
                .map(|kind| Scope { id: kind.singular.into(), description: kind.scope_description.into() })
                .collect()
        } else {
            Vec::new()
        };
        let api_sets = api_sets(operations.get(..callable).unwrap_or_default());
        Self { scopes, operations, api_sets, callable }
    }

    pub fn has_scope(&self, id: &str) -> bool {
        self.scopes.iter().any(|scope| scope.id == id)
    }

    pub fn api_set(&self, id: &str) -> Option<&ApiSet> {
        self.api_sets.iter().find(|set| set.id == id)
    }

    /// `path` is below `/v1` and as it came on the wire: it is compared as the router compares it, so that what
    /// is judged is what would run.
    pub fn find(&self, method: &str, path: &str) -> Found<'_> {
        let here: Vec<&Operation> = self
            .operations
            .iter()
            .take(self.callable)
            .filter(|operation| latchkey_model::Operation::fits(&operation.path, path))
            .collect();
        if let Some(operation) = here.iter().find(|operation| operation.method == method) {
            return Found::Operation(operation);
        }
        if here.is_empty() {
            return Found::Nothing;
        }
        Found::OtherMethods(here.iter().map(|operation| operation.method.as_str()).collect())
    }
}

fn kind_operations(kind: &Kind, with_scopes: bool) -> Vec<Operation> {
    let Kind { singular, plural, segment, .. } = kind;
    let lower = singular.to_lowercase();
    let one = format!("/{segment}/{{id}}");
    let all = format!("/{segment}");
    let rows = [
        (format!("list{plural}"), "GET", all.clone(), format!("List {segment}")),
        (format!("create{singular}"), "POST", all, format!("Create a {lower}")),
        (format!("get{singular}"), "GET", one.clone(), format!("Read a {lower}")),
        (format!("update{singular}"), "PUT", one.clone(), format!("Replace a {lower}")),
        (format!("delete{singular}"), "DELETE", one, format!("Delete a {lower}")),
    ];
    let scopes: Vec<String> = if with_scopes { vec![(*singular).to_owned()] } else { Vec::new() };
    rows.into_iter()
        .map(|(id, method, path, summary)| Operation {
            docs: format!("/docs/api#{id}"),
            id,
            method: method.into(),
            path,
            group: (*plural).into(),
            summary,
            scope_ids: scopes.iter().map(|scope| ScopeId(scope.as_str().into())).collect(),
            scopes: scopes.clone(),
        })
        .collect()
}

fn made_up_operation(number: usize) -> Operation {
    let (group, id) = (number / 25, format!("padding{number:04}"));
    Operation {
        docs: format!("/docs/api#{id}"),
        method: ["GET", "POST", "PUT", "DELETE"].get(number % 4).copied().unwrap_or("GET").into(),
        path: format!("/padding/{group}/{number}"),
        group: format!("Padding {group}"),
        summary: format!("Made up for load tests, number {number}"),
        scopes: Vec::new(),
        scope_ids: Vec::new(),
        id,
    }
}

/// The names are those of vendor document 002.
fn api_sets(operations: &[Operation]) -> Vec<ApiSet> {
    let pick = |id: &str, name: &str, wanted: &dyn Fn(&Operation) -> bool| ApiSet {
        id: id.into(),
        name: name.into(),
        operations: operations.iter().filter(|o| wanted(o)).map(|o| o.id.clone()).collect(),
    };
    let in_group = |o: &Operation, groups: &[&str]| groups.contains(&o.group.as_str());
    vec![
        pick("extended-access", "Extended Access", &|_| true),
        pick("ide-plugins", "IDE Plugins", &|o| {
            in_group(o, &["Collections", "Devices"]) && o.method != "DELETE"
        }),
        pick("marketplace", "Marketplace", &|o| o.method == "GET" || in_group(o, &["Collections"])),
        pick("maven-plugin", "Maven Plugin", &|o| in_group(o, &["Collections"]) && o.method != "DELETE"),
    ]
}
