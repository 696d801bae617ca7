//! What Trunk cannot do itself, run by the hooks in `Trunk.toml`:
//!
//! - `sources`: joins `style/*.css` into one file, because each further style sheet is a request, and those of
//!   `style/later` into another; takes comments and indentation out of the boot script, whose `import()` Trunk's
//!   minifier cannot read; packs the texts.
//! - `app`: moves the wasm's integrity, and the later style sheet, to where the boot script reads them, and gives it the
//!   words of the skeleton; for release it parts the wasm in two (`docs/size.md`) and makes both small.

mod files;
mod glue;
mod page;
mod part;
mod release;
mod sources;
mod words;

use std::env;
use std::process::ExitCode;

use files::{folder, read, write};

fn main() -> ExitCode {
    let outcome = match env::args().nth(1).as_deref() {
        Some("sources") => sources::sources(),
        Some("app") => app(),
        _ => Err("usage: trunk-hook sources|app (run by Trunk, see Trunk.toml)".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn app() -> Result<(), String> {
    let site = folder("TRUNK_STAGING_DIR")?;
    let file = site.join("index.html");
    let mut page = page::move_later_style(&page::move_integrity(&read(&file)?)?)?;
    let words = words::words(&folder("TRUNK_SOURCE_DIR")?.join("locales"))?;
    page = page::tell_app(&page, &[("data-words", &words)])?;
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        page = release::release(&site, &page)?;
    }
    write(&file, &page)
}
