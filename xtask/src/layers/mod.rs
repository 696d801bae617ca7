//! Dependencies point one way: between crates, and between the folders of a crate. No import runs against the layers,
//! and no circle of imports runs through two folders.
//!
//! The tables below say which layers there are. What the rules are is in `docs/architecture.md`.

mod source;
mod tree;

use std::fs;
use std::path::PathBuf;

use crate::{paths, site};
use tree::{Layers, Tree};

/// The crates of the product, and which of them each may know.
const CRATES: &[(&str, &[&str])] = &[
    ("crates/catalogue", &[]),
    ("crates/model", &[]),
    ("crates/ui", &[]),
    ("crates/connector", &["latchkey-model"]),
    ("crates/reference", &["latchkey-model"]),
    ("crates/cli", &["latchkey-connector", "latchkey-model"]),
    (".", &["latchkey-connector", "latchkey-model", "latchkey-ui"]),
];

/// The layers within a crate, from the ground up (see [`Layers`]). None: only circles are looked for.
const SOURCES: &[(&str, Layers<'static>)] = &[
    ("crates/model/src", &[&["text", "scope"], &["expiry"], &["rules"], &["access"], &["token"]]),
    (
        "crates/connector/src",
        &[
            &["capabilities", "context", "error", "http", "intent", "outcome", "problem", "session", "value"],
            &["app_config", "document", "schema"],
            &["codec", "expression", "template"],
            &["request", "response"],
            &["check", "engine"],
        ],
    ),
    (
        "crates/reference/src",
        &[
            &["foundation", "catalogue"],
            &["options"],
            &["database", "passwords"],
            &["records"],
            &["memory"],
            &["state"],
            &["http"],
            &["session"],
            &["tokens"],
            &["protected"],
            &["account", "apiops", "instance"],
            &["app"],
        ],
    ),
    ("crates/ui/src", &[]),
    ("crates/cli/src", &[&["labels"], &["http"], &["check"]]),
    ("crates/catalogue/src", &[]),
    ("src", &[&["browser"], &["api"], &["i18n"], &["state"], &["pages"], &["app"]]),
    (
        "xtask/src",
        &[
            &["failure"],
            &["paths", "compression"],
            &["process", "versions"],
            &["setup"],
            &["hook"],
            &["connector", "deny", "fuzz", "gallery", "live", "site"],
            &["dist", "serve"],
            &["lighthouse", "measure"],
            &["bench"],
            &["test"],
        ],
    ),
];

#[test]
fn no_import_runs_against_the_layers_and_no_circle_through_two_folders() {
    let mut problems = Vec::new();
    for (folder, layers) in SOURCES {
        problems.extend(read(folder).problems(layers));
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn crates_know_only_those_below_them() {
    for (folder, allowed) in CRATES {
        let path = paths::root().join(folder).join("Cargo.toml");
        let Ok(manifest) = fs::read_to_string(&path) else { continue };
        for (line, name) in own_dependencies(&manifest) {
            assert!(allowed.contains(&name.as_str()), "{folder}/Cargo.toml:{line}: it must not know {name}");
        }
    }
}

#[test]
fn every_crate_has_its_place() {
    let mut folders: Vec<String> = fs::read_dir(paths::root().join("crates"))
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| format!("crates/{}", entry.file_name().to_string_lossy()))
        .collect();
    folders.sort();
    assert!(folders.len() >= 4, "{folders:?}");
    for folder in folders {
        assert!(CRATES.iter().any(|(known, _)| *known == folder), "{folder} is not in CRATES");
        let sources = format!("{folder}/src");
        assert!(SOURCES.iter().any(|(known, _)| *known == sources), "{sources} is not in SOURCES");
    }
    for folder in ["crates/model/src", "crates/reference/src", "src", "xtask/src"] {
        assert!(read(folder).len() > 10, "{folder} holds no sources");
    }
}

fn read(folder: &str) -> Tree {
    let path = paths::root().join(folder);
    let names = site::files(&path).into_keys();
    let names = names.filter(|name| name.extension().is_some_and(|kind| kind == "rs"));
    let file = |name: PathBuf| (name.display().to_string(), fs::read_to_string(path.join(&name)).unwrap());
    Tree::new(folder, &names.map(file).collect::<Vec<_>>())
}

/// The crates of this repository that a manifest names for what it builds, with their lines. Tests and build scripts
/// may know more.
fn own_dependencies(manifest: &str) -> Vec<(usize, String)> {
    let mut is_dependencies = false;
    let mut found = Vec::new();
    for (line, text) in (1..).zip(manifest.lines()) {
        if let Some(section) = text.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            // Also `target.'cfg(..)'.dependencies`, but not those for tests, builds and the whole workspace.
            is_dependencies = section == "dependencies"
                || section.starts_with("target.") && section.ends_with(".dependencies");
            if let Some((_, name)) = section.split_once("dependencies.latchkey") {
                let of_build = !section.starts_with("dev-") && !section.starts_with("build-");
                found.extend(of_build.then(|| (line, format!("latchkey{name}"))));
            }
        } else if is_dependencies && text.starts_with("latchkey") {
            let name = text.split([' ', '=', '.']).next().unwrap_or_default();
            found.push((line, name.to_owned()));
        }
    }
    found
}

#[test]
fn the_dependencies_of_a_manifest_are_those_of_its_build() {
    let manifest = "[package]\nname = \"latchkey-x\"\n\n[dependencies]\nchrono = \"1\"\nlatchkey-a = { workspace = true }\n\
                    \n[dev-dependencies]\nlatchkey-b = { workspace = true }\n\n[build-dependencies]\nlatchkey-c.workspace = true\n\
                    \n[target.'cfg(unix)'.dependencies]\nlatchkey-d.workspace = true\n\n[dependencies.latchkey-e]\nworkspace = true\n\
                    \n[workspace.dependencies]\nlatchkey-f = { path = \"f\" }\n";
    let expected = [(6, "latchkey-a"), (15, "latchkey-d"), (17, "latchkey-e")];
    assert_eq!(own_dependencies(manifest), expected.map(|(line, name)| (line, name.to_owned())));
}
