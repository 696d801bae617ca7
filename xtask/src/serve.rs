//! The development server: the reference backend on a database that is kept, and `trunk serve`,
//! which sends the backend's paths on to it. Both stop together.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::failure::{Failure, Result};
use crate::paths;
use crate::process::{self, Running, cargo, run};
use crate::setup::{self, FOR_SERVE, Need};

/// Where `Trunk.toml` sends the backend's paths.
const BACKEND: &str = "127.0.0.1:8787";

/// The account that the reference backend makes in an empty database.
const ACCOUNT: (&str, &str) = ("ada", "lovelace-1843");

/// A debug build of the app on two cores, with the dependencies not yet built.
const PATIENCE: Duration = Duration::from_secs(600);

struct Options {
    fresh: bool,
    profile: String,
    port: u16,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { fresh: false, profile: "full".to_owned(), port: 8080 };
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match (word, if word == "--fresh" { Some("") } else { words.next() }) {
                ("--fresh", _) => options.fresh = true,
                ("--profile", Some(name)) => options.profile = name.to_owned(),
                ("--port", Some(port)) => {
                    let port = port.parse().map_err(|_| Failure::new(format!("`{port}` is no port")))?;
                    options.port = port;
                }
                _ => return Err(Failure::new(format!("serve does not understand `{word}`"))),
            }
        }
        Ok(options)
    }
}

pub fn command(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    setup::ensure(FOR_SERVE)?;
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop))
            .map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))?;
    }

    let mut backend = start_backend(&options)?;
    let mut site = start_site(&options)?;
    let page = format!("127.0.0.1:{}", options.port);
    let ready = wait_until_ready(
        &mut [&mut backend, &mut site],
        &[
            (BACKEND, "/api/v1/instance"),
            (&page, "/"),
            // Through the proxy, as the app will ask.
            (&page, "/api/v1/instance"),
        ],
        &stop,
    )?;
    if ready {
        println!(
            "\n  Latchkey:  http://{page}/\n  Sign in:   {} / {}\n  Stop:      Ctrl-C\n",
            ACCOUNT.0, ACCOUNT.1
        );
    }
    while !stop.load(Ordering::Relaxed) {
        for running in [&mut backend, &mut site] {
            if let Some(status) = running.ended() {
                return Err(Failure::new(format!("{} ended by itself ({status})", running.name))
                    .next("read its last lines above"));
            }
        }
        thread::sleep(Duration::from_millis(100));
    }
    println!("Stopping.");
    Ok(())
}

fn start_backend(options: &Options) -> Result<Running> {
    if TcpStream::connect(BACKEND).is_ok() {
        return Err(Failure::new(format!("something listens on {BACKEND} already"))
            .next("stop it: probably another `cargo xtask serve`"));
    }
    run(cargo().args(process::NATIVE).args(["--bin", "latchkey-reference"]))?;
    let folder = paths::root().join(".data");
    fs::create_dir_all(&folder).map_err(|error| Failure::file("create", &folder, &error))?;
    let mut backend = process::command(paths::target().join("debug/latchkey-reference"));
    backend.args(["--listen", BACKEND, "--profile", &options.profile, "--demo", "--database"]);
    // One per profile: what a token may hold differs between them.
    backend.arg(folder.join(format!("{}.sqlite", options.profile)));
    if options.fresh {
        backend.arg("--fresh");
    }
    Running::start("the reference backend", &mut backend)
}

fn start_site(options: &Options) -> Result<Running> {
    let mut trunk = setup::with_tools(process::command(setup::program(Need::Trunk)?))?;
    // Not into dist/, where the release build lies that tests and figures use.
    let folder = paths::target().join("serve");
    fs::create_dir_all(&folder).map_err(|error| Failure::file("create", &folder, &error))?;
    trunk.args(["serve", "--port", &options.port.to_string(), "--dist"]).arg(folder);
    Running::start("trunk serve", &mut trunk)
}

/// Asks until every address answers. False when it was told to stop meanwhile.
fn wait_until_ready(
    running: &mut [&mut Running],
    addresses: &[(&str, &str)],
    stop: &AtomicBool,
) -> Result<bool> {
    let deadline = Instant::now() + PATIENCE;
    for (host, path) in addresses {
        while !answers(host, path) {
            if stop.load(Ordering::Relaxed) {
                return Ok(false);
            }
            for program in &mut *running {
                if let Some(status) = program.ended() {
                    return Err(Failure::new(format!("{} did not start ({status})", program.name))
                        .next("read its last lines above"));
                }
            }
            if Instant::now() > deadline {
                return Err(Failure::new(format!("http://{host}{path} does not answer"))
                    .next("read the last lines above"));
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
    Ok(true)
}

/// Whether `GET` answers with a success. Enough of HTTP for servers on this machine.
fn answers(host: &str, path: &str) -> bool {
    let ask = || -> std::io::Result<[u8; 12]> {
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(status)
    };
    ask().is_ok_and(|status| status.starts_with(b"HTTP/1.1 2"))
}
