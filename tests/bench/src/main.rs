//! Measures the built site in Chromium: `cargo xtask bench load` and `cargo xtask bench operations`.
//!
//! `load` opens the list of tokens, searches, sorts and scrolls it, beside a page written by hand (`baseline/`). `operations` opens
//! the dialog for a new token where the backend has two thousand operations, and looks for tasks that block the page.
//! With `--write` the figures go into `docs/performance.md`. `--traces FOLDER` records what happens in
//! each step, to be opened in the browser's DevTools; figures are then those of a browser that records.

mod browser;
mod host;
mod load;
mod one_answer;
mod operations;
mod report;
mod trace;

use std::path::PathBuf;
use std::process::ExitCode;

/// Whatever goes wrong ends the run: half a table would be taken for a whole one.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Runs in each document that is measured.
const PROBE: &str = include_str!("probe.js");

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let write = words.iter().any(|word| word == "--write");
    words.retain(|word| word != "--write");
    let mut words = words.iter().map(String::as_str);
    let what = words.next().unwrap_or_default();
    let (mut rounds, mut traces) = (7, None);
    while let Some(word) = words.next() {
        match (word, words.next()) {
            ("--rounds", Some(count)) => rounds = count.parse()?,
            ("--traces", Some(folder)) => traces = Some(PathBuf::from(folder)),
            _ => return Err(format!("{word}? There are --rounds N, --traces FOLDER and --write").into()),
        }
    }
    let report = match what {
        "load" => load::measure(rounds, traces.as_deref()).await?,
        "operations" => operations::measure(rounds, traces.as_deref()).await?,
        _ => return Err("say what to measure: load or operations".into()),
    };
    println!("\n{report}");
    if write { report::write(what, &report) } else { Ok(()) }
}
