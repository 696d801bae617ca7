//! One ChromeDriver and one Chromium per test, both gone when the test is.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{PATIENCE, Page};

/// How Chromium is started, here and by the benchmarks. Nothing but what is asked for: no look-ups of the browser's own,
/// no first-run pages. As root it needs to be told that it has no sandbox.
pub const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--lang=en-US",
    "--window-size=1440,900",
];

/// How often ChromeDriver is started before that is a failure.
const STARTS: usize = 5;

pub struct Driver {
    process: Child,
    address: String,
    profile: TempDir,
}

impl Driver {
    pub async fn start() -> Self {
        let profile = TempDir::new().expect("a temporary folder can be made");
        // ChromeDriver takes a free port of IPv4 and ends if IPv6 has the same one in use, which other
        // tests' connections make happen now and then: another start gets another port.
        for _ in 0..STARTS {
            let mut process = Self::spawn();
            let stdout = process.stdout.take().expect("its output is piped");
            let port = tokio::task::spawn_blocking(move || port_of(BufReader::new(stdout)));
            if let Some(port) = port.await.expect("reading does not panic") {
                return Self { process, address: format!("http://127.0.0.1:{port}"), profile };
            }
            let _ = process.kill();
            let _ = process.wait();
        }
        panic!("ChromeDriver named no port, {STARTS} times");
    }

    fn spawn() -> Child {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut command = Command::new(&program);
        // A group of its own, so that the browser can be ended with it.
        command
            .arg("--port=0")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command.spawn().unwrap_or_else(|error| {
            panic!("cannot start {}: {error}; run `cargo xtask setup`", program.to_string_lossy())
        })
    }

    /// A browser with an empty profile, on the first page of the site. It writes every request that leaves it, its own
    /// included, into `net_log`.
    pub async fn open(&self, site: &str, net_log: Option<&Path>) -> Page {
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", self.profile.path().display()));
        flags.extend(net_log.map(|log| format!("--log-net-log={}", log.display())));
        let downloads = self.profile.path().join("downloads");
        let saves = json!({ "download.default_directory": downloads, "download.prompt_for_download": false });
        let mut options = json!({ "args": flags, "prefs": saves });
        if let (Some(browser), Value::Object(options)) =
            (std::env::var("LATCHKEY_CHROMIUM").ok(), &mut options)
        {
            options.insert("binary".to_owned(), browser.into());
        }
        let capabilities =
            json!({ "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } });
        let Value::Object(capabilities) = capabilities else { unreachable!("it is an object") };

        let deadline = Instant::now() + PATIENCE;
        let client = loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            match builder.capabilities(capabilities.clone()).connect(&self.address).await {
                Ok(client) => break client,
                Err(error) if Instant::now() > deadline => panic!("cannot start Chromium: {error}"),
                // Two browsers that start at once on a busy machine: one may give up on itself.
                Err(_) => tokio::time::sleep(crate::locator::BETWEEN_LOOKS).await,
            }
        };
        Page::new(client, site.to_owned(), downloads).await
    }

    /// Closes the browser in good order; dropping does it the hard way.
    pub async fn stop(self, page: Page) {
        let _ = tokio::time::timeout(PATIENCE, page.close()).await;
    }
}

/// Ends a process that has a group of its own, and all that it started. It may be gone already: that is what we want.
pub fn end_group(id: u32) {
    if let Some(group) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        end_group(self.process.id());
        let _ = self.process.wait();
    }
}

/// The port that ChromeDriver chose: it says so once it listens. The rest of its output is read
/// away, so that it never waits for us.
fn port_of(mut output: impl BufRead + Send + 'static) -> Option<u16> {
    let mut line = String::new();
    while output.read_line(&mut line).ok()? > 0 {
        if let Some((_, port)) = line.trim_end().trim_end_matches('.').split_once("successfully on port ") {
            let port = port.parse().ok();
            std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
            return port;
        }
        line.clear();
    }
    None
}
