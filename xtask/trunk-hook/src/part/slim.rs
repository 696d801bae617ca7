//! A module with other names of what it imports, and without some of what it exports.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{ExportSection, ImportSection, Module};
use wasmparser::{Export, ImportSectionReader, Parser, Payload, TypeRef};

/// The names of the functions that a module imports, in order.
pub fn imports(wasm: &[u8]) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(section) =
            payload.map_err(|error| format!("not a wasm file: {error}"))?
        {
            for import in section.into_imports() {
                let import = import.map_err(|error| format!("not a wasm file: {error}"))?;
                names.extend(matches!(import.ty, TypeRef::Func(_)).then(|| import.name.to_owned()));
            }
        }
    }
    Ok(names)
}

/// Keeps the exports that are `used`, and imports by the names that `renamed` gives.
pub fn slim(
    wasm: &[u8],
    used: &HashSet<String>,
    renamed: &HashMap<String, String>,
) -> Result<Vec<u8>, String> {
    let mut module = Module::new();
    let mut slim = Slim { used, renamed };
    slim.parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| format!("the built app cannot be written anew: {error}"))?;
    Ok(module.finish())
}

struct Slim<'a> {
    used: &'a HashSet<String>,
    renamed: &'a HashMap<String, String>,
}

impl Reencode for Slim<'_> {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in section.into_imports() {
            let import = import?;
            let name = self.renamed.get(import.name).map_or(import.name, String::as_str);
            imports.import(import.module, name, self.entity_type(import.ty)?);
        }
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Result<(), Error> {
        if self.used.contains(export.name) {
            utils::parse_export(self, exports, export)?;
        }
        Ok(())
    }
}
