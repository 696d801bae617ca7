//! What Trunk cannot do itself, run by the hooks in `Trunk.toml`:
//!
//! - `hook sources`, before the build: esbuild bundles the style sheets and minifies the boot script. Each `@import` of a
//!   style sheet would be a request, and Trunk's own minifier cannot read `import()`.
//! - `hook page`, after it: tells the boot script the integrity of the wasm and the words of the skeleton; for a release
//!   it parts the wasm in two, makes wasm and script small, and names both after their content.

mod page;
mod release;
pub mod split;
mod words;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::paths;
use crate::process::{self, run};
use crate::setup::{self, Need};

pub fn command(arguments: &[String]) -> Result<()> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["sources"] => sources(),
        ["page"] => finish_page(),
        _ => Err(Failure::new("usage: hook sources|page (run by Trunk, see Trunk.toml)")),
    }
}

fn sources() -> Result<()> {
    setup::ensure(&[Need::Esbuild])?;
    let made = paths::target_of_hooks();
    for (source, file) in [("style/main.css", "latchkey.css"), ("boot/boot.js", "boot.js")] {
        let (unfinished, finished) = (made.join(format!("unfinished-{file}")), made.join(file));
        let mut esbuild = process::command(setup::program(Need::Esbuild)?);
        // A classic script: what is at its top stays in its own block.
        esbuild.args([
            source,
            "--bundle",
            "--minify",
            "--log-level=warning",
            "--target=chrome119,firefox121,safari17.5",
        ]);
        // Addresses in style sheets are those of the site, not files to bundle.
        esbuild.arg("--external:*.svg").arg(format!("--outfile={}", unfinished.display()));
        run(&mut esbuild)?;
        replace_if_changed(&unfinished, &finished)?;
    }
    Ok(())
}

/// Unchanged means untouched, so that `trunk serve` does not see a change that it made itself.
fn replace_if_changed(new: &Path, old: &Path) -> Result<()> {
    let bytes = fs::read(new).map_err(|error| Failure::file("read", new, &error))?;
    if fs::read(old).is_ok_and(|before| before == bytes) {
        return fs::remove_file(new).map_err(|error| Failure::file("remove", new, &error));
    }
    fs::rename(new, old).map_err(|error| Failure::file("move into place", old, &error))
}

fn finish_page() -> Result<()> {
    let site = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("TRUNK_STAGING_DIR is not set: this is run by Trunk"))?;
    let file = site.join("index.html");
    let markup = fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, &error))?;
    let words = words::words(&paths::root().join("locales"))?;
    let mut markup = page::tell_app(&page::move_integrity(&markup)?, &[("data-words", &words)])?;
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        markup = release::finish(&site, &markup)?;
    }
    fs::write(&file, markup).map_err(|error| Failure::file("write", &file, &error))
}
