//! Packages of the system, where it is a Debian.

use crate::failure::{Failure, Result};
use crate::process::{command, run};

/// Installs those of these Debian packages that are missing. Another system says itself what it lacks.
pub fn debian_packages(packages: &[&str], what: &str) -> Result<()> {
    let is_missing = |package: &&&str| {
        let mut query = command("dpkg-query");
        query.args(["--show", "--showformat", "${Status}", package]);
        query.output().is_ok_and(|told| !told.stdout.ends_with(b" installed"))
    };
    let missing: Vec<&str> = packages.iter().filter(is_missing).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing {what}.");
    apt_install(&missing)
}

/// Fonts with the letters of Hindi, Japanese and Chinese, which a bare Debian lacks: pages in these languages would be looked
/// at as rows of boxes. They can be, so that nobody who may not install packages is kept from the tests.
pub fn fonts() {
    let what = "fonts with the letters of all languages, which the browser tests show pages in";
    if let Err(failure) = debian_packages(&["fonts-lohit-deva", "fonts-droid-fallback"], what) {
        println!("{failure}");
    }
}

/// Installs Debian packages; as root, or the message says what root should run.
pub fn apt_install(packages: &[&str]) -> Result<()> {
    if !rustix::process::geteuid().is_root() {
        let line = format!("sudo apt-get install {}", packages.join(" "));
        return Err(Failure::new("only root can install packages").next(line));
    }
    let mut update = command("apt-get");
    // A list that is a day old still installs: only the installation itself has to work.
    if let Err(failure) = run(update.args(["update", "-qq"])) {
        println!("{failure}");
    }
    let mut install = command("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    run(install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}

pub fn is_installed(package: &str) -> bool {
    let mut query = command("dpkg-query");
    let status = query.args(["--show", "--showformat=${db:Status-Status}", package]).output();
    status.is_ok_and(|output| output.stdout == b"installed")
}
