//! JSON to documents, with errors that name the place.

use crate::error::ConfigError;
use crate::problem::{Problem, pointer_token};
use crate::value::Value;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

/// Reads a document. `file` is the name shown in errors.
pub(crate) fn from_json<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, ConfigError> {
    let value = Value::parse(text.trim_start_matches('\u{feff}'));
    let value = value.map_err(|error| Problem::new(error.to_string()));
    value.and_then(|value| from_value(&value)).map_err(|problem| problem.in_file(file))
}

pub(crate) fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let mut path = String::new();
        for segment in error.path().iter() {
            match segment {
                Segment::Seq { index } => path.push_str(&format!("/{index}")),
                Segment::Map { key } => path.push_str(&pointer_token(key)),
                Segment::Enum { .. } | Segment::Unknown => {}
            }
        }
        error.into_inner().at(path)
    })
}

impl Problem {
    pub fn in_file(self, file: &str) -> ConfigError {
        ConfigError { file: file.to_owned(), path: self.path, problem: self.problem }
    }
}
