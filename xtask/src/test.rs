//! Every check, in the order that fails early: what takes seconds first, browsers last.
//!
//! A step that fails does not stop the others, unless they need what it makes. Steps share what
//! cargo builds: all native parts are always chosen together (see [`process::NATIVE`]).

use std::time::{Duration, Instant};

use crate::failure::{Failure, Result};
use crate::process::{self, cargo, run};
use crate::setup::{self, FOR_BUILD, Need, with_tools};
use crate::{bench, deny, dist, fuzz, gallery, live, paths, site};

struct Step {
    name: &'static str,
    /// Another name that chooses this step together with others.
    group: &'static str,
    about: &'static str,
    needs: &'static [Need],
    /// The step without which this one cannot say anything.
    after: Option<&'static str>,
    /// Gets what stands behind `--` on the command line.
    run: fn(&[String]) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        group: "lint",
        about: "the sources are formatted",
        needs: &[],
        after: None,
        run: |_| {
            run(cargo().args(["fmt", "--all", "--check"])).map_err(|failure| failure.next("cargo fmt --all"))
        },
    },
    Step {
        name: "machete",
        group: "lint",
        about: "every dependency is used",
        needs: &[Need::Machete],
        after: None,
        run: |_| run(process::command(setup::program(Need::Machete)?).arg("--with-metadata")),
    },
    Step {
        name: "deny",
        group: "lint",
        about: "licenses and sources of dependencies are allowed ones, and no crate is in the app twice",
        needs: &[Need::Deny],
        after: None,
        run: |_| deny::dependencies(),
    },
    Step {
        name: "advisories",
        group: "lint",
        about: "no dependency has a known hole, where the advisory database can be reached",
        needs: &[Need::Deny],
        after: None,
        run: |_| deny::advisories(),
    },
    Step {
        name: "clippy",
        group: "lint",
        about: "no warning in any crate, the app included, and the translations are complete",
        needs: &[],
        after: None,
        run: |_| {
            clippy(&["--all-targets"])?;
            // `--all-targets` leaves out what a plain `cargo test` does not run.
            clippy(&["--test", "walkthroughs", "--test", "live"])
        },
    },
    Step {
        name: "boot",
        group: "host",
        about: "the boot script in a sandbox: what it asks for, and what it says when something fails",
        needs: &[],
        after: None,
        run: |_| {
            // By Node itself, which the set-up needs anyway.
            run(process::command("node").args(["--test", "boot/"]))
                .map_err(|failure| failure.next("install Node 20 or later"))
        },
    },
    Step {
        name: "host",
        group: "host",
        about: "model, connector, reference backend and commands: unit, property, golden and doc tests",
        needs: &[],
        after: None,
        run: |rest| run(process::native_tests().args(separated(rest))),
    },
    Step {
        name: "build",
        group: "build",
        about: "the site builds for release",
        needs: FOR_BUILD,
        after: None,
        run: |_| site::build(false),
    },
    Step {
        name: "size",
        group: "build",
        about: "a first visit stays below its ceiling",
        needs: &[],
        after: Some("build"),
        run: |_| bench::size(),
    },
    Step {
        name: "dist",
        group: "build",
        about: "the release is made, twice with the same bytes, the command `latchkey` built twice for it",
        needs: &[],
        after: Some("build"),
        run: |_| dist::check(),
    },
    Step {
        name: "components",
        group: "web",
        about: "components in Chromium",
        needs: &[Need::WasmTarget, Need::WasmBindgen, Need::Chromium],
        after: None,
        run: components,
    },
    Step {
        name: "gallery",
        group: "web",
        about: "every component in every state is accessible: light, dark, right to left, narrow",
        needs: &[Need::WasmTarget, Need::Trunk, Need::WasmBindgen, Need::Chromium, Need::Axe],
        after: None,
        run: |_| gallery::check(),
    },
    Step {
        name: "walkthroughs",
        group: "web",
        about: "the built site in Chromium against the reference backend, as a person uses it",
        needs: &[Need::Chromium, Need::Axe],
        after: Some("build"),
        run: walkthroughs,
    },
    Step {
        name: "hosting",
        group: "web",
        about: "the release behind nginx, Caddy and a host that reads _headers, and the console through them",
        needs: &[Need::Chromium, Need::Axe, Need::WebServers],
        after: Some("dist"),
        run: hosting,
    },
    Step {
        name: "live",
        group: "live",
        about: "connectors against real servers: the whole life of a token, on the host and in Chromium",
        needs: &[Need::Chromium, Need::Axe, Need::Python],
        after: Some("build"),
        run: live::test,
    },
    Step {
        name: "schemathesis",
        group: "schemathesis",
        about: "the reference backend keeps to its OpenAPI document under fuzzing",
        needs: &[Need::Schemathesis],
        after: None,
        run: |_| fuzz::schemathesis(),
    },
];

enum Verdict {
    Passed,
    Failed(Failure),
    /// Could not say anything here, and says so.
    Unchecked(Failure),
    Skipped(&'static str),
}

pub fn command(arguments: &[String]) -> Result<()> {
    let (chosen, rest) = match arguments.iter().position(|word| word == "--") {
        Some(at) => (arguments.get(..at).unwrap_or_default(), arguments.get(at + 1..).unwrap_or_default()),
        None => (arguments, &[] as &[String]),
    };
    if chosen.iter().any(|word| word == "--list") {
        for step in STEPS {
            println!("  {:<14}{:<14}{}", step.name, step.group, step.about);
        }
        return Ok(());
    }
    // Behind `live` stand servers, not steps.
    let (chosen, filters) = match chosen.split_first() {
        Some((step, servers)) if step == "live" => {
            (chosen.get(..1).unwrap_or_default(), live::choose(servers)?)
        }
        _ => (chosen, Vec::new()),
    };
    let rest = if filters.is_empty() { rest } else { &filters };
    let steps = choose(chosen)?;
    let mut results: Vec<(&Step, Verdict, Duration)> = Vec::new();
    for step in steps {
        println!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let broken = results.iter().find(|(earlier, verdict, _)| {
            Some(earlier.name) == step.after && !matches!(verdict, Verdict::Passed)
        });
        let verdict = match broken {
            Some((earlier, ..)) => Verdict::Skipped(earlier.name),
            None => match setup::ensure(step.needs).and_then(|()| (step.run)(rest)) {
                Ok(()) => Verdict::Passed,
                Err(failure) if failure.is_unchecked() => Verdict::Unchecked(failure),
                Err(failure) => Verdict::Failed(failure),
            },
        };
        match &verdict {
            Verdict::Failed(failure) | Verdict::Unchecked(failure) => println!("{failure}"),
            Verdict::Skipped(earlier) => println!("skipped, because {earlier} failed"),
            Verdict::Passed => {}
        }
        results.push((step, verdict, start.elapsed()));
    }
    summarise(&results)
}

/// Screenshots of the built site, for people.
pub fn look(arguments: &[String]) -> Result<()> {
    setup::ensure(FOR_BUILD)?;
    setup::ensure(&[Need::Chromium, Need::Axe])?;
    setup::fonts();
    site::build(false)?;
    run(cargo().args(process::NATIVE).args(["--bin", "look"]))?;
    let mut look = with_tools(process::command(paths::target().join("debug/look")))?;
    run(look.args(arguments))
}

/// The steps that these names choose, in their own order; all when none is named.
fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    let answers = |step: &Step, name: &String| step.name == name || step.group == name;
    if let Some(unknown) = names.iter().find(|name| !STEPS.iter().any(|step| answers(step, name))) {
        return Err(Failure::new(format!("there is no step `{unknown}`")).next("cargo xtask test --list"));
    }
    // What a chosen step needs is chosen too: the build is quick when nothing changed.
    let wanted: Vec<&Step> = STEPS
        .iter()
        .filter(|step| names.is_empty() || names.iter().any(|name| answers(step, name)))
        .collect();
    let mut needed: Vec<&str> = wanted.iter().map(|step| step.name).collect();
    // A step stands behind the one that it needs: from the end, each is reached after all that need it.
    for step in STEPS.iter().rev().filter(|step| step.after.is_some()) {
        if needed.contains(&step.name) {
            needed.extend(step.after);
        }
    }
    Ok(STEPS.iter().filter(|step| needed.contains(&step.name)).collect())
}

fn summarise(results: &[(&Step, Verdict, Duration)]) -> Result<()> {
    println!();
    let (mut passed, mut failed, mut skipped, mut unchecked) = (0, 0, 0, 0);
    for (step, verdict, duration) in results {
        let word = match verdict {
            Verdict::Passed => {
                passed += 1;
                "passed"
            }
            Verdict::Failed(_) => {
                failed += 1;
                "FAILED"
            }
            Verdict::Skipped(_) => {
                skipped += 1;
                "skipped"
            }
            Verdict::Unchecked(_) => {
                unchecked += 1;
                "NOT CHECKED"
            }
        };
        println!("  {:<14}{word:<12}{:>7.1} s", step.name, duration.as_secs_f64());
    }
    let total: Duration = results.iter().map(|(_, _, duration)| *duration).sum();
    println!("  {:<14}{:<12}{:>7.1} s\n", "all", "", total.as_secs_f64());
    println!("steps: {passed} passed, {failed} failed, {skipped} skipped, {unchecked} not checked");
    if failed > 0 {
        return Err(Failure::new(format!("{failed} of {} steps failed", results.len()))
            .next("`cargo xtask test STEP` runs one of them alone"));
    }
    Ok(())
}

fn clippy(targets: &[&str]) -> Result<()> {
    let mut command = cargo();
    command.args(["clippy", "--workspace", "--locked", "--features", process::SCHEMA]);
    run(command.args(targets).args(["--", "-D", "warnings"]))
}

fn separated(rest: &[String]) -> impl Iterator<Item = &str> {
    let separator = (!rest.is_empty()).then_some("--");
    separator.into_iter().chain(rest.iter().map(String::as_str))
}

fn components(rest: &[String]) -> Result<()> {
    let mut tests = with_tools(cargo())?;
    tests.args(["test", "--package", "latchkey", "--locked", "--target", "wasm32-unknown-unknown"]);
    // All tests together get 20 seconds otherwise: on a busy machine the last of them would not run.
    tests.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    run(tests.args(["--test", "components"]).args(separated(rest)))
}

fn walkthroughs(rest: &[String]) -> Result<()> {
    setup::fonts();
    let mut tests = with_tools(process::native_tests())?;
    // A failure says itself where it is; the backtrace of an async test says nothing more.
    tests.env("RUST_BACKTRACE", "0");
    // Those with real servers are a step of their own, and so is that of the gallery.
    tests.args(["--test", "walkthroughs", "--", "--skip", "hosting::", "--skip", "gallery::"]);
    run(tests.args(rest))
        .map_err(|failure| failure.next("look at target/screenshots, which has the page of each failed test"))
}

fn hosting(rest: &[String]) -> Result<()> {
    let mut tests = with_tools(process::native_tests())?;
    tests.env("RUST_BACKTRACE", "0").env("LATCHKEY_RELEASE", dist::folder()?);
    tests.args(["--test", "walkthroughs", "--"]);
    // Several names choose all that have one of them.
    match rest {
        [] => tests.arg("hosting::"),
        names => tests.args(names),
    };
    run(&mut tests)
        .map_err(|failure| failure.next("look at target/screenshots, which has the page of each failed test"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str]) -> Vec<&'static str> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        choose(&names).unwrap().iter().map(|step| step.name).collect()
    }

    #[test]
    fn a_group_chooses_its_steps() {
        assert_eq!(chosen(&["lint"]), ["fmt", "machete", "deny", "advisories", "clippy"]);
    }

    #[test]
    fn a_step_brings_the_one_it_needs_before_it() {
        assert_eq!(chosen(&["walkthroughs"]), ["build", "walkthroughs"]);
        assert_eq!(chosen(&["hosting"]), ["build", "dist", "hosting"]);
    }

    #[test]
    fn no_name_chooses_all_and_an_unknown_one_is_refused() {
        assert_eq!(chosen(&[]).len(), STEPS.len());
        assert!(choose(&["nonsense".to_owned()]).is_err());
    }
}
