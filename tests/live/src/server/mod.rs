//! Real servers, each of a pinned version: installed once into the tools folder, started on a free port in a
//! fresh folder, ended with everything they started however the test ends.
//!
//! A server is a folder `servers/NAME` with its configuration and the list of its packages, and a
//! [`Kind`] whose function starts it. Its connector is `connectors/NAME.json`.

mod better_auth;
mod error;
mod install;
mod jupyterhub;
mod keystone;
mod netbox;
mod postgres;
mod process;
mod strapi;
mod verdaccio;
mod wire;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub use error::StartError;
pub use wire::{Reply, send};

use process::Group;

/// A server that can be started here.
pub struct Kind {
    /// Of its folder, of its connector, and on the command line.
    pub name: &'static str,
    /// The pinned version; the tools folder keeps each apart.
    pub version: &'static str,
    /// Starts it, waits until it answers and makes an account.
    start: fn(&mut Start) -> Result<Account, StartError>,
}

/// Every server that a connector is tested with, the quickest to start first.
pub const ALL: &[&Kind] =
    &[&better_auth::KIND, &verdaccio::KIND, &jupyterhub::KIND, &keystone::KIND, &strapi::KIND, &netbox::KIND];

/// Who may sign in.
#[derive(Clone, Debug)]
pub struct Account {
    pub user: String,
    pub password: String,
}

/// A server that runs. Dropping it ends it.
pub struct Server {
    pub kind: &'static Kind,
    /// `http://127.0.0.1:PORT`, what the backend's paths are appended to.
    pub address: String,
    pub account: Account,
    // In this order: the processes end before their folder goes.
    _processes: Group,
    folder: TempDir,
}

/// How long a server may take until it answers. Generous, because the machine may be busy: only a
/// server that does not start at all takes this long.
const PATIENCE: Duration = Duration::from_secs(180);

impl Kind {
    pub fn named(name: &str) -> Option<&'static Kind> {
        ALL.iter().find(|kind| kind.name == name).copied()
    }

    /// The connector for it.
    pub fn connector(&self) -> PathBuf {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
        root.join("connectors").join(format!("{}.json", self.name))
    }

    /// Installs the server where it is not yet, and starts it. `origin` (`http://127.0.0.1:8080`) is where
    /// browsers will find it; its own address if none is given. Some accept requests from there only.
    pub fn start(&'static self, origin: Option<&str>) -> Result<Server, StartError> {
        let folder = tempfile::Builder::new().prefix("latchkey-live-").tempdir();
        let folder =
            folder.map_err(|error| StartError::file("make a folder in", &std::env::temp_dir(), error))?;
        let processes = Group::new(folder.path())?;
        let port = free_port()?;
        let address = format!("http://127.0.0.1:{port}");
        let origin = origin.unwrap_or(&address).to_owned();
        let mut start =
            Start { kind: self, folder: folder.path().to_owned(), port, address, origin, processes };
        let account = (self.start)(&mut start)?;
        let Start { address, processes, .. } = start;
        Ok(Server { kind: self, address, account, _processes: processes, folder })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{} printed last:\n{}", self.kind.name, last_lines(self.folder.path()));
        }
    }
}

/// A server that is being started.
pub struct Start {
    kind: &'static Kind,
    /// Fresh and its own: for data, and for what it writes down.
    pub folder: PathBuf,
    pub port: u16,
    /// `http://127.0.0.1:PORT`
    pub address: String,
    /// Where browsers will find it.
    pub origin: String,
    processes: Group,
}

impl Start {
    /// A file of `servers/NAME`.
    pub fn data(&self, file: &str) -> PathBuf {
        data(self.kind).join(file)
    }

    /// Copies a file of `servers/NAME` into the fresh folder, for a server that writes beside it.
    pub fn copy(&self, file: &str) -> Result<PathBuf, StartError> {
        let (from, to) = (self.data(file), self.folder.join(file));
        fs::copy(&from, &to).map_err(|error| StartError::file("copy", &from, error))?;
        Ok(to)
    }

    /// Starts a program in the fresh folder. What it prints goes into a file there. It ends when the
    /// server is dropped: the last one started first.
    pub fn spawn(&mut self, command: &mut Command) -> Result<(), StartError> {
        let log = fs::File::options().create(true).append(true).open(self.folder.join(LOG));
        let log = log.map_err(|error| StartError::file("write", &self.folder.join(LOG), error))?;
        let errors =
            log.try_clone().map_err(|error| StartError::file("write", &self.folder.join(LOG), error))?;
        self.processes.spawn(command.current_dir(&self.folder).stdout(log).stderr(errors))
    }

    /// Waits until the server answers `GET path` with a success.
    pub fn until_it_answers(&mut self, path: &str) -> Result<(), StartError> {
        let url = format!("{}{path}", self.address);
        self.until(&format!("{url} to answer"), || {
            Ok(send("GET", &url, &[], "").is_ok_and(|r| r.is_success()))
        })
    }

    /// Waits until something is so, as long as every process of the server runs.
    pub fn until(
        &mut self,
        what: &str,
        mut is_so: impl FnMut() -> Result<bool, StartError>,
    ) -> Result<(), StartError> {
        let deadline = Instant::now() + PATIENCE;
        while !is_so()? {
            let ended = self.processes.ended();
            if ended.is_some() || Instant::now() > deadline {
                return Err(StartError::NotReady {
                    server: self.kind.name,
                    waited_for: what.to_owned(),
                    ended,
                    printed: last_lines(&self.folder),
                });
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Sends a request that sets something up. Anything but a success fails the start.
    pub fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Reply, StartError> {
        let reply = send(method, &format!("{}{path}", self.address), headers, body)?;
        if reply.is_success() {
            return Ok(reply);
        }
        let line = format!("{method} {path}");
        Err(StartError::Refused { server: self.kind.name, line, status: reply.status, body: reply.body })
    }

    /// The folder that holds the npm packages of `servers/NAME/package-lock.json`, and a command that runs
    /// Node 24. The machine's own Node may be too old.
    pub fn node(&self) -> Result<(PathBuf, Command), StartError> {
        Ok((install::npm(self.kind)?, install::node()?))
    }

    /// The virtual environment that holds the packages of `servers/NAME/requirements.txt`.
    pub fn python(&self) -> Result<PathBuf, StartError> {
        install::python(self.kind, "python3")
    }

    /// As [`Start::python`], made by a Python 3 of at least this minor version.
    pub fn python_of_at_least(&self, minor: u32) -> Result<PathBuf, StartError> {
        install::python(self.kind, &install::newer_python(minor)?)
    }
}

/// What the processes of a server print.
const LOG: &str = "printed.log";

fn last_lines(folder: &Path) -> String {
    let text = fs::read(folder.join(LOG)).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(30)..).unwrap_or_default().join("\n")
}

/// Copies a file or a folder into a folder.
fn copy_all(from: &Path, into: &Path) -> Result<(), StartError> {
    process::run(Command::new("cp").arg("-R").arg(from).arg(into))
}

fn data(kind: &Kind) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("servers").join(kind.name)
}

/// A port that was free just now. Nothing can hold it for the server, so another program may in theory take it.
fn free_port() -> Result<u16, StartError> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    Ok(port.map_err(StartError::NoPort)?.port())
}
