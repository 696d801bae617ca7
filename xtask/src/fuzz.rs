//! The fuzzing client against a reference backend of its own, by the OpenAPI document that is
//! checked in.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::failure::{Failure, Result};
use crate::paths;
use crate::process::{self, Running, cargo, run};
use crate::setup::{self, Need};

const FOLDER: &str = "crates/reference/schemathesis";

pub fn schemathesis() -> Result<()> {
    run(cargo().args(process::NATIVE).args(["--bin", "latchkey-reference"]))?;
    let mut command = process::command(paths::target().join("debug/latchkey-reference"));
    // In memory, and with what the hooks sign in to.
    command.args(["--listen", "127.0.0.1:0", "--demo"]).stdout(Stdio::piped());
    let mut backend = Running::start("the reference backend", &mut command)?;
    let address = backend
        .output()
        .and_then(|output| {
            BufReader::new(output).lines().map_while(std::result::Result::ok).find_map(address)
        })
        .ok_or_else(|| {
            Failure::new("the reference backend did not start").next("read its last lines above")
        })?;

    let mut client = process::command(setup::program(Need::Schemathesis)?);
    client.env("SCHEMATHESIS_HOOKS", format!("{FOLDER}/hooks.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    client.args(["-m", "schemathesis.cli", "--config-file", &format!("{FOLDER}/schemathesis.toml")]);
    run(client.args(["run", "docs/openapi.json", "--url", &address]))
        .map_err(|failure| failure.next("each failure above ends with a curl line that repeats it"))
}

/// The address in the line that the backend prints once it listens.
fn address(line: String) -> Option<String> {
    line.split_once("listens on ").map(|(_, address)| address.trim().to_owned())
}
