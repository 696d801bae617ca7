//! Paths in the one spelling that rules compare, so that a second spelling cannot dodge a block.

use crate::text::is_invisible;
use std::fmt::Write;

/// A request's path, decoded once and normalised (RFC 3986, section 6.2.2).
///
/// - Percent escapes are decoded, except of the characters that mean something in a rule.
/// - One slash at the end is dropped: `/devices/` is `/devices`, as most servers have it.
/// - A query is no part of the path and is dropped.
/// - Upper and lower case differ.
/// - An empty path stays empty: the operation has none.
///
/// ```
/// use latchkey_model::NormalPath;
///
/// assert_eq!(NormalPath::parse("/caf%C3%A9/%7Eann/?page=2").unwrap().as_str(), "/café/~ann");
/// for spelling in ["/a/../b", "/a//b", "/a/%2e%2e/b", "/a%2Fb", "/a%5cb", "/a/%2", "b"] {
///     assert!(NormalPath::parse(spelling).is_err());
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NormalPath(String);

/// The path cannot be normalised safely: servers and proxies read it differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsafePath {
    /// The segment that cannot; the whole path if it does not start with `/`.
    pub segment: String,
}

impl NormalPath {
    /// Reads a path as it came on the wire. Refused: a path that does not start with `/`; the segments `.`, `..` and
    /// empty; an encoded slash or backslash, also encoded twice; a broken escape; what is not UTF-8; control
    /// characters.
    pub fn parse(wire: &str) -> Result<NormalPath, UnsafePath> {
        if wire.is_empty() {
            return Ok(NormalPath(String::new()));
        }
        let path = wire.split_once('?').map_or(wire, |(path, _)| path);
        let mut normal = String::with_capacity(path.len());
        match each_segment(path, |segment| push_literal(segment, &mut normal)) {
            Ok(()) => Ok(NormalPath(or_root(normal))),
            Err(segment) => Err(UnsafePath { segment: String::from(segment) }),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Calls `push` with each segment; returns the first that it refuses, or the path itself where it does not
/// start with a slash.
pub(crate) fn each_segment<'a>(path: &'a str, mut push: impl FnMut(&'a str) -> bool) -> Result<(), &'a str> {
    let Some(rest) = path.strip_prefix('/') else { return Err(path) };
    if rest.is_empty() {
        return Ok(());
    }
    match rest.strip_suffix('/').unwrap_or(rest).split('/').find(|segment| !push(segment)) {
        Some(refused) => Err(refused),
        None => Ok(()),
    }
}

pub(crate) fn or_root(path: String) -> String {
    if path.is_empty() { String::from("/") } else { path }
}

/// Adds `/` and the segment in its normal spelling; false if it has no safe one.
pub(crate) fn push_literal(segment: &str, out: &mut String) -> bool {
    let Some(text) = decoded(segment) else { return false };
    // Some servers drop what follows a `;` before they resolve dots (RFC 3986, section 3.3): `..;x` is `..` to them.
    let bare = text.split(';').next().unwrap_or(&text);
    if text.is_empty() || matches!(bare, "." | "..") || hides_separator(&text) {
        return false;
    }
    out.push('/');
    for c in text.chars() {
        if matches!(c, '%' | '*' | '{' | '}' | '?' | '#') || c.is_whitespace() || is_invisible(c) {
            push_escaped(c, out);
        } else {
            out.push(c);
        }
    }
    true
}

/// How a pattern's segment is held against another segment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Against {
    /// A request's path, or another pattern: every path that the other stands for must match.
    Whole,
    /// A template: some path that it stands for must match.
    Some,
}

/// Whether `pattern` matches `text`, segment by segment.
///
/// A pattern may stand in for `text`: its `**` is then matched by `**` only, its `*` by `*` and `**`, so that a
/// match means that `pattern` covers it. A normal path holds no bare `*` or `{`, so one function serves both.
pub(crate) fn matches(pattern: &str, text: &str, against: Against) -> bool {
    let (mut pattern, mut text) = (Segments(pattern), Segments(text));
    // Where to try again: after the last `**`, with one segment more given to it.
    let mut again: Option<(Segments<'_>, Segments<'_>)> = None;
    loop {
        let step = match (pattern.next(), text.peek()) {
            (Some("**"), _) => {
                again = Some((pattern, text));
                continue;
            }
            (None, None) => return true,
            (Some(_), Some(open)) if against == Against::Some && is_many(open) => return true,
            (None, Some(open)) if against == Against::Some && is_many(open) => return true,
            (Some(own), Some(other)) => {
                text.next();
                is_one(own) && !is_many(other) || own == other || against == Against::Some && is_one(other)
            }
            _ => false,
        };
        if !step {
            let Some((after, from)) = &mut again else { return false };
            if from.next().is_none() {
                return false;
            }
            (pattern, text) = (*after, *from);
        }
    }
}

/// Counts what makes a path pattern specific: literal segments, one-segment wildcards, `**`.
pub(crate) fn count(pattern: &str) -> (u32, u32, u32) {
    let mut counts = (0, 0, 0);
    for segment in Segments(pattern) {
        match segment {
            "**" => counts.2 += 1,
            one if is_one(one) => counts.1 += 1,
            _ => counts.0 += 1,
        }
    }
    counts
}

/// One bit for each literal segment, by FNV-1a; the two lowest bits are left to the caller.
pub(crate) fn literal_bits(pattern: &str) -> u64 {
    let literals = Segments(pattern).filter(|segment| !is_one(segment) && !is_many(segment));
    literals.fold(0, |bits, segment| {
        let hash = segment
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        bits | 1 << (2 + hash % 62)
    })
}

/// Stands for any number of segments, in the spellings that backends' templates have for it: `{*rest}`,
/// `{rest*}`, `{rest+}`, `{rest:path}`. A `+` after a colon belongs to a regular expression.
pub(crate) fn is_many(segment: &str) -> bool {
    let repeated = !segment.contains(':') && (segment.ends_with("*}") || segment.ends_with("+}"));
    segment == "**" || segment.starts_with("{*") || segment.ends_with(":path}") || repeated
}

fn decoded(segment: &str) -> Option<String> {
    // A fragment never reaches a server; one that does is read differently by each.
    if segment.contains('#') {
        return None;
    }
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { hex(rest.next()?)? << 4 | hex(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok()
}

/// A slash, a backslash or a control character; or an escape of a slash, a backslash or a dot that was encoded
/// twice, for a proxy in between to decode.
fn hides_separator(text: &str) -> bool {
    let mut escape = 0;
    for c in text.chars() {
        escape = match (escape, c) {
            (_, '/' | '\\') => return true,
            (_, c) if c.is_control() => return true,
            (_, '%') => 1,
            (1, '2') => 2,
            (1, '5') => 5,
            (2, 'f' | 'F' | 'e' | 'E') | (5, 'c' | 'C') => return true,
            _ => 0,
        };
    }
    false
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn push_escaped(c: char, out: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(out, "%{byte:02X}");
    }
}

/// Stands for one segment. In a backend's template also `{name}.json`: some segments, so never the whole of a literal.
fn is_one(segment: &str) -> bool {
    segment == "*" || segment.contains('{')
}

#[derive(Clone, Copy)]
struct Segments<'a>(&'a str);

impl<'a> Segments<'a> {
    fn peek(mut self) -> Option<&'a str> {
        self.next()
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.strip_prefix('/').filter(|rest| !rest.is_empty())?;
        let end = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
        let (segment, rest) = rest.split_at_checked(end)?;
        self.0 = rest;
        Some(segment)
    }
}
