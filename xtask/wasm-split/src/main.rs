//! Parts the wasm that cargo linked: `wasm-split LINKED.wasm FOLDER`.
//!
//! The folder gets `main.wasm`, which wasm-bindgen has to work on, `split_later.wasm`, and `__wasm_split.js`, which loads
//! that and belongs beside the script of wasm-bindgen, `latchkey.js`. Where the app is parted is said in
//! `src/pages/later.rs`. The wasm must be linked with `--emit-relocs`.

use std::path::Path;
use std::process::ExitCode;

use wasm_split_cli_support::{Options, transform};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [linked, folder] => split(Path::new(linked), Path::new(folder)),
        _ => Err("usage: wasm-split LINKED.wasm FOLDER".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn split(linked: &Path, folder: &Path) -> Result<(), String> {
    let wasm = std::fs::read(linked).map_err(|error| format!("cannot read {}: {error}", linked.display()))?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = "./__wasm_split.js";
    options.main_module = "./latchkey.js";
    transform(options).map(drop).map_err(|error| format!("{}: {error:#}", linked.display()))
}
