//! Cursors: where the next page starts. By position (sort value and row), not by count, so that tokens
//! created meanwhile neither repeat nor hide others.

use super::sort::Sort;
use crate::foundation::problem::{Code, Problem};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The sort column's value in the last row of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SortValue {
    Number(i64),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    sort: Sort,
    pub value: SortValue,
    pub seq: i64,
}

impl Cursor {
    pub fn new(sort: Sort, value: SortValue, seq: i64) -> Self {
        Self { sort, value, seq }
    }

    pub fn write(&self) -> Result<String, Problem> {
        Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self)?))
    }

    /// A cursor counts for the order that it was made for.
    pub fn read(text: &str, sort: Sort) -> Result<Self, Problem> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        let cursor: Option<Self> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let fits = |cursor: &Self| {
            cursor.sort == sort && sort.by_text() == matches!(cursor.value, SortValue::Text(_))
        };
        cursor.filter(fits).ok_or_else(|| Problem::new(Code::BadCursor, "Start again without a cursor."))
    }
}
