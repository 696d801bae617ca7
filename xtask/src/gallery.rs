//! The gallery of components (`crates/ui/gallery`): a page to look at, no part of the site.

use std::process::Command;

use crate::failure::{Failure, Result};
use crate::paths;
use crate::process::{self, run};
use crate::setup::{self, FOR_SERVE, Need};

pub fn command(arguments: &[String]) -> Result<()> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => serve(),
        ["--check"] => {
            setup::ensure(&[Need::Chromium, Need::Axe])?;
            check()
        }
        _ => Err(Failure::new("gallery takes no argument but --check")),
    }
}

/// Builds it and runs the walkthrough that looks at it.
pub fn check() -> Result<()> {
    let mut trunk = trunk()?;
    // A debug build: it is made in the time in which a release build would begin.
    trunk.args(["build", "--dist"]).arg(paths::gallery());
    // Trunk passes cargo's progress bar on as thousands of blanks.
    trunk.env("CARGO_TERM_PROGRESS_WHEN", "never");
    run(&mut trunk).map_err(|failure| failure.next("the error above is cargo's or Trunk's"))?;
    let mut tests = setup::with_tools(process::native_tests())?;
    tests.env("RUST_BACKTRACE", "0");
    run(tests.args(["--test", "walkthroughs", "--", "gallery::"]))
        .map_err(|failure| failure.next("look at target/screenshots, which has the page of the failed test"))
}

fn serve() -> Result<()> {
    run(trunk()?.args(["serve", "--open", "--dist"]).arg(paths::target().join("gallery-serve")))
}

fn trunk() -> Result<Command> {
    setup::ensure(FOR_SERVE)?;
    let mut trunk = setup::with_tools(process::command(setup::program(Need::Trunk)?))?;
    trunk.current_dir(paths::root().join("crates/ui/gallery"));
    Ok(trunk)
}
