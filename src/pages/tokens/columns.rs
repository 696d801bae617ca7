//! The columns of the list.

use crate::i18n::I18n;
use crate::state::route::SortKey;
use latchkey_connector::{Capabilities, Column};

/// All there are, in their order.
pub const COLUMNS: [Column; 6] =
    [Column::Name, Column::Scope, Column::Status, Column::Created, Column::Expires, Column::LastUsed];

/// The columns the backend has something to show in.
pub fn of(can: &Capabilities) -> Vec<Column> {
    COLUMNS.into_iter().filter(|column| can.columns.contains(column)).collect()
}

/// Whether a card shows the column, as in `style/grid.css`.
pub fn is_on_card(column: Column) -> bool {
    matches!(column, Column::Name | Column::Status | Column::Expires)
}

pub fn title(column: Column, t: I18n) -> String {
    match column {
        Column::Name => t.name(),
        Column::Scope => t.scope(),
        Column::Status => t.status(),
        Column::Created => t.created(),
        Column::Expires => t.expires(),
        Column::LastUsed => t.last_used(),
    }
}

/// `None`: one cannot sort by it.
pub fn sort_key(column: Column) -> Option<SortKey> {
    match column {
        Column::Name => Some(SortKey::Name),
        Column::Scope => None,
        Column::Status => Some(SortKey::Status),
        Column::Created => Some(SortKey::Created),
        Column::Expires => Some(SortKey::Expires),
        Column::LastUsed => Some(SortKey::LastUsed),
    }
}

/// The classes of a cell, in the head and in a row.
pub fn class(column: Column) -> &'static str {
    match column {
        Column::Name => "cell name",
        Column::Scope => "cell scope",
        Column::Status => "cell status-cell",
        Column::Created => "cell created num",
        Column::Expires => "cell expires",
        Column::LastUsed => "cell used num dim",
    }
}
