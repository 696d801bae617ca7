//! The built site in front of one real server, on one origin: `live-site NAME PORT`, for `cargo xtask serve`.
//!
//! It prints the address and the account when both stand, and ends with the server on SIGINT or SIGTERM.

use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use live::server::{ALL, Kind};
use walkthroughs::Site;

/// Where the console must lie, where that is not the top: scripts read a cookie only below its path.
const BELOW: [(&str, &str); 1] = [("jupyterhub", "/hub/console/")];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut words = std::env::args().skip(1);
    let (name, port) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let known = || ALL.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    let kind = Kind::named(&name)
        .ok_or_else(|| format!("no server is known for `{name}`; there are: {}", known()))?;
    let port: u16 = port.parse().map_err(|_| format!("`{port}` is no port"))?;

    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(|error| error.to_string())?;
    }
    let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|error| format!("port {port}: {error}"))?;
    let origin = format!("http://127.0.0.1:{port}");
    println!("Starting {} {}; the first time, it is installed.", kind.name, kind.version);
    let server = kind.start(Some(&origin)).map_err(|error| error.to_string())?;

    let below = BELOW.iter().find(|(name, _)| *name == kind.name).map_or("/", |(_, below)| below);
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    // Without a name of its own: the console then shows the backend's.
    let config = serde_json::json!({ "backend": "/", "connector": format!("connectors/{}.json", kind.name) });
    let site = Site::in_front_of(kind.name, &server.address).file("config.json", config.to_string());
    let _site = runtime.block_on(site.below(below).on(listener).start());
    println!(
        "\n  Latchkey:  {origin}{below}\n  Sign in:   {} / {}\n  Backend:   {} {} at {}\n  Stop:      Ctrl-C\n",
        server.account.user, server.account.password, kind.name, kind.version, server.address
    );
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
