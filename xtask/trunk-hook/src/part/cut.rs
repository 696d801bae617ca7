//! Cuts a module in two that share memory, globals and the table of functions.
//!
//! The first has the functions that are needed at once. The second gets from it, by slots of the shared table,
//! those that both need, and writes its own functions into the slots that they had in the whole. The first calls
//! the second only through the doors: by their slots, empty until the second is there.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, ImportSection, Instruction, Module, TableSection, TypeSection,
};
use wasmparser::{DataKind, ExternalKind, FunctionBody, Operator, Parser, Payload};

use super::built::Built;

/// Where the second finds what the first has: a namespace of its imports for what the first exports, one for
/// functions by their slot.
const EXPORTS: &str = "e";
const SLOTS: &str = "s";

/// The name that the first exports the table by.
const TABLE: &str = "slots";

pub struct Cut {
    pub first: Vec<u8>,
    pub later: Vec<u8>,
}

/// `later`: for each function whether it goes into the second. `data`: the bytes of memory that do, in order.
pub fn cut(wasm: &[u8], built: &Built, later: &[bool], data: &[Range<u32>]) -> Result<Cut, String> {
    let plan = Numbers::new(built, later);
    let said = |error: Error| format!("the built app cannot be cut: {error}");
    let first = First { plan: &plan, data }.module(wasm).map_err(said)?;
    let later = Later { plan: &plan, data }.module(wasm).map_err(said)?;
    Ok(Cut { first, later })
}

/// What is where after the cut.
struct Numbers<'a> {
    built: &'a Built,
    later: &'a [bool],
    /// The new index of each function in the module that it goes into.
    own: Vec<u32>,
    /// Functions of the first that the second uses, and their index there.
    shared: BTreeMap<u32, u32>,
    /// Slots of the table, with those that were added for doors and shared functions.
    slot_of: HashMap<u32, u32>,
    slots: BTreeMap<u32, u32>,
    end_of_table: u32,
}

impl<'a> Numbers<'a> {
    fn new(built: &'a Built, later: &'a [bool]) -> Self {
        let mut numbers = Self {
            built,
            later,
            own: Vec::new(),
            shared: BTreeMap::new(),
            slot_of: built.slots.iter().map(|(slot, function)| (*function, *slot)).collect(),
            slots: built.slots.clone(),
            end_of_table: built.end_of_table(),
        };
        let mut crossing: Vec<u32> = built
            .calls
            .iter()
            .enumerate()
            .flat_map(|(from, calls)| calls.iter().map(move |to| (from, *to)))
            .filter(|(from, to)| numbers.is_later(*from as u32) != numbers.is_later(*to))
            .map(|(_, to)| to)
            .collect();
        crossing.sort_unstable();
        crossing.dedup();
        for function in &crossing {
            numbers.reach(*function);
        }
        // Those that the second borrows stand before its own.
        let borrowed = crossing.into_iter().filter(|function| !numbers.is_later(*function));
        numbers.shared = borrowed.zip(0..).collect();
        let (mut first, mut second) = (0, numbers.shared.len() as u32);
        for function in 0..built.types.len() as u32 {
            let counter = if numbers.is_later(function) { &mut second } else { &mut first };
            numbers.own.push(*counter);
            *counter += 1;
        }
        numbers
    }

    fn is_later(&self, function: u32) -> bool {
        self.later.get(function as usize).copied().unwrap_or(false)
    }

    /// Gives a function a slot, unless it has one.
    fn reach(&mut self, function: u32) {
        if !self.slot_of.contains_key(&function) {
            self.slot_of.insert(function, self.end_of_table);
            self.slots.insert(self.end_of_table, function);
            self.end_of_table += 1;
        }
    }

    fn own(&self, function: u32) -> u32 {
        self.own.get(function as usize).copied().unwrap_or(u32::MAX)
    }

    fn type_of(&self, function: u32) -> u32 {
        self.built.types.get(function as usize).copied().unwrap_or(u32::MAX)
    }

    /// Fills the slots of one of the two, in runs of slots that follow each other.
    fn elements(&self, of_later: bool, index: impl Fn(u32) -> u32) -> ElementSection {
        let mut section = ElementSection::new();
        let mut run: Vec<u32> = Vec::new();
        let mut start = 0;
        let mut end = |start: u32, run: &mut Vec<u32>| {
            if !run.is_empty() {
                let table = (self.built.table > 0).then_some(self.built.table);
                let offset = ConstExpr::i32_const(start.cast_signed());
                section.active(table, &offset, Elements::Functions(std::mem::take(run).into()));
            }
        };
        for (slot, function) in
            self.slots.iter().filter(|(_, function)| self.is_later(**function) == of_later)
        {
            if start + run.len() as u32 != *slot {
                end(start, &mut run);
                start = *slot;
            }
            run.push(index(*function));
        }
        end(start, &mut run);
        section
    }

    /// What the second needs of the first besides functions, each with the name that the first exports it by.
    fn lent(&self) -> Vec<(String, ExternalKind, u32, EntityType)> {
        let built = self.built;
        let name = |kind, index, letter: char| {
            built.export(kind, index).map_or_else(|| format!("{letter}{index}"), str::to_owned)
        };
        let mut lent = Vec::new();
        for (table, index) in built.tables.iter().zip(0..) {
            if let Ok(mut ty) = utils::table_type(&mut Same, *table) {
                if index == self.built.table {
                    ty.minimum = self.end_of_table.into();
                }
                // No upper end: whatever the first has fits.
                ty.maximum = None;
                lent.push((
                    name(ExternalKind::Table, index, 't'),
                    ExternalKind::Table,
                    index,
                    EntityType::Table(ty),
                ));
            }
        }
        for (memory, index) in built.memories.iter().zip(0..) {
            let ty = EntityType::Memory(utils::memory_type(&mut Same, *memory));
            lent.push((name(ExternalKind::Memory, index, 'm'), ExternalKind::Memory, index, ty));
        }
        for (global, index) in built.globals.iter().zip(0..) {
            if let Ok(ty) = utils::global_type(&mut Same, *global) {
                let ty = EntityType::Global(ty);
                lent.push((name(ExternalKind::Global, index, 'g'), ExternalKind::Global, index, ty));
            }
        }
        lent
    }
}

/// Numbers nothing anew.
struct Same;

impl Reencode for Same {
    type Error = std::convert::Infallible;
}

struct First<'a> {
    plan: &'a Numbers<'a>,
    data: &'a [Range<u32>],
}

impl First<'_> {
    fn module(mut self, wasm: &[u8]) -> Result<Vec<u8>, Error> {
        let mut module = Module::new();
        self.parse_core_module(&mut module, Parser::new(0), wasm)?;
        Ok(module.finish())
    }
}

impl Reencode for First<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok(self.plan.own(function))
    }

    // Names of functions and what linker and compiler left serve nobody from here on.
    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), Error> {
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let built = self.plan.built;
        for function in built.imported..built.types.len() as u32 {
            if !self.plan.is_later(function) {
                functions.function(self.plan.type_of(function));
            }
        }
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: wasmparser::TableSectionReader<'_>,
    ) -> Result<(), Error> {
        for (table, index) in section.into_iter().zip(0..) {
            let mut table = table?;
            // Tables are not imported by what wasm-bindgen makes, so this counts all of them.
            if index == self.plan.built.table {
                table.ty.initial = self.plan.end_of_table.into();
                table.ty.maximum = table.ty.maximum.map(|most| most.max(table.ty.initial));
            }
            self.parse_table(tables, table)?;
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_export_section(self, exports, section)?;
        exports.export(TABLE, ExportKind::Table, self.plan.built.table);
        for (name, kind, index, _) in self.plan.lent() {
            if self.plan.built.export(kind, index).is_none() {
                exports.export(&name, ExportKind::from(kind), index);
            }
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: wasmparser::ElementSectionReader<'_>,
    ) -> Result<(), Error> {
        *elements = self.plan.elements(false, |function| self.plan.own(function));
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        for (body, function) in section.into_iter().zip(self.plan.built.imported..) {
            if !self.plan.is_later(function) {
                self.parse_function_body(code, body?)?;
            }
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut made = self.new_function_with_parsed_locals(&body)?;
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } if self.plan.is_later(function_index) => {
                    let slot = self.plan.slot_of.get(&function_index).copied().unwrap_or_default();
                    made.instruction(&Instruction::I32Const(slot.cast_signed()));
                    made.instruction(&Instruction::CallIndirect {
                        type_index: self.plan.type_of(function_index),
                        table_index: self.plan.built.table,
                    });
                }
                operator => {
                    made.instruction(&self.instruction(operator)?);
                }
            }
        }
        code.function(&made);
        Ok(())
    }

    fn parse_data(&mut self, section: &mut DataSection, segment: wasmparser::Data<'_>) -> Result<(), Error> {
        let mut bytes = segment.data.to_vec();
        let start = base(&segment.kind);
        for (at, byte) in bytes.iter_mut().enumerate() {
            // Zeros at the start or end of a segment, and long runs between, wasm-opt takes out.
            if start.is_some_and(|start| contains(self.data, start + at as u32)) {
                *byte = 0;
            }
        }
        with_bytes(self, section, segment, &bytes)
    }
}

fn with_bytes(
    reencode: &mut impl Reencode<Error = std::convert::Infallible>,
    section: &mut DataSection,
    segment: wasmparser::Data<'_>,
    bytes: &[u8],
) -> Result<(), Error> {
    match segment.kind {
        DataKind::Active { memory_index, offset_expr } => {
            section.active(memory_index, &reencode.const_expr(offset_expr)?, bytes.iter().copied())
        }
        DataKind::Passive => section.passive(bytes.iter().copied()),
    };
    Ok(())
}

/// Where an active segment begins.
fn base(kind: &DataKind) -> Option<u32> {
    let DataKind::Active { offset_expr, .. } = kind else { return None };
    match offset_expr.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => Some(value.cast_unsigned()),
        _ => None,
    }
}

/// Whether one of the ranges, which are in order, has the address.
fn contains(ranges: &[Range<u32>], address: u32) -> bool {
    let next = ranges.partition_point(|range| range.start <= address);
    next.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|range| range.contains(&address))
}

struct Later<'a> {
    plan: &'a Numbers<'a>,
    data: &'a [Range<u32>],
}

impl Reencode for Later<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        if self.plan.is_later(function) {
            return Ok(self.plan.own(function));
        }
        Ok(self.plan.shared.get(&function).copied().unwrap_or(u32::MAX))
    }
}

impl Later<'_> {
    fn module(mut self, wasm: &[u8]) -> Result<Vec<u8>, Error> {
        let built = self.plan.built;
        let mut types = TypeSection::new();
        let mut code = CodeSection::new();
        let mut data = DataSection::new();
        let mut next = built.imported;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => self.parse_type_section(&mut types, section)?,
                Payload::CodeSectionEntry(body) => {
                    if self.plan.is_later(next) {
                        self.parse_function_body(&mut code, body)?;
                    }
                    next += 1;
                }
                Payload::DataSection(section) => {
                    for segment in section {
                        self.pieces(&mut data, &segment?);
                    }
                }
                _ => {}
            }
        }
        let mut imports = ImportSection::new();
        for function in self.plan.shared.keys() {
            let slot = self.plan.slot_of.get(function).copied().unwrap_or_default();
            imports.import(SLOTS, &slot.to_string(), EntityType::Function(self.plan.type_of(*function)));
        }
        for (name, _, _, ty) in self.plan.lent() {
            imports.import(EXPORTS, &name, ty);
        }
        let mut functions = FunctionSection::new();
        for function in built.imported..built.types.len() as u32 {
            if self.plan.is_later(function) {
                functions.function(self.plan.type_of(function));
            }
        }
        let elements = self.plan.elements(true, |function| self.plan.own(function));
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&elements);
        module.section(&code).section(&data);
        Ok(module.finish())
    }

    /// Each of its ranges as a segment of its own: what lies between belongs to the first, which may have written
    /// there since.
    fn pieces(&self, section: &mut DataSection, segment: &wasmparser::Data<'_>) {
        let Some(start) = base(&segment.kind) else { return };
        let end = start + segment.data.len() as u32;
        for range in self.data {
            let (from, to) = (range.start.max(start), range.end.min(end));
            let bytes =
                segment.data.get((from.saturating_sub(start)) as usize..(to.saturating_sub(start)) as usize);
            if let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) {
                section.active(0, &ConstExpr::i32_const(from.cast_signed()), bytes.iter().copied());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        DataSection, GlobalSection, GlobalType, MemorySection, MemoryType, RefType, TableType, TypeSection,
        ValType,
    };
    use wasmparser::Validator;

    use super::*;

    /// Imports `log`; `start` calls `door`, `door` calls `page`, `page` calls `log` and `both`. `page` is in the table.
    fn whole() -> Vec<u8> {
        let (log, start, door, page, both) = (0, 1, 2, 3, 4);
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("js", "log", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        for _ in [start, door, page, both] {
            functions.function(0);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 3,
            maximum: Some(3),
            shared: false,
        });
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut globals = GlobalSection::new();
        let stack = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(stack, &ConstExpr::i32_const(8));
        let mut exports = ExportSection::new();
        exports.export("start", ExportKind::Func, start).export("memory", ExportKind::Memory, 0);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([both, page].as_slice().into()));
        let mut code = CodeSection::new();
        for calls in [[door].as_slice(), &[page], &[log, both], &[]] {
            let mut function = wasm_encoder::Function::new([]);
            for callee in calls {
                function.instruction(&Instruction::Call(*callee));
            }
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(16), *b"firstlater");
        module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
        module.section(&globals).section(&exports).section(&elements).section(&code).section(&data);
        module.finish()
    }

    fn both_parts() -> Cut {
        let wasm = whole();
        let built = Built::read(&wasm).unwrap();
        cut(&wasm, &built, &[false, false, true, true, false], &[Range { start: 21, end: 26 }]).unwrap()
    }

    #[test]
    fn both_parts_are_modules() {
        let parts = both_parts();
        Validator::new().validate_all(&parts.first).unwrap();
        Validator::new().validate_all(&parts.later).unwrap();
    }

    #[test]
    fn functions_keep_their_slots_and_doors_and_loans_get_new_ones() {
        let parts = both_parts();
        let (first, later) = (Built::read(&parts.first).unwrap(), Built::read(&parts.later).unwrap());
        // In the first: log 0, start 1, both 2; slot 3 lends `log`, slot 4 waits for the door.
        assert_eq!(first.slots, BTreeMap::from([(1, 2), (3, 0)]));
        assert_eq!(first.end_of_table(), 5);
        assert_eq!(first.calls, [[0_u32; 0].as_slice(), &[], &[]]);
        // In the second: log 0 and both 1 borrowed, door 2, page 3.
        assert_eq!(later.imported, 2);
        assert_eq!(later.slots, BTreeMap::from([(2, 3), (4, 2)]));
        assert_eq!(later.calls.get(2..), Some([vec![3], vec![0, 1]].as_slice()));
    }

    #[test]
    fn each_byte_of_data_is_in_one_part() {
        let parts = both_parts();
        let has = |wasm: &[u8], text: &str| wasm.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        assert!(has(&parts.first, "first\0\0\0\0\0") && !has(&parts.first, "later"));
        assert!(has(&parts.later, "later") && !has(&parts.later, "first"));
    }

    #[test]
    fn what_the_second_part_needs_is_exported() {
        let first = Built::read(&both_parts().first).unwrap();
        let names: Vec<&str> = first.exports.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, ["start", "memory", TABLE, "t0", "g0"]);
    }
}
