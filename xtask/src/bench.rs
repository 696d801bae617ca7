//! Figures: what a first visit loads.

use std::fs;
use std::path::{Path, PathBuf};

use crate::compression::brotli_11;
use crate::failure::{Failure, Result};
use crate::{lighthouse, measure, paths, site};

/// What a first visit in English loads at most until the list stands, in bytes of brotli at quality 11. Both are
/// ceilings, not goals: `docs/size.md` says what counts.
const CEILING: usize = 400_000;

/// What that may be at most together with what is loaded on demand.
const CEILING_OF_ALL: usize = 655_000;

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
    when: When,
}

/// When a visit loads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    /// Before the list stands.
    First,
    /// When somebody opens what needs it.
    OnDemand,
    /// Never: another language or connector, or what only people and tools read.
    Never,
}

/// Prints the size of each file of `dist/`, and fails when a first visit is over the ceiling.
pub fn size() -> Result<()> {
    let dist = paths::dist();
    let mut weights = Vec::new();
    for name in site::files(&dist).into_keys() {
        let path = dist.join(&name);
        let bytes = fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
        weights.push(Weight { raw: bytes.len(), brotli: brotli_11(&bytes)?.len(), when: when(&name), name });
    }
    if !weights.iter().any(|weight| weight.name.extension().is_some_and(|kind| kind == "wasm")) {
        return Err(Failure::new("dist/ holds no built site").next("cargo xtask build --force"));
    }
    weights.sort_by_key(|weight| (weight.when, std::cmp::Reverse(weight.brotli)));

    println!("{:>10}  {:>10}  file", "bytes", "brotli 11");
    for Weight { name, raw, brotli, when } in &weights {
        let note = match when {
            When::First => "",
            When::OnDemand => "  (on demand)",
            When::Never => "  (not in this visit)",
        };
        println!("{raw:>10}  {brotli:>10}  {}{note}", name.display());
    }
    let until = |last: When| -> usize {
        weights.iter().filter(|weight| weight.when <= last).map(|weight| weight.brotli).sum()
    };
    println!();
    within("until the list stands", until(When::First), CEILING)?;
    within("everything", until(When::OnDemand), CEILING_OF_ALL)
}

fn within(what: &str, bytes: usize, ceiling: usize) -> Result<()> {
    println!("{what}: {:.1} KB of {}", kilobytes(bytes), kilobytes(ceiling));
    if bytes > ceiling {
        return Err(Failure::new(format!("that is {} bytes over its ceiling", bytes - ceiling))
            .next("`cargo xtask bench size` after each change shows which one added them"));
    }
    Ok(())
}

fn kilobytes(bytes: usize) -> f64 {
    // Sizes of a site are far below where this loses a digit.
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1000.0
}

/// Everything counts unless it is known not to be loaded: other languages, other connectors, and
/// what only people and tools read. A new kind of file so counts from its first day.
fn when(name: &Path) -> When {
    let file = name.file_name().unwrap_or_default().to_string_lossy();
    let folder = name.parent().unwrap_or(Path::new("")).to_string_lossy();
    let extension = name.extension().unwrap_or_default().to_string_lossy();
    match (&*folder, &*extension) {
        ("connectors", _) if file != "latchkey.json" => When::Never,
        ("locales", _) if file != "en.json" => When::Never,
        (_, "txt" | "map" | "br" | "gz" | "md") => When::Never,
        // The second part of the app, once the list stands, and the overview's map.
        ("", _) if file.starts_with("later-") || file.starts_with("world") => When::OnDemand,
        _ => When::First,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_visit_loads_its_language_its_connector_and_every_unknown_file() {
        for name in
            ["index.html", "a-1.wasm", "config.json", "locales/en.json", "connectors/latchkey.json", "x/y.z"]
        {
            assert_eq!(when(Path::new(name)), When::First, "{name}");
        }
        for name in [
            "locales/de.json",
            "connectors/netbox.json",
            "index.html.br",
            "lucide-license.txt",
            "world.svg.br",
        ] {
            assert_eq!(when(Path::new(name)), When::Never, "{name}");
        }
        assert_eq!(when(Path::new("world.svg")), When::OnDemand);
    }
}
