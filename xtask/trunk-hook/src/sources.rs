//! Makes one style sheet and a bare boot script of the sources, for Trunk to take.

use std::fs;
use std::path::{Path, PathBuf};

use crate::files::{folder, read, write_if_changed};

/// The order matters only for the layers, which the first file declares; the rest is by name.
const FIRST: &str = "layers.css";

pub fn sources() -> Result<(), String> {
    let root = folder("TRUNK_SOURCE_DIR")?;
    let made = root.join("target/site");
    fs::create_dir_all(&made).map_err(|error| format!("cannot make {}: {error}", made.display()))?;
    write_if_changed(&made.join("latchkey.css"), &joined_style(&root.join("style"))?)?;
    write_if_changed(&made.join("boot.js"), &bare_script(&read(&root.join("boot/boot.js"))?))
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
    use super::bare_script;

    #[test]
    fn takes_comments_and_indentation_out_of_a_script() {
        assert_eq!(bare_script("// why\n{\n  a(\"//b\");\n\n  // c\n}\n"), "{\na(\"//b\");\n}\n");
    }
}
