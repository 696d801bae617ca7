//! `cargo xtask connector`: the tools for those who write a connector. They live in `tests/live`; this builds and
//! starts them.

use std::env;
use std::process::Stdio;

use crate::failure::{Failure, Result};
use crate::process::{self, cargo, run};

pub fn command(arguments: &[String]) -> Result<()> {
    run(cargo().args(process::NATIVE).args(["--bin", "connector"]))?;
    let mut tool = process::command(crate::paths::target().join("debug/connector"));
    // The files are named from where the command was typed, and a password may come from standard input.
    if let Ok(here) = env::current_dir() {
        tool.current_dir(here);
    }
    tool.args(arguments).stdin(Stdio::inherit());
    let status = tool.status().map_err(|error| Failure::new(format!("cannot run the check: {error}")))?;
    match status.code() {
        Some(0) => Ok(()),
        // It said itself what was not understood.
        Some(2) => Err(Failure::new("nothing was checked").next("cargo xtask connector check --help")),
        _ => Err(Failure::new("the connector is not right yet").next("read what it printed above")),
    }
}
