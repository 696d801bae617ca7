//! Makes a typed method of `I18n` of every text (`crates/catalogue`).
//!
//! A text becomes a method with one argument per `{placeholder}`; a text with plural forms takes `count: u64` as
//! well. What is wrong with the texts fails the build with the file and the key.

use std::fmt::Write as _;
use std::path::Path;

use latchkey_catalogue::{Catalogue, Text, placeholders};

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=locales");
    let catalogue = Catalogue::read(Path::new("."))?;
    let mut code = String::from("impl I18n {\n");
    for (key, text) in catalogue.english() {
        write_method(&mut code, key, text);
    }
    code.push_str("}\n");
    let keys: Vec<_> = catalogue.english().map(|(key, text)| (key, text.is_object())).collect();
    let _ = writeln!(
        code,
        "/// The keys that the texts of a language must have, and whether each has plural forms.\n\
         const KEYS: &[(&str, bool)] = &{keys:?};"
    );
    // Known before a language is loaded, and without the browser's tables, which are slow to read.
    let languages: Vec<_> = catalogue.tags().map(|tag| (tag, catalogue.own_name(tag))).collect();
    let _ = writeln!(
        code,
        "/// The languages there are: BCP 47 tag and own name.\npub const LANGUAGES: &[(&str, &str)] = &{languages:?};"
    );
    let out = std::env::var("OUT_DIR").map_err(|e| e.to_string())?;
    std::fs::write(Path::new(&out).join("texts.rs"), code).map_err(|e| format!("texts.rs: {e}"))
}

fn write_method(code: &mut String, key: &str, text: &Text) {
    let english = match text {
        Text::String(text) => text.as_str(),
        forms => forms.get("other").and_then(Text::as_str).unwrap_or_default(),
    };
    let is_plural = text.is_object();
    let names: Vec<String> =
        placeholders(text).into_iter().filter(|name| !(is_plural && name == "count")).collect();
    let mut parameters = String::from("self");
    if is_plural {
        parameters.push_str(", count: u64");
    }
    let mut arguments = String::new();
    for name in &names {
        let _ = write!(parameters, ", {name}: &str");
        let _ = write!(arguments, "({name:?}, {name}), ");
    }
    let body = match (is_plural, names.is_empty()) {
        (true, _) => format!("self.plural({key:?}, count, &[{arguments}])"),
        (false, true) => format!("self.text({key:?})"),
        (false, false) => format!("self.filled({key:?}, &[{arguments}])"),
    };
    let _ = writeln!(code, "/// {}", english.replace('\n', " "));
    let _ = writeln!(code, "pub fn {key}({parameters}) -> String {{ {body} }}");
}
