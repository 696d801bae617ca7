//! The JSON Schema of connectors, from their types.

use crate::document::Connector;
use schemars::generate::SchemaSettings;

/// `connectors/connector.schema.json` as it should be (JSON Schema 2020-12), with a line's end at its end.
pub fn schema_json() -> String {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Connector>();
    let mut json = serde_json::to_string_pretty(&schema).unwrap_or_default();
    json.push('\n');
    json
}
