//! The dialog for a new token where the backend has two thousand operations: tasks that block the page, and how long a
//! key takes to be seen.

use std::path::Path;
use std::sync::Arc;

use latchkey_reference::Options;
use serde_json::{Value, json};

use crate::browser::{Browser, Tab};
use crate::host::{Files, Host};
use crate::report::{circumstances, load, median, table};
use crate::trace::{Task, keep, longest, tasks};
use crate::{PROBE, Result};

const OPERATIONS: usize = 2_000;

/// A task that takes longer than this is felt (the W3C's Long Tasks).
const LONG: f64 = 50.0;

/// What is done, in this order: a name, and an expression that does it and is done when the page shows it.
const STEPS: [(&str, &str); 11] = [
    (
        "open the dialog",
        "bench.named('button', 'Generate token').click(), \
         bench.framed(() => bench.find('dialog button', 'Choose from the list')?.textContent.includes('2,000'))",
    ),
    (
        "open the list of APIs",
        "bench.named('dialog button', 'Choose from the list').click(), \
         bench.framed(() => document.querySelector('.picker [type=checkbox][aria-label]'))",
    ),
    ("search", ""),
    (
        "clear the search",
        "(box => { box.value = ''; box.dispatchEvent(new Event('input', { bubbles: true })); \
         return bench.framed(() => document.querySelector('.picker [role=status]').textContent.includes('2,000')); })(bench.search('Search APIs'))",
    ),
    ("check a group", "bench.named('.op-group', 'Collections').click(), bench.frame()"),
    (
        "choose an API set of all 2,000",
        "(box => { box.value = 'all'; box.dispatchEvent(new Event('change', { bubbles: true })); \
         return bench.framed(() => document.querySelector('.rules').textContent.includes('1,988')); })\
         ([...document.querySelectorAll('dialog select')].find(box => box.querySelector('[value=all]')))",
    ),
    (
        "uncheck one of 2,000",
        "document.querySelector('.op:not(.op-group) input').click(), \
         bench.framed(() => document.querySelector('.rules').textContent.includes('1,987'))",
    ),
    (
        "show only what is checked",
        "document.querySelector('.picker .bar input[type=checkbox]').click(), bench.frame()",
    ),
    (
        "leave the dialog: it asks",
        "bench.named('dialog button', 'Cancel').click(), \
         bench.framed(() => document.querySelector('[role=alertdialog]'))",
    ),
    (
        "close the dialog",
        "bench.named('[role=alertdialog] button', 'Close without saving it').click(), \
         bench.framed(() => !document.querySelector('dialog'))",
    ),
    (
        "open it again",
        "bench.named('button', 'Generate token').click(), \
         bench.framed(() => bench.find('dialog button', 'Choose from the list')?.textContent.includes('2,000'))",
    ),
];

const TYPED: &str = "padding/7";

/// One step in one round.
#[derive(Clone, Copy)]
struct Taken {
    longest: Task,
    /// All that the main thread did, in its own time.
    work: f64,
}

pub async fn measure(rounds: usize, traces: Option<&Path>) -> Result<String> {
    let before = load();
    let options = Options { operations: OPERATIONS, tokens: 50, ..Options::default() };
    let host = Host::new(Arc::new(Files::read()?), options).await?;
    let all = host.ask("/api/v1/operations").await?;
    let items = all.get("items").and_then(Value::as_array).into_iter().flatten();
    let ids: Vec<&Value> = items.filter_map(|operation| operation.get("id")).collect();
    host.replace_answer(
        "/api/v1/api-sets",
        &json!({ "items": [{ "id": "all", "name": "All", "operations": ids }] }),
    )?;
    let host = host.start();
    let browser = Browser::start()?;
    let version = browser.version().await?;
    let mut taken: Vec<Vec<Taken>> = vec![Vec::new(); STEPS.len()];
    let mut keys = Vec::new();
    // The first round fills caches and is not counted.
    for round in 0..=rounds {
        let tab = browser.tab().await?;
        tab.prepare(PROBE).await?;
        tab.call("Network.setCookie", host.cookie()).await?;
        tab.go(&host.console()).await?;
        tab.number("bench.loaded").await?;
        for ((name, step), figures) in STEPS.iter().zip(&mut taken) {
            browser.start_trace(traces.is_some()).await?;
            if step.is_empty() {
                let pressed = search(&tab).await?;
                keys.extend(pressed.into_iter().filter(|_| round > 0));
            } else {
                tab.script(&format!("({step})")).await.map_err(|error| format!("{name}: {error}"))?;
            }
            tab.script("bench.frame()").await?;
            let trace = browser.stop_trace().await?;
            if let Some(folder) = traces {
                keep(folder, name, &trace)?;
            }
            let tasks = tasks(&trace);
            let work = tasks.iter().map(|task| task.thread).sum();
            if round > 0 {
                figures.push(Taken { longest: longest(&tasks), work });
            }
        }
        tab.close().await?;
    }

    let head = ["", "longest task, ms", "of it processor time, ms", "all processor time, ms"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut over = Vec::new();
    for ((name, _), figures) in STEPS.iter().zip(&taken) {
        let of = |what: fn(&Taken) -> f64| median(&figures.iter().map(what).collect::<Vec<f64>>());
        let wall = of(|taken| taken.longest.wall);
        if wall > LONG {
            over.push(*name);
        }
        let figures = [wall, of(|taken| taken.longest.thread), of(|taken| taken.work)];
        rows.push(std::iter::once((*name).to_owned()).chain(figures.map(|f| format!("{f:.1}"))).collect());
    }
    let verdict = if over.is_empty() {
        format!("No step has a task over {LONG} ms.")
    } else {
        format!("With a task over {LONG} ms: {}.", over.join(", "))
    };
    let typing = format!("A key in the search box is seen after {:.1} ms, frame included.", median(&keys));
    Ok([circumstances(&version, rounds, before), table(&rows), verdict, typing].join("\n\n"))
}

/// Types into the search box; how long each key took to be seen.
async fn search(tab: &Tab) -> Result<Vec<f64>> {
    tab.script("bench.focus('Search APIs')").await?;
    let mut taken = Vec::new();
    for key in TYPED.chars() {
        tab.script("bench.expectKey(() => bench.search('Search APIs').value)").await?;
        tab.key(&key.to_string()).await?;
        taken.push(tab.number("bench.key()").await?);
    }
    Ok(taken)
}
