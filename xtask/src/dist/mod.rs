//! The release: the built site, compressed beforehand, with all that a host needs and the command `latchkey`, as one
//! archive.
//!
//! The same sources and tools give the same bytes, so that anybody can build a release again and hold it against
//! the one they were given. So nothing here asks for the time, the user or the order of a folder.

mod archive;
mod command;
mod compress;
mod crates;
mod headers;
mod notice;
mod program;
mod sbom;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::{Failure, Result};
use crate::process::{self, output};
use crate::{paths, site};

/// The files of a release by their path in it, and their contents.
type Files = BTreeMap<String, Vec<u8>>;

/// What goes along as it stands in the repository.
const COPIED: &[&str] = &[
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "docs/connectors.md",
    "docs/connector-reference.md",
    "docs/hosting.md",
    "hosting/Caddyfile",
    "hosting/headers.txt",
    "hosting/nginx/latchkey.conf",
];

/// Its folder in a release is what a host serves.
const SITE: &str = "site/";

/// The command in a release: the only file that is executable.
const COMMAND_PATH: &str = "bin/latchkey";

/// A release on the disk: its archive, and the SHA-256 of it.
pub struct Release {
    archive: PathBuf,
    digest: String,
}

pub fn command(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        return Err(Failure::new("dist takes no arguments"));
    }
    site::build(false)?;
    let release = make()?;
    println!("{}  {}", release.digest, release.archive.display());
    Ok(())
}

/// Where [`make`] puts the release, unpacked.
pub fn folder() -> Result<PathBuf> {
    Ok(place().join(name()?))
}

/// Makes the release of the site as it was built last.
pub fn make() -> Result<Release> {
    let _lock = lock()?;
    make_in(&place(), &cache(), &paths::target())
}

fn lock() -> Result<fs::File> {
    paths::lock(&paths::target().join("dist.lock"), "Another run is making the release")
}

/// The `dist` step of the tests: a second release of the same site has the same bytes. Everything but the site is made
/// anew for it; the command is built in another folder, which stays, because it changes less often than this runs.
pub fn check() -> Result<()> {
    let _lock = lock()?;
    let release = make_in(&place(), &cache(), &paths::target())?;
    let again = paths::target().join("dist-again");
    let second = make_in(&again, &again.join("compressed"), &paths::target().join("command-again"))?;
    let bytes = |path: &Path| fs::read(path).map_err(|error| Failure::file("read", path, &error));
    if bytes(&release.archive)? != bytes(&second.archive)? {
        return Err(Failure::new("two releases of the same sources differ").next(format!(
            "diffoscope {} {}",
            release.archive.display(),
            second.archive.display()
        )));
    }
    println!("{}  {}", release.digest, release.archive.display());
    fs::remove_dir_all(&again).map_err(|error| Failure::file("remove", &again, &error))
}

fn place() -> PathBuf {
    paths::target().join("dist")
}

fn cache() -> PathBuf {
    paths::target().join("compressed")
}

/// `latchkey-0.1.0`, by the version in `Cargo.toml`.
fn name() -> Result<String> {
    let path = paths::root().join("Cargo.toml");
    let manifest = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version
        .map(|version| format!("latchkey-{version}"))
        .ok_or_else(|| Failure::new("Cargo.toml names no version"))
}

/// `target`: where cargo builds the command.
fn make_in(place: &Path, cache: &Path, target: &Path) -> Result<Release> {
    let name = name()?;
    let at = commit_time()?;
    let files = files(cache, target, at)?;
    let folder = place.join(&name);
    let unfinished = place.join(format!(".unfinished-{name}"));
    for stale in [&unfinished, &folder] {
        if stale.exists() {
            fs::remove_dir_all(stale).map_err(|error| Failure::file("remove", stale, &error))?;
        }
    }
    for (path, bytes) in &files {
        write(&unfinished.join(path), bytes, at)?;
        if is_executable(path) {
            make_executable(&unfinished.join(path))?;
        }
    }
    fs::rename(&unfinished, &folder).map_err(|error| Failure::file("move into place", &folder, &error))?;

    let packed = archive::tar_gz(&name, &files, at)?;
    let digest = hex(&packed);
    let archive = place.join(format!("{name}.tar.gz"));
    write(&archive, &packed, at)?;
    write(&place.join(format!("{name}.tar.gz.sha256")), format!("{digest}  {name}.tar.gz\n").as_bytes(), at)?;
    Ok(Release { archive, digest })
}

fn files(cache: &Path, target: &Path, at: u64) -> Result<Files> {
    let root = paths::root();
    let read = |path: &Path| fs::read(path).map_err(|error| Failure::file("read", path, &error));
    let mut files = Files::new();
    for path in COPIED {
        files.insert((*path).to_owned(), read(&root.join(path))?);
    }
    let built: Vec<PathBuf> = site::files(&paths::dist()).into_keys().collect();
    if !built.iter().any(|name| name.as_os_str() == "index.html") {
        return Err(Failure::new("dist/ holds no built site").next("cargo xtask build --force"));
    }
    for name in built {
        let path = name.to_str().ok_or_else(|| Failure::new("a file of the site has an unreadable name"))?;
        files.insert(format!("{SITE}{path}"), read(&paths::dist().join(&name))?);
    }
    let rules = fs::read_to_string(root.join("hosting/_headers"))
        .map_err(|error| Failure::file("read", Path::new("hosting/_headers"), &error))?;
    let names = files.keys().filter_map(|path| path.strip_prefix(SITE));
    files.insert(format!("{SITE}_headers"), headers::with_hashed(&rules, names).into_bytes());

    let console = &program::CONSOLE;
    let crates = crates::linked_into(console.package, console.target)?;
    files.insert(format!("{SITE}notice.txt"), notice::text(console, &crates)?.into_bytes());
    files.insert("sbom.cdx.json".to_owned(), sbom::document(console, &crates, at)?.into_bytes());
    files.extend(command_files(target, at)?);

    let originals: Vec<String> = files.keys().filter(|path| compress::is_compressed(path)).cloned().collect();
    for path in originals {
        let Some(bytes) = files.get(&path).cloned() else { continue };
        for (suffix, compressed) in compress::both(&bytes, cache)? {
            files.insert(format!("{path}.{suffix}"), compressed);
        }
    }
    let sums: String = files.iter().map(|(path, bytes)| format!("{}  {path}\n", hex(bytes))).collect();
    files.insert("SHA256SUMS".to_owned(), sums.into_bytes());
    Ok(files)
}

/// The command, and what is said about it.
fn command_files(target: &Path, at: u64) -> Result<Files> {
    let program = &program::COMMAND;
    let crates = crates::linked_into(program.package, program.target)?;
    Ok(Files::from([
        (COMMAND_PATH.to_owned(), command::build(target)?),
        ("bin/notice.txt".to_owned(), notice::text(program, &crates)?.into_bytes()),
        ("bin/sbom.cdx.json".to_owned(), sbom::document(program, &crates, at)?.into_bytes()),
    ]))
}

fn is_executable(path: &str) -> bool {
    path == COMMAND_PATH
}

fn make_executable(path: &Path) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
        .map_err(|error| Failure::file("make executable", path, &error))
}

/// Seconds since 1970 of the commit that is built: `SOURCE_DATE_EPOCH` where it is set, as elsewhere
/// (reproducible-builds.org). Every file bears it, because web servers make ETags of time and size: with the same
/// time in each release, a file of another release and the same size would pass for unchanged.
fn commit_time() -> Result<u64> {
    let text = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text,
        Err(_) => output(process::command("git").args(["log", "-1", "--format=%ct"]))?,
    };
    text.trim().parse().map_err(|_| {
        Failure::new(format!("`{}` is no instant", text.trim()))
            .next("set SOURCE_DATE_EPOCH to seconds since 1970")
    })
}

fn write(path: &Path, bytes: &[u8], at: u64) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    fs::write(path, bytes).map_err(|error| Failure::file("write", path, &error))?;
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(at);
    let file = fs::File::options().write(true).open(path);
    file.and_then(|file| file.set_modified(time)).map_err(|error| Failure::file("date", path, &error))
}

/// SHA-256, as `sha256sum` writes it.
fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn sums_are_those_of_sha256sum() {
        assert_eq!(hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
