//! The JavaScript that wasm-bindgen wrote to join the wasm to the page, cut down to what the app uses.
//!
//! All of this knows how wasm-bindgen lays its file out. What does not look so stays as it is: the file then is
//! larger, and as good.

use std::collections::{HashMap, HashSet};

/// The entry of an imported function begins so.
const ENTRY: &str = "\n        ";

/// Takes out the classes that nothing of the app makes. `wasm-streams`, under `leptos`, declares three; each exports
/// functions, which no linker can take out.
pub fn without_idle_classes(script: &str) -> String {
    let names = script.split("\nexport class ").skip(1).chain(script.strip_prefix("export class "));
    let names: Vec<&str> = names.filter_map(|rest| rest.split([' ', '{']).next()).collect();
    names.iter().fold(script.to_owned(), |script, name| {
        let rest = without_class(&script, name);
        let made = rest.match_indices(name).any(|(at, _)| !is_in_word(&rest, at, name));
        if made { script } else { rest }
    })
}

/// The script without a class, what is set on its prototype, and its finalization.
fn without_class(script: &str, name: &str) -> String {
    let script = format!("\n{script}");
    let class = between(&script, &format!("\nexport class {name} {{"), "\n}\n");
    let script = class.map_or(script.clone(), |class| script.replacen(&class, "\n", 1));
    let dispose = between(&script, &format!("\nif (Symbol.dispose) {name}."), ";\n");
    let script = dispose.map_or(script.clone(), |dispose| script.replacen(&dispose, "\n", 1));
    let registry = between(&script, &format!("\nconst {name}Finalization = "), ";\n");
    let script = registry.map_or(script.clone(), |registry| script.replacen(&registry, "\n", 1));
    script.strip_prefix('\n').unwrap_or(&script).to_owned()
}

/// From where `start` is to the end of the first `end` after it.
fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let from = text.get(text.find(start)?..)?;
    let length = start.len() + from.get(start.len()..)?.find(end)? + end.len();
    from.get(..length).map(str::to_owned)
}

fn is_in_word(text: &str, at: usize, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
    before.is_some_and(is_part) || after.is_some_and(is_part)
}

/// The exports of the wasm that the script uses.
pub fn used_exports(script: &str) -> HashSet<String> {
    let uses = script.match_indices("wasm.").filter(|(at, _)| !is_in_word(script, *at, "wasm"));
    let names = uses.filter_map(|(at, found)| {
        script.get(at + found.len()..)?.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).next()
    });
    names.map(str::to_owned).collect()
}

/// Gives the functions that the wasm imports short names, in the order given: their own end in a hash, which does
/// not compress. The script, and the new name of each old one.
pub fn with_short_names(script: &str, imports: &[String]) -> (String, HashMap<String, String>) {
    let mut script = script.to_owned();
    let mut short = HashMap::new();
    for name in imports {
        let entry = format!("{ENTRY}{name}: ");
        if script.matches(&entry).count() == 1 {
            let new = letters(short.len());
            script = script.replacen(&entry, &format!("{ENTRY}{new}: "), 1);
            short.insert(name.clone(), new);
        }
    }
    (script, short)
}

/// `a` to `z`, `aa` to `az`, `ba` and so on.
fn letters(number: usize) -> String {
    let last = char::from_u32('a' as u32 + u32::try_from(number % 26).unwrap_or(0)).unwrap_or('a');
    let before = (number / 26).checked_sub(1).map(letters).unwrap_or_default();
    format!("{before}{last}")
}

/// Takes out the entries of functions that are not imported after all.
pub fn without_entries(script: &str, names: &[String]) -> String {
    names.iter().fold(script.to_owned(), |script, name| match entry(&script, name) {
        Some(entry) => script.replacen(entry, "", 1),
        None => script,
    })
}

/// An entry to where the next begins, or the end of them all.
fn entry<'a>(script: &'a str, name: &str) -> Option<&'a str> {
    let from = script.get(script.find(&format!("{ENTRY}{name}: function("))?..)?;
    let mut ends = from.match_indices('\n').skip(1).map(|(at, _)| at);
    let end = ends.find(|at| {
        let line = from.get(at + 1..).unwrap_or_default();
        let code = line.trim_start_matches(' ');
        let depth = 1 + line.len() - code.len();
        // What closes a function begins with a brace.
        depth < ENTRY.len() || (depth == ENTRY.len() && !code.starts_with('}'))
    })?;
    from.get(..end)
}

/// Exports nothing but what starts the app.
pub fn with_one_export(script: &str) -> String {
    script.replacen("export { initSync, __wbg_init as default };", "export { __wbg_init as default };", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "export class Idle {
    free() {
        wasm.__wbg_idle_free(this.ptr, 0);
    }
}
if (Symbol.dispose) Idle.prototype[Symbol.dispose] = Idle.prototype.free;
export class Made {
    go() { wasm.made_go(); }
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_call_0f: function(arg0) {
            return wasm.run(arg0);
        },
        __wbg_wrap_1e: function() { return handleError(function (arg0) {
            return Made.wrap(arg0);
        }, arguments); },
    };
}
const IdleFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_idle_free(ptr, 1));
export { initSync, __wbg_init as default };
";

    #[test]
    fn a_class_that_nobody_makes_goes_and_with_it_what_it_exports() {
        let script = without_idle_classes(SCRIPT);
        assert!(!script.contains("Idle"), "{script}");
        assert!(script.contains("export class Made {"));
        assert_eq!(used_exports(&script), HashSet::from(["made_go".to_owned(), "run".to_owned()]));
    }

    #[test]
    fn imported_functions_get_short_names_on_both_sides() {
        let imports = ["__wbg_wrap_1e".to_owned(), "__wbg_missing".to_owned(), "__wbg_call_0f".to_owned()];
        let (script, names) = with_short_names(SCRIPT, &imports);
        assert!(
            script.contains("\n        a: function() { return handleError(") && script.contains(" b: func")
        );
        assert_eq!(names.get("__wbg_call_0f").map(String::as_str), Some("b"));
        assert_eq!(names.get("__wbg_missing"), None);
        assert_eq!([letters(0), letters(25), letters(26), letters(701)], ["a", "z", "aa", "zz"]);
    }

    #[test]
    fn what_is_not_imported_goes() {
        let script = without_entries(SCRIPT, &["__wbg_wrap_1e".to_owned(), "other".to_owned()]);
        assert!(
            !script.contains("Made.wrap")
                && !script.contains("arguments")
                && script.contains("__wbg_call_0f: function(arg0) {"),
            "{script}"
        );
    }
}
