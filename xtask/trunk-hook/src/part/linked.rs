//! The app as the linker wrote it, with `--emit-relocs`: who refers to whom.
//!
//! The format is that of the WebAssembly tool conventions (`Linking.md`, sections `linking`, `reloc.CODE` and
//! `reloc.DATA`). A relocation says of each place in code and data which function or piece of data it names.
//! So this knows, beside direct calls, who can make a closure or a trait object: whoever names its table of methods.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use wasmparser::{
    DataKind, KnownCustom, Linking, Operator, Parser, Payload, RelocationType, SymbolInfo, TypeRef,
};

use super::dead_ends::calls;

/// Functions and pieces of data, and what each refers to.
pub struct Linked {
    nodes: Vec<Node>,
    /// What is named from bytes that belong to nothing known. As good as used.
    loose: Vec<usize>,
    by_name: HashMap<String, Vec<usize>>,
    /// The functions that never return, wherever they are called: they end in a panic.
    dead_ends: HashSet<usize>,
}

#[derive(Default)]
struct Node {
    /// Where it lies in the file.
    place: Range<usize>,
    /// Of data: where it lies in memory.
    memory: Option<Range<u32>>,
    refers: Vec<usize>,
}

/// Which part of the app everything belongs to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The functions that only what is behind the doors needs, and the doors.
    pub later: HashSet<String>,
    /// What the first part may call although it is in the other.
    pub doors: HashSet<String>,
    /// All functions that the plan knows.
    pub known: HashSet<String>,
    /// The bytes of memory that only what is behind the doors names, in order.
    pub data: Vec<Range<u32>>,
}

impl Linked {
    /// `None`: the linker was not asked to leave its relocations.
    pub fn read(wasm: &[u8]) -> Result<Option<Self>, String> {
        let mut file = File::default();
        file.read(wasm).map_err(|error| format!("the linked app cannot be read: {error}"))?;
        Ok((!file.relocations.is_empty()).then(|| file.connect()))
    }

    /// Whether the app has a function whose name `is_door` knows.
    pub fn has(&self, is_door: impl Fn(&str) -> bool) -> bool {
        self.by_name.keys().any(|name| is_door(name))
    }

    /// Parts the app: what the functions named `roots` need comes first, unless it is reached through a door only.
    ///
    /// Doors are the functions whose name `is_door` knows, and the dead ends, except those that are `exported`.
    pub fn plan(
        &self,
        roots: &HashSet<String>,
        exported: &HashSet<&str>,
        is_door: impl Fn(&str) -> bool,
    ) -> Plan {
        let mut plan = Plan::default();
        let mut doors: HashSet<usize> = HashSet::new();
        for (name, nodes) in &self.by_name {
            let leads_nowhere = nodes.iter().all(|at| self.dead_ends.contains(at));
            if is_door(name) || (leads_nowhere && !exported.contains(name.as_str())) {
                plan.doors.insert(name.clone());
                doors.extend(nodes);
            }
            plan.known.insert(name.clone());
        }
        let mut first = vec![false; self.nodes.len()];
        let named = self.by_name.iter().filter(|(name, _)| roots.contains(*name));
        let mut open: Vec<usize> = named.flat_map(|(_, nodes)| nodes).chain(&self.loose).copied().collect();
        while let Some(at) = open.pop() {
            let (Some(seen), Some(node)) = (first.get_mut(at), self.nodes.get(at)) else { continue };
            if *seen || doors.contains(&at) {
                continue;
            }
            *seen = true;
            open.extend(&node.refers);
        }
        let is_first = |at: usize| first.get(at).copied().unwrap_or(true);
        let later = self.by_name.iter().filter(|(_, nodes)| nodes.iter().all(|at| !is_first(*at)));
        plan.later = later.map(|(name, _)| name.clone()).collect();
        plan.data = self.data_without(is_first);
        plan
    }

    /// The bytes that pieces of data cover, none of which `is_first`.
    fn data_without(&self, is_first: impl Fn(usize) -> bool) -> Vec<Range<u32>> {
        let pieces = self.nodes.iter().enumerate();
        let pieces = pieces.filter_map(|(at, node)| Some((node.memory.clone()?, is_first(at))));
        let (mut kept, mut rest): (Vec<_>, Vec<_>) = pieces.partition(|(_, first)| *first);
        kept.sort_by_key(|(range, _)| range.start);
        rest.sort_by_key(|(range, _)| range.start);
        let mut free: Vec<Range<u32>> = Vec::new();
        for (mut range, _) in rest {
            // Pieces overlap where the linker found one inside another.
            range.start = range.start.max(free.last().map_or(0, |last| last.end));
            for (taken, _) in &kept {
                if taken.end > range.start && taken.start < range.end {
                    if taken.start > range.start {
                        free.push(range.start..taken.start);
                    }
                    range.start = taken.end;
                }
            }
            if range.start < range.end {
                free.push(range);
            }
        }
        free
    }
}

/// What is collected in one go through the file.
#[derive(Default)]
struct File {
    nodes: Vec<Node>,
    names: Vec<(usize, String)>,
    /// Of each segment of data: where its bytes lie in the file and in memory.
    segments: Vec<(usize, u32)>,
    /// By index of the symbol: the node that it stands for.
    symbols: Vec<Option<usize>>,
    /// Place in the file, index of the symbol, and whether it is an operand of a call.
    relocations: Vec<(usize, usize, bool)>,
    /// Functions that are called, and come back.
    returning: HashSet<usize>,
    /// The code before a call that does not come back, as far as it leads nowhere else.
    doomed: Vec<(Range<usize>, usize)>,
}

impl File {
    fn read(&mut self, wasm: &[u8]) -> wasmparser::Result<()> {
        let (mut code, mut data) = (0, 0);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if matches!(import?.ty, TypeRef::Func(_)) {
                            self.nodes.push(Node::default());
                        }
                    }
                }
                Payload::CodeSectionStart { range, .. } => code = range.start,
                Payload::CodeSectionEntry(body) => {
                    for call in calls(&body)? {
                        let callee = call.callee as usize;
                        match call.doomed {
                            Some(code) => self.doomed.push((code, callee)),
                            None => _ = self.returning.insert(callee),
                        }
                    }
                    self.nodes.push(Node { place: body.range(), ..Node::default() });
                }
                Payload::DataSection(section) => {
                    data = section.range().start;
                    for segment in section {
                        let segment = segment?;
                        self.segments.push((segment.range.end - segment.data.len(), base(&segment.kind)?));
                    }
                }
                Payload::CustomSection(section) => match (section.as_known(), section.name()) {
                    (KnownCustom::Linking(linking), _) => {
                        for part in linking.subsections() {
                            let Linking::SymbolTable(table) = part? else { continue };
                            for symbol in table {
                                let node = self.symbol(symbol?);
                                self.symbols.push(node);
                            }
                        }
                    }
                    (KnownCustom::Reloc(section), "reloc.CODE") => {
                        self.relocations(code, section.entries())?
                    }
                    (KnownCustom::Reloc(section), "reloc.DATA") => {
                        self.relocations(data, section.entries())?
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(())
    }

    fn symbol(&mut self, symbol: SymbolInfo) -> Option<usize> {
        match symbol {
            SymbolInfo::Func { index, name, .. } => {
                self.names.extend(name.map(|name| (index as usize, name.to_owned())));
                Some(index as usize)
            }
            SymbolInfo::Data { symbol: Some(defined), .. } => {
                let (file, memory) = self.segments.get(defined.index as usize)?;
                let (start, address) = (file + defined.offset as usize, memory + defined.offset);
                self.nodes.push(Node {
                    place: start..start + defined.size as usize,
                    memory: Some(address..address + defined.size),
                    refers: Vec::new(),
                });
                Some(self.nodes.len() - 1)
            }
            _ => None,
        }
    }

    fn relocations(
        &mut self,
        start: usize,
        entries: wasmparser::RelocationEntryReader,
    ) -> wasmparser::Result<()> {
        for entry in entries {
            let entry = entry?;
            // Types are numbered like symbols without being any.
            if entry.ty != RelocationType::TypeIndexLeb {
                let is_call = entry.ty == RelocationType::FunctionIndexLeb;
                self.relocations.push((start + entry.offset as usize, entry.index as usize, is_call));
            }
        }
        Ok(())
    }

    fn connect(mut self) -> Linked {
        let mut references: Vec<(usize, usize, bool)> = self
            .relocations
            .iter()
            .filter_map(|(place, symbol, call)| {
                Some((*place, self.symbols.get(*symbol).copied().flatten()?, *call))
            })
            .collect();
        references.sort_unstable();
        self.doomed.retain(|(_, callee)| !self.returning.contains(callee));
        // What only a panic needs, such as its words and its place, is needed where the panic is.
        let mut owned: Vec<bool> = references.iter().map(|_| false).collect();
        let between = |range: &Range<usize>| {
            let before = |end: usize| references.partition_point(|(place, ..)| *place < end);
            before(range.start)..before(range.end)
        };
        for (range, _) in &self.doomed {
            let range = between(range);
            let held = owned.get_mut(range.clone()).into_iter().flatten();
            for (owned, (.., is_call)) in held.zip(references.get(range).into_iter().flatten()) {
                *owned = !is_call;
            }
        }
        for node in &mut self.nodes {
            let range = between(&node.place);
            let held = owned.get_mut(range.clone()).into_iter().flatten();
            for (owned, (_, to, _)) in held.zip(references.get(range).into_iter().flatten()) {
                if !std::mem::replace(owned, true) {
                    node.refers.push(*to);
                }
            }
        }
        let loose =
            references.iter().zip(&owned).filter(|(_, owned)| !**owned).map(|((_, to, _), _)| *to).collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, name) in self.names {
            by_name.entry(name).or_default().push(at);
        }
        // Functions that share a name cannot be told apart later: where one goes, all go.
        for same in by_name.values().filter(|same| same.len() > 1) {
            for at in same {
                if let Some(node) = self.nodes.get_mut(*at) {
                    node.refers.extend(same);
                }
            }
        }
        let defined = |at: &usize| self.nodes.get(*at).is_some_and(|node| !node.place.is_empty());
        let dead_ends = self.doomed.iter().map(|(_, callee)| *callee).filter(defined).collect();
        Linked { nodes: self.nodes, loose, by_name, dead_ends }
    }
}

/// Where an active segment begins in memory.
fn base(kind: &DataKind) -> wasmparser::Result<u32> {
    let DataKind::Active { offset_expr, .. } = kind else { return Ok(0) };
    match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        _ => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(refers: &[usize]) -> Node {
        Node { place: 0..1, memory: None, refers: refers.to_vec() }
    }

    fn data(memory: Range<u32>, refers: &[usize]) -> Node {
        Node { place: 0..0, memory: Some(memory), refers: refers.to_vec() }
    }

    /// `start` makes a closure (its table of methods is data), and goes through a door to `page`, which shares `both`.
    fn app() -> Linked {
        let nodes = vec![
            function(&[5, 2, 6]), // 0 start
            function(&[4]),       // 1 closure
            function(&[3, 4, 7]), // 2 door
            function(&[8]),       // 3 page
            function(&[]),        // 4 both
            data(100..108, &[1]), // 5 the closure's table
            function(&[8]),       // 6 panic
            data(104..120, &[]),  // 7 words of the page, of which the linker found a part in the table
            data(120..130, &[]),  // 8 words of page and panic
        ];
        let names = ["start", "closure", "door", "page", "both"].into_iter().zip(0..).chain([("panic", 6)]);
        let by_name = names.map(|(name, at)| (name.to_owned(), vec![at])).collect();
        Linked { nodes, loose: Vec::new(), by_name, dead_ends: HashSet::from([6]) }
    }

    fn set<'a>(names: &[&'a str]) -> HashSet<&'a str> {
        names.iter().copied().collect()
    }

    fn names(set: &HashSet<String>) -> HashSet<&str> {
        set.iter().map(String::as_str).collect()
    }

    #[test]
    fn what_only_a_door_or_a_panic_leads_to_is_later() {
        let plan = app().plan(&HashSet::from(["start".to_owned()]), &HashSet::new(), |name| name == "door");
        assert_eq!(names(&plan.later), set(&["door", "page", "panic"]));
        assert_eq!(names(&plan.doors), set(&["door", "panic"]));
        assert_eq!(plan.data, [108..120, 120..130]);
    }

    #[test]
    fn what_is_exported_is_no_dead_end() {
        let plan = app().plan(&HashSet::from(["start".to_owned()]), &set(&["panic"]), |name| name == "door");
        assert_eq!(names(&plan.later), set(&["door", "page"]));
        assert_eq!(plan.data, [Range { start: 108, end: 120 }]);
    }

    #[test]
    fn a_root_behind_a_door_brings_what_it_needs() {
        let roots = HashSet::from(["start".to_owned(), "page".to_owned()]);
        let plan = app().plan(&roots, &HashSet::new(), |name| name == "door");
        assert_eq!(names(&plan.later), set(&["door", "panic"]));
        assert_eq!(plan.data, [Range { start: 108, end: 120 }]);
    }

    #[test]
    fn what_belongs_to_nobody_is_needed() {
        let mut app = app();
        app.loose.push(3);
        let plan = app.plan(&HashSet::from(["start".to_owned()]), &HashSet::new(), |name| name == "door");
        assert!(!plan.later.contains("page"));
    }
}
