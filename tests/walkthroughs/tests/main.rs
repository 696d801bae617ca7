//! All walkthroughs in one binary. Each module is one thing that a person does, or one that can go
//! wrong for them.

#![expect(clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod harness;
