//! One way to do each thing: one dialog, one field, one button, one notice.

pub mod button;
pub mod dialog;
pub mod field;
pub mod hold;
pub mod notice;
pub mod select;
pub mod windowed;

use std::cell::Cell;

/// An id for an element, unique on this page.
pub fn fresh_id() -> String {
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(0) });
    let id = NEXT.get();
    NEXT.set(id + 1);
    ["i", &id.to_string()].concat()
}
