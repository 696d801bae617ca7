//! The list of tokens beside a page written by hand: until its first row shows and all of it is here, searching,
//! sorting, scrolling, and what it takes of the document and of memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use latchkey_reference::Options;
use serde_json::{Value, json};

use crate::browser::{Browser, Tab};
use crate::host::{Files, Host, Running};
use crate::one_answer::give_list_in_one_answer;
use crate::report::{circumstances, load, median, table};
use crate::trace::keep;
use crate::{PROBE, Result};

/// A backend, and what is measured with it.
struct Case {
    tokens: u64,
    in_one_answer: bool,
    /// Under what the first row is awaited.
    first: &'static [(Condition, Cache)],
    /// Whether the whole list is awaited, unthrottled.
    whole: bool,
    /// Whether it is searched, sorted and scrolled.
    is_used: bool,
}

const CASES: [Case; 5] = [
    Case {
        tokens: 50,
        in_one_answer: false,
        first: &[
            (PHONE, Cache::Empty),
            (PHONE, Cache::Filled),
            (DESKTOP, Cache::Empty),
            (DESKTOP, Cache::Filled),
        ],
        whole: false,
        is_used: false,
    },
    Case {
        tokens: 10_000,
        in_one_answer: false,
        first: &[(PHONE, Cache::Empty), (DESKTOP, Cache::Empty)],
        whole: true,
        is_used: true,
    },
    Case {
        tokens: 100_000,
        in_one_answer: false,
        first: &[(DESKTOP, Cache::Empty)],
        whole: true,
        is_used: false,
    },
    Case {
        tokens: 10_000,
        in_one_answer: true,
        first: &[(DESKTOP, Cache::Empty)],
        whole: true,
        is_used: false,
    },
    Case {
        tokens: 100_000,
        in_one_answer: true,
        first: &[(DESKTOP, Cache::Empty)],
        whole: true,
        is_used: false,
    },
];

impl Case {
    fn name(&self) -> String {
        let how = match (self.tokens, self.in_one_answer) {
            (0..=1_000, false) => "",
            (_, false) => " in pages",
            (_, true) => " in one answer",
        };
        format!("{} tokens{how}", grouped(self.tokens))
    }
}

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

/// What the browser has of both pages already.
#[derive(Clone, Copy, PartialEq)]
enum Cache {
    Empty,
    Filled,
}

/// One per frame, so a second at 60 frames.
const STEPS: usize = 60;

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

    fn print(&self) {
        println!("  {}", self.cells().join("  "));
    }
}

fn written(figure: f64) -> String {
    if figure < 100.0 { format!("{figure:.1}") } else { format!("{figure:.0}") }
}

pub async fn measure(rounds: usize, traces: Option<&Path>) -> Result<String> {
    let before = load();
    let files = Arc::new(Files::read()?);
    let (mut first, mut whole, mut used) = (Vec::new(), Vec::new(), Vec::new());
    let mut version = String::new();
    for case in &CASES {
        println!("{}", case.name());
        let options = Options { tokens: case.tokens, ..Options::default() };
        let mut host = Host::new(Arc::clone(&files), options).await?;
        if case.in_one_answer {
            give_list_in_one_answer(&mut host).await?;
        }
        let browser = Browser::start()?;
        version = browser.version().await?;
        let bench = Bench { case, host: host.start(), browser, traces: traces.map(Path::to_path_buf) };
        // Signs the browser in for the console, and fills the host's store of answers.
        bench.visit_both().await?;
        for (condition, cache) in case.first {
            first.push(bench.first_row(*condition, *cache, rounds).await?);
        }
        if case.whole {
            whole.extend(bench.whole_list(rounds).await?);
        }
        if case.is_used {
            for condition in [PHONE, DESKTOP] {
                used.extend(bench.search_and_sort(condition, rounds).await?);
            }
            used.extend(bench.scroll(rounds).await?);
            used.extend(bench.size(rounds).await?);
        }
    }
    let head = ["ms where nothing else is said", "console", "by hand", "ratio"].map(str::to_owned).to_vec();
    let lines = first.iter().chain(&whole).chain(&used);
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(lines.map(Line::cells)).collect();
    Ok([circumstances(&version, rounds, before), table(&rows)].join("\n\n"))
}

struct Bench<'a> {
    case: &'a Case,
    host: Running,
    browser: Browser,
    /// Where traces are kept, if they are wanted.
    traces: Option<PathBuf>,
}

impl Bench<'_> {
    fn address(&self, page: Page) -> String {
        match page {
            Page::Console => self.host.console(),
            Page::Baseline => self.host.baseline(self.case.in_one_answer),
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

    /// Twice: what was asked for anew the first time is kept the second.
    async fn visit_both(&self) -> Result<()> {
        for page in PAGES.into_iter().chain(PAGES) {
            self.whole(page, DESKTOP).await?.close().await?;
        }
        Ok(())
    }

    async fn first_row(&self, condition: Condition, cache: Cache, rounds: usize) -> Result<Line> {
        let visited = match cache {
            Cache::Empty => "nothing cached",
            Cache::Filled => "visited before",
        };
        let mut line = Line::new(format!("first row: {}, {}, {visited}", condition.name, self.case.name()));
        if cache == Cache::Filled {
            self.visit_both().await?;
        }
        for _ in 0..rounds {
            for page in PAGES {
                let tab = self.tab(condition).await?;
                if cache == Cache::Empty {
                    tab.call("Network.clearBrowserCache", json!({})).await?;
                }
                self.start_trace().await?;
                tab.go(&self.address(page)).await?;
                line.add(page, tab.number("bench.first").await?);
                self.keep_trace(&line.name, page).await?;
                tab.close().await?;
            }
        }
        line.print();
        Ok(line)
    }

    async fn whole_list(&self, rounds: usize) -> Result<[Line; 2]> {
        let name = format!("{}, {}", DESKTOP.name, self.case.name());
        let mut all = Line::new(format!("whole list: {name}"));
        let mut longest = Line::new(format!("whole list: {name}: longest task"));
        for _ in 0..rounds {
            for page in PAGES {
                let tab = self.tab(DESKTOP).await?;
                self.start_trace().await?;
                tab.go(&self.address(page)).await?;
                all.add(page, tab.number("bench.loaded").await?);
                longest.add(page, tab.number("bench.longest()").await?);
                self.keep_trace(&all.name, page).await?;
                tab.close().await?;
            }
        }
        all.print();
        longest.print();
        Ok([all, longest])
    }

    async fn search_and_sort(&self, condition: Condition, rounds: usize) -> Result<[Line; 2]> {
        const KEYS: [&str; 4] = ["4", "2", "Backspace", "Backspace"];
        /// One after another; each puts another token first.
        const COLUMNS: [&str; 3] = ["Expires", "Name", "Last used"];
        let name = format!("{}, {}", condition.name, self.case.name());
        let mut filter = Line::new(format!("key in the search box: {name}"));
        let mut sort = Line::new(format!("sort by another column: {name}"));
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
        filter.print();
        sort.print();
        Ok([filter, sort])
    }

    async fn scroll(&self, rounds: usize) -> Result<[Line; 4]> {
        const FIGURES: [(&str, &str); 4] = [
            ("time", ""),
            ("gap", ": longest gap between frames"),
            ("longest", ": longest task"),
            ("empty", ": frames with a hole in the list"),
        ];
        let name = format!("scroll to the end in {STEPS} steps: {}", self.case.name());
        let mut lines = FIGURES.map(|(_, what)| Line::new(format!("{name}{what}")));
        for _ in 0..rounds {
            for page in PAGES {
                let tab = self.whole(page, DESKTOP).await?;
                tab.script("bench.frame()").await?;
                self.start_trace().await?;
                let scrolled = tab.script(&format!("bench.scroll({STEPS})")).await?;
                for ((key, _), line) in FIGURES.iter().zip(&mut lines) {
                    let figure = scrolled.get(key).and_then(Value::as_f64);
                    line.add(page, figure.ok_or_else(|| format!("no {key} in {scrolled}"))?);
                }
                self.keep_trace(&name, page).await?;
                tab.close().await?;
            }
        }
        lines.iter().for_each(Line::print);
        Ok(lines)
    }

    /// Of the page with the whole list, before anybody does something.
    async fn size(&self, rounds: usize) -> Result<[Line; 2]> {
        let mut nodes = Line::new(format!("nodes in the document: {}", self.case.name()));
        let mut memory = Line::new(format!("private memory of the page's process: {}, MB", self.case.name()));
        for _ in 0..rounds {
            for page in PAGES {
                let tab = self.whole(page, DESKTOP).await?;
                tab.call("HeapProfiler.enable", json!({})).await?;
                for _ in 0..2 {
                    tab.call("HeapProfiler.collectGarbage", json!({})).await?;
                    tab.script("bench.frame()").await?;
                }
                nodes.add(page, tab.number(NODES).await?);
                memory.add(page, self.browser.memory(&tab).await?);
                tab.close().await?;
            }
        }
        nodes.print();
        memory.print();
        Ok([nodes, memory])
    }
}

/// Of the elements and the texts, those that are part of the document.
const NODES: &str = "(walk => { let nodes = 1; while (walk.nextNode()) nodes++; return nodes; })\
                     (document.createTreeWalker(document))";

/// `10,000`
fn grouped(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
