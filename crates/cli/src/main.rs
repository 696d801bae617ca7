//! The command line of `latchkey`.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Args, Parser, Subcommand};
use latchkey_cli::check::{Target, Verdict, check};

/// Nothing could be checked: a wrong command line, or a file that cannot be read. Clap exits with it too.
const USAGE_ERROR: u8 = 2;

/// Tools for connectors: the JSON files that tell the Latchkey console how a backend speaks.
#[derive(Parser)]
#[command(name = "latchkey", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a connector, and try it against a backend.
    ///
    /// Without --against, reads the files and says what the console will offer with them. Nothing is sent.
    ///
    /// With --against, signs in and reads everything that can be read. With --write too, makes one token (least
    /// access, shortest lifetime), changes it and revokes it, also after a failure or Ctrl-C.
    ///
    /// Prints each request, the response and what was read from it, without passwords, secrets and cookies.
    #[command(after_help = EXIT_CODES)]
    Check(CheckArgs),
}

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing is wrong
  1  something is wrong with a connector or with the backend's answers; the last lines say what
  2  nothing was checked: the command line is wrong, or a file cannot be read";

#[derive(Args)]
struct CheckArgs {
    /// The connectors' JSON files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where the connector's paths begin: https://example.com or http://127.0.0.1:8000/api
    #[arg(long, value_name = "URL")]
    against: Option<String>,
    /// The user who signs in
    #[arg(long, requires = "against", value_name = "NAME")]
    user: Option<String>,
    /// The password
    ///
    /// Other users of the machine can see a command line, and the shell keeps it in its history: better set the
    /// variable, or use --password-stdin.
    #[arg(long, requires = "against", env = "LATCHKEY_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// The token to paste, for connectors that sign in with one
    #[arg(
        long,
        requires = "against",
        env = "LATCHKEY_TOKEN",
        hide_env_values = true,
        conflicts_with = "password_stdin"
    )]
    token: Option<String>,
    /// Read the password, or the token to paste, from standard input
    #[arg(long, requires = "against")]
    password_stdin: bool,
    /// The path that the console will stand at: scripts read only cookies of this path
    #[arg(long, requires = "against", value_name = "PATH", default_value = "/")]
    page: String,
    /// Make a token, change it and revoke it
    #[arg(long, requires = "against")]
    write: bool,
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Check(args) => run_check(&args),
    }
}

fn run_check(args: &CheckArgs) -> ExitCode {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // Without the handler an interrupted check leaves its token behind. That is no reason not to check.
        let _ = signal_hook::flag::register(signal, Arc::clone(&stop));
    }
    let target = match target(args) {
        Ok(target) => target,
        Err(error) => {
            eprintln!("error: cannot read the password from standard input: {error}");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    let mut has_passed = true;
    for (index, file) in args.files.iter().enumerate() {
        if index > 0 {
            println!();
        }
        let name = file.display().to_string();
        let json = match std::fs::read_to_string(file) {
            Ok(json) => json,
            Err(error) => {
                eprintln!("error: cannot read {name}: {error}");
                return ExitCode::from(USAGE_ERROR);
            }
        };
        let mut out = io::stdout().lock();
        has_passed &= check(&name, &json, target.as_ref(), &stop, &mut out) == Verdict::Passed;
        let _ = out.flush();
    }
    if has_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn target(args: &CheckArgs) -> io::Result<Option<Target>> {
    let Some(url) = args.against.clone() else { return Ok(None) };
    let mut password = args.token.clone().or(args.password.clone()).unwrap_or_default();
    if args.password_stdin {
        password.clear();
        io::stdin().read_to_string(&mut password)?;
        password.truncate(password.trim_end_matches(['\r', '\n']).len());
    }
    Ok(Some(Target {
        url,
        user: args.user.clone().unwrap_or_default(),
        password,
        page: args.page.clone(),
        write: args.write,
    }))
}
