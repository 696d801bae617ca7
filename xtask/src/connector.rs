//! `cargo xtask connector`: the command `latchkey` (`crates/cli`), built and run from the sources.

use std::env;
use std::process::Stdio;

use crate::failure::{Failure, Result};
use crate::process::{self, cargo, run};

pub fn command(arguments: &[String]) -> Result<()> {
    run(cargo().args(process::NATIVE).args(["--bin", "latchkey"]))?;
    let mut latchkey = process::command(crate::paths::target().join("debug/latchkey"));
    // Files are named from where the command was typed, and a password may come from standard input.
    if let Ok(here) = env::current_dir() {
        latchkey.current_dir(here);
    }
    latchkey.args(arguments).stdin(Stdio::inherit());
    let status = latchkey.status().map_err(|error| Failure::new(format!("cannot run the check: {error}")))?;
    match status.code() {
        Some(0) => Ok(()),
        // It said itself what is wrong with the command line.
        Some(2) => Err(Failure::new("nothing was checked").next("cargo xtask connector check --help")),
        _ => Err(Failure::new("the connector is not right yet").next("read what it printed above")),
    }
}
