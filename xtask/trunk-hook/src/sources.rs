//! Makes a style sheet for each part of the app, a bare boot script and packed texts of the sources, for Trunk to take.

use std::fs;
use std::path::{Path, PathBuf};

use latchkey_catalogue::{Catalogue, Part};

use crate::files::{folder, read, write_if_changed};

/// The order matters only for the layers, which the first file declares; the rest is by name.
const FIRST: &str = "layers.css";

pub fn sources() -> Result<(), String> {
    let root = folder("TRUNK_SOURCE_DIR")?;
    let made = root.join("target/site");
    let (catalogue, locales) = (Catalogue::read(&root)?, made.join("locales"));
    let later = locales.join("later");
    fs::create_dir_all(&later).map_err(|error| format!("cannot make {}: {error}", later.display()))?;
    write_texts(&catalogue, Part::First, &locales)?;
    write_texts(&catalogue, Part::Later, &later)?;
    write_if_changed(&made.join("latchkey.css"), &joined_style(&root.join("style"))?)?;
    write_if_changed(&made.join("later.css"), &joined_style(&root.join("style/later"))?)?;
    write_if_changed(&made.join("boot.js"), &bare_script(&read(&root.join("boot/boot.js"))?))
}

/// A file for each language, and none of one that is no more.
fn write_texts(catalogue: &Catalogue, part: Part, folder: &Path) -> Result<(), String> {
    let names: Vec<String> = catalogue.tags().map(|tag| format!("{tag}.json")).collect();
    let entries =
        fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    for left in files.filter(|entry| !names.iter().any(|name| entry.file_name() == **name)) {
        fs::remove_file(left.path())
            .map_err(|error| format!("cannot remove {}: {error}", left.path().display()))?;
    }
    for (tag, name) in catalogue.tags().zip(&names) {
        write_if_changed(&folder.join(name), &catalogue.packed(tag, part))?;
    }
    Ok(())
}

fn joined_style(folder: &Path) -> Result<String, String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .collect();
    files.sort_by_key(|path| (path.file_name().is_none_or(|name| name != FIRST), path.clone()));
    files.iter().map(|file| read(file)).collect()
}

/// The script without its comment lines and its indentation. Line ends stay: they may end statements.
fn bare_script(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use latchkey_catalogue::{is_later, sources};

    use super::*;

    #[test]
    fn takes_comments_and_indentation_out_of_a_script() {
        assert_eq!(bare_script("// why\n{\n  a(\"//b\");\n\n  // c\n}\n"), "{\na(\"//b\");\n}\n");
    }

    /// The names of classes, as selectors have them.
    fn classes(style: &str) -> BTreeSet<String> {
        let selectors =
            style.split('}').filter_map(|rule| rule.rsplit_once('{')).map(|(selector, _)| selector);
        let selectors = selectors.flat_map(|selector| selector.split('.').skip(1));
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let names = selectors.map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default());
        names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())).map(str::to_owned).collect()
    }

    /// What stands before the second part is here must not wait for its style.
    #[test]
    fn no_source_of_the_first_part_sets_a_class_that_only_the_later_style_has() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let first = classes(&joined_style(&root.join("style")).unwrap());
        let later = classes(&joined_style(&root.join("style/later")).unwrap());
        let later: BTreeSet<_> = later.difference(&first).map(String::as_str).collect();
        assert!(first.contains("btn") && later.contains("picker-list"), "{later:?}");
        let mut texts: Vec<_> =
            sources(&root).unwrap().into_iter().filter(|(name, _)| !is_later(name)).collect();
        texts.push(("index.html".to_owned(), read(&root.join("index.html")).unwrap()));
        for (name, text) in &texts {
            for line in text.lines().filter(|line| line.contains("class")) {
                // What is between quotes, and in it word by word.
                let words = line.split('"').skip(1).step_by(2).flat_map(str::split_whitespace);
                let found: Vec<_> = words.filter(|word| later.contains(word)).collect();
                assert!(found.is_empty(), "{name}: the style of {found:?} is in style/later");
            }
        }
    }
}
