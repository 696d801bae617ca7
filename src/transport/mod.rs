//! The only place that sends a request, and only below the configured backend URL.

mod assets;
mod backend;

pub use assets::{
    Asset, boot_asset, end_turn, fetch_asset, second_part, second_part_is_here, stop_page, take_response,
    turn,
};
pub use backend::{Backend, Cancel, NetworkError};
