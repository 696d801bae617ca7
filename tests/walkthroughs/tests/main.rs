//! All walkthroughs in one binary. Each module is one thing that a person does, or one that can go
//! wrong for them.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod bad_input;
mod boot;
mod document_000;
mod document_001;
mod document_002;
mod document_003;
mod harness;
mod languages;
mod hosting;
mod large_list;
mod looks;
mod main_job;
mod overview;
mod rules;
mod selection;
mod standin_apinizer;
mod origins;
mod standin_virtuozzo;
mod steps;
mod trouble;
