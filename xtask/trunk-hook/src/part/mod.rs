//! Parts the app in two: what signing in and the list need, and what comes later.
//!
//! The doors between them are functions of the app that one can only call with the later part at hand (the app's
//! module `later`). What else is later follows from who refers to whom, as the linker knows it ([`linked`]); the
//! cut is made in what wasm-bindgen made of that ([`built`], [`cut`]), where every function still has its name. So
//! nothing that the first part can reach, through whatever closure or table of methods, is ever missing from it.

mod built;
mod cut;
mod dead_ends;
mod linked;
mod slim;

use std::collections::HashSet;

use wasmparser::{ExternalKind, Parser, Payload};

use built::Built;
pub use cut::Cut;
use linked::{Linked, Plan};
pub use slim::{imports, slim};

/// A function of the app is a door by the type that it belongs to.
const DOORS: &str = "latchkey::later::Doors";

/// `None`: nothing to part. `linked` is what the linker wrote, `built` what wasm-bindgen made of it.
pub fn part(linked_file: &[u8], built: &[u8]) -> Result<Option<Cut>, String> {
    let Some(linked) = Linked::read(linked_file)? else { return Ok(None) };
    if !linked.has(is_door) {
        return Ok(None);
    }
    if segments(linked_file)? != segments(built)? {
        return Err("the linked app is not the one that wasm-bindgen got; build once more".to_owned());
    }
    let module = Built::read(built)?;
    let functions = module.exports.iter().filter(|(_, kind, _)| *kind == ExternalKind::Func);
    let exported = functions.filter_map(|(.., index)| Some(module.names.get(index)?.as_str())).collect();
    let mut roots = HashSet::new();
    loop {
        let plan = linked.plan(&roots, &exported, is_door);
        let (later, strays) = sort(&module, &plan);
        if strays.is_empty() {
            return cut::cut(built, &module, &later, &plan.data).map(Some);
        }
        roots.extend(strays);
    }
}

/// The bytes of the data, which wasm-bindgen leaves as they are.
fn segments(wasm: &[u8]) -> Result<Vec<&[u8]>, String> {
    let mut segments = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::DataSection(section) = payload.map_err(|error| format!("not a wasm file: {error}"))? {
            let bytes = section.into_iter().map(|segment| segment.map(|segment| segment.data));
            segments =
                bytes.collect::<Result<_, _>>().map_err(|error| format!("not a wasm file: {error}"))?;
        }
    }
    Ok(segments)
}

/// Whether a mangled name is that of a door.
fn is_door(name: &str) -> bool {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    let name = name.trim_start_matches('<');
    name.strip_prefix(DOORS).is_some_and(|rest| rest.trim_start_matches('>').starts_with("::"))
}

/// Says of each function of the built app whether it is later; and names those that the plan holds for later
/// although something of the first part calls them.
///
/// That happens at first, when only what is exported is known to be needed, and for what wasm-bindgen added.
fn sort(built: &Built, plan: &Plan) -> (Vec<bool>, Vec<String>) {
    let named =
        |set: &HashSet<String>, function: u32| built.names.get(&function).is_some_and(|n| set.contains(n));
    let exported =
        built.exports.iter().filter(|(_, kind, _)| *kind == ExternalKind::Func).map(|(.., index)| *index);
    let planned = |function: &u32| !named(&plan.later, *function);
    let in_table = built.slots.values().copied().filter(planned);
    let known_first = (0..built.types.len() as u32).filter(|f| named(&plan.known, *f)).filter(planned);
    let mut open: Vec<u32> = exported.chain(built.start).chain(in_table).chain(known_first).collect();
    let mut later: Vec<bool> =
        (0..built.types.len() as u32).map(|function| !built.is_imported(function)).collect();
    let mut strays = Vec::new();
    while let Some(function) = open.pop() {
        let Some(is_later) = later.get_mut(function as usize) else { continue };
        if named(&plan.doors, function) || (!*is_later && !built.is_imported(function)) {
            continue;
        }
        *is_later = false;
        if named(&plan.later, function) {
            strays.extend(built.names.get(&function).cloned());
        }
        open.extend(
            built.calls.get(function as usize).into_iter().flatten().filter(|to| !built.is_imported(**to)),
        );
    }
    (later, strays)
}
