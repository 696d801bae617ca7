//! The live tests, chosen by server: `cargo xtask test live`, `... live NAME...`, `... live --all`.
//!
//! A server `NAME` has a folder `tests/live/servers/NAME` and the connector `connectors/NAME.json`. Its tests are
//! named after it and after whether it is `quick` to install and start, or `heavy`.

use std::fs;

use crate::failure::{Failure, Result};
use crate::paths;
use crate::process::{self, run};
use crate::setup::{self, with_tools};

/// What the test runner is to run, from what stands behind `live` on the command line; installs what the system
/// itself must have for that.
pub fn choose(words: &[String]) -> Result<Vec<String>> {
    let filters = filters(words)?;
    let is_chosen = |name: &&String| words.contains(name) || words.iter().any(|word| word == "--all");
    for name in servers()?.iter().filter(is_chosen) {
        let list = paths::root().join("tests/live/servers").join(name).join("debian-packages.txt");
        let packages = fs::read_to_string(list).unwrap_or_default();
        let packages: Vec<&str> = packages.lines().collect();
        setup::debian_packages(&packages, &format!("{}, which {name} runs beside", packages.join(" and ")))?;
    }
    Ok(filters)
}

/// Runs those that are chosen, else those that are quick.
pub fn test(chosen: &[String]) -> Result<()> {
    let mut tests = with_tools(process::native_tests())?;
    tests.env("RUST_BACKTRACE", "0").args(["--test", "live", "--"]);
    match chosen {
        [] => tests.arg("quick::"),
        chosen => tests.args(chosen),
    };
    run(&mut tests)
        .map_err(|failure| failure.next("each failure above ends with what the server printed last"))
}

fn filters(words: &[String]) -> Result<Vec<String>> {
    let known = servers()?;
    if words.iter().any(|word| word == "--all") {
        return Ok(vec!["quick::".to_owned(), "heavy::".to_owned()]);
    }
    let filter = |name: &String| match known.contains(name) {
        // As a module of Rust is called.
        true => Ok(format!("::{}::", name.replace('-', "_"))),
        false => {
            let next = format!("cargo xtask test live {}", known.join(" "));
            Err(Failure::new(format!("there is no server `{name}`")).next(next))
        }
    };
    words.iter().map(filter).collect()
}

/// Servers that have a connector.
fn servers() -> Result<Vec<String>> {
    let folder = paths::root().join("tests/live/servers");
    let entries = fs::read_dir(&folder).map_err(|error| Failure::file("read", &folder, &error))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let connector = |name: &String| paths::root().join("connectors").join(format!("{name}.json")).is_file();
    let mut names: Vec<String> = names.filter(connector).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::filters;

    fn of(words: &[&str]) -> Result<Vec<String>, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        filters(&words).map_err(|failure| failure.to_string())
    }

    #[test]
    fn servers_are_chosen_by_name_and_unknown_ones_are_refused() {
        assert_eq!(
            of(&["better-auth", "verdaccio"]),
            Ok(vec!["::better_auth::".into(), "::verdaccio::".into()])
        );
        assert_eq!(of(&["--all"]).unwrap().len(), 2);
        assert!(of(&["node"]).unwrap_err().contains("there is no server `node`"));
    }
}
