//! Running other programs: said before, explained when they fail, ended when we end.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::failure::{Failure, Result};
use crate::paths;

/// How to build parts that run here and not in the browser. Always all of them together: cargo
/// chooses the features of shared dependencies by what is built at once, so naming one package would
/// build those dependencies a second time.
pub const NATIVE: [&str; 7] =
    ["build", "--quiet", "--workspace", "--exclude", "latchkey", "--features", SCHEMA];

/// The feature that makes the connectors' JSON Schema, which a test holds against the file. Native builds
/// always have it, so that one set of features serves them all.
pub const SCHEMA: &str = "latchkey-connector/schema";

/// A command at the top of the repository, without standard input: nothing here may wait for a key.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).stdin(Stdio::null());
    command
}

/// Cargo, the one that runs us.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// All native tests but those in a browser and of real servers, whose `Cargo.toml` leaves them to be named.
pub fn native_tests() -> Command {
    let mut command = cargo();
    command.args(["test", "--workspace", "--exclude", "latchkey", "--locked", "--features", SCHEMA]);
    command
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let name = |word: &OsStr| word.to_string_lossy().into_owned();
    let mut words: Vec<String> = words.map(name).collect();
    if let Some(program) = words.first_mut() {
        *program = program.rsplit('/').next().unwrap_or_default().to_owned();
    }
    words.join(" ")
}

/// Runs to the end with our output; a status other than zero is a failure.
pub fn run(command: &mut Command) -> Result<()> {
    println!("  $ {}", line(command));
    let status = command.status().map_err(|error| not_started(command, &error))?;
    success(command, status)
}

/// Runs to the end and returns what it printed on standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format!("`{}` failed: {}", line(command), told.trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A program that runs beside us and is ended, with all that it started, when this is dropped.
pub struct Running {
    pub name: &'static str,
    child: Child,
}

impl Running {
    /// Starts it in a process group of its own, so that a Ctrl-C reaches us alone and we choose the
    /// order in which things stop.
    pub fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let child = command.process_group(0).spawn().map_err(|error| not_started(command, &error))?;
        Ok(Self { name, child })
    }

    /// What it prints, where its standard output was piped.
    pub fn output(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    fn signal(&self, signal: Signal) {
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            // It may be gone already: that is what we want.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.signal(Signal::TERM);
        let patience = Instant::now() + Duration::from_secs(5);
        while self.ended().is_none() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(20));
        }
        // Children of the program may have outlived it.
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }
}

fn success(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("`{}` failed ({status})", line(command))))
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot run `{}`: {error}", line(command)))
}
