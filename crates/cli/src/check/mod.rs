//! Checks a connector: reads it, says what follows from it, and tries it against a backend. It only reads at first;
//! then, if wanted, it makes one token, changes it and revokes it.
//!
//! Whatever is printed goes through [`mask`], which hides passwords, secrets and cookies.

mod draft;
mod hints;
mod mask;
mod report;
mod target;
mod text;
mod verdict;
mod walk;

use std::io::Write;
use std::sync::atomic::AtomicBool;

use latchkey_connector::Engine;
use serde_json::Value;

use crate::http::Client;
use report::Report;
pub use target::Target;
pub use verdict::Verdict;
use walk::Walk;

/// Checks the connector `json`, which is called `file` in what is printed, and tries it against `target`.
///
/// Setting `stop` ends the check early, but not before the token that it made is revoked.
pub fn check(
    file: &str,
    json: &str,
    target: Option<&Target>,
    stop: &AtomicBool,
    out: &mut dyn Write,
) -> Verdict {
    let mut report = Report::new(out);
    let engine = match Engine::load(file, json) {
        Ok(engine) => engine,
        Err(error) => {
            let at = if error.path.is_empty() { "the document" } else { error.path.as_str() };
            report.fail(&format!("{file}: {at}: {}", error.problem));
            report.line("         docs/connector-reference.md says what each member means.");
            return report.finish();
        }
    };
    let connector = engine.connector();
    report.line(&format!("{file} is a connector: {}", connector.name));
    for note in &connector.notes {
        report.line(&format!("   {note}"));
    }
    report.line("\nWhat follows from it");
    for (label, text) in text::capabilities(connector, &engine.capabilities()) {
        report.line(&format!("   {label:<12} {text}"));
    }
    let Some(target) = target else { return report.finish() };
    // As the engine reads it: a byte order mark is allowed.
    let document: Value = serde_json::from_str(json.trim_start_matches('\u{feff}')).unwrap_or_default();
    match Client::new(engine, &target.url) {
        Ok(client) => Walk::new(client, document, report, stop).run(target),
        Err(error) => {
            report.fail(&error.to_string());
            report.finish()
        }
    }
}

#[cfg(test)]
mod standin_tests;
#[cfg(test)]
mod tests;
