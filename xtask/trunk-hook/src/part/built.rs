//! The app as wasm-bindgen wrote it: what one has to know of it to cut it in two.

use std::collections::{BTreeMap, HashMap};

use wasmparser::{
    ElementItems, ElementKind, ExternalKind, GlobalType, KnownCustom, MemoryType, Name, Operator, Parser,
    Payload, TableType, TypeRef,
};

#[derive(Default)]
pub struct Built {
    /// Of all functions, imported ones first: the index of their type.
    pub types: Vec<u32>,
    pub imported: u32,
    pub names: HashMap<u32, String>,
    /// Which functions each one calls by their index.
    pub calls: Vec<Vec<u32>>,
    pub exports: Vec<(String, ExternalKind, u32)>,
    pub start: Option<u32>,
    pub tables: Vec<TableType>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<GlobalType>,
    /// The table of functions: its index, and what stands in its slots.
    pub table: u32,
    pub slots: BTreeMap<u32, u32>,
}

impl Built {
    pub fn read(wasm: &[u8]) -> Result<Self, String> {
        let built = read(wasm).map_err(|error| format!("the built app cannot be read: {error}"))?;
        built.ok_or_else(|| "the built app fills a table in a way that cannot be parted".to_owned())
    }

    pub fn is_imported(&self, function: u32) -> bool {
        function < self.imported
    }

    /// The end of the table of functions: the first slot that it does not have.
    pub fn end_of_table(&self) -> u32 {
        let size = self.tables.get(self.table as usize).map_or(0, |table| table.initial);
        u32::try_from(size).unwrap_or(u32::MAX)
    }

    /// The name that something is exported by.
    pub fn export(&self, kind: ExternalKind, index: u32) -> Option<&str> {
        let found = self.exports.iter().find(|(_, k, i)| (*k, *i) == (kind, index));
        found.map(|(name, ..)| name.as_str())
    }
}

fn read(wasm: &[u8]) -> wasmparser::Result<Option<Built>> {
    let mut built = Built::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    match import?.ty {
                        TypeRef::Func(index) => {
                            built.types.push(index);
                            built.calls.push(Vec::new());
                            built.imported += 1;
                        }
                        TypeRef::Table(table) => built.tables.push(table),
                        TypeRef::Memory(memory) => built.memories.push(memory),
                        TypeRef::Global(global) => built.globals.push(global),
                        _ => {}
                    }
                }
            }
            Payload::FunctionSection(functions) => {
                for function in functions {
                    built.types.push(function?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    built.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    built.memories.push(memory?);
                }
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    built.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    built.exports.push((export.name.to_owned(), export.kind, export.index));
                }
            }
            Payload::StartSection { func, .. } => built.start = Some(func),
            Payload::ElementSection(elements) => {
                for element in elements {
                    let element = element?;
                    let ElementKind::Active { table_index, offset_expr } = element.kind else {
                        return Ok(None);
                    };
                    let ElementItems::Functions(functions) = element.items else { return Ok(None) };
                    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                        return Ok(None);
                    };
                    built.table = table_index.unwrap_or(0);
                    for (slot, function) in (value.cast_unsigned()..).zip(functions) {
                        built.slots.insert(slot, function?);
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let mut calls = Vec::new();
                for operator in body.get_operators_reader()? {
                    if let Operator::Call { function_index }
                    | Operator::ReturnCall { function_index }
                    | Operator::RefFunc { function_index } = operator?
                    {
                        calls.push(function_index);
                    }
                }
                calls.sort_unstable();
                calls.dedup();
                built.calls.push(calls);
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for part in names {
                        let Name::Function(functions) = part? else { continue };
                        for naming in functions {
                            let naming = naming?;
                            built.names.insert(naming.index, naming.name.to_owned());
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(Some(built))
}
