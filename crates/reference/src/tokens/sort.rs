//! In which order tokens are listed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Sort {
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDescending,
    #[serde(rename = "created_at")]
    Created,
    #[default]
    #[serde(rename = "-created_at")]
    CreatedDescending,
    #[serde(rename = "expires_at")]
    Expires,
    #[serde(rename = "-expires_at")]
    ExpiresDescending,
    #[serde(rename = "last_used_at")]
    LastUsed,
    #[serde(rename = "-last_used_at")]
    LastUsedDescending,
}

impl Sort {
    pub fn column(self) -> &'static str {
        match self {
            Sort::Name | Sort::NameDescending => "name_key",
            Sort::Created | Sort::CreatedDescending => "created_at",
            Sort::Expires | Sort::ExpiresDescending => "expires_key",
            Sort::LastUsed | Sort::LastUsedDescending => "used_key",
        }
    }

    /// SQL's word for the order, and the comparison that leads on from a cursor.
    pub fn direction(self) -> (&'static str, &'static str) {
        match self {
            Sort::Name | Sort::Created | Sort::Expires | Sort::LastUsed => ("ASC", ">"),
            _ => ("DESC", "<"),
        }
    }

    pub fn by_text(self) -> bool {
        self.column() == "name_key"
    }
}
