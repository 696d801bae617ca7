//! Brotli and gzip beforehand, at the highest quality: a server would not take that time for each answer.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, GzBuilder};

use super::{SITE, hex};
use crate::compression::brotli_11;
use crate::failure::{Failure, Result};

/// Whether a file of a release has compressed copies beside it. What its owner edits has none: servers send the
/// copy without looking whether it is still the same, and an edit would seem to do nothing.
pub fn is_compressed(path: &str) -> bool {
    let Some(name) = path.strip_prefix(SITE) else { return false };
    let is_edited = name == "config.json" || name.starts_with("connectors/");
    let kind = name.rsplit('.').next().unwrap_or_default();
    // Pictures and fonts of other kinds are compressed as they are.
    !is_edited && matches!(kind, "css" | "html" | "js" | "json" | "svg" | "txt" | "wasm")
}

/// The copies by their suffix, without those that are no smaller. `cache` keeps them by what they are made of:
/// brotli takes seconds for the wasm.
pub fn both(bytes: &[u8], cache: &Path) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let digest = hex(bytes);
    let mut copies = vec![("br", cached(&cache.join(format!("{digest}.br")), || brotli_11(bytes))?)];
    copies.push(("gz", cached(&cache.join(format!("{digest}.gz")), || gzip(bytes))?));
    copies.retain(|(_, copy)| copy.len() < bytes.len());
    Ok(copies)
}

fn cached(path: &Path, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    if let Ok(bytes) = fs::read(path) {
        return Ok(bytes);
    }
    let bytes = make()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    // Moved into place: a copy that was cut off must never be taken for one.
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, &bytes).map_err(|error| Failure::file("write", &unfinished, &error))?;
    fs::rename(&unfinished, path).map_err(|error| Failure::file("move into place", path, &error))?;
    Ok(bytes)
}

/// Without name and time, which would differ.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| Failure::new(format!("gzip failed: {error}")))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_edited_and_what_is_not_served_has_no_copies() {
        for path in ["site/index.html", "site/a-0123.wasm", "site/locales/de.json", "site/world.svg"] {
            assert!(is_compressed(path), "{path}");
        }
        for path in [
            "site/config.json",
            "site/connectors/latchkey.json",
            "site/_headers",
            "docs/hosting.md",
            "site/a.png",
        ] {
            assert!(!is_compressed(path), "{path}");
        }
    }

    #[test]
    fn a_copy_reads_as_the_original_and_is_kept_only_if_it_is_smaller() {
        let cache = std::env::temp_dir().join(format!("latchkey-compress-{}", std::process::id()));
        let text = b"token ".repeat(1000);
        let copies = both(&text, &cache).unwrap();
        assert_eq!(copies.iter().map(|(suffix, _)| *suffix).collect::<Vec<_>>(), ["br", "gz"]);
        assert_eq!(both(&text, &cache).unwrap(), copies, "from the cache");
        let (mut gunzipped, mut unbrotlied) = (Vec::new(), Vec::new());
        flate2::read::GzDecoder::new(&*copies[1].1).read_to_end(&mut gunzipped).unwrap();
        brotli::BrotliDecompress(&mut &*copies[0].1, &mut unbrotlied).unwrap();
        assert_eq!((gunzipped, unbrotlied), (text.clone(), text));
        assert!(both(b"x", &cache).unwrap().is_empty());
        fs::remove_dir_all(cache).unwrap();
    }
}
