//! The versions of every tool that the commands install. A cached tool is found by its version, so
//! raising a number here is all it takes to move.

use std::fs;

use crate::failure::{Failure, Result};
use crate::paths;

/// 0.22.1 needs rustc 1.96.1.
pub const TRUNK: &str = "0.21.14";
/// The npm package; its major number is the Binaryen release.
pub const BINARYEN: &str = "132.0.0";
/// The npm package.
pub const ESBUILD: &str = "0.28.2";
pub const MACHETE: &str = "0.9.2";
pub const DENY: &str = "0.20.2";
/// 13 needs Node 22.
pub const LIGHTHOUSE: &str = "12.8.2";
pub const AXE: &str = "4.14.1";
pub const SCHEMATHESIS: &str = "4.32.5";
/// Used only by the fallback for networks without the Rust download server.
pub const DEBIAN_LLD: &str = "lld-22";

/// The version of wasm-bindgen in `Cargo.lock`: the command line tool must be exactly this one,
/// because the format between macro and tool changes with every release.
pub fn wasm_bindgen() -> Result<String> {
    let path = paths::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
    locked_version(&lock, "wasm-bindgen").ok_or_else(|| {
        Failure::new("Cargo.lock names no wasm-bindgen").next("run `cargo metadata` to complete Cargo.lock")
    })
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"0.2.1\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn a_locked_version_is_read_by_the_whole_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "bindgen"), None);
    }
}
