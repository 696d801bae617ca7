//! What pages share: one struct of signals per subject, each handed on by a context of its own.
//!
//! Nothing here draws anything. Each struct is `Copy`: a handle to signals that live as long as the app.

pub mod clock;
pub mod hold;
pub mod list;
pub mod lost;
pub mod navigation;
pub mod notices;
pub mod operations;
pub mod other_tabs;
pub mod preferences;
pub mod query;
pub mod reconnect;
pub mod route;
pub mod row;
pub mod selection;
pub mod session;
pub mod tokens;
pub mod unsaved;
pub mod view;

pub use clock::{Clock, use_clock};
pub use hold::Hold;
pub use list::{Counts, Picked, TokenList};
pub use lost::{LostFinding, LostRequest, LostSearch};
pub use navigation::{Navigation, use_navigation};
pub use notices::{Notice, NoticeKind, Notices, use_notices};
pub use operations::{OperationChoice, OperationStore, use_operations};
pub use preferences::{Preferences, Theme, use_preferences};
pub use route::{DialogRoute, Route, STATUSES, Sort, SortKey, TokensRoute};
pub use row::{Rows, TokenRow, label};
pub use selection::{Selected, Selection};
pub use session::{Session, use_session};
pub use tokens::{Loading, TokenStore, use_tokens};
pub use unsaved::{Leaving, UnsavedWork, use_unsaved_work};
pub use view::{VIEWS, View};

use leptos::ev::EventDescriptor;
use leptos::prelude::{on_cleanup, window_event_listener};

/// Listens to the window until the owner goes.
fn on_window<E>(event: E, callback: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: wasm_bindgen::JsCast,
{
    let handle = window_event_listener(event, callback);
    on_cleanup(move || handle.remove());
}
