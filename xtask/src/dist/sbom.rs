//! The bill of materials of a program: CycloneDX 1.6 as JSON (ECMA-424).
//!
//! Made here and not by a tool: the tools that there are describe what a workspace depends on, tests and build
//! scripts included, and write random numbers and the time into it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::crates::{Crate, Id};
use super::hex;
use super::program::Program;
use crate::failure::{Failure, Result};
use crate::process::{command, output};
use crate::versions;

/// `at` is the instant of the release, in seconds since 1970.
pub fn document(program: &Program, crates: &BTreeMap<Id, Crate>, at: u64) -> Result<String> {
    let rustc = output(command("rustc").arg("--version"))?;
    let rust = rustc.split(' ').nth(1).unwrap_or_default();
    let own = crates.keys().find(|(name, _)| name == program.package);
    let own = own.ok_or_else(|| Failure::new(format!("{} is not among its own crates", program.package)))?;

    let mut components: Vec<Value> =
        crates.iter().filter(|(id, _)| *id != own).map(|(id, crate_)| component(id, crate_)).collect();
    components.push(json!({
        "type": "library", "bom-ref": "rust-std", "name": "std", "version": rust,
        "description": "Rust's standard library",
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
    }));
    if program.has_icons {
        components.push(json!({
            "type": "data", "bom-ref": "lucide", "name": "lucide",
            "description": "The icons in index.html, copied by hand",
            "licenses": [{ "license": { "id": "ISC" } }, { "license": { "id": "MIT" } }],
        }));
    }
    let mut dependencies: Vec<Value> = crates
        .iter()
        .map(|(id, crate_)| {
            let mut on: Vec<String> = crate_.depends_on.iter().map(reference).collect();
            on.extend((id == own && program.has_icons).then(|| "lucide".to_owned()));
            on.push("rust-std".to_owned());
            json!({ "ref": reference(id), "dependsOn": on })
        })
        .collect();
    let leaves = std::iter::once("rust-std").chain(program.has_icons.then_some("lucide"));
    dependencies.extend(leaves.map(|name| json!({ "ref": name, "dependsOn": [] })));

    let tools = [
        ("rustc", rust),
        ("trunk", versions::TRUNK),
        ("wasm-bindgen", &versions::wasm_bindgen()?),
        ("binaryen", versions::BINARYEN),
        ("esbuild", versions::ESBUILD),
    ];
    // All but the first build the site.
    let count = if program.target.is_some() { tools.len() } else { 1 };
    let tools: Vec<Value> = tools
        .iter()
        .take(count)
        .map(|(name, version)| json!({ "type": "application", "name": name, "version": version }))
        .collect();
    let mut document = Map::new();
    let mut put = |key: &str, value: Value| {
        document.insert(key.to_owned(), value);
    };
    put("bomFormat", "CycloneDX".into());
    put("specVersion", "1.6".into());
    put("version", 1.into());
    put(
        "metadata",
        json!({
            "timestamp": rfc3339(at),
            "lifecycles": [{ "phase": "build" }],
            "tools": { "components": tools },
            "component": {
                "type": "application", "bom-ref": reference(own), "name": own.0, "version": own.1,
                "description": program.description,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        }),
    );
    put("components", components.into());
    put("dependencies", dependencies.into());
    // Of the contents, where other tools take a random number: the same release has the same one.
    let number = serial_number(&Value::Object(document.clone()).to_string());
    document.insert("serialNumber".to_owned(), number.into());
    let text = serde_json::to_string_pretty(&document);
    text.map(|text| text + "\n").map_err(|error| Failure::new(format!("the bill of materials: {error}")))
}

fn component(id: &Id, crate_: &Crate) -> Value {
    let mut component = json!({
        "type": "library", "bom-ref": reference(id), "name": id.0, "version": id.1,
        "purl": reference(id), "licenses": [{ "expression": crate_.license }],
    });
    if let Value::Object(members) = &mut component {
        if let Some(checksum) = &crate_.checksum {
            members.insert("hashes".to_owned(), json!([{ "alg": "SHA-256", "content": checksum }]));
        }
        if let Some(repository) = &crate_.repository {
            members.insert("externalReferences".to_owned(), json!([{ "type": "vcs", "url": repository }]));
        }
    }
    component
}

/// A package URL; a `+` in it is an escaped one (purl specification).
fn reference((name, version): &Id) -> String {
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

/// A UUID of version 8 (RFC 9562): its bits are the maker's to choose.
fn serial_number(contents: &str) -> String {
    let digest = hex(contents.as_bytes());
    let part = |range: std::ops::Range<usize>| digest.get(range).unwrap_or_default();
    format!("urn:uuid:{}-{}-8{}-a{}-{}", part(0..8), part(8..12), part(12..15), part(15..18), part(18..30))
}

/// In UTC. The days are counted as in "chrono-Compatible Low-Level Date Algorithms" (H. Hinnant): a year begins in
/// March there, so that a leap day is its last.
fn rfc3339(at: u64) -> String {
    let (days, time) = (at / 86_400, at % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::*;
    use crate::dist::program::{COMMAND, CONSOLE};

    #[test]
    fn instants_are_written_in_utc() {
        for (at, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_262_400, "2026-11-21T12:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(rfc3339(at), text);
        }
    }

    #[test]
    fn every_dependency_is_a_component_and_nothing_is_random() {
        for program in [CONSOLE, COMMAND] {
            check(&program);
        }
    }

    fn check(program: &Program) {
        let id = |name: &str| (name.to_owned(), "1.0.0+x".to_owned());
        let crate_ = |depends_on: &[&str]| Crate {
            license: "MIT".to_owned(),
            repository: None,
            checksum: None,
            folder: PathBuf::new(),
            depends_on: depends_on.iter().map(|name| id(name)).collect(),
        };
        let crates = BTreeMap::from([
            (id(program.package), crate_(&["a"])),
            (id("a"), crate_(&["b"])),
            (id("b"), crate_(&[])),
        ]);
        let text = document(program, &crates, 0).unwrap();
        assert_eq!(text, document(program, &crates, 0).unwrap());

        let document: Value = serde_json::from_str(&text).unwrap();
        let references = |list: &Value, member: &str| {
            let list = list.as_array().unwrap().iter();
            list.map(|entry| entry[member].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        let mut known = references(&document["components"], "bom-ref");
        known.insert(document["metadata"]["component"]["bom-ref"].as_str().unwrap().to_owned());
        assert_eq!(known, references(&document["dependencies"], "ref"));
        assert!(known.contains("pkg:cargo/b@1.0.0%2Bx"));
        for dependency in document["dependencies"].as_array().unwrap() {
            for on in dependency["dependsOn"].as_array().unwrap() {
                assert!(known.contains(on.as_str().unwrap()), "{on}");
            }
        }
    }
}
