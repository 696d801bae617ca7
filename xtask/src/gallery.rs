//! The gallery of components (`crates/ui/gallery`): a page to look at, no part of the site.

use std::process::Command;

use crate::failure::{Failure, Result};
use crate::process::{self, run};
use crate::setup::{self, FOR_SERVE, Need};
use crate::{paths, test};

pub fn command(arguments: &[String]) -> Result<()> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => serve(),
        ["--check"] => check(),
        _ => Err(Failure::new("gallery takes no argument but --check")),
    }
}

/// Builds it where its walkthrough looks for it.
pub fn build() -> Result<()> {
    setup::ensure(FOR_SERVE)?;
    let mut trunk = trunk()?;
    trunk.args(["build", "--offline", "--dist"]).arg(paths::target().join("gallery"));
    // Trunk passes cargo's progress bar on as thousands of blanks.
    trunk.env("CARGO_TERM_PROGRESS_WHEN", "never");
    run(&mut trunk).map_err(|failure| failure.next("the error above is cargo's or Trunk's"))
}

fn serve() -> Result<()> {
    setup::ensure(FOR_SERVE)?;
    let mut trunk = trunk()?;
    trunk.args(["serve", "--dist"]).arg(paths::target().join("gallery-serve"));
    run(&mut trunk)
}

fn check() -> Result<()> {
    setup::ensure(&[Need::Chromium, Need::Axe])?;
    build()?;
    test::gallery()
}

fn trunk() -> Result<Command> {
    let mut trunk = setup::with_tools(process::command(setup::program(Need::Trunk)?))?;
    trunk.current_dir(paths::root().join("crates/ui/gallery"));
    Ok(trunk)
}
