//! Figures: what a first visit loads.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::{lighthouse, measure, paths, site};

/// What a first visit in English is meant to load, in bytes of brotli at quality 11. Not reached: `docs/size.md`
/// says why and what was tried.
const GOAL: usize = 135 * 1024;

/// What it may load at most today, so that it never grows unseen. Only ever lowered, when the site has become
/// smaller; the day it meets the goal, it becomes the goal.
const CEILING: usize = 230 * 1024;

pub fn command(arguments: &[String]) -> Result<()> {
    match arguments {
        [what] if what == "size" => {
            site::build(false)?;
            size()
        }
        [what] if what == "lighthouse" => lighthouse::measure(),
        [what, rest @ ..] if matches!(what.as_str(), "load" | "operations") => measure::measure(what, rest),
        _ => Err(Failure::new("bench knows `size`, `lighthouse`, `load` and `operations`")),
    }
}

struct Weight {
    name: PathBuf,
    raw: usize,
    brotli: usize,
    first_visit: bool,
}

/// Prints the size of each file of `dist/`, and fails when a first visit is over the budget.
pub fn size() -> Result<()> {
    let dist = paths::dist();
    let mut weights = Vec::new();
    for name in site::files(&dist).into_keys() {
        let path = dist.join(&name);
        let bytes = fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
        let first_visit = is_of_first_visit(&name);
        weights.push(Weight { raw: bytes.len(), brotli: brotli_11(&bytes)?.len(), first_visit, name });
    }
    if !weights.iter().any(|weight| weight.name.extension().is_some_and(|kind| kind == "wasm")) {
        return Err(Failure::new("dist/ holds no built site").next("cargo xtask build --force"));
    }
    weights.sort_by_key(|weight| (!weight.first_visit, std::cmp::Reverse(weight.brotli)));

    println!("{:>10}  {:>10}  file", "bytes", "brotli 11");
    for Weight { name, raw, brotli, first_visit } in &weights {
        let note = if *first_visit { "" } else { "  (not in a first visit)" };
        println!("{raw:>10}  {brotli:>10}  {}{note}", name.display());
    }
    let total: usize = weights.iter().filter(|weight| weight.first_visit).map(|weight| weight.brotli).sum();
    println!(
        "{:>10}  {total:>10}  whole cold load: {:.1} KB (at most {} KB today, the goal is {} KB)",
        "",
        kilobytes(total),
        CEILING / 1024,
        GOAL / 1024
    );
    if total > CEILING {
        return Err(Failure::new(format!("the cold load is {} bytes over its ceiling", total - CEILING))
            .next("`cargo xtask bench size` after each change shows which one added them"));
    }
    Ok(())
}

fn kilobytes(bytes: usize) -> f64 {
    // Sizes of a site are far below where this loses a digit.
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1024.0
}

/// Everything counts unless it is known not to be loaded: other languages, other connectors, and
/// what only people and tools read. A new kind of file so counts from its first day.
fn is_of_first_visit(name: &Path) -> bool {
    let file = name.file_name().unwrap_or_default().to_string_lossy();
    let folder = name.parent().unwrap_or(Path::new("")).to_string_lossy();
    let extension = name.extension().unwrap_or_default().to_string_lossy();
    match (&*folder, &*extension) {
        ("connectors", _) => file == "latchkey.json",
        // Asked for by the overview's map alone.
        ("", "svg") => !file.starts_with("world"),
        ("locales", _) => file.split(['.', '-']).next() == Some("en"),
        (_, "txt" | "map" | "br" | "gz" | "md") => false,
        _ => true,
    }
}

/// At the highest quality, as releases have it.
pub fn brotli_11(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &parameters)
        .map_err(|error| Failure::new(format!("brotli failed: {error}")))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_visit_loads_its_language_its_connector_and_every_unknown_file() {
        for name in
            ["index.html", "a-1.wasm", "config.json", "locales/en.json", "connectors/latchkey.json", "x/y.z"]
        {
            assert!(is_of_first_visit(Path::new(name)), "{name}");
        }
        for name in
            ["locales/de.json", "connectors/netbox.json", "index.html.br", "lucide-license.txt", "world.svg"]
        {
            assert!(!is_of_first_visit(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn sizes_are_those_of_brotli() {
        assert!(brotli_11(&[b'a'; 10_000]).unwrap().len() < 50);
    }
}
