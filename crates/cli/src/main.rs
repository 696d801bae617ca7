//! `connector check FILE`: run by `cargo xtask connector`.

use clap::{Parser, Subcommand};
use live::check::{Against, Verdict, check};
use std::io::{Read, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Tools for those who write a connector.
#[derive(Parser)]
#[command(name = "cargo xtask connector", bin_name = "cargo xtask connector")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Reads a connector, says what follows from it, and walks it through a real backend.
    ///
    /// Without --against nothing is sent. With it, everything that can be read is read; with --write too, one token
    /// is made (least access, shortest life), changed, and revoked again, also after a failure.
    ///
    /// Each request, its answer and what was read from it are printed, without passwords, secrets and cookies.
    /// The status is 0 when nothing is wrong, 1 when something is, 2 when the command was not understood.
    Check(CheckArguments),
}

#[derive(clap::Args)]
struct CheckArguments {
    /// The connectors' JSON files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where the connector's paths begin: https://example.com or http://127.0.0.1:8000/api.
    #[arg(long, value_name = "URL")]
    against: Option<String>,
    /// Who signs in.
    #[arg(long, requires = "against")]
    user: Option<String>,
    /// The password. Better in the environment or by --password-stdin: a command line is seen by others and kept
    /// in the shell's history.
    #[arg(long, requires = "against", env = "LATCHKEY_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// The token to paste, where signing in takes one.
    #[arg(
        long,
        requires = "against",
        env = "LATCHKEY_TOKEN",
        hide_env_values = true,
        conflicts_with = "password_stdin"
    )]
    token: Option<String>,
    /// Reads the password, or the token to paste, from standard input.
    #[arg(long, requires = "against")]
    password_stdin: bool,
    /// The path that the console will stand at: scripts read the cookies of this path.
    #[arg(long, requires = "against", value_name = "PATH", default_value = "/")]
    page: String,
    /// Makes a token, changes it and revokes it.
    #[arg(long, requires = "against")]
    write: bool,
}

fn main() -> ExitCode {
    let Command::Check(arguments) = Arguments::parse().command;
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // Without it an interrupted check leaves its token behind: not a reason to refuse checking.
        let _ = signal_hook::flag::register(signal, Arc::clone(&stop));
    }
    let against = match against(&arguments) {
        Ok(against) => against,
        Err(error) => {
            eprintln!("cannot read the password from standard input: {error}");
            return ExitCode::from(2);
        }
    };
    let mut good = true;
    for (place, file) in arguments.files.iter().enumerate() {
        if place > 0 {
            println!();
        }
        let name = file.display().to_string();
        let json = match std::fs::read_to_string(file) {
            Ok(json) => json,
            Err(error) => {
                eprintln!("{name}: {error}");
                return ExitCode::from(2);
            }
        };
        good &= check(&name, &json, against.as_ref(), &stop, &mut stdout().lock()) == Verdict::Good;
        let _ = stdout().flush();
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn against(arguments: &CheckArguments) -> std::io::Result<Option<Against>> {
    let Some(url) = &arguments.against else { return Ok(None) };
    let mut password = arguments.token.clone().or(arguments.password.clone()).unwrap_or_default();
    if arguments.password_stdin {
        password.clear();
        std::io::stdin().read_to_string(&mut password)?;
        password.truncate(password.trim_end_matches(['\r', '\n']).len());
    }
    Ok(Some(Against {
        url: url.clone(),
        user: arguments.user.clone().unwrap_or_default(),
        password,
        page: arguments.page.clone(),
        write: arguments.write,
    }))
}
