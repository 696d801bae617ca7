//! The schema in the repository is the one that the types make.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::Value;
use std::path::Path;

#[test]
fn the_schema_in_the_repository_is_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors/connector.schema.json");
    let schema = latchkey_connector::schema_json();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&file, &schema).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == schema, "connectors/connector.schema.json is old: run this test with UPDATE_SCHEMA=1");
}

/// A member that the reader knows and the schema does not, or the other way round, would make editors lie.
#[test]
fn the_schema_knows_what_the_reader_knows() {
    let schema: Value = serde_json::from_str(&latchkey_connector::schema_json()).unwrap();
    let connector = &schema["properties"];
    for member in ["$schema", "name", "requests", "token", "errors", "capabilities", "fixed"] {
        assert!(connector.get(member).is_some(), "{member}");
    }
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"], serde_json::json!(["name", "requests"]));
    let defs = &schema["$defs"];
    assert_eq!(defs["Request"]["required"], serde_json::json!(["method", "path"]));
    assert_eq!(defs["Method"]["enum"], serde_json::json!(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]));
    assert!(defs["Headers"]["properties"].get("unsafe").is_some());
    let words = defs["TimeFormat"].to_string();
    for word in ["rfc3339", "naive", "date", "epoch_s", "epoch_ms"] {
        assert!(words.contains(&format!("\"{word}\"")), "{word}: {words}");
    }
}
