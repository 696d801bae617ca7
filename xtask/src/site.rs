//! The release build of the site, skipped when nothing that goes into it has changed.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::process::{self, cargo, output, run};
use crate::setup::{self, FOR_BUILD, Need};
use crate::{hook, paths, versions};

/// Top-level names that do not go into the site. Anything not named here counts as an input: a new
/// folder causes a build too many rather than a stale site.
const NOT_INPUTS: &[&str] =
    &[".ci", ".gitignore", "docs", "hosting", "tests", "xtask", "README.md", "webdriver.json", "deny.toml"];

pub fn command(arguments: &[String]) -> Result<()> {
    build(is_forced(arguments)?)
}

/// Builds into `dist/`, unless `dist/` is already what these sources give.
pub fn build(force: bool) -> Result<()> {
    setup::ensure(FOR_BUILD)?;
    // Two builds at once would clear each other's staging folder away.
    let _lock = paths::lock(&paths::target().join("site.lock"), "Another run is building the site")?;
    let stamp = paths::target().join("site.stamp");
    let inputs = inputs()?;
    let built = fs::read_to_string(&stamp).unwrap_or_default();
    if !force && built == format!("{inputs:016x} {:016x}", outputs()) {
        println!("dist/ is up to date.");
        return Ok(());
    }
    // Trunk builds offline, so that it asks nobody but cargo's registry, and that is here.
    run(cargo().args(["fetch", "--locked"]))
        .map_err(|failure| failure.next("if Cargo.lock is out of date, `cargo metadata` completes it"))?;
    let mut trunk = setup::with_tools(process::command(setup::program(Need::Trunk)?))?;
    trunk.args(["build", "--release", "--features", "split", "--dist"]).arg(paths::dist());
    // Trunk passes cargo's progress bar on as thousands of blanks.
    trunk.env("CARGO_TERM_PROGRESS_WHEN", "never");
    // Cargo splits the variable at blanks; a folder with one stays as it is.
    let plain: Vec<String> = remap_flags()?.into_iter().filter(|flag| !flag.contains(' ')).collect();
    // The wasm is parted by its relocations.
    let flags = format!("{} -Clink-arg=--emit-relocs", plain.join(" "));
    trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags).env(hook::split::WANTED, "1");
    run(&mut trunk).map_err(|failure| failure.next("the error above is cargo's or Trunk's"))?;
    fs::write(&stamp, format!("{inputs:016x} {:016x}", outputs()))
        .map_err(|error| Failure::file("write", &stamp, &error))
}

/// What of the commands decides how the site comes out.
const BUILD_INPUTS: &[&str] = &["xtask/src/site.rs", "xtask/src/hook/", "xtask/wasm-split/"];

/// Every file below a folder, by its path relative to it, with its size in bytes and the instant it
/// was written.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, (u64, Option<std::time::SystemTime>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let (path, Ok(meta)) = (entry.path(), entry.metadata()) else { continue };
            if meta.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                found.insert(name.to_path_buf(), (meta.len(), meta.modified().ok()));
            }
        }
    }
    found
}

fn is_forced(arguments: &[String]) -> Result<bool> {
    match arguments {
        [] => Ok(false),
        [word] if word == "--force" => Ok(true),
        _ => Err(Failure::new("build takes no argument but --force")),
    }
}

/// Flags that keep the folders of the machine that builds out of what it builds: panics name source files, and the
/// same sources give the same bytes anywhere.
pub fn remap_flags() -> Result<Vec<String>> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home =
        cargo_home.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let sources =
        cargo_home.map(|home| home.join("registry/src")).and_then(|folder| fs::read_dir(folder).ok());
    let registries = sources.into_iter().flatten().flatten().map(|entry| entry.path());
    // Std's own files, where the toolchain has its sources (`rust-src`).
    let sysroot = output(process::command("rustc").args(["--print", "sysroot"]))?;
    let std = PathBuf::from(sysroot.trim()).join("lib/rustlib/src/rust");
    let folders = registries.chain([paths::root(), std]);
    let text = folders.filter_map(|folder| folder.to_str().map(str::to_owned));
    Ok(text.map(|folder| format!("--remap-path-prefix={folder}/=/")).collect())
}

/// A hash over the contents of all inputs, tracked or not, and the versions of the tools.
fn inputs() -> Result<u64> {
    let listed = output(process::command("git").args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let mut hasher = DefaultHasher::new();
    (
        versions::TRUNK,
        versions::BINARYEN,
        versions::ESBUILD,
        output(process::command("rustc").arg("--version"))?,
    )
        .hash(&mut hasher);
    for name in listed.split('\0').filter(|name| is_input(name)) {
        name.hash(&mut hasher);
        // A file that git still lists but that is deleted hashes as such.
        fs::read(paths::root().join(name)).ok().hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn is_input(name: &str) -> bool {
    if BUILD_INPUTS.iter().any(|input| name.starts_with(input)) {
        return true;
    }
    let top = name.split('/').next().unwrap_or_default();
    let is_native = ["crates/cli/", "crates/reference/"].iter().any(|folder| name.starts_with(folder));
    !name.is_empty() && !NOT_INPUTS.contains(&top) && !is_native
}

/// A hash over what lies in `dist/`: `trunk serve` by hand writes a debug build there.
fn outputs() -> u64 {
    let mut hasher = DefaultHasher::new();
    files(&paths::dist()).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::is_input;

    #[test]
    fn what_the_site_is_made_of_is_an_input_and_the_backend_is_not() {
        for name in [
            "src/lib.rs",
            "crates/model/src/lib.rs",
            "index.html",
            "new-folder/file",
            "xtask/src/hook/mod.rs",
        ] {
            assert!(is_input(name), "{name}");
        }
        for name in [
            "crates/reference/src/lib.rs",
            "crates/cli/src/main.rs",
            "docs/rest.md",
            "tests/components.rs",
            "xtask/src/test.rs",
            "",
        ] {
            assert!(!is_input(name), "{name}");
        }
    }
}
