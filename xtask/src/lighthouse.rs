//! Lighthouse over the token list: the release behind nginx, in our Chromium.

use crate::failure::Result;
use crate::process::{self, cargo, command, run};
use crate::setup::{self, FOR_BUILD, Need, folder, with_tools};
use crate::{dist, paths, site};

/// Prints the scores, and fails when one is below its goal (`tests/walkthroughs/lighthouse.mjs`). A busy machine
/// measures itself: nothing else should run.
pub fn measure() -> Result<()> {
    setup::ensure(FOR_BUILD)?;
    setup::ensure(&[Need::Chromium, Need::WebServers, Need::Lighthouse])?;
    site::build(false)?;
    dist::make()?;
    run(cargo().args(process::NATIVE).args(["--bin", "lighthouse"]))?;
    let reports = paths::target().join("lighthouse");
    let mut lighthouse = with_tools(command(paths::target().join("debug/lighthouse")))?;
    lighthouse.arg(&reports).env("LATCHKEY_LIGHTHOUSE", folder(Need::Lighthouse)?);
    run(lighthouse.env("LATCHKEY_RELEASE", dist::folder()?))
        .map_err(|failure| failure.next(format!("read the reports in {}", reports.display())))
}
