//! The app's script and wasm for release: parted, made small, and named after their content.
//!
//! Trunk names both after the wasm that went into wasm-bindgen. Another version of wasm-bindgen or wasm-opt would then give
//! other bytes under a name that hosts and browsers keep for a year.

use std::path::{Path, PathBuf};
use std::{env, fs};

use base64::Engine;
use sha2::{Digest, Sha256, Sha384};

use super::page::{relinked, tell_app, told};
use super::split::{self, LATER};
use crate::failure::{Failure, Result};
use crate::paths;
use crate::process::{self, output, run};
use crate::setup::{self, Need};

/// The features that rustc emits and no more: with others wasm-opt writes what browsers refuse.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Works on the site that Trunk wrote; the page with the new names and integrities.
pub fn finish(site: &Path, page: &str) -> Result<String> {
    let (script_at, wasm_at) = (told(page, "data-js")?, told(page, "data-wasm")?);
    let folder = wasm_at.rfind('/').and_then(|at| wasm_at.get(..=at)).unwrap_or_default();
    let (wasm, script) = if env::var_os(split::WANTED).is_some() {
        let parts = split::split()?;
        let later = keep(site, folder, "later", "_bg.wasm", &optimised(&parts.later)?)?;
        let loader = read(&parts.loader)?;
        let fetch = format!(
            r#"fetch(new URL("{}", import.meta.url), {{ integrity: "{}" }})"#,
            later.address, later.integrity
        );
        let loader = String::from_utf8_lossy(&loader).replace(LATER, &fetch);
        fs::write(&parts.loader, loader).map_err(|error| Failure::file("write", &parts.loader, &error))?;
        (parts.first, parts.script)
    } else {
        (site.join(wasm_at), site.join(script_at))
    };
    let script = bundled(&script)?;
    let wasm = optimised(&wasm)?;
    for old in [script_at, wasm_at] {
        let old = site.join(old);
        fs::remove_file(&old).map_err(|error| Failure::file("remove", &old, &error))?;
    }
    let script = keep(site, folder, "latchkey", ".js", script.as_bytes())?;
    let wasm = keep(site, folder, "latchkey", "_bg.wasm", &wasm)?;
    let page = relinked(page, script_at, &script.address, &script.integrity);
    let page = relinked(&page, wasm_at, &wasm.address, &wasm.integrity);
    tell_app(
        &page,
        &[("data-js", &script.address), ("data-wasm", &wasm.address), ("data-integrity", &wasm.integrity)],
    )
}

/// A file that was written.
struct Written {
    address: String,
    integrity: String,
}

/// Writes a file of the site, with a hash of its content in its name.
fn keep(site: &Path, folder: &str, name: &str, ending: &str, contents: &[u8]) -> Result<Written> {
    let hash: String = Sha256::digest(contents).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let address = format!("{folder}{name}-{hash}{ending}");
    let file = site.join(&address);
    fs::write(&file, contents).map_err(|error| Failure::file("write", &file, &error))?;
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha384::digest(contents));
    Ok(Written { address, integrity: format!("sha384-{digest}") })
}

/// The script, with what it imports, minified.
fn bundled(script: &Path) -> Result<String> {
    let mut esbuild = process::command(setup::program(Need::Esbuild)?);
    esbuild.arg(script).args([
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--log-level=error",
    ]);
    output(&mut esbuild)
}

fn optimised(wasm: &Path) -> Result<Vec<u8>> {
    let small: PathBuf = paths::target().join("optimised.wasm");
    let mut optimise = process::command(setup::program(Need::Binaryen)?);
    run(optimise.arg("-Oz").args(FEATURES).arg(wasm).arg("--output").arg(&small))?;
    read(&small)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).map_err(|error| Failure::file("read", file, &error))
}
