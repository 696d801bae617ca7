//! Checks a connector: reads it, says what follows from it, and walks it through a real backend, first
//! reading only, then, if wanted, through the whole life of one token that it makes and takes away again.

mod draft;
mod hints;
pub mod mask;
mod report;
mod walk;
mod words;
mod write;

use crate::client::Client;
use latchkey_connector::Engine;
use report::Report;
use serde_json::Value;
use std::io::Write;
use std::sync::atomic::AtomicBool;
use walk::Walk;

/// A backend to walk through.
#[derive(Clone, Default)]
pub struct Against {
    /// Where the connector's paths begin.
    pub url: String,
    pub user: String,
    /// Or the token to paste, where signing in takes one.
    pub password: String,
    /// The path of the page that the console will stand at: which cookies it reads.
    pub page: String,
    /// Whether to make a token, change it and revoke it.
    pub write: bool,
}

/// What the check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Good,
    /// What went wrong, in a line each, without secrets.
    Bad(Vec<String>),
}

/// Checks the connector `json`, called `file`. `stop`: set from outside, ends the walk, not before the token it
/// made is revoked.
pub fn check(
    file: &str,
    json: &str,
    against: Option<&Against>,
    stop: &AtomicBool,
    out: &mut dyn Write,
) -> Verdict {
    let mut report = Report::new(out);
    let engine = match Engine::load(file, json) {
        Ok(engine) => engine,
        Err(error) => {
            let at = if error.path.is_empty() { "the document".to_owned() } else { error.path.clone() };
            report.fail(&format!("{file}: {at}: {}", error.problem));
            report.line("         docs/connector-reference.md says what each member means.");
            return verdict(report);
        }
    };
    let connector = engine.connector();
    report.line(&format!("{file} is a connector: {}", connector.name));
    for note in &connector.notes {
        report.line(&format!("   {note}"));
    }
    report.line("\nWhat follows from it");
    for (label, text) in words::capabilities(connector, &engine.capabilities()) {
        report.line(&format!("   {label:<12} {text}"));
    }
    let Some(against) = against else { return verdict(report) };
    // The document was read once already.
    let document: Value = serde_json::from_str(json.trim_start_matches('\u{feff}')).unwrap_or_default();
    match Client::new(engine, &against.url) {
        Ok(client) => Walk::new(client, document, report, stop).run(against),
        Err(error) => {
            report.fail(&report::network(&error));
            verdict(report)
        }
    }
}

fn verdict(mut report: Report<'_>) -> Verdict {
    if report.failures.is_empty() {
        report.line("\nNothing is wrong.");
        return Verdict::Good;
    }
    let count = report.failures.len();
    report.line(&format!("\n{count} {} wrong:", if count == 1 { "thing is" } else { "things are" }));
    for failure in report.failures.clone() {
        report.line(&format!("   {failure}"));
    }
    Verdict::Bad(report.failures)
}

#[cfg(test)]
mod tests;
