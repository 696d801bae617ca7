//! Which crates are linked into a program, by what cargo itself says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::paths;
use crate::process::{cargo, output};

/// Name and version: what tells a crate from every other one of a registry.
pub type Id = (String, String);

pub struct Crate {
    /// An SPDX expression.
    pub license: String,
    pub repository: Option<String>,
    /// SHA-256 of the package as the registry gave it; none for crates of this repository.
    pub checksum: Option<String>,
    /// Where its sources lie here.
    pub folder: PathBuf,
    pub depends_on: BTreeSet<Id>,
}

/// A package and all that is linked into its program for this target; `None`: the machine that builds. What only runs
/// while building (macros, build scripts) is not among them.
pub fn linked_into(package: &str, target: Option<&str>) -> Result<BTreeMap<Id, Crate>> {
    let mut tree = cargo();
    tree.args(["tree", "--package", package]);
    if let Some(target) = target {
        tree.args(["--target", target]);
    }
    let tree =
        output(tree.args(["--edges=normal,no-proc-macro", "--prefix=depth", "--format={p}", "--locked"]))?;
    let metadata = output(cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let lock = paths::root().join("Cargo.lock");
    let lock = fs::read_to_string(&lock).map_err(|error| Failure::file("read", &lock, &error))?;
    joined(&edges(&tree)?, &metadata, &checksums(&lock))
}

fn joined(
    edges: &BTreeMap<Id, BTreeSet<Id>>,
    metadata: &str,
    checksums: &BTreeMap<Id, String>,
) -> Result<BTreeMap<Id, Crate>> {
    let metadata: Value = serde_json::from_str(metadata)
        .map_err(|error| Failure::new(format!("cargo metadata cannot be read: {error}")))?;
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    let text = |package: &Value, member: &str| package.get(member)?.as_str().map(str::to_owned);
    let mut found = BTreeMap::new();
    for package in packages {
        let (Some(name), Some(version)) = (text(package, "name"), text(package, "version")) else { continue };
        let id = (name, version);
        let Some(depends_on) = edges.get(&id) else { continue };
        let manifest = text(package, "manifest_path").unwrap_or_default();
        let license = text(package, "license")
            .ok_or_else(|| Failure::new(format!("{} {} names no license", id.0, id.1)))?;
        let crate_ = Crate {
            // The older way to write it.
            license: license.replace('/', " OR "),
            repository: text(package, "repository"),
            checksum: checksums.get(&id).cloned(),
            folder: PathBuf::from(manifest).parent().map(PathBuf::from).unwrap_or_default(),
            depends_on: depends_on.clone(),
        };
        found.insert(id, crate_);
    }
    match edges.keys().find(|id| !found.contains_key(*id)) {
        None => Ok(found),
        Some((name, version)) => {
            Err(Failure::new(format!("cargo metadata does not know {name} {version} of cargo tree")))
        }
    }
}

/// Who depends on whom, from lines such as `2futures-core v0.3.34 (*)`: how deep it stands, and what.
fn edges(tree: &str) -> Result<BTreeMap<Id, BTreeSet<Id>>> {
    let mut edges: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    let mut path: Vec<Id> = Vec::new();
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let unreadable = || Failure::new(format!("cargo tree wrote `{line}`, which is not understood"));
        let digits = line.len() - line.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
        let (depth, package) = line.split_at(digits);
        let depth: usize = depth.parse().map_err(|_| unreadable())?;
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { return Err(unreadable()) };
        let version = version.strip_prefix('v').ok_or_else(unreadable)?;
        let id = (name.to_owned(), version.to_owned());
        path.truncate(depth);
        if let Some(parent) = path.last() {
            edges.entry(parent.clone()).or_default().insert(id.clone());
        }
        edges.entry(id.clone()).or_default();
        path.push(id);
    }
    Ok(edges)
}

fn checksums(lock: &str) -> BTreeMap<Id, String> {
    let blocks = lock.split("[[package]]");
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""))?;
        line.strip_suffix('"').map(str::to_owned)
    };
    blocks
        .filter_map(|block| {
            Some(((value(block, "name")?, value(block, "version")?), value(block, "checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str, version: &str) -> Id {
        (name.to_owned(), version.to_owned())
    }

    #[test]
    fn the_tree_becomes_a_graph() {
        let tree = "0app v0.1.0 (/src/app)\n1a v1.0.0\n2b v2.0.0\n1b v2.0.0 (*)\n1c v0.3.0+meta\n";
        let edges = edges(tree).unwrap();
        let of = |name: &str, version: &str| edges[&id(name, version)].iter().cloned().collect::<Vec<_>>();
        assert_eq!(of("app", "0.1.0"), [id("a", "1.0.0"), id("b", "2.0.0"), id("c", "0.3.0+meta")]);
        assert_eq!(of("a", "1.0.0"), [id("b", "2.0.0")]);
        assert_eq!(of("b", "2.0.0"), []);
    }

    #[test]
    fn a_line_that_is_not_understood_is_a_failure() {
        assert!(super::edges("app v1\n").is_err());
        assert!(super::edges("0app\n").is_err());
    }

    #[test]
    fn every_crate_needs_a_license_and_the_older_way_to_write_it_is_read() {
        let edges = edges("0app v1.0.0\n").unwrap();
        let metadata = |license: &str| {
            format!(
                r#"{{"packages":[{{"name":"app","version":"1.0.0","license":{license},"manifest_path":"/x/app/Cargo.toml"}}]}}"#
            )
        };
        let checksums = checksums("[[package]]\nname = \"app\"\nversion = \"1.0.0\"\nchecksum = \"00ff\"\n");
        let found = joined(&edges, &metadata("\"MIT/Apache-2.0\""), &checksums).unwrap();
        let app = &found[&id("app", "1.0.0")];
        assert_eq!(app.license, "MIT OR Apache-2.0");
        assert_eq!(app.checksum.as_deref(), Some("00ff"));
        assert_eq!(app.folder, PathBuf::from("/x/app"));
        assert!(joined(&edges, &metadata("null"), &checksums).is_err());
        assert!(joined(&edges, r#"{"packages":[]}"#, &checksums).is_err());
    }
}
