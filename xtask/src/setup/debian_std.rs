//! The wasm target without the Rust download server: for closed networks that have nothing but
//! package mirrors, on Debian 12.
//!
//! Debian packages the source of the standard library for the rustc that it ships for browsers. Std
//! is built once for wasm32 from that source, put where that rustc looks for it, and the toolchain
//! is linked into rustup as `debian`. `setup --debian-std` runs this by hand, to see that it still
//! works; it changes no other toolchain.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages::apt_install;
use crate::failure::{Failure, Result};
use crate::process::{command, output, run};
use crate::{paths, versions};

const RUSTLIB: &str = "/usr/lib/rustlib";
const WASM: &str = "wasm32-unknown-unknown";
const HOST: &str = "x86_64-unknown-linux-gnu";

/// Whether this is the one system that the fallback is for.
pub fn is_possible() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "VERSION_CODENAME=bookworm") && cfg!(target_arch = "x86_64")
}

pub fn install() -> Result<()> {
    if !is_possible() {
        return Err(Failure::new("the fallback is for Debian 12 on x86-64")
            .next("rustup target add wasm32-unknown-unknown, where the network allows it"));
    }
    apt_install(&["rustc-web", "cargo-web", "rust-web-src", versions::DEBIAN_LLD])?;
    let built = build_std()?;
    let library = Path::new(RUSTLIB).join(WASM).join("lib");
    let linkers = Path::new(RUSTLIB).join(HOST).join("bin");
    for folder in [&library, &linkers] {
        fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    }
    copy_libraries(&built, &library)?;
    let linker = Path::new("/usr/bin").join(versions::DEBIAN_LLD);
    let place = linkers.join("rust-lld");
    // The Debian program picks its flavour by the name it is called by; a copy does the same.
    fs::copy(&linker, &place).map_err(|error| Failure::file("copy", &linker, &error))?;
    if paths::on_path(&["rustup"]).is_some() {
        step(
            command("rustup").args(["toolchain", "link", "debian", "/usr"]),
            "run it as the user who builds",
        )?;
        println!("Linked as the toolchain `debian`: use it with `rustup override set debian`.");
    }
    Ok(())
}

/// Builds an empty crate for wasm with std from source; returns the folder with std's libraries.
fn build_std() -> Result<PathBuf> {
    let folder = paths::tools()?.join("debian-std");
    let sources = folder.join("src");
    fs::create_dir_all(&sources).map_err(|error| Failure::file("create", &sources, &error))?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
    for (name, text) in [("Cargo.toml", manifest), ("src/lib.rs", "")] {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| Failure::file("write", &path, &error))?;
    }
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo.current_dir(&folder).args(["build", "--release", "--target", WASM]);
    // `test` is for wasm-bindgen-test.
    cargo.arg("-Zbuild-std=std,panic_abort,proc_macro,test");
    // Without the bitcode in the libraries, link-time optimisation of the app fails.
    cargo.env("RUSTFLAGS", "-Cembed-bitcode=yes").env("RUSTC_BOOTSTRAP", "1").env("RUSTC", "/usr/bin/rustc");
    for variable in ["CARGO", "RUSTUP_TOOLCHAIN", "CARGO_TARGET_DIR", "CARGO_ENCODED_RUSTFLAGS"] {
        cargo.env_remove(variable);
    }
    step(&mut cargo, "apt-get install --reinstall rust-web-src cargo-web rustc-web")?;
    Ok(folder.join("target").join(WASM).join("release/deps"))
}

fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    let entries = fs::read_dir(from).map_err(|error| Failure::file("read", from, &error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let is_library = path.extension().is_some_and(|extension| extension == "rlib");
        if is_library && !name.to_string_lossy().starts_with("libempty") {
            fs::copy(&path, to.join(&name)).map_err(|error| Failure::file("copy", &path, &error))?;
        }
    }
    let version = output(Command::new("/usr/bin/rustc").arg("--version"))?;
    println!("std for {WASM} is in place for {}", version.trim());
    Ok(())
}

/// Runs a shell-free pipeline step of the fallback with a clear failure.
fn step(command: &mut Command, next: &str) -> Result<()> {
    run(command).map_err(|failure| failure.next(next))
}
