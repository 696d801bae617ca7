//! What Trunk cannot do itself, run by the hooks in `Trunk.toml`:
//!
//! - `sources`: joins `style/*.css` into one file, because each further style sheet is a request, and takes
//!   comments and indentation out of the boot script, whose `import()` Trunk's minifier cannot read.
//! - `integrity`: moves the wasm's integrity from Trunk's preload link to the element that the boot script
//!   reads. Chromium ignores it on a preload of type `fetch`, warns, and would then load the wasm twice.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// The order matters only for the layers, which the first file declares; the rest is by name.
const FIRST: &str = "layers.css";

fn main() -> ExitCode {
    let outcome = match env::args().nth(1).as_deref() {
        Some("sources") => sources(),
        Some("integrity") => integrity(),
        _ => Err("usage: trunk-hook sources|integrity (run by Trunk, see Trunk.toml)".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn sources() -> Result<(), String> {
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

fn integrity() -> Result<(), String> {
    let page = folder("TRUNK_STAGING_DIR")?.join("index.html");
    write(&page, &move_integrity(&read(&page)?)?)
}

/// The page without the preload link of the wasm, whose integrity is `data-integrity` of `meta[name=latchkey-app]`.
///
/// Works on Trunk's output, minified (unquoted values) or not. Without such a link (`no_sri`) nothing changes.
fn move_integrity(page: &str) -> Result<String, String> {
    let Some(link) = tags(page, "<link").find(|tag| attribute(tag, "as") == Some("fetch")) else {
        return Ok(page.to_owned());
    };
    let integrity = attribute(link, "integrity").ok_or("the preload link of the wasm has no integrity")?;
    let meta = tags(page, "<meta")
        .find(|tag| attribute(tag, "name") == Some("latchkey-app"))
        .ok_or("the page has no meta element `latchkey-app`: see build.pattern_script in Trunk.toml")?;
    let extended = format!("<meta data-integrity=\"{integrity}\"{}", meta.trim_start_matches("<meta"));
    Ok(page.replacen(link, "", 1).replacen(meta, &extended, 1))
}

/// The start tags that begin so, with their `>`.
fn tags<'a>(page: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    page.match_indices(start).filter_map(|(at, _)| page.get(at..)?.split_inclusive('>').next())
}

/// The value of a start tag's attribute, quoted or not.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&format!(" {name}="))?;
    let value = tag.get(at + name.len() + 2..)?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([' ', '>']).next(),
    }
}

fn folder(variable: &str) -> Result<PathBuf, String> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or_else(|| format!("{variable} is not set: this is run by Trunk"))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Unchanged means untouched, so that `trunk serve` does not see a change that it made itself.
fn write_if_changed(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    write(path, text)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{bare_script, move_integrity};

    #[test]
    fn takes_comments_and_indentation_out_of_a_script() {
        assert_eq!(bare_script("// why\n{\n  a(\"//b\");\n\n  // c\n}\n"), "{\na(\"//b\");\n}\n");
    }

    #[test]
    fn moves_the_integrity_to_the_meta_element() {
        let page = r#"<head><meta name="latchkey-app" data-wasm="./a.wasm"><link rel="modulepreload" href="./a.js" integrity="sha384-JS"><link rel="preload" href="./a.wasm" crossorigin="anonymous" integrity="sha384-W+/=" as="fetch" type="application/wasm"></head>"#;
        let expected = r#"<head><meta data-integrity="sha384-W+/=" name="latchkey-app" data-wasm="./a.wasm"><link rel="modulepreload" href="./a.js" integrity="sha384-JS"></head>"#;
        assert_eq!(move_integrity(page).as_deref(), Ok(expected));
    }

    #[test]
    fn reads_minified_markup() {
        let page = "<meta data-js=./a.js name=latchkey-app><link as=fetch href=./a.wasm integrity=sha384-W+/= rel=preload>";
        let expected = "<meta data-integrity=\"sha384-W+/=\" data-js=./a.js name=latchkey-app>";
        assert_eq!(move_integrity(page).as_deref(), Ok(expected));
    }

    #[test]
    fn leaves_a_page_without_integrity_alone() {
        let page = r#"<meta name="latchkey-app">"#;
        assert_eq!(move_integrity(page).as_deref(), Ok(page));
    }

    #[test]
    fn refuses_a_page_without_the_meta_element() {
        let page = r#"<link rel="preload" integrity="sha384-W" as="fetch">"#;
        assert!(move_integrity(page).is_err());
    }
}
