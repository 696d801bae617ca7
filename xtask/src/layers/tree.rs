//! The files of one crate, what each imports from which, and what is wrong with that.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Path, Source, Use};

/// From the ground up: a name is a folder at the top of the crate or a file there, without `.rs`. Names of one row may
/// import each other, but not in a circle.
pub type Layers<'a> = &'a [&'a [&'a str]];

/// The file that is the crate itself. It stands on all layers.
const ROOT: &str = "";

/// The sources of one crate, by their modules: `["tokens", "list"]` is `tokens/list.rs`.
pub struct Tree {
    files: BTreeMap<Vec<String>, File>,
}

struct File {
    /// As it is told to people: with the folder of the sources.
    name: String,
    source: Source,
}

/// An import of one file from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Import {
    from: Vec<String>,
    line: usize,
    to: Vec<String>,
    written: String,
}

impl Tree {
    /// `files` are names below `folder`, which has the sources, with their texts. Where there is a library, a `main.rs`
    /// is another crate.
    pub fn new(folder: &str, files: &[(String, String)]) -> Tree {
        let has_library = files.iter().any(|(name, _)| name == "lib.rs");
        let mut tree = Tree { files: BTreeMap::new() };
        for (name, text) in files {
            let Some(path) = name.strip_suffix(".rs") else { continue };
            let mut module: Vec<String> = path.split('/').map(str::to_owned).collect();
            match module.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["main"] if has_library => continue,
                ["bin", ..] => continue,
                ["main" | "lib"] | [.., "mod"] => drop(module.pop()),
                _ => {}
            }
            let name = std::path::Path::new(folder).join(name).display().to_string();
            tree.files.insert(module, File { name, source: Source::read(text) });
        }
        let tests: Vec<Vec<String>> = tree
            .files
            .iter()
            .flat_map(|(module, file)| file.source.test_modules.iter().map(|name| joined(module, name)))
            .collect();
        tree.files.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        tree
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Everything that is wrong, each with its file and line. Without layers only circles are.
    pub fn problems(&self, layers: Layers<'_>) -> Vec<String> {
        let imports = self.imports();
        let mut problems = if layers.is_empty() { Vec::new() } else { self.against_order(&imports, layers) };
        let units = |module: &Vec<String>| unit(module).to_owned();
        problems.extend(self.circles(imports.iter(), &units, &units));
        // Further down only circles of files count, and within one folder files may know each other.
        let inner = imports.iter().filter(|import| unit(&import.from) == unit(&import.to));
        problems.extend(self.circles(inner, &|module| module.join("/"), &|module| self.folder(module)));
        problems.sort();
        problems
    }

    fn against_order(&self, imports: &BTreeSet<Import>, layers: Layers<'_>) -> Vec<String> {
        let rank = |name: &str| match name {
            ROOT => Some(layers.len()),
            name => layers.iter().position(|row| row.contains(&name)),
        };
        let mut problems: Vec<String> = self
            .files
            .iter()
            .filter(|(module, _)| rank(unit(module)).is_none())
            .map(|(module, file)| format!("{}:1: `{}` stands in no layer", file.name, unit(module)))
            .collect();
        for import in imports {
            let (from, to) = (unit(&import.from), unit(&import.to));
            if rank(from).zip(rank(to)).is_some_and(|(from, to)| from < to) {
                let to = if to == ROOT { "the crate's root" } else { to };
                let place = self.place(import);
                problems
                    .push(format!("{place}: `{from}` imports `{to}`, which is above it: {}", import.written));
            }
        }
        problems
    }

    /// The circles of what `node` names that run through two of what `place` names.
    fn circles<'a>(
        &self,
        imports: impl Iterator<Item = &'a Import>,
        node: &dyn Fn(&Vec<String>) -> String,
        place: &dyn Fn(&Vec<String>) -> String,
    ) -> Vec<String> {
        let mut next: BTreeMap<String, BTreeMap<String, &Import>> = BTreeMap::new();
        for import in imports {
            let (from, to) = (node(&import.from), node(&import.to));
            if from != to {
                next.entry(from).or_default().entry(to).or_insert(import);
            }
        }
        let mut problems = BTreeSet::new();
        for import in next.values().flat_map(BTreeMap::values) {
            if place(&import.from) == place(&import.to) {
                continue;
            }
            let Some(way) = way(&next, &node(&import.to), &node(&import.from)) else { continue };
            let circle = std::iter::once(import).chain(&way);
            let mut circle: Vec<String> =
                circle.map(|import| format!("{} ({})", self.place(import), import.written)).collect();
            // Each circle is found from each of its imports: always begun at the same one, it is told once.
            let first = (0..circle.len()).min_by_key(|at| &circle[*at]).unwrap_or(0);
            circle.rotate_left(first);
            problems.insert(format!("{}, a circle through two folders", circle.join(" -> ")));
        }
        problems.into_iter().collect()
    }

    fn place(&self, import: &Import) -> String {
        let name = self.files.get(&import.from).map_or("", |file| &file.name);
        format!("{name}:{}", import.line)
    }

    /// The folder that a file belongs to: that of its modules where it has some, and at the top of the crate its own.
    fn folder(&self, module: &[String]) -> String {
        let has_modules =
            self.files.keys().any(|other| other.len() > module.len() && other.starts_with(module));
        match module {
            [_, .., _] if !has_modules => module[..module.len() - 1].join("/"),
            _ => module.join("/"),
        }
    }

    fn imports(&self) -> BTreeSet<Import> {
        let mut imports = BTreeSet::new();
        for (module, file) in &self.files {
            // What only declares and hands on does not tie: who asks for it is led on to the file that has it.
            let hands_on = file.name.ends_with("mod.rs") || module.is_empty();
            let uses = file.source.uses.iter().filter(|import| !(hands_on && import.is_public));
            let paths = uses.map(|import| &import.path).chain(&file.source.paths);
            for path in paths {
                let to = self.absolute(module, path).map(|path| self.owner(path, 0));
                if let Some(to) = to.filter(|to| to != module) {
                    let written = path.segments.join("::");
                    imports.insert(Import { from: module.clone(), line: path.line, to, written });
                }
            }
        }
        imports
    }

    /// From the root of the crate on; `None` for a path that leads out of it.
    fn absolute(&self, module: &[String], path: &Path) -> Option<Vec<String>> {
        if let Some(path) = self.anchored(module, path) {
            return Some(path);
        }
        // A module that was imported by its name.
        let (first, rest) = path.segments.split_first()?;
        let mut target = self.anchored(module, &self.binding(module, first)?.path)?;
        self.files.contains_key(&target).then(|| {
            target.extend_from_slice(rest);
            target
        })
    }

    /// As [`Tree::absolute`], without what an import before it stands for.
    fn anchored(&self, module: &[String], path: &Path) -> Option<Vec<String>> {
        let is_up = |word: &&String| matches!(word.as_str(), "self" | "super");
        let ups = path.segments.iter().take_while(is_up).count();
        let (mut start, rest) = match path.segments.first()?.as_str() {
            "crate" => (Vec::new(), &path.segments[1..]),
            "self" | "super" => {
                let own: Vec<String> = module.iter().chain(&path.within).cloned().collect();
                let up = path.segments[..ups].iter().filter(|word| *word == "super").count();
                (own[..own.len().saturating_sub(up)].to_vec(), &path.segments[ups..])
            }
            first if self.files.contains_key(&joined(module, first)) => (module.to_vec(), &path.segments[..]),
            _ => return None,
        };
        start.extend_from_slice(rest);
        Some(start)
    }

    /// The module whose file has what an absolute path names, also where another one hands it on.
    fn owner(&self, path: Vec<String>, depth: usize) -> Vec<String> {
        let mut module: Vec<String> = Vec::new();
        for (at, segment) in path.iter().enumerate() {
            let inner = joined(&module, segment);
            if self.files.contains_key(&inner) {
                module = inner;
                continue;
            }
            let handed_on = self.handed_on(&module, segment);
            return match handed_on {
                // Modules that hand on each other's names for ever are no more than this deep.
                Some(mut target) if depth < 8 => {
                    target.extend_from_slice(&path[at + 1..]);
                    self.owner(target, depth + 1)
                }
                _ => module,
            };
        }
        module
    }

    /// What a name that a module imports stands for.
    fn handed_on(&self, module: &[String], name: &str) -> Option<Vec<String>> {
        if let Some(import) = self.binding(module, name) {
            return self.absolute(module, &import.path);
        }
        let source = &self.files.get(module)?.source;
        let globs = source.uses.iter().filter(|import| import.name == "*");
        let targets = globs.filter_map(|import| self.absolute(module, &import.path));
        let mut having = targets.filter(|target| {
            let target = self.files.get(target);
            target.is_some_and(|file| {
                file.source.defines.contains(name) || self.uses(&file.source, name).is_some()
            })
        });
        let mut target = having.next()?;
        target.push(name.to_owned());
        Some(target)
    }

    fn binding(&self, module: &[String], name: &str) -> Option<&Use> {
        self.uses(&self.files.get(module)?.source, name)
    }

    fn uses<'a>(&self, source: &'a Source, name: &str) -> Option<&'a Use> {
        source.uses.iter().find(|import| import.name == name)
    }
}

/// The folder or file at the top of the crate that a module lies in.
fn unit(module: &[String]) -> &str {
    module.first().map_or(ROOT, String::as_str)
}

fn joined(module: &[String], name: &str) -> Vec<String> {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// The shortest way from one node to another.
fn way<'a>(
    next: &BTreeMap<String, BTreeMap<String, &'a Import>>,
    from: &str,
    to: &str,
) -> Option<Vec<&'a Import>> {
    let mut reached: BTreeMap<&str, Vec<&'a Import>> = BTreeMap::from([(from, Vec::new())]);
    let mut ends = vec![from];
    while !ends.is_empty() && !reached.contains_key(to) {
        let mut further = Vec::new();
        for end in ends {
            for (node, import) in next.get(end).into_iter().flatten() {
                if !reached.contains_key(node.as_str()) {
                    let mut way = reached[end].clone();
                    way.push(import);
                    reached.insert(node, way);
                    further.push(node.as_str());
                }
            }
        }
        ends = further;
    }
    reached.remove(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYERS: Layers<'_> = &[&["ground"], &["left", "right"], &["top"]];

    /// With an empty `mod.rs` in each folder that has none.
    fn tree(files: &[(&str, &str)]) -> Tree {
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        for (name, text) in files {
            for (at, _) in name.match_indices('/') {
                all.entry(format!("{}/mod.rs", &name[..at])).or_default();
            }
            all.insert(name.to_string(), text.to_string());
        }
        Tree::new("", &all.into_iter().collect::<Vec<_>>())
    }

    fn problems(files: &[(&str, &str)], layers: Layers<'_>) -> Vec<String> {
        tree(files).problems(layers)
    }

    #[test]
    fn imports_down_and_beside_are_in_order() {
        let files = [
            ("lib.rs", "mod ground; mod left; mod right; mod top;\npub use top::a::A;"),
            ("ground.rs", "use std::fmt;\npub struct G;"),
            ("left/mod.rs", "pub mod inner;\nuse crate::ground::G;"),
            ("left/inner.rs", "use crate::right::R;"),
            ("right.rs", "pub struct R(crate::ground::G);"),
            ("top/mod.rs", "pub mod a;"),
            ("top/a.rs", "use crate::left::inner;\nuse crate::{ground::G, right};"),
        ];
        assert_eq!(problems(&files, LAYERS), [""; 0]);
    }

    #[test]
    fn an_import_against_the_order_is_told_with_its_file_and_line() {
        for (text, written) in [
            ("\nuse crate::top::a::A;", "crate::top::a::A"),
            ("\nuse super::super::top::a::A;", "super::super::top::a::A"),
            ("\nfn a() { crate::top::a::b() }", "crate::top::a::b"),
            ("\nuse crate::{left::L, top::*};", "crate::top"),
            ("\n#[serde(with = \"crate::top::a\")]", "crate::top::a"),
            // Handed on by the root, it is still what it is.
            ("\nuse crate::A;", "crate::A"),
        ] {
            let files = [
                ("lib.rs", "pub use top::a::A;"),
                ("left/mod.rs", "pub mod inner;"),
                ("left/inner.rs", text),
                ("top/mod.rs", "pub mod a;"),
                ("top/a.rs", "pub struct A;"),
            ];
            let expected = format!("left/inner.rs:2: `left` imports `top`, which is above it: {written}");
            assert_eq!(problems(&files, LAYERS), [expected], "{text}");
        }
    }

    #[test]
    fn what_only_the_root_has_is_above_all() {
        let files = [("main.rs", "mod ground;\nstruct Root;"), ("ground.rs", "use crate::Root;")];
        let expected = "ground.rs:1: `ground` imports `the crate's root`, which is above it: crate::Root";
        assert_eq!(problems(&files, LAYERS), [expected]);
    }

    #[test]
    fn a_file_in_no_layer_is_told() {
        assert_eq!(problems(&[("new/mod.rs", "")], LAYERS), ["new/mod.rs:1: `new` stands in no layer"]);
    }

    #[test]
    fn a_circle_through_two_folders_is_told_once_with_each_of_its_imports() {
        let files = [
            ("left/a.rs", "use crate::right::b::B;"),
            ("left/c.rs", "\nuse crate::right::b::B;"),
            ("right/b.rs", "\n\nuse crate::left::c::C;"),
        ];
        let expected = [
            "left/a.rs:1 (crate::right::b::B) -> right/b.rs:3 (crate::left::c::C), a circle through two folders",
        ];
        assert_eq!(problems(&files, LAYERS), expected);
        assert_eq!(problems(&files, &[]), expected);
    }

    #[test]
    fn folders_make_a_circle_where_no_files_do() {
        let files = [
            ("left/a.rs", "use crate::right::b::B;"),
            ("left/c.rs", ""),
            ("right/b.rs", ""),
            ("right/d.rs", "use crate::left::c::C;"),
        ];
        let expected = "left/a.rs:1 (crate::right::b::B) -> right/d.rs:1 (crate::left::c::C), a circle through two folders";
        assert_eq!(problems(&files, LAYERS), [expected]);
    }

    #[test]
    fn a_circle_within_one_folder_is_allowed() {
        let files = [
            ("left/mod.rs", "mod a; mod b;\nuse a::A;"),
            ("left/a.rs", "use super::b::B;\nuse super::L;"),
            ("left/b.rs", "use super::a::A;"),
        ];
        assert_eq!(problems(&files, LAYERS), [""; 0]);
    }

    #[test]
    fn folders_deeper_down_make_no_circle_either() {
        let files = [
            ("top/list/rows.rs", "use crate::top::dialogs::edit::Edit;"),
            ("top/dialogs/edit.rs", "use crate::top::list::rows::Row;"),
        ];
        let expected = "top/dialogs/edit.rs:1 (crate::top::list::rows::Row) -> \
                        top/list/rows.rs:1 (crate::top::dialogs::edit::Edit), a circle through two folders";
        assert_eq!(problems(&files, LAYERS), [expected]);
    }

    #[test]
    fn a_module_that_hands_on_names_ties_nothing() {
        let files = [
            ("left/mod.rs", "mod a;\nmod b;\npub use a::A;\npub use b::*;"),
            ("left/a.rs", "use crate::ground::G;"),
            ("left/b.rs", "pub fn b() {}"),
            ("ground.rs", ""),
            ("top/x.rs", "use crate::left::{A, b};"),
        ];
        assert_eq!(problems(&files, LAYERS), [""; 0]);
        // It is led on: what `right` takes by the name of `left` is tied to the file that has it.
        let tree = tree(&files);
        let owner = |path: [&str; 2]| tree.owner(path.map(str::to_owned).to_vec(), 0).join("/");
        assert_eq!(owner(["left", "A"]), "left/a");
        assert_eq!(owner(["left", "b"]), "left/b");
        assert_eq!(owner(["left", "c"]), "left");
    }

    #[test]
    fn a_module_that_was_imported_by_its_name_is_followed() {
        let files = [
            ("left/a.rs", "use crate::ground;\nfn a() { ground::up::x() }"),
            ("ground/mod.rs", "pub mod up;"),
            ("ground/up.rs", "use crate::left::a;"),
        ];
        let expected = [
            "ground/up.rs:1 (crate::left::a) -> left/a.rs:1 (crate::ground), a circle through two folders",
            "ground/up.rs:1: `ground` imports `left`, which is above it: crate::left::a",
        ];
        assert_eq!(problems(&files, LAYERS), expected);
    }

    #[test]
    fn tests_and_other_binaries_are_left_out() {
        let files = [
            ("lib.rs", "#[cfg(test)]\nmod checks;"),
            ("checks/mod.rs", "use crate::top::A;"),
            ("ground.rs", "#[cfg(test)]\nmod tests { use crate::top::A; }"),
            ("top.rs", "use crate::ground::G;"),
            ("main.rs", "use crate::nothing::A;"),
            ("bin/tool.rs", "use crate::nothing::A;"),
        ];
        assert_eq!(problems(&files, LAYERS), [""; 0]);
    }
}
