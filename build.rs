//! Makes a typed function of every text (`crates/catalogue`).
//!
//! A text becomes a function with one argument per `{placeholder}`; a text with plural forms takes `count: u64` as
//! well. What is wrong with the texts fails the build with the file and the key.

use std::fmt::Write as _;
use std::path::Path;

use latchkey_catalogue::{Catalogue, Part, Text, placeholders};

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=locales");
    // Who uses a text decides which of the two files it is in.
    println!("cargo::rerun-if-changed=src");
    let catalogue = Catalogue::read(Path::new("."))?;
    let mut code = String::new();
    for (part, name, module) in [(Part::First, "FIRST", ""), (Part::Later, "LATER", "later::")] {
        // After what tells the keys apart.
        for (index, (key, text)) in (1..).zip(catalogue.english(part)) {
            write_text(&mut code, module, index, key, text);
        }
        let count = catalogue.english(part).count();
        let _ = writeln!(code, "/// What a file of this part must be made of.");
        let _ = writeln!(
            code,
            "pub const {name}: Keys = Keys {{ hash: {:?}, count: {count} }};",
            catalogue.fingerprint(part)
        );
    }
    // Known before a language is loaded, and without the browser's tables: to look up ten of them there was a good
    // part of the work before the first row stood.
    let languages: Vec<_> = catalogue.tags().map(|tag| (tag, catalogue.own_name(tag))).collect();
    let _ = writeln!(
        code,
        "/// The languages there are: BCP 47 tag and own name.\npub const LANGUAGES: &[(&str, &str)] = &{languages:?};"
    );
    let out = std::env::var("OUT_DIR").map_err(|e| e.to_string())?;
    let write = |name: &str, text: String| {
        std::fs::write(Path::new(&out).join(name), text).map_err(|e| format!("{name}: {e}"))
    };
    // For the component tests; the site's are written by Trunk's hook.
    write("en.json", catalogue.packed("en", Part::First))?;
    write("en.later.json", catalogue.packed("en", Part::Later))?;
    write("texts.rs", code)
}

/// `module`: where the functions are that look a text up in the file of its part.
fn write_text(code: &mut String, module: &str, index: usize, key: &str, text: &Text) {
    let sample = match text {
        Text::String(text) => text.as_str(),
        forms => forms.get("other").and_then(Text::as_str).unwrap_or_default(),
    };
    let _ = writeln!(code, "/// {}", sample.replace('\n', " "));
    let names = placeholders(text);
    let plural = text.is_object();
    if names.is_empty() && !plural {
        let _ = writeln!(code, "pub fn {key}() -> &'static str {{ {module}get({index}) }}");
        return;
    }
    let mut parameters = String::new();
    let mut arguments = String::new();
    if plural {
        parameters.push_str("count: u64, ");
    }
    for name in &names {
        if plural && name == "count" {
            continue;
        }
        let _ = write!(parameters, "{name}: &str, ");
        let _ = write!(arguments, "(\"{name}\", {name}), ");
    }
    let call = if plural {
        format!("{module}plural({index}, count, &[{arguments}])")
    } else {
        format!("{module}fill({index}, &[{arguments}])")
    };
    let _ = writeln!(code, "pub fn {key}({parameters}) -> String {{ {call} }}");
}
