//! The development server: the reference backend on a database that is kept, and `trunk serve`,
//! which sends the backend's paths on to it. Both stop together. Or a real server, with the built site before it.

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
use crate::site;

/// Where `Trunk.toml` sends the backend's paths.
const BACKEND: &str = "127.0.0.1:8787";

/// The account that the reference backend makes in an empty database.
const ACCOUNT: (&str, &str) = ("ada", "lovelace-1843");

/// A debug build of the app on two cores, with the dependencies not yet built.
const PATIENCE: Duration = Duration::from_secs(600);

struct Options {
    fresh: bool,
    profile: String,
    /// A real server in the place of the reference backend.
    connector: Option<String>,
    port: u16,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { fresh: false, profile: "full".to_owned(), connector: None, port: 8080 };
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match (word, if word == "--fresh" { Some("") } else { words.next() }) {
                ("--fresh", _) => options.fresh = true,
                ("--profile", Some(name)) => options.profile = name.to_owned(),
                ("--connector", Some(name)) => options.connector = Some(name.to_owned()),
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
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop))
            .map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))?;
    }
    match &options.connector {
        Some(name) => serve_real(name, options.port, &stop),
        None => serve_reference(&options, &stop),
    }
}

/// The built site in front of a real server, as the live tests have it: with the strict policy, on one origin.
fn serve_real(name: &str, port: u16, stop: &AtomicBool) -> Result<()> {
    site::build(false)?;
    run(cargo().args(process::NATIVE).args(["--bin", "live-site"]))?;
    let mut host = process::command(paths::target().join("debug/live-site"));
    host.args([name, &port.to_string()]);
    let mut host = Running::start("the server", &mut setup::with_tools(host)?)?;
    until_stopped(&mut [&mut host], stop)
}

fn serve_reference(options: &Options, stop: &AtomicBool) -> Result<()> {
    setup::ensure(FOR_SERVE)?;
    let mut backend = start_backend(options)?;
    let mut site = start_site(options)?;
    let page = format!("127.0.0.1:{}", options.port);
    let ready = wait_until_ready(
        &mut [&mut backend, &mut site],
        &[
            (BACKEND, "/api/v1/instance"),
            (&page, "/"),
            // Through the proxy, as the app will ask.
            (&page, "/api/v1/instance"),
        ],
        stop,
    )?;
    if ready {
        println!(
            "\n  Latchkey:  http://{page}/\n  Sign in:   {} / {}\n  Stop:      Ctrl-C\n",
            ACCOUNT.0, ACCOUNT.1
        );
    }
    until_stopped(&mut [&mut backend, &mut site], stop)
}

fn until_stopped(programs: &mut [&mut Running], stop: &AtomicBool) -> Result<()> {
    while !stop.load(Ordering::Relaxed) {
        for running in &mut *programs {
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
