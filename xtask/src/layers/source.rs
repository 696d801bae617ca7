//! What one source file imports and defines, read from its words: no comment, no text and nothing of its tests.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};

/// A path as it is written, `crate::a::B` or `super::b`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<String>,
    /// The modules within the file that it stands in.
    pub within: Vec<String>,
    pub line: usize,
}

/// One name that a `use` brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub path: Path,
    /// What it is called here; `*` for all that a module has.
    pub name: String,
    pub is_public: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    pub uses: Vec<Use>,
    /// Paths of two names and more that stand elsewhere than in a `use`.
    pub paths: Vec<Path>,
    /// Whatever the file gives a name.
    pub defines: BTreeSet<String>,
    /// Modules in files of their own that belong to the tests.
    pub test_modules: Vec<String>,
}

impl Source {
    pub fn read(text: &str) -> Source {
        let mut source = Source::default();
        let words = without_tests(words(text), &mut source.test_modules);
        let mut reader = Reader { words: &words, at: 0 };
        // For each open brace: the module that it opened.
        let mut open: Vec<Option<String>> = Vec::new();
        let mut is_public = false;
        while let Some(word) = reader.next() {
            let within = || open.iter().flatten().cloned().collect::<Vec<_>>();
            match word.text.as_str() {
                "{" => open.push(None),
                "}" => drop(open.pop()),
                "pub" => {
                    is_public = true;
                    reader.skip_parentheses();
                    continue;
                }
                "mod" if reader.peek(1) == "{" => {
                    let name = reader.next().map(|word| word.text.clone());
                    reader.next();
                    source.defines.extend(name.clone());
                    open.push(name);
                }
                "use" => reader.read_use(Vec::new(), &mut |segments, name, line| {
                    let path = Path { segments, within: within(), line };
                    source.uses.push(Use { path, name, is_public });
                }),
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union" | "mod" => {
                    source.defines.insert(reader.peek(0).to_owned());
                }
                "macro_rules" => drop(source.defines.insert(reader.peek(1).to_owned())),
                name if is_name(name) && reader.before() != "::" && reader.peek(0) == "::" => {
                    let mut segments = vec![name.to_owned()];
                    let line = word.line;
                    while reader.peek(0) == "::" && is_name(reader.peek(1)) {
                        reader.next();
                        segments.extend(reader.next().map(|word| word.text.clone()));
                    }
                    if segments.len() > 1 {
                        source.paths.push(Path { segments, within: within(), line });
                    }
                }
                _ => {}
            }
            is_public = false;
        }
        source
    }
}

#[derive(Clone, Debug)]
struct Word {
    text: String,
    line: usize,
}

struct Reader<'a> {
    words: &'a [Word],
    at: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a Word> {
        self.at += 1;
        self.words.get(self.at - 1)
    }

    /// The word so many behind the next one.
    fn peek(&self, ahead: usize) -> &'a str {
        self.words.get(self.at + ahead).map_or("", |word| &word.text)
    }

    /// The word before the last one read.
    fn before(&self) -> &'a str {
        self.at.checked_sub(2).and_then(|at| self.words.get(at)).map_or("", |word| &word.text)
    }

    /// As behind `pub`.
    fn skip_parentheses(&mut self) {
        if self.peek(0) == "(" {
            while self.next().is_some_and(|word| word.text != ")") {}
        }
    }

    /// Reads one tree of a `use`: up to its `;`, or to the `,` or `}` of the tree around it.
    fn read_use(&mut self, mut path: Vec<String>, add: &mut dyn FnMut(Vec<String>, String, usize)) {
        let line = self.words.get(self.at).map_or(0, |word| word.line);
        loop {
            match self.peek(0) {
                "{" => {
                    self.next();
                    while !matches!(self.peek(0), "}" | "") {
                        self.read_use(path.clone(), add);
                        if self.peek(0) == "," {
                            self.next();
                        }
                    }
                    self.next();
                    return;
                }
                "*" => {
                    self.next();
                    return add(path, "*".to_owned(), line);
                }
                "::" => drop(self.next()),
                "as" => {
                    self.next();
                    let name = self.next().map(|word| word.text.clone()).unwrap_or_default();
                    return add(path, name, line);
                }
                name if is_name(name) => {
                    // `a::{self}` is `a`.
                    if name != "self" || path.is_empty() {
                        path.push(name.to_owned());
                    }
                    self.next();
                }
                _ => {
                    let name = path.last().cloned().unwrap_or_default();
                    return add(path, name, line);
                }
            }
        }
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names and signs; `::` is one word.
fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    push_words(text.parse().unwrap_or_else(|error| panic!("no Rust: {error}")), None, &mut found);
    found
}

/// `line` is that of a text which the tokens stand in.
fn push_words(tokens: TokenStream, line: Option<usize>, found: &mut Vec<Word>) {
    let add = |text: String, span: Span, found: &mut Vec<Word>| {
        found.push(Word { text, line: line.unwrap_or(span.start().line) });
    };
    let mut is_joint = false;
    for token in tokens {
        let was_joint = std::mem::take(&mut is_joint);
        match token {
            TokenTree::Ident(name) => add(name.to_string(), name.span(), found),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Parenthesis | Delimiter::None => ("(", ")"),
                };
                add(open.to_owned(), group.span_open(), found);
                push_words(group.stream(), line, found);
                add(close.to_owned(), group.span_close(), found);
            }
            TokenTree::Punct(sign) => {
                is_joint = sign.as_char() == ':' && sign.spacing() == Spacing::Joint;
                match found.last_mut().filter(|last| was_joint && sign.as_char() == ':' && last.text == ":") {
                    Some(last) => last.text.push(':'),
                    None => add(sign.to_string(), sign.span(), found),
                }
            }
            // In attributes (`serialize_with = "crate::a::b"`) a path may stand as a text.
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let path = text.trim_matches('"');
                if text.starts_with("\"crate::") || text.starts_with("\"super::") {
                    let line = line.unwrap_or(literal.span().start().line);
                    push_words(path.parse().unwrap_or_default(), Some(line), found);
                }
            }
        }
    }
}

/// Takes out what stands behind `#[cfg(test)]`, and notes the modules among it that have a file of their own.
fn without_tests(words: Vec<Word>, test_modules: &mut Vec<String>) -> Vec<Word> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some(end) = attribute_end(&words, at) else {
            kept.push(words[at].clone());
            at += 1;
            continue;
        };
        let attribute: Vec<&str> = words[at..end].iter().map(|word| word.text.as_str()).collect();
        let is_test = attribute.starts_with(&["#", "[", "cfg"]) && attribute.contains(&"test");
        if !is_test || attribute.contains(&"not") {
            kept.extend_from_slice(&words[at..end]);
            at = end;
            continue;
        }
        at = end;
        while let Some(end) = attribute_end(&words, at) {
            at = end;
        }
        let start = at;
        at = item_end(&words, at);
        let item: Vec<&str> = words[start..at].iter().map(|word| word.text.as_str()).collect();
        if let ["mod", name, ";"] | ["pub", "mod", name, ";"] = item[..] {
            test_modules.push(name.to_owned());
        }
    }
    kept
}

/// Behind the attribute that begins here, if one does.
fn attribute_end(words: &[Word], at: usize) -> Option<usize> {
    let is = |at: usize, text: &str| words.get(at).is_some_and(|word| word.text == text);
    if !is(at, "#") || !is(at + 1, "[") {
        return None;
    }
    let mut depth = 0;
    for (index, word) in words.iter().enumerate().skip(at + 1) {
        match word.text.as_str() {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index + 1);
        }
    }
    Some(words.len())
}

/// Behind the item that begins here: its `;`, or its last `}`.
fn item_end(words: &[Word], at: usize) -> usize {
    let mut depth = 0;
    for (index, word) in words.iter().enumerate().skip(at) {
        match word.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(word.text.as_str(), ";" | "}") {
            return index + 1;
        }
    }
    words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(text: &str) -> Vec<(String, String, bool, usize)> {
        let of =
            |import: Use| (import.path.segments.join("::"), import.name, import.is_public, import.path.line);
        Source::read(text).uses.into_iter().map(of).collect()
    }

    fn paths(text: &str) -> Vec<String> {
        Source::read(text).paths.into_iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn each_name_of_a_use_is_read_with_its_line() {
        let text = "use crate::a::{self, B as C,\n    d::{E, f::*}};\npub(crate) use g::H;\nuse ::i::J;\n";
        let expected = [
            ("crate::a", "a", false, 1),
            ("crate::a::B", "C", false, 1),
            ("crate::a::d::E", "E", false, 2),
            ("crate::a::d::f", "*", false, 2),
            ("g::H", "H", true, 3),
            ("i::J", "J", false, 4),
        ];
        assert_eq!(
            uses(text),
            expected.map(|(path, name, public, line)| (path.into(), name.into(), public, line))
        );
    }

    #[test]
    fn paths_within_code_and_attributes_are_read_and_those_in_comments_and_texts_are_not() {
        let text = r##"
            //! crate::no::one
            /* crate::no /* nested */ crate::no */
            fn a<'a>(x: &'a crate::b::C, quote: char) -> Vec<super::d::E> {
                let _ = ('"', '\'', "see \" crate::no", r#"" crate::no"#);
                f::<crate::g::H>(x.i::<J>())
            }
            #[serde(serialize_with = "crate::k::l")]
            macro_rules! m { () => { $crate::n::o() } }
        "##;
        let expected = ["crate::b::C", "super::d::E", "crate::g::H", "crate::k::l", "crate::n::o"];
        assert_eq!(paths(text), expected);
        let defined: Vec<String> = Source::read(text).defines.into_iter().collect();
        assert_eq!(defined, ["a", "m"]);
    }

    #[test]
    fn tests_import_what_they_like() {
        let text = "
            #[cfg(test)]
            mod apart;
            #[cfg(test)]
            #[allow(unused)]
            mod tests { use crate::a::B; fn c() { crate::d::e(); } }
            #[cfg(all(test, unix))]
            use crate::f::G;
            #[cfg(not(test))]
            use crate::h::I;
            #[derive(Debug)]
            struct J(crate::k::L);
        ";
        let source = Source::read(text);
        assert_eq!(source.test_modules, ["apart"]);
        assert_eq!(uses(text), [("crate::h::I".into(), "I".into(), false, 10)]);
        assert_eq!(paths(text), ["crate::k::L"]);
    }

    #[test]
    fn a_module_within_a_file_is_known() {
        let text = "mod inner { fn a() { if b {} super::c::d(); } } fn e() { super::f::g(); }";
        let within: Vec<_> = Source::read(text).paths.into_iter().map(|path| path.within).collect();
        assert_eq!(within, [vec!["inner".to_owned()], vec![]]);
    }
}
