//! Figures of speed, taken in a real browser by the crate `tests/bench`.

use crate::failure::Result;
use crate::process::{self, cargo, run};
use crate::setup::{self, FOR_BUILD, Need, with_tools};
use crate::{paths, site};

/// `what` is `load` or `operations`; what stands behind it goes on to the measuring program.
pub fn measure(what: &str, rest: &[String]) -> Result<()> {
    setup::ensure(FOR_BUILD)?;
    setup::ensure(&[Need::Chromium])?;
    site::build(false)?;
    run(cargo().args(process::NATIVE).args(["--bin", "latchkey-bench"]))?;
    let mut bench = with_tools(process::command(paths::target().join("debug/latchkey-bench")))?;
    run(bench.arg(what).args(rest))
}
