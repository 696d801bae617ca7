//! Makes a typed function of every text (`crates/catalogue`).
//!
//! A text becomes a function with one argument per `{placeholder}`; a text with plural forms takes `count: u64` as
//! well. What is wrong with the texts fails the build with the file and the key.

use std::fmt::Write as _;
use std::path::Path;

use latchkey_catalogue::{Catalogue, Text, placeholders};

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=locales");
    let catalogue = Catalogue::read(Path::new("locales"))?;
    let mut code = String::new();
    // After what tells the keys apart.
    for (index, (key, text)) in (1..).zip(catalogue.english()) {
        write_text(&mut code, index, key, text);
    }
    // Known before a language is loaded, and without the browser's tables: to look up ten of them there was a good
    // part of the work before the first row stood.
    let languages: Vec<_> = catalogue.tags().map(|tag| (tag, catalogue.own_name(tag))).collect();
    let _ = writeln!(
        code,
        "/// How many texts a language has.\npub const TEXTS: usize = {};",
        catalogue.english().count()
    );
    let _ = writeln!(
        code,
        "/// The languages there are: BCP 47 tag and own name.\npub const LANGUAGES: &[(&str, &str)] = &{languages:?};"
    );
    let _ = writeln!(code, "/// Tells these keys from those of another build.");
    let _ = writeln!(code, "pub const KEYS: &str = {:?};", catalogue.fingerprint());
    let out = std::env::var("OUT_DIR").map_err(|e| e.to_string())?;
    let write = |name: &str, text: String| {
        std::fs::write(Path::new(&out).join(name), text).map_err(|e| format!("{name}: {e}"))
    };
    // For the component tests; the site's are written by Trunk's hook.
    write("en.json", catalogue.packed("en"))?;
    write("texts.rs", code)
}

fn write_text(code: &mut String, index: usize, key: &str, text: &Text) {
    let sample = match text {
        Text::String(text) => text.as_str(),
        forms => forms.get("other").and_then(Text::as_str).unwrap_or_default(),
    };
    let _ = writeln!(code, "/// {}", sample.replace('\n', " "));
    let names = placeholders(text);
    let plural = text.is_object();
    if names.is_empty() && !plural {
        let _ = writeln!(code, "pub fn {key}() -> &'static str {{ get({index}) }}");
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
        format!("plural({index}, count, &[{arguments}])")
    } else {
        format!("fill({index}, &[{arguments}])")
    };
    let _ = writeln!(code, "pub fn {key}({parameters}) -> String {{ {call} }}");
}
