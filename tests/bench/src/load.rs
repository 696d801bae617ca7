//! The list of tokens, beside a page written by hand: until its first row stands, searching, sorting, and until all of
//! it is here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use latchkey_reference::Options;
use serde_json::{Value, json};

use crate::browser::{Browser, Tab};
use crate::host::{Files, Host, Running};
use crate::report::{circumstances, load, median, table};
use crate::trace::keep;
use crate::{PROBE, Result};

/// What a page is looked at with.
#[derive(Clone, Copy)]
struct Condition {
    name: &'static str,
    /// So many times slower than this machine.
    cpu: u32,
    /// Bits in a second, and milliseconds that each answer comes later; none: as the machine gives it.
    network: Option<(f64, f64)>,
    width: u32,
    height: u32,
}

const PHONE: Condition =
    Condition { name: "slow phone", cpu: 4, network: Some((9e6, 85.0)), width: 412, height: 915 };
const DESKTOP: Condition = Condition { name: "unthrottled", cpu: 1, network: None, width: 1440, height: 900 };

const SIZES: [u64; 3] = [50, 10_000, 100_000];

/// Both pages, in the order in which they take turns.
const PAGES: [Page; 2] = [Page::Console, Page::Baseline];

#[derive(Clone, Copy, PartialEq)]
enum Page {
    Console,
    Baseline,
}

/// The figures of one line for both pages, as measured.
struct Line {
    name: String,
    console: Vec<f64>,
    baseline: Vec<f64>,
}

impl Line {
    fn new(name: String) -> Self {
        Self { name, console: Vec::new(), baseline: Vec::new() }
    }

    fn add(&mut self, page: Page, figure: f64) {
        match page {
            Page::Console => self.console.push(figure),
            Page::Baseline => self.baseline.push(figure),
        }
    }

    fn cells(&self) -> Vec<String> {
        let (console, baseline) = (median(&self.console), median(&self.baseline));
        let ratio = if baseline > 0.0 { format!("{:.2}", console / baseline) } else { "-".to_owned() };
        vec![self.name.clone(), written(console), written(baseline), ratio]
    }
}

fn written(milliseconds: f64) -> String {
    if milliseconds < 100.0 { format!("{milliseconds:.1}") } else { format!("{milliseconds:.0}") }
}

pub async fn measure(rounds: usize, traces: Option<&Path>) -> Result<String> {
    let before = load();
    let files = Arc::new(Files::read()?);
    let mut first = Vec::new();
    let mut whole = Vec::new();
    let mut list = Vec::new();
    let mut version = String::new();
    for tokens in SIZES {
        println!("{tokens} tokens");
        let options = Options { tokens, ..Options::default() };
        let host = Host::new(Arc::clone(&files), options).await?.start();
        let browser = Browser::start()?;
        version = browser.version().await?;
        let bench = Bench { host, browser, traces: traces.map(Path::to_path_buf) };
        // Signs the browser in for the console, fills the host's store of answers and the browser's caches.
        for page in PAGES.into_iter().chain(PAGES) {
            bench.whole(page, DESKTOP).await?.close().await?;
        }
        for condition in [PHONE, DESKTOP] {
            first.extend(bench.first_rows(condition, tokens, rounds).await?);
        }
        if tokens > 1_000 {
            whole.extend(bench.whole_lists(tokens, rounds).await?);
        }
        if tokens == 10_000 {
            for condition in [PHONE, DESKTOP] {
                list.extend(bench.searches_and_sorts(condition, rounds).await?);
            }
        }
    }
    let section = |title: &str, lines: &[Line]| {
        let head = ["", "console, ms", "by hand, ms", "ratio"].map(str::to_owned).to_vec();
        let rows: Vec<Vec<String>> = std::iter::once(head).chain(lines.iter().map(Line::cells)).collect();
        format!("### {title}\n\n{}", table(&rows))
    };
    let parts = [
        circumstances(&version, rounds, before),
        section("From navigation to the first row", &first),
        section("Searching and sorting 10,000 tokens, from the key or the click to the frame", &list),
        section("Until the whole list is here", &whole),
    ];
    Ok(parts.join("\n\n"))
}

struct Bench {
    host: Running,
    browser: Browser,
    /// Where traces are kept, if they are wanted.
    traces: Option<PathBuf>,
}

impl Bench {
    fn address(&self, page: Page) -> String {
        match page {
            Page::Console => self.host.console(),
            Page::Baseline => self.host.baseline(),
        }
    }

    /// A tab that is signed in and under a condition, and shows nothing yet.
    async fn tab(&self, condition: Condition) -> Result<Tab> {
        let tab = self.browser.tab().await?;
        tab.prepare(PROBE).await?;
        tab.call("Network.setCookie", self.host.cookie()).await?;
        let size = json!({
            "width": condition.width, "height": condition.height, "deviceScaleFactor": 1, "mobile": false,
        });
        tab.call("Emulation.setDeviceMetricsOverride", size).await?;
        if let Some((bits, delay)) = condition.network {
            let bytes = bits / 8.0;
            let network = json!({
                "offline": false, "latency": delay, "downloadThroughput": bytes, "uploadThroughput": bytes,
            });
            tab.call("Network.emulateNetworkConditions", network).await?;
        }
        tab.call("Emulation.setCPUThrottlingRate", json!({ "rate": condition.cpu })).await?;
        // In the thread's own time: what the page costs, however busy the machine is.
        tab.call("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
        Ok(tab)
    }

    /// A tab with the whole list loaded.
    async fn whole(&self, page: Page, condition: Condition) -> Result<Tab> {
        let tab = self.tab(condition).await?;
        tab.go(&self.address(page)).await?;
        tab.number("bench.loaded").await?;
        Ok(tab)
    }

    /// Records from here on, if traces are wanted.
    async fn start_trace(&self) -> Result<()> {
        if self.traces.is_some() { self.browser.start_trace(true).await } else { Ok(()) }
    }

    async fn keep_trace(&self, name: &str, page: Page) -> Result<()> {
        let Some(folder) = &self.traces else { return Ok(()) };
        let which = if page == Page::Console { "console" } else { "by hand" };
        keep(folder, &format!("{name}, {which}"), &self.browser.stop_trace().await?)
    }

    async fn first_rows(&self, condition: Condition, tokens: u64, rounds: usize) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        for cold in [true, false] {
            let name = format!(
                "{}, {} tokens, {}",
                condition.name,
                grouped(tokens),
                if cold { "nothing cached" } else { "visited before" }
            );
            let mut line = Line::new(name.clone());
            let mut work = Line::new(format!("{name}: main thread's processor time"));
            for _ in 0..rounds {
                for page in PAGES {
                    let tab = self.tab(condition).await?;
                    if cold {
                        tab.call("Network.clearBrowserCache", json!({})).await?;
                    }
                    self.start_trace().await?;
                    tab.go(&self.address(page)).await?;
                    line.add(page, tab.number("bench.first").await?);
                    work.add(page, main_thread(&tab).await?);
                    self.keep_trace(&name, page).await?;
                    tab.close().await?;
                }
            }
            println!("  {}", line.cells().join("  "));
            println!("  {}", work.cells().join("  "));
            // What was cold once must be warm for the next line.
            if cold {
                for page in PAGES.into_iter().chain(PAGES) {
                    self.whole(page, DESKTOP).await?.close().await?;
                }
            }
            lines.push(line);
            lines.push(work);
        }
        Ok(lines)
    }

    async fn whole_lists(&self, tokens: u64, rounds: usize) -> Result<Vec<Line>> {
        let name = format!("{}, {} tokens", DESKTOP.name, grouped(tokens));
        let mut all = Line::new(format!("{name}: all of them"));
        let mut longest = Line::new(format!("{name}: longest task meanwhile"));
        for _ in 0..rounds {
            for page in PAGES {
                let tab = self.tab(DESKTOP).await?;
                tab.go(&self.address(page)).await?;
                all.add(page, tab.number("bench.loaded").await?);
                longest.add(page, tab.number("bench.longest()").await?);
                tab.close().await?;
            }
        }
        for line in [&all, &longest] {
            println!("  {}", line.cells().join("  "));
        }
        Ok(vec![all, longest])
    }

    async fn searches_and_sorts(&self, condition: Condition, rounds: usize) -> Result<Vec<Line>> {
        const KEYS: [&str; 4] = ["4", "2", "Backspace", "Backspace"];
        /// One after another; each puts another token first.
        const COLUMNS: [&str; 3] = ["Expires", "Name", "Last used"];
        let mut filter = Line::new(format!("{}: a key in the search box", condition.name));
        let mut sort = Line::new(format!("{}: sorting by another column", condition.name));
        for _ in 0..rounds {
            for page in PAGES {
                // Loading is measured elsewhere.
                let tab = self.whole(page, DESKTOP).await?;
                tab.call("Emulation.setCPUThrottlingRate", json!({ "rate": condition.cpu })).await?;
                tab.script("bench.focus('Search tokens')").await?;
                self.start_trace().await?;
                for key in KEYS {
                    tab.script("bench.expectCount()").await?;
                    tab.key(key).await?;
                    filter.add(page, tab.number("bench.key()").await?);
                    tab.script("bench.frame()").await?;
                }
                self.keep_trace(&filter.name, page).await?;
                self.start_trace().await?;
                for column in COLUMNS {
                    sort.add(page, tab.number(&format!("bench.sort('{column}')")).await?);
                    tab.script("bench.frame()").await?;
                }
                self.keep_trace(&sort.name, page).await?;
                tab.close().await?;
            }
        }
        for line in [&filter, &sort] {
            println!("  {}", line.cells().join("  "));
        }
        Ok(vec![filter, sort])
    }
}

/// Milliseconds of processor time that the page's main thread has taken so far.
async fn main_thread(tab: &Tab) -> Result<f64> {
    let metrics = tab.call("Performance.getMetrics", json!({})).await?;
    let all = metrics.get("metrics").and_then(Value::as_array);
    let task =
        all.into_iter().flatten().find(|m| m.get("name").and_then(Value::as_str) == Some("TaskDuration"));
    let seconds = task.and_then(|task| task.get("value")).and_then(Value::as_f64).ok_or("no TaskDuration")?;
    Ok(seconds * 1000.0)
}

/// `10,000`
fn grouped(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
