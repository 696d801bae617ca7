//! Where things are. Nothing outside the repository and the tools folder is written.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// The top of the repository.
pub fn root() -> PathBuf {
    // Cargo sets this for `cargo run`; the value from the build serves a binary that is run by hand.
    let own =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.parent().map(Path::to_path_buf).unwrap_or(own)
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Where the hooks of Trunk put what it takes from there. Always in the repository: `index.html` names the files.
pub fn target_of_hooks() -> PathBuf {
    root().join("target/site")
}

/// The gallery of components, where its check finds it built.
pub fn gallery() -> PathBuf {
    target().join("gallery")
}

/// The built site.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Installed tools, each in a folder named after its version. Outside `target`, so that neither
/// `cargo clean` nor a fresh clone costs ten minutes.
pub fn tools() -> Result<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set("LATCHKEY_TOOLS") {
        return Ok(folder);
    }
    set("XDG_CACHE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
        .map(|cache| cache.join("latchkey"))
        .ok_or_else(|| {
            Failure::new("no folder for the tools: HOME is not set")
                .next("set LATCHKEY_TOOLS to a folder to keep them in")
        })
}

/// The first program of these names on PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

/// Keeps other runs out for as long as the file is open; the system releases it however the process
/// ends. `busy` is said when one has to wait.
pub fn lock(path: &Path, busy: &str) -> Result<File> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    let file = File::create(path).map_err(|error| Failure::file("create", path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            println!("{busy}; waiting for it.");
            file.lock().map_err(|error| Failure::file("lock", path, &error))?;
            Ok(file)
        }
        Err(TryLockError::Error(error)) => Err(Failure::file("lock", path, &error)),
    }
}
