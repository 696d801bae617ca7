//! The reference backend from outside: its REST contract as of `docs/rest.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod agreement;
mod apiops;
mod client;
mod contract;
mod durability;
mod faults;
mod listing;
mod parallel;
mod profiles;
mod protected;
mod session;
mod tokens;
