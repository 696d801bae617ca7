//! Installing what a command needs, each thing only if it is missing.
//!
//! A tool is installed into a folder beside its place and moved there when it is complete, so that
//! an interrupted installation is never taken for a finished one. A lock file keeps two runs apart.

mod debian_std;
mod install;
mod packages;
mod tools;

use crate::failure::{Failure, Result};
use crate::paths;

pub use packages::{debian_packages, fonts};
pub use tools::{FOR_BUILD, FOR_SERVE, Need, folder, program, with_tools};

pub fn command(arguments: &[String]) -> Result<()> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => ensure(ALL).map(|()| println!("Everything is installed.")),
        ["--debian-std"] => debian_std::install(),
        _ => Err(Failure::new("setup takes no argument but --debian-std")),
    }
}

/// Installs those of `needs` that are missing.
pub fn ensure(needs: &[Need]) -> Result<()> {
    if needs.iter().all(|need| tools::is_present(*need).unwrap_or(false)) {
        return Ok(());
    }
    let _lock = paths::lock(&paths::tools()?.join("setup.lock"), "Another run is installing tools")?;
    for need in needs {
        // Asked again under the lock: another run may just have installed it.
        if !tools::is_present(*need)? {
            install::install(*need)?;
        }
    }
    Ok(())
}

const ALL: &[Need] = &[
    Need::WasmTarget,
    Need::Chromium,
    Need::Python,
    Need::Binaryen,
    Need::Esbuild,
    Need::Axe,
    Need::Schemathesis,
    Need::Machete,
    Need::WebServers,
    Need::Deny,
    Need::WasmBindgen,
    Need::Trunk,
];
