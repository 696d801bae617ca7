//! Every development command of this repository: `cargo xtask COMMAND`.
//!
//! The crate runs other programs and reads files. It holds no logic of the product, so that nothing
//! here has to be built for, or shipped with, the site.

mod bench;
mod compression;
mod connector;
mod deny;
mod dist;
mod failure;
mod fuzz;
mod gallery;
mod hook;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod layers;
mod lighthouse;
mod live;
mod measure;
mod paths;
mod process;
mod serve;
mod setup;
mod site;
mod test;
mod versions;

use std::process::ExitCode;

use failure::{Failure, Result};

/// One command as `cargo xtask` lists it.
struct Command {
    name: &'static str,
    usage: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "setup",
        usage: "setup [--debian-std]",
        about: "install what is missing: wasm target, Trunk, wasm-bindgen, wasm-opt, Chromium, test tools",
        run: setup::command,
    },
    Command {
        name: "serve",
        usage: "serve [--fresh] [--profile NAME | --connector NAME]",
        about: "run the console with the reference backend, data kept in .data/, or with a real server",
        run: serve::command,
    },
    Command {
        name: "build",
        usage: "build [--force]",
        about: "build the site for release into dist/ (skipped when nothing changed)",
        run: site::command,
    },
    Command {
        name: "dist",
        usage: "dist",
        about: "make the release: the site, compressed, all that a host needs, and `latchkey`, in target/dist/",
        run: dist::command,
    },
    Command {
        name: "test",
        usage: "test [STEP...] | test live [NAME... | --all]",
        about: "run every check, only the named steps (`test --list`), or those of real servers",
        run: test::command,
    },
    Command {
        name: "bench",
        usage: "bench size | lighthouse | load | operations [--write]",
        about: "sizes against the ceilings; speed in Chromium, beside a page written by hand; --write keeps the figures",
        run: bench::command,
    },
    Command {
        name: "connector",
        usage: "connector check FILE [--against URL ...]",
        about: "the command `latchkey`: read a connector, say what follows from it, try it against a backend",
        run: connector::command,
    },
    Command {
        name: "hook",
        usage: "hook sources | page",
        about: "what Trunk runs before and after it builds (Trunk.toml)",
        run: hook::command,
    },
    Command {
        name: "gallery",
        usage: "gallery [--check]",
        about: "show every component of the kit in every state, or hold them against axe-core",
        run: gallery::command,
    },
    Command {
        name: "look",
        usage: "look [--profile NAME] [--tokens N]",
        about: "take screenshots of the pages and dialogs at three widths, light and dark",
        run: test::look,
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next();
    let rest: Vec<String> = arguments.collect();

    let outcome = match name.as_deref() {
        None | Some("help" | "--help" | "-h") => {
            list_commands();
            Ok(())
        }
        Some(name) => match COMMANDS.iter().find(|command| command.name == name) {
            // A command that is another program has more to say than a line.
            Some(command) if command.name != "connector" && asks_for_help(&rest) => {
                println!("cargo xtask {}\n    {}", command.usage, command.about);
                Ok(())
            }
            Some(command) => (command.run)(&rest),
            None => Err(Failure::new(format!("there is no command `{name}`"))
                .next("run `cargo xtask` to see the commands")),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn asks_for_help(words: &[String]) -> bool {
    words.iter().any(|word| word == "--help" || word == "-h")
}

fn list_commands() {
    println!("cargo xtask COMMAND\n");
    for command in COMMANDS {
        println!("  {:<46}{}", command.usage, command.about);
    }
}
