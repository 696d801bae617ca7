//! All walkthroughs in one binary. Each module is one thing that a person does, or one that can go
//! wrong for them.

#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod accessibility;
mod away;
mod bad_input;
mod boot;
mod calendar;
mod document_000;
mod document_001;
mod document_002;
mod document_003;
mod faults;
mod gallery;
mod harness;
mod hostile;
mod hosting;
mod languages;
mod large_list;
mod later;
mod looks;
mod lost_answers;
mod main_job;
mod origins;
mod overview;
mod renewal;
mod rules;
mod selection;
mod somebody;
mod stale;
mod standin_apinizer;
mod standin_virtuozzo;
mod steps;
mod trouble;
mod unsaved;
