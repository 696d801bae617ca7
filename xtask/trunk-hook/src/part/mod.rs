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

use std::collections::{BTreeSet, HashSet};

use wasmparser::{ExternalKind, Parser, Payload};

use built::Built;
pub use cut::Cut;
use linked::{Linked, Plan};
pub use slim::{imports, slim};

/// A function of the app is a door if it belongs to a type that is at hand only when the later part is here,
const DOORS: &str = "latchkey::later::Doors";
/// or if it is how a closure behind this type is called, which takes one of those.
const DEFERRED: (&str, &str) = ("latchkey::later::handler::Deferred<", " as latchkey::later::handler::Act<");

/// The functions of the app that look up texts which come with the second part.
const LATER_TEXTS: &str = "latchkey::text::later::";

/// Where all texts of the app are functions.
const TEXTS: &str = "latchkey::text::";

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
            texts_are_here(&module, &later)?;
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

/// Sees that the first part, which is at work before the texts of the second are here, uses none of them.
fn texts_are_here(built: &Built, later: &[bool]) -> Result<(), String> {
    let readable = |function: u32| built.names.get(&function).map(|name| demangled(name)).unwrap_or_default();
    let numbers = 0..u32::try_from(later.len()).unwrap_or(u32::MAX);
    let lookups: Vec<u32> = numbers.filter(|f| readable(*f).starts_with(LATER_TEXTS)).collect();
    if lookups.is_empty() {
        return Err(format!(
            "the app has no {LATER_TEXTS}*: it cannot be seen who uses the texts of the second part"
        ));
    }
    // What of the first part leads to one, past the functions that are the texts themselves.
    let mut users = BTreeSet::new();
    let mut open: Vec<u32> = lookups.into_iter().filter(|f| later.get(*f as usize) == Some(&false)).collect();
    while let Some(function) = open.pop() {
        let name = readable(function);
        if name.starts_with(TEXTS) {
            let callers = (0..).zip(built.calls.iter().zip(later));
            let callers = callers.filter(|(_, (calls, later))| !**later && calls.contains(&function));
            open.extend(callers.map(|(caller, _)| caller));
        }
        users.insert(name);
    }
    if users.is_empty() {
        return Ok(());
    }
    let users = users.into_iter().collect::<Vec<_>>().join(", ");
    Err(format!(
        "the first part of the app uses texts of the second: {users}. See LATER in crates/catalogue, or put the call \
         behind a door (src/later.rs)"
    ))
}

fn demangled(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// Whether a mangled name is that of a door.
fn is_door(name: &str) -> bool {
    let name = demangled(name);
    let name = name.trim_start_matches('<');
    name.strip_prefix(DOORS).is_some_and(|rest| rest.trim_start_matches('>').starts_with("::"))
        || name.strip_prefix(DEFERRED.0).is_some_and(|rest| rest.contains(DEFERRED.1))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_known_by_its_path() {
        for name in [
            "latchkey::later::Doors::dialog",
            "<latchkey::later::Doors>::dialog",
            "<latchkey::later::handler::Deferred<F> as latchkey::later::handler::Act<A>>::act",
        ] {
            assert!(is_door(name), "{name}");
        }
        for name in [
            "latchkey::later::Later::fetch",
            "<latchkey::later::Doors as core::clone::Clone>::clone",
            "core::ptr::drop_in_place<latchkey::later::handler::Deferred<F>>",
            "latchkey::later::handler::Handler<A>::new",
        ] {
            assert!(!is_door(name), "{name}");
        }
    }

    /// An app of these functions, by their names and whom they call.
    fn app(functions: &[(&str, &[u32])]) -> Built {
        let names = (0..).zip(functions).map(|(at, (name, _))| (at, (*name).to_owned())).collect();
        Built {
            names,
            calls: functions.iter().map(|(_, calls)| calls.to_vec()).collect(),
            ..Built::default()
        }
    }

    #[test]
    fn a_text_of_the_second_part_that_the_first_uses_stops_the_build_and_names_the_user() {
        let app = app(&[
            ("latchkey::text::later::get", &[]),
            ("latchkey::text::revoke_it", &[0]),
            ("latchkey::tokens::list::rows", &[1]),
            ("latchkey::tokens::secret::dialog", &[1]),
        ]);
        assert_eq!(texts_are_here(&app, &[true, true, false, true]), Ok(()));
        let told = texts_are_here(&app, &[false, false, false, true]).unwrap_err();
        assert!(told.contains("latchkey::tokens::list::rows"), "{told}");
        assert!(!told.contains("latchkey::tokens::secret::dialog"), "{told}");
        // Nobody calls it by its name: somebody has it as a value.
        assert!(texts_are_here(&app, &[false, true, true, true]).is_err());
    }

    #[test]
    fn an_app_whose_texts_cannot_be_told_apart_is_no_app_to_part() {
        assert!(texts_are_here(&app(&[("latchkey::text::get", &[])]), &[false]).is_err());
    }
}
