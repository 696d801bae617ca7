//! The app's files for release: parted, made small, named after what is in them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use base64::Engine;
use sha2::{Digest, Sha256, Sha384};

use crate::files::{folder, read, read_bytes, write};
use crate::glue;
use crate::page::{relinked, tell_app, told};
use crate::part::{imports, part, slim};

/// The features that rustc emits and no more: with others wasm-opt writes what browsers refuse.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Works on the site that Trunk wrote; the page that tells the boot script of what has become of it.
pub fn release(site: &Path, page: &str) -> Result<String, String> {
    let (script_at, wasm_at) = (told(page, "data-js")?, told(page, "data-wasm")?);
    let mut script = glue::with_one_export(&glue::without_idle_classes(&read(&site.join(script_at))?));
    let built = read_bytes(&site.join(wasm_at))?;
    let (renamed, names) = glue::with_short_names(&script, &imports(&built)?);
    script = renamed;
    let built = slim(&built, &glue::used_exports(&script), &names)?;
    for old in [script_at, wasm_at] {
        let old = site.join(old);
        fs::remove_file(&old).map_err(|error| format!("cannot remove {}: {error}", old.display()))?;
    }

    // `None` leaves the app whole, as where somebody builds it without our flags.
    let linked = fs::read(linked()?).ok();
    let cut = linked.map(|linked| part(&linked, &built)).transpose()?.flatten();
    let first = optimised(cut.as_ref().map_or(&built, |cut| &cut.first))?;
    let imported: HashSet<String> = imports(&first)?.into_iter().collect();
    let idle: Vec<String> = names.into_values().filter(|name| !imported.contains(name)).collect();
    let script = minified(&glue::without_entries(&script, &idle))?;

    let folder = wasm_at.rfind('/').and_then(|at| wasm_at.get(..=at)).unwrap_or_default();
    let first = keep(site, folder, "latchkey", "_bg.wasm", &first)?;
    let script = keep(site, folder, "latchkey", ".js", script.as_bytes())?;
    let page = relinked(page, script_at, &script.address, &script.integrity);
    let page = relinked(&page, wasm_at, &first.address, &first.integrity);
    let told =
        [("data-js", &script), ("data-wasm", &first)].map(|(name, file)| (name, file.address.as_str()));
    let page = tell_app(&tell_app(&page, &told)?, &[("data-integrity", &first.integrity)])?;
    let Some(cut) = cut else { return Ok(page) };
    let later = keep(site, folder, "later", "_bg.wasm", &optimised(&cut.later)?)?;
    tell_app(&page, &[("data-later", &later.address), ("data-later-integrity", &later.integrity)])
}

/// What the linker wrote, before wasm-bindgen.
fn linked() -> Result<PathBuf, String> {
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    Ok(folder("TRUNK_SOURCE_DIR")?.join(target).join("wasm32-unknown-unknown/release/latchkey.wasm"))
}

/// A file that was written.
struct Written {
    address: String,
    integrity: String,
}

/// Writes a file of the site, with a hash of its content in its name.
fn keep(site: &Path, folder: &str, name: &str, ending: &str, contents: &[u8]) -> Result<Written, String> {
    let hash: String = Sha256::digest(contents).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let address = format!("{folder}{name}-{hash}{ending}");
    write(&site.join(&address), contents)?;
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha384::digest(contents));
    Ok(Written { address, integrity: format!("sha384-{digest}") })
}

fn optimised(wasm: &[u8]) -> Result<Vec<u8>, String> {
    through("wasm-opt", ".wasm", wasm, |command, from, to| {
        command.arg("-Oz").args(FEATURES).arg(from).arg("--output").arg(to);
    })
}

fn minified(script: &str) -> Result<String, String> {
    let minified = through("terser", ".js", script.as_bytes(), |command, from, to| {
        command.arg(from).args(["--module", "--ecma", "2022", "--compress", "passes=3", "--mangle"]);
        command.arg("--output").arg(to);
    })?;
    String::from_utf8(minified).map_err(|error| format!("terser wrote what is no text: {error}"))
}

/// Runs a tool that reads one file and writes another.
fn through(
    tool: &str,
    ending: &str,
    contents: &[u8],
    arguments: impl FnOnce(&mut Command, &Path, &Path),
) -> Result<Vec<u8>, String> {
    let folder = folder("TRUNK_STAGING_DIR")?;
    let (from, to) = (folder.join(format!("unfinished{ending}")), folder.join(format!("finished{ending}")));
    write(&from, contents)?;
    let mut command = Command::new(tool);
    arguments(&mut command, &from, &to);
    let status = command.status().map_err(|error| format!("cannot run {tool}: {error}"))?;
    if !status.success() {
        return Err(format!("{tool} failed ({status})"));
    }
    let finished = read_bytes(&to);
    for file in [from, to] {
        fs::remove_file(&file).map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
    }
    finished
}
