//! Parts the wasm in two: what the list and signing in need, and what comes after that (`src/pages/later.rs`).

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::paths;
use crate::process::{self, cargo, run};
use crate::setup::{self, Need};

/// Set by who builds with the feature `split`.
pub const WANTED: &str = "LATCHKEY_SPLIT";

/// The parts of the app, ready for wasm-opt, and the two scripts that join them to the page.
pub struct Parts {
    pub first: PathBuf,
    pub later: PathBuf,
    /// What wasm-bindgen wrote. It imports [`Parts::loader`], which imports it.
    pub script: PathBuf,
    /// Fetches the later part by [`LATER`].
    pub loader: PathBuf,
}

/// How the loader fetches the later part, to be replaced by a name of its content and its integrity.
pub const LATER: &str = r#"fetch(new URL("./split_later.wasm", import.meta.url))"#;

/// Works on what cargo linked, in place of what Trunk made of it.
pub fn split() -> Result<Parts> {
    let linked = paths::target().join("wasm32-unknown-unknown/release/latchkey.wasm");
    let folder = paths::target().join("split");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Failure::file("remove", &folder, &error))?;
    }
    run(cargo().args(["run", "--quiet", "--package", "wasm-split", "--"]).arg(&linked).arg(&folder))?;
    bind(&folder)?;
    let (later, loader) = (folder.join("split_later.wasm"), folder.join("__wasm_split.js"));
    let text = fs::read_to_string(&loader).map_err(|error| Failure::file("read", &loader, &error))?;
    if !text.contains(LATER) || !later.is_file() {
        return Err(Failure::new("the later part is not fetched as expected")
            .next("see what wasm-split wrote into target/split, and xtask/src/hook/split.rs"));
    }
    Ok(Parts { first: folder.join("latchkey_bg.wasm"), later, script: folder.join("latchkey.js"), loader })
}

/// The later part needs the exports of the linker and the names that the linker gave.
fn bind(folder: &Path) -> Result<()> {
    let mut bindgen = process::command(setup::program(Need::WasmBindgen)?);
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle"]);
    bindgen.args(["--out-name", "latchkey", "--out-dir"]).arg(folder).arg(folder.join("main.wasm"));
    run(&mut bindgen)
}
