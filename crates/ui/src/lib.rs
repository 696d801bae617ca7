//! The kit of components: buttons, fields, dialogs, tabs, chips, notices, long lists, and the keyboard in a grid.
//!
//! It knows no token, no backend and has no text of its own: labels come as props, what a person does goes out by
//! callbacks. `cargo xtask gallery` shows every component in every state. The classes are those of `style/*.css`.

pub mod button;
pub mod chips;
pub mod dialog;
pub mod field;
mod focus;
pub mod grid;
pub mod icon;
pub mod icons;
pub mod lines;
pub mod notice;
pub mod radio;
pub mod tabs;
pub mod window;
mod window_rows;

pub use button::{Button, ButtonKind, IconButton};
pub use chips::Chips;
pub use dialog::{Dialog, DialogFooter, Spacer, provide_dialogs};
pub use field::{
    Checkbox, Choice, Field, FieldControl, FieldGroup, FieldNote, FormAlert, SearchBox, Select, SelectField,
    TextArea, TextField, Tick, focus_error,
};
pub use grid::{GridFocus, GridRow};
pub use icon::{Icon, IconShape};
pub use lines::LineFocus;
pub use notice::{NoticeItem, NoticeRegion, Status};
pub use radio::{RadioGroup, Segmented};
pub use tabs::Tabs;
pub use window::{ListWindow, VirtualList, use_window, use_window_in};

use std::sync::atomic::{AtomicU32, Ordering};

/// A view of nothing, where nothing ever comes. Leptos puts a comment into the page for `()` and `None`, to find the place
/// again; a page has an icon in each row of a list.
pub(crate) const NOTHING: [(); 0] = [];

/// An id for an element, unique on this page.
pub fn fresh_id() -> String {
    format!("i{}", fresh_number())
}

fn fresh_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
