//! The licenses of everything that is in a program, with their texts.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::crates::{Crate, Id};
use super::program::Program;
use crate::failure::{Failure, Result};
use crate::paths;

/// What there is and under which license, then each text once.
pub fn text(program: &Program, crates: &BTreeMap<Id, Crate>) -> Result<String> {
    let mut notice = String::from(
        "Latchkey is licensed under MIT or Apache-2.0, as you like. It contains the following.\n\n\
         Rust's standard library (MIT OR Apache-2.0), copyright the Rust Project contributors\n",
    );
    if program.has_icons {
        notice.push_str("Lucide icons (ISC, in part MIT), https://lucide.dev\n");
    }
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((name, version), crate_) in crates {
        if crate_.checksum.is_none() {
            // Of this repository: Latchkey itself.
            continue;
        }
        let repository = crate_.repository.as_deref().unwrap_or_default();
        let _ = writeln!(notice, "{name} {version} ({}) {repository}", crate_.license);
        for text in license_texts(&crate_.folder)? {
            texts.entry(text).or_default().push(format!("{name} {version}"));
        }
    }
    let icons = program.has_icons.then_some(("assets/lucide-license.txt", "Lucide"));
    let own = [("LICENSE-MIT", "Latchkey"), ("LICENSE-APACHE", "Latchkey")];
    for (file, of) in own.into_iter().chain(icons) {
        let path = paths::root().join(file);
        let text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
        texts.entry(plain(&text)).or_default().insert(0, of.to_owned());
    }
    // In the order of the first that each belongs to.
    let mut texts: Vec<(Vec<String>, String)> = texts.into_iter().map(|(text, of)| (of, text)).collect();
    texts.sort();
    for (of, text) in texts {
        let _ = write!(notice, "\n{}\nOf {}:\n\n{text}\n", "-".repeat(80), of.join(", "));
    }
    Ok(notice)
}

/// The texts that a package brings, in the order of their names.
fn license_texts(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::file("read", folder, &error))?;
    let is_license = |name: &str| {
        let name = name.to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"]
            .iter()
            .any(|word| name.starts_with(word))
    };
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| is_license(&entry.file_name().to_string_lossy()) && entry.path().is_file())
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let bytes = fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
        Ok(plain(&String::from_utf8_lossy(&bytes)))
    };
    files.iter().map(read).collect()
}

/// The same text has the same bytes, whatever ends its lines.
fn plain(text: &str) -> String {
    text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn line_ends_do_not_make_another_text() {
        assert_eq!(plain("MIT \r\n\r\nPermission\n\n"), "MIT\n\nPermission");
    }
}
