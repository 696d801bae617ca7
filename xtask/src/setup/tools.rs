//! What commands need, and where it is once it is installed.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::process::{command, output};
use crate::{paths, versions};

/// Something that a command cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    WasmTarget,
    Trunk,
    WasmBindgen,
    Binaryen,
    Esbuild,
    Machete,
    Deny,
    Chromium,
    Python,
    WebServers,
    Lighthouse,
    Axe,
    Schemathesis,
}

/// What building the site for release takes.
pub const FOR_BUILD: &[Need] =
    &[Need::WasmTarget, Need::Trunk, Need::WasmBindgen, Need::Binaryen, Need::Esbuild];

/// What the development server takes: a debug build is not made small, so no wasm-opt.
pub const FOR_SERVE: &[Need] = &[Need::WasmTarget, Need::Trunk, Need::WasmBindgen, Need::Esbuild];

/// Whether a need is met.
pub fn is_present(need: Need) -> Result<bool> {
    Ok(match need {
        Need::WasmTarget => wasm_target_folder()?.is_dir(),
        Need::Chromium => chromium().is_some() && chromedriver().is_some(),
        Need::Python => python(),
        _ => program(need)?.is_file(),
    })
}

pub fn chromium() -> Option<PathBuf> {
    paths::on_path(&["chromium", "chromium-browser", "google-chrome"])
}

pub fn chromedriver() -> Option<PathBuf> {
    paths::on_path(&["chromedriver"])
}

/// The folder that a tool of this version is kept in.
pub fn folder(need: Need) -> Result<PathBuf> {
    let name = match need {
        Need::Trunk => format!("trunk-{}", versions::TRUNK),
        Need::WasmBindgen => format!("wasm-bindgen-{}", versions::wasm_bindgen()?),
        Need::Binaryen => format!("binaryen-{}", versions::BINARYEN),
        Need::Esbuild => format!("esbuild-{}", versions::ESBUILD),
        Need::Machete => format!("cargo-machete-{}", versions::MACHETE),
        Need::Deny => format!("cargo-deny-{}", versions::DENY),
        // Of the version that this Debian has.
        Need::WebServers => "web-servers".to_owned(),
        Need::Lighthouse => format!("lighthouse-{}", versions::LIGHTHOUSE),
        Need::Axe => format!("axe-core-{}", versions::AXE),
        Need::Schemathesis => format!("schemathesis-{}", versions::SCHEMATHESIS),
        Need::WasmTarget | Need::Chromium | Need::Python => {
            return Err(Failure::new(format!("{need:?} has no folder")));
        }
    };
    Ok(paths::tools()?.join(name))
}

/// The file of a tool that one runs (or, for axe-core, reads).
pub fn program(need: Need) -> Result<PathBuf> {
    Ok(folder(need)?.join(match need {
        Need::Trunk => "bin/trunk",
        Need::WasmBindgen => "bin/wasm-bindgen",
        Need::Binaryen => "node_modules/.bin/wasm-opt",
        Need::Esbuild => "node_modules/.bin/esbuild",
        Need::Machete => "bin/cargo-machete",
        Need::Deny => "bin/cargo-deny",
        // Unpacked last.
        Need::WebServers => "usr/bin/caddy",
        Need::Lighthouse => "node_modules/lighthouse/core/index.js",
        Need::Axe => "node_modules/axe-core/axe.min.js",
        Need::Schemathesis => "bin/python",
        Need::WasmTarget | Need::Chromium | Need::Python => "",
    }))
}

/// Gives a command the installed tools: PATH for those that look for them there, and the variables
/// by which the browser tests find theirs.
pub fn with_tools(mut command: Command) -> Result<Command> {
    let own = [Need::Trunk, Need::WasmBindgen, Need::Binaryen, Need::Esbuild];
    let own = own
        .iter()
        .map(|need| program(*need).map(|file| file.parent().map(PathBuf::from).unwrap_or_default()));
    let mut folders = own.collect::<Result<Vec<_>>>()?;
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let path: OsString =
        env::join_paths(folders).map_err(|error| Failure::new(format!("PATH cannot be built: {error}")))?;

    // Trunk would look for newer versions of itself and of the tools; they are all here.
    command.env("PATH", path).env("TRUNK_OFFLINE", "true").env("TRUNK_SKIP_VERSION_CHECK", "true");
    command.env("CARGO_TARGET_DIR", paths::target());
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    command.env("LATCHKEY_AXE", program(Need::Axe)?).env("LATCHKEY_DIST", paths::dist());
    command.env("LATCHKEY_GALLERY", paths::gallery());
    command.env("LATCHKEY_WEB_SERVERS", folder(Need::WebServers)?);
    if let Some(driver) = chromedriver() {
        command.env("CHROMEDRIVER", driver);
    }
    if let Some(browser) = chromium() {
        command.env("LATCHKEY_CHROMIUM", browser);
    }
    Ok(command)
}

/// The folder of std for wasm in the toolchain that builds.
fn wasm_target_folder() -> Result<PathBuf> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = output(Command::new(rustc).args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib"))
}

/// A Python without `ensurepip` has `venv` and makes broken environments: Debian parts the two.
fn python() -> bool {
    let mut probe = command("python3");
    probe.args(["-c", "import venv, ensurepip"]).output().is_ok_and(|done| done.status.success())
}
