//! The checked-in OpenAPI document, and what holds for every answer.

use crate::client::Client;
use latchkey_reference::{Options, openapi};
use serde_json::Value;

#[test]
fn the_openapi_document_is_fresh() {
    let checked_in = include_str!("../../../../docs/openapi.json");
    let command = "cargo run -q -p latchkey-reference -- --print-openapi > docs/openapi.json";
    assert!(checked_in == openapi(), "docs/openapi.json is stale. Write it again: {command}");
}

#[test]
fn every_operation_has_an_id_and_documents_its_failures_as_problem_details() {
    let document: Value = serde_json::from_str(&openapi()).unwrap();
    let mut ids = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            ids.push(operation["operationId"].as_str().unwrap().to_owned());
            for (status, response) in operation["responses"].as_object().unwrap() {
                if status.starts_with(['4', '5']) && !path.starts_with("/apiops") {
                    let content = &response["content"]["application/problem+json"];
                    assert!(content.is_object(), "{method} {path} {status}");
                }
            }
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), count), (39, 39));
}

#[tokio::test]
async fn no_answer_may_be_kept_or_sniffed() {
    let client = Client::signed_in(Options::default()).await;
    for path in [
        "/api/v1/session",
        "/api/v1/tokens",
        "/api/v1/nothing",
        "/v1/devices",
        "/docs/api",
        "/docs/openapi.json",
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("vary"), "Cookie, Authorization", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}
