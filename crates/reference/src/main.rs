//! `latchkey-reference`: the reference backend from the command line.

use clap::Parser;
use latchkey_reference::{Fault, Options, Profile, StartError, Storage, openapi, serve_until};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// How long requests under way may take once the process was told to stop.
const PATIENCE: Duration = Duration::from_secs(3);

/// The reference backend of Latchkey: for development and tests.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes a free one, which is printed.
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// The SQLite file. Without it everything is gone at the end.
    #[arg(long, value_name = "PATH")]
    database: Option<PathBuf>,
    /// Delete the database first.
    #[arg(long, requires = "database")]
    fresh: bool,
    /// full, clouds, access-token, virtuozzo or apinizer
    #[arg(long, default_value_t, value_name = "NAME")]
    profile: Profile,
    /// Put six example tokens into a new database.
    #[arg(long)]
    demo: bool,
    /// Fill the list up to N tokens.
    #[arg(long, default_value_t = 0, value_name = "N")]
    tokens: u64,
    /// Pad the list of operations up to N.
    #[arg(long, default_value_t = 0, value_name = "N")]
    operations: usize,
    /// For example "POST /api/v1/tokens=drop-answer" or "GET /api/v1/tokens=slow:5000*2"; repeatable.
    #[arg(long = "fault", value_name = "SPEC")]
    faults: Vec<Fault>,
    /// How long a password counts as just given.
    #[arg(long, default_value_t = 600, value_name = "N")]
    step_up_seconds: u64,
    /// Believe the last address of X-Forwarded-For. Only behind a proxy that sets it.
    #[arg(long)]
    trust_forwarded_for: bool,
    /// Print the OpenAPI document and stop.
    #[arg(long)]
    print_openapi: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.print_openapi {
        print!("{}", openapi());
        return ExitCode::SUCCESS;
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("latchkey-reference: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), StartError> {
    if let Some(path) = arguments.database.as_deref().filter(|_| arguments.fresh) {
        remove_database(path)?;
    }
    let listener = TcpListener::bind(arguments.listen).await?;
    println!("latchkey-reference listens on http://{}", listener.local_addr()?);
    let options = Options {
        database: arguments.database.map_or(Storage::Memory, Storage::File),
        profile: arguments.profile,
        demo: arguments.demo,
        tokens: arguments.tokens,
        operations: arguments.operations,
        faults: arguments.faults,
        step_up_seconds: arguments.step_up_seconds,
        trust_forwarded_for: arguments.trust_forwarded_for,
        ..Options::default()
    };
    let stop = Arc::new(Notify::new());
    let told = Arc::clone(&stop);
    let server = serve_until(options, listener, async move { told.notified().await });
    tokio::pin!(server);
    tokio::select! {
        result = &mut server => return result,
        () = stop_signal() => stop.notify_one(),
    }
    // A client that keeps its connection open must not keep the process.
    tokio::time::timeout(PATIENCE, server).await.unwrap_or(Ok(()))
}

fn remove_database(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// SIGTERM or SIGINT.
async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut interrupt)) =
            (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
        {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
