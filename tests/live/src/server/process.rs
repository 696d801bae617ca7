//! The processes of one server: one group, ended with us, whatever happens to us.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::StartError;

/// Reads from a pipe that nothing is ever written to. It ends when we do: by Ctrl-C, by a signal, by any
/// way on which no destructor runs. What a server left behind then goes with it.
const WATCH: &str = r#"read -r _; trap "" TERM; kill -TERM 0; sleep 5; rm -rf "$1"; kill -KILL 0"#;

/// How long a process may take to end in good order.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Group {
    /// Leads the group, so that members may come and go.
    watcher: Child,
    members: Vec<Child>,
}

impl Group {
    /// `folder` is removed if we end without any destructor.
    pub fn new(folder: &Path) -> Result<Self, StartError> {
        let mut watcher = Command::new("sh");
        watcher.args(["-c", WATCH, "sh"]).arg(folder).process_group(0);
        watcher.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let watcher = watcher.spawn().map_err(|error| not_started(&watcher, &error))?;
        Ok(Self { watcher, members: Vec::new() })
    }

    pub fn spawn(&mut self, command: &mut Command) -> Result<(), StartError> {
        let leader = i32::try_from(self.watcher.id()).unwrap_or(0);
        let member = command.process_group(leader).stdin(Stdio::null()).spawn();
        self.members.push(member.map_err(|error| not_started(command, &error))?);
        Ok(())
    }

    /// How one of them ended, if one did.
    pub fn ended(&mut self) -> Option<String> {
        let status = self.members.iter_mut().find_map(|member| member.try_wait().ok().flatten());
        status.map(|status| status.to_string())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // What was started last needs what was started before it.
        for member in self.members.iter_mut().rev() {
            if let Some(pid) = pid(member) {
                let _ = kill_process(pid, Signal::TERM);
            }
            let deadline = Instant::now() + PATIENCE;
            while member.try_wait().is_ok_and(|status| status.is_none()) && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        // The watcher, and whatever outlived its parent.
        if let Some(group) = pid(&self.watcher) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        for child in self.members.iter_mut().chain([&mut self.watcher]) {
            let _ = child.wait();
        }
    }
}

fn pid(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}

fn not_started(command: &Command, error: &std::io::Error) -> StartError {
    StartError::Program { line: line(command), problem: error.to_string() }
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Runs a command to its end; what it prints is for the failure.
pub fn run(command: &mut Command) -> Result<(), StartError> {
    let done = command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    if done.status.success() {
        return Ok(());
    }
    let told = [done.stdout, done.stderr].concat();
    let problem = format!("{}\n{}", done.status, String::from_utf8_lossy(&told).trim());
    Err(StartError::Program { line: line(command), problem })
}
