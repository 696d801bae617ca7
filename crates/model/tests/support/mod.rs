//! What several tests begin with.

use latchkey_model::Operation;

/// An operation that needs no scope.
pub fn operation(id: &str, method: &str, path: &str) -> Operation {
    Operation {
        id: id.into(),
        method: method.into(),
        path: path.into(),
        group: String::new(),
        summary: String::new(),
        docs: String::new(),
        scopes: Vec::new(),
    }
}
