//! Supply chain: cargo-deny by `deny.toml`.

use std::process::Command;

use crate::failure::{Failure, Result};
use crate::process::{command, output, run};
use crate::setup::{Need, program};

/// Licenses, duplicates and sources: everything that can be told without asking anybody.
pub fn dependencies() -> Result<()> {
    let what = ["bans", "licenses", "sources"];
    // The app alone: no version of a crate twice. The exceptions for tools are not for it.
    let mut app = deny()?;
    app.args(["--target=wasm32-unknown-unknown", "check", "--allow=license-exception-not-encountered"]);
    run(app.args(what))?;
    let mut all = deny()?;
    all.args(["--workspace", "check", "--allow=duplicate", "--deny=license-exception-not-encountered"]);
    run(all.args(what)).map_err(|failure| failure.next("deny.toml says why each exception is there"))
}

/// Known holes and packages taken back. The database of advisories is a repository on the network.
pub fn advisories() -> Result<()> {
    if let Err(failure) = output(deny()?.args(["fetch", "db"])) {
        return Err(Failure::unchecked(format!("the advisory database cannot be fetched; {failure}"))
            .next("cargo xtask test advisories, where the network allows it"));
    }
    run(deny()?.args(["--workspace", "check", "advisories"]))
}

fn deny() -> Result<Command> {
    let mut deny = command(program(Need::Deny)?);
    deny.args(["--locked", "--color=never"]);
    Ok(deny)
}
