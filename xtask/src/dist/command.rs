//! The command `latchkey`, built for the machine that builds.

use std::fs;
use std::path::Path;

use super::program::COMMAND;
use crate::failure::{Failure, Result};
use crate::process::{cargo, run};
use crate::site;

/// Not `release`, whose settings make the wasm small and every build slow.
const PROFILE: &str = "release-tools";

/// Builds it below `target`, a folder for cargo. The same sources give the same bytes below any folder.
pub fn build(target: &Path) -> Result<Vec<u8>> {
    let mut flags = site::remap_flags()?;
    // Of files that build scripts write. The last prefix that fits wins, and `target` may lie in the repository.
    flags.push(format!("--remap-path-prefix={}=/target", target.display()));
    let mut build = cargo();
    build.args(["build", "--quiet", "--locked", "--package", COMMAND.package, "--bin", "latchkey"]);
    build.args(["--profile", PROFILE, "--target-dir"]).arg(target);
    run(build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f")))?;
    let program = target.join(PROFILE).join("latchkey");
    fs::read(&program).map_err(|error| Failure::file("read", &program, &error))
}
