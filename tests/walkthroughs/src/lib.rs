//! The harness of the walkthroughs: the built site and the reference backend on one origin, a real
//! Chromium, and a page on which things are found as people find them, by role and name.
//!
//! ```no_run
//! # async fn example() {
//! use walkthroughs::{Find, Site, walk};
//!
//! walk("a-token-is-revoked", Site::new(), async |_site, page| {
//!     page.sign_in().await;
//!     page.button("Revoke ci-deploy").click().await;
//!     page.alertdialog("Revoke access token").button("Revoke").click().await;
//!     page.row("ci-deploy").text_visible("Revoked").await;
//! })
//! .await;
//! # }
//! ```
//!
//! A failure is a panic that names the line of the test, what was looked for, and what is on the
//! page. Nothing sleeps for a fixed time: everything waits for a condition, up to [`PATIENCE`].

#![expect(clippy::panic, clippy::expect_used, reason = "this crate is only ever part of a test")]

mod axe;
mod cdp;
mod console;
mod driver;
mod fault;
mod find;
mod front;
mod headers;
mod http;
mod locator;
mod page;
mod proxy;
mod secrets;
mod site;
pub mod standin;
mod tree;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::time::Duration;

use futures_util::FutureExt;

pub use driver::{FLAGS as BROWSER_FLAGS, end_group};
pub use fantoccini::key::Key;
pub use fault::{FAULTS, Fault};
pub use find::Find;
pub use front::Front;
pub use headers::{STRICT as STRICT_HEADERS, strict as strict_headers};
pub use http::{Answer, Client};
pub use latchkey_reference::{Options, Profile};
pub use locator::Locator;
pub use page::{Page, Scheme};
pub use site::{Backend, Later, Running, Site, media_type};
pub use tree::Node;

use driver::Driver;

/// How long a condition may take to become true. Generous, because the machine may be busy: only a
/// failing test waits this long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Runs one test on a site in a fresh browser, and ends both whatever happens. A test that passes
/// still fails when the console holds an error that it did not expect, or when a secret or a password is anywhere
/// where it must not be (`secrets`). `name` is that of the
/// screenshot taken when it fails.
pub async fn walk(name: &str, site: Site, test: impl AsyncFnOnce(&Running, &Page)) {
    walk_in(name, site, None, test).await;
}

/// As [`walk`]. Returns the origin of every address that pages asked for, by the browser's own network log: scripts,
/// styles, workers, links and redirects alike.
pub async fn walk_and_list_origins(
    name: &str,
    site: Site,
    test: impl AsyncFnOnce(&Running, &Page),
) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let log = folder.path().join("net-log.json");
    walk_in(name, site, Some(&log), test).await;
    let log = std::fs::read_to_string(log).expect("the browser wrote its log");
    // An event a line. What the browser asks by itself (is there an update?) has no page's origin as its initiator.
    let events = log.lines().filter_map(|line| serde_json::from_str(line.trim_end_matches(',')).ok());
    let asked = events.filter_map(|event: serde_json::Value| {
        let text = |member: &str| url::Url::parse(event.pointer(member)?.as_str()?).ok();
        text("/params/initiator").and(text("/params/url"))
    });
    asked.map(|url| url.origin().ascii_serialization()).collect()
}

async fn walk_in(name: &str, site: Site, net_log: Option<&Path>, test: impl AsyncFnOnce(&Running, &Page)) {
    let running = site.start().await;
    let driver = Driver::start().await;
    let page = driver.open(running.address(), net_log).await;

    let outcome = AssertUnwindSafe(async {
        test(&running, &page).await;
        page.check_console().await;
        secrets::check(running.traffic(), &page).await;
    })
    .catch_unwind()
    .await;

    if outcome.is_err() {
        eprintln!("\n{}", describe(&page, name).await);
    }
    driver.stop(page).await;
    if let Err(panic) = outcome {
        // Its message was printed when it happened.
        resume_unwind(panic);
    }
}

/// The page as it was when the test failed.
async fn describe(page: &Page, name: &str) -> String {
    // Nothing here may panic: it would hide the failure.
    let (address, tree, console) = (page.address().await, page.describe().await, page.console().await);
    let shot = match page.try_screenshot(&format!("failed-{name}")).await {
        Ok(path) => path.display().to_string(),
        Err(reason) => format!("none: {reason}"),
    };
    format!("on {address}\n{tree}\nconsole:\n{console}\nscreenshot: {shot}")
}
