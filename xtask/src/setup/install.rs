//! How each need is met. One line says what and why; a failure says what to try next.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::debian_std;
use super::packages::{apt_install, is_installed};
use super::tools::{Need, folder, is_present};
use crate::failure::{Failure, Result};
use crate::process::{command, run};
use crate::{paths, versions};

pub fn install(need: Need) -> Result<()> {
    match need {
        Need::WasmTarget => wasm_target(),
        Need::Chromium => browser(),
        Need::Python => python(),
        Need::Trunk => {
            say("Trunk, which builds and serves the site (5 to 10 minutes, once)");
            cargo_install(need, &["trunk", "--locked", "--version", versions::TRUNK])
        }
        Need::WasmBindgen => {
            say("wasm-bindgen, which joins the wasm to the page (3 to 6 minutes, once)");
            // Without --locked: the lock file that it ships does not always resolve.
            cargo_install(need, &["wasm-bindgen-cli", "--version", &versions::wasm_bindgen()?])
        }
        Need::Machete => {
            say("cargo-machete, which finds unused dependencies");
            cargo_install(need, &["cargo-machete", "--locked", "--version", versions::MACHETE])
        }
        Need::Deny => {
            say(
                "cargo-deny, which checks licenses, sources and advisories of dependencies (5 to 10 minutes, once)",
            );
            cargo_install(need, &["cargo-deny", "--locked", "--version", versions::DENY])
        }
        Need::WebServers => web_servers(),
        Need::Lighthouse => {
            say("Lighthouse, which rates the token list");
            npm_install(need, &format!("lighthouse@{}", versions::LIGHTHOUSE))
        }
        Need::Binaryen => {
            say("wasm-opt, which makes the wasm smaller");
            npm_install(need, &format!("binaryen@{}", versions::BINARYEN))
        }
        Need::Esbuild => {
            say("esbuild, which bundles the style sheets and minifies scripts");
            npm_install(need, &format!("esbuild@{}", versions::ESBUILD))
        }
        Need::Axe => {
            say("axe-core, which checks accessibility in the browser tests");
            npm_install(need, &format!("axe-core@{}", versions::AXE))
        }
        Need::Schemathesis => {
            say("schemathesis, which fuzzes the reference backend by its OpenAPI document");
            python_install(need, &format!("schemathesis=={}", versions::SCHEMATHESIS))
        }
    }
}

fn say(what: &str) {
    println!("Installing {what}.");
}

fn wasm_target() -> Result<()> {
    say("the wasm32-unknown-unknown target, which the app is compiled for");
    if paths::on_path(&["rustup"]).is_none() {
        return Err(Failure::new(
            "rustc has no wasm32-unknown-unknown target, and there is no rustup to add it",
        )
        .next("install Rust by rustup, or your distribution's package of std for wasm32"));
    }
    let added = run(command("rustup").args(["target", "add", "wasm32-unknown-unknown"]));
    match added {
        Ok(()) => Ok(()),
        Err(failure) if debian_std::is_possible() => {
            println!(
                "{failure}\nThe download was refused; building std from Debian's source package instead."
            );
            debian_std::install()
        }
        Err(failure) => {
            Err(failure.next("check the network, then `rustup target add wasm32-unknown-unknown`"))
        }
    }
}

fn browser() -> Result<()> {
    say("Chromium and ChromeDriver, which the browser tests run in");
    let by_hand = "install your system's Chromium and ChromeDriver so that both are on PATH";
    if paths::on_path(&["apt-get"]).is_none() {
        return Err(Failure::new("Chromium or ChromeDriver is missing").next(by_hand));
    }
    apt_install(&["chromium", "chromium-driver"]).map_err(|failure| failure.next(by_hand))
}

const SERVER_PACKAGES: &[&str] = &["nginx", "nginx-common", "libnginx-mod-http-brotli-static", "caddy"];

/// Unpacked and not installed: an installed one would be started by the system, as a service on port 80.
fn web_servers() -> Result<()> {
    say("nginx and Caddy, unpacked beside the tools, which serve the site in the tests of hosting/");
    let by_hand = "the tests of hosting/ need Debian's packages of nginx and Caddy";
    if paths::on_path(&["apt-get"]).is_none() || paths::on_path(&["dpkg-deb"]).is_none() {
        return Err(Failure::new("there is no apt-get to get nginx and Caddy by").next(by_hand));
    }
    // Without these nginx does not start. Nearly every system has them: then nothing happens here.
    let libraries = ["libbrotli1", "libpcre2-8-0", "libssl3", "zlib1g"];
    if !libraries.iter().all(|name| is_installed(name)) {
        apt_install(&libraries).map_err(|failure| failure.next(by_hand))?;
    }
    into_place(Need::WebServers, |folder| {
        let mut download = command("apt-get");
        // As root apt would want to hand the download to a user who may not write here.
        download.args(["download", "-qq", "-o", "APT::Sandbox::User=root"]);
        download.current_dir(folder).args(SERVER_PACKAGES);
        run(&mut download).map_err(|failure| failure.next("apt-get update"))?;
        let entries = fs::read_dir(folder).map_err(|error| Failure::file("read", folder, &error))?;
        for package in entries.flatten().map(|entry| entry.path()) {
            run(command("dpkg-deb").arg("--extract").arg(&package).arg(folder))?;
            fs::remove_file(&package).map_err(|error| Failure::file("remove", &package, &error))?;
        }
        Ok(())
    })
}

/// Builds with the variables of the running build taken away: they would send the tool's own
/// artifacts into this repository's target folder, or build it with our flags.
fn cargo_install(need: Need, arguments: &[&str]) -> Result<()> {
    into_place(need, |folder| {
        let mut cargo = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(folder).args(["install", "--quiet"]).args(arguments).arg("--root").arg(folder);
        cargo.env("CARGO_TARGET_DIR", folder.join("build"));
        for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(variable);
        }
        // These tools wait for files and for rustc. Optimising them fully takes twice as long to
        // build and saves nothing that can be measured in a build of the site.
        for (setting, value) in
            [("OPT_LEVEL", "1"), ("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "false")]
        {
            cargo.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
        }
        run(&mut cargo).map_err(|failure| {
            failure.next(
                "check that the crate registry can be reached and 2 GB of disk are free, then run it again",
            )
        })?;
        let build = folder.join("build");
        fs::remove_dir_all(&build).map_err(|error| Failure::file("remove", &build, &error))
    })
}

fn npm_install(need: Need, package: &str) -> Result<()> {
    if paths::on_path(&["npm"]).is_none() {
        return Err(Failure::new("there is no npm").next("install Node.js 20 or later with npm"));
    }
    into_place(need, |folder| {
        let mut npm = command("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefix"]);
        run(npm.arg(folder).arg(package))
            .map_err(|failure| failure.next("check that the npm registry can be reached, then run it again"))
    })
}

fn python() -> Result<()> {
    say("Python with venv, which the fuzzing client and some servers of the live tests run in");
    let by_hand = "install Python 3.10 or later with its venv module (Debian: python3-venv)";
    apt_install(&["python3", "python3-venv"]).map_err(|failure| failure.next(by_hand))
}

/// A virtual environment still works after it was moved as long as one starts its `bin/python`.
fn python_install(need: Need, package: &str) -> Result<()> {
    if !is_present(Need::Python)? {
        python()?;
    }
    into_place(need, |folder| {
        run(command("python3").args(["-m", "venv"]).arg(folder))?;
        let mut pip = command(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]);
        run(&mut pip)
            .map_err(|failure| failure.next("check that the package index can be reached, then run it again"))
    })
}

/// Fills a fresh folder beside the tool's place, then moves it there in one step.
fn into_place(need: Need, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let place = folder(need)?;
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unfinished: PathBuf = place.with_file_name(format!(".unfinished-{name}"));
    for folder in [&unfinished, &place] {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|error| Failure::file("remove", folder, &error))?;
        }
    }
    fs::create_dir_all(&unfinished).map_err(|error| Failure::file("create", &unfinished, &error))?;
    fill(&unfinished)?;
    fs::rename(&unfinished, &place).map_err(|error| Failure::file("move into place", &place, &error))
}
