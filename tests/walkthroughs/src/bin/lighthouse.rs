//! `cargo xtask bench lighthouse`: the release behind nginx, and Lighthouse over its token list.

use std::path::PathBuf;
use std::process::ExitCode;

use tokio::task::spawn_blocking;
use walkthroughs::{Front, Site};

#[tokio::main]
async fn main() -> ExitCode {
    let site = Site::behind(Front::Nginx).demo().start().await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/lighthouse.mjs");
    let reports = std::env::args().nth(1).map_or_else(|| PathBuf::from("lighthouse"), PathBuf::from);
    let mut node = std::process::Command::new("node");
    node.arg(script).arg(site.address()).arg(reports);
    match spawn_blocking(move || node.status()).await {
        Ok(Ok(status)) if status.success() => ExitCode::SUCCESS,
        Ok(Ok(_)) => ExitCode::FAILURE,
        Ok(Err(error)) => {
            eprintln!("cannot run node: {error}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
