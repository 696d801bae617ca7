//! The app's files for release: parted, made small, named after what is in them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use base64::Engine;
use sha2::{Digest, Sha256, Sha384};

use crate::files::{folder, read_bytes, write};
use crate::page::{tell_app, told};
use crate::part::part;

/// The features that rustc emits and no more: with others wasm-opt writes what browsers refuse.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A file that was written.
struct Written {
    address: String,
    integrity: String,
}

/// Takes the wasm of the site apart; the page that tells the boot script of it.
pub fn release(site: &Path, page: &str) -> Result<String, String> {
    let address = told(page, "data-wasm")?;
    let file = site.join(address);
    let built = read_bytes(&file)?;
    // Written by cargo just now; `None` leaves the app whole, as where somebody builds it without our flags.
    let linked = fs::read(linked()?).ok();
    let cut = linked.map(|linked| part(&linked, &built)).transpose()?.flatten();
    fs::remove_file(&file).map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
    let Some(cut) = cut else {
        let whole = keep(site, address, "latchkey", &optimised(&built)?)?;
        return tell_app(page, &[("data-wasm", &whole.address), ("data-integrity", &whole.integrity)]);
    };
    let first = keep(site, address, "latchkey", &optimised(&cut.first)?)?;
    let later = keep(site, address, "later", &optimised(&cut.later)?)?;
    tell_app(
        page,
        &[
            ("data-wasm", &first.address),
            ("data-integrity", &first.integrity),
            ("data-later", &later.address),
            ("data-later-integrity", &later.integrity),
        ],
    )
}

/// What the linker wrote, before wasm-bindgen.
fn linked() -> Result<PathBuf, String> {
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    Ok(folder("TRUNK_SOURCE_DIR")?.join(target).join("wasm32-unknown-unknown/release/latchkey.wasm"))
}

/// Writes a file beside the one at `address`, with a hash of its content in its name.
fn keep(site: &Path, address: &str, name: &str, wasm: &[u8]) -> Result<Written, String> {
    let hash: String = Sha256::digest(wasm).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let folder = address.rfind('/').and_then(|at| address.get(..=at)).unwrap_or_default();
    let address = format!("{folder}{name}-{hash}_bg.wasm");
    write(&site.join(&address), wasm)?;
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha384::digest(wasm));
    Ok(Written { address, integrity: format!("sha384-{digest}") })
}

fn optimised(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let folder = folder("TRUNK_STAGING_DIR")?;
    let (from, to) = (folder.join("unoptimised.wasm"), folder.join("optimised.wasm"));
    write(&from, wasm)?;
    let mut command = Command::new("wasm-opt");
    let status = command.arg("-Oz").args(FEATURES).arg(&from).arg("--output").arg(&to).status();
    if !status.map_err(|error| format!("cannot run wasm-opt: {error}"))?.success() {
        return Err("wasm-opt failed".to_owned());
    }
    let optimised = read_bytes(&to);
    for file in [from, to] {
        fs::remove_file(&file).map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
    }
    optimised
}
