//! PostgreSQL of the machine, with a database of its own for one server.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::run;
use super::{Start, StartError, free_port};

pub struct Postgres {
    programs: PathBuf,
    pub port: u16,
}

impl Postgres {
    /// Started in the server's fresh folder, with one empty database.
    pub fn start(start: &mut Start, database: &str) -> Result<Self, StartError> {
        let postgres = Self { programs: programs()?, port: free_port()? };
        let data = start.folder.join("postgres");
        if is_root() {
            // It refuses to run as root, and its own user must get to its folder.
            let open = fs::Permissions::from_mode(0o711);
            fs::set_permissions(&start.folder, open)
                .map_err(|error| StartError::file("open", &start.folder, error))?;
            run(Command::new("install").args(["-d", "-o", "postgres", "-g", "postgres"]).arg(&data))?;
        }
        let mut init = postgres.as_its_user("initdb");
        init.arg("-D").arg(&data).args(["-A", "trust", "-U", "postgres", "-E", "UTF8"]);
        run(init.args(["--no-locale", "--no-sync"]).current_dir("/"))?;
        let mut server = postgres.as_its_user("postgres");
        server.arg("-D").arg(&data).args(["-p", &postgres.port.to_string()]);
        // Nothing of it is to outlive the test, so nothing need be on the disk.
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"] {
            server.args(["-c", setting]);
        }
        start.spawn(&mut server)?;
        start.until("PostgreSQL to answer", || Ok(run(&mut postgres.client("pg_isready")).is_ok()))?;
        run(postgres.client("createdb").arg(database))?;
        Ok(postgres)
    }

    /// One of its client programs, told where to go.
    pub fn client(&self, program: &str) -> Command {
        let mut client = Command::new(self.programs.join(program));
        client.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string()]);
        client
    }

    fn as_its_user(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
        command
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Debian keeps the server's programs off the path, a folder for each version.
fn programs() -> Result<PathBuf, StartError> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).collect::<Vec<_>>();
    let is_whole = |folder: &Path| ["initdb", "pg_dump"].iter().all(|name| folder.join(name).is_file());
    debian.chain(on_path).find(|folder| is_whole(folder)).ok_or_else(|| StartError::Program {
        line: "initdb".to_owned(),
        problem: "not found; install PostgreSQL's server (Debian: postgresql)".to_owned(),
    })
}
