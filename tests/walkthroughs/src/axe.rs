//! The accessibility check by axe-core, on whatever the page shows now.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::Page;

/// WCAG 2.2 A and AA, and what axe-core calls best practice.
const TAGS: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

impl Page {
    /// Fails on any violation, with the rule and the elements.
    pub async fn axe(&self) {
        let path = script_path();
        let source = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask setup`", path.display()));
        // Colours on their way from one scheme to the other are neither's.
        let settled = "document.getAnimations().every(moving => moving.playState !== 'running' \
            || moving.effect.getComputedTiming().endTime === Infinity)";
        self.until_true("the page to stand still", settled).await;
        // By the debugger, which the content security policy does not concern: a script element would
        // be refused, and ought to be.
        self.cdp("Runtime.evaluate", json!({ "expression": source })).await;
        let run = format!(
            "axe.run(document, {{ runOnly: {TAGS} }}).then(result => result.violations.map(violation => \
             violation.id + ' (' + violation.impact + '): ' + violation.help + \
             violation.nodes.map(node => '\\n    ' + node.html.slice(0, 200) + '\\n      ' + \
             node.failureSummary.replaceAll('\\n', ' ')).join('')))"
        );
        let violations = self.script(&run).await;
        let violations: Vec<&str> =
            violations.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(violations.is_empty(), "axe-core found:\n  {}", violations.join("\n  "));
    }
}

/// Where `cargo xtask setup` put it. The command that runs the tests says; by hand it is the one
/// version in the cache.
fn script_path() -> PathBuf {
    if let Some(path) = std::env::var_os("LATCHKEY_AXE") {
        return path.into();
    }
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let tools = set("LATCHKEY_TOOLS")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("latchkey")))
        .or_else(|| set("HOME").map(|home| home.join(".cache/latchkey")))
        .unwrap_or_default();
    let folders = std::fs::read_dir(&tools).into_iter().flatten().flatten().map(|entry| entry.path());
    let found =
        folders.map(|folder| folder.join("node_modules/axe-core/axe.min.js")).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("axe-core is not in {}; run `cargo xtask setup`", tools.display()))
}
