//! The app's script and wasm for release: minified, and named after their content.
//!
//! Trunk names both after the wasm that went into wasm-bindgen. Another version of wasm-bindgen or wasm-opt would then give
//! other bytes under a name that hosts and browsers keep for a year.

use std::fs;
use std::path::Path;

use base64::Engine;
use sha2::{Digest, Sha256, Sha384};

use super::page::{relinked, tell_app, told};
use crate::failure::{Failure, Result};
use crate::process::{self, output};
use crate::setup::{self, Need};

/// Works on the site that Trunk wrote; the page with the new names and integrities.
pub fn finish(site: &Path, page: &str) -> Result<String> {
    let (script_at, wasm_at) = (told(page, "data-js")?, told(page, "data-wasm")?);
    let script = output(process::command(setup::program(Need::Esbuild)?).arg(site.join(script_at)).args([
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--log-level=warning",
    ]))?;
    let wasm_file = site.join(wasm_at);
    let wasm = fs::read(&wasm_file).map_err(|error| Failure::file("read", &wasm_file, &error))?;
    for old in [script_at, wasm_at] {
        let old = site.join(old);
        fs::remove_file(&old).map_err(|error| Failure::file("remove", &old, &error))?;
    }
    let folder = wasm_at.rfind('/').and_then(|at| wasm_at.get(..=at)).unwrap_or_default();
    let script = keep(site, folder, ".js", script.as_bytes())?;
    let wasm = keep(site, folder, "_bg.wasm", &wasm)?;
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
fn keep(site: &Path, folder: &str, ending: &str, contents: &[u8]) -> Result<Written> {
    let hash: String = Sha256::digest(contents).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let address = format!("{folder}latchkey-{hash}{ending}");
    let file = site.join(&address);
    fs::write(&file, contents).map_err(|error| Failure::file("write", &file, &error))?;
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha384::digest(contents));
    Ok(Written { address, integrity: format!("sha384-{digest}") })
}
