//! Patterns over operations.

use crate::rules::api_path::{self, Against, NormalPath, each_segment, is_many, or_root, push_literal};
use crate::rules::{Rule, Specificity};
use crate::text::is_invisible;
use std::fmt;
use std::str::FromStr;

/// Which operations a rule names: `METHOD /path/pattern`, or an operation id with `*`.
///
/// In paths `*` and `{name}` stand for one segment and `**` for any number of them (also none); the method
/// may be `*`. In ids `*` stands for any run of characters. Text round-trips through `FromStr` and `Display`.
///
/// Make rules by `FromStr`: it brings the path to the spelling of [`NormalPath`], without which it matches
/// nothing. `*` and `* /**` match every call, also of operations without a path or an id.
///
/// ```
/// use latchkey_model::{ApiRule, NormalPath};
///
/// let rule: ApiRule = "get /devices/{id}/**".parse().unwrap();
/// assert_eq!(rule.to_string(), "GET /devices/{id}/**");
/// assert!(rule.matches("", "GET", &NormalPath::parse("/devices/7/logs/today").unwrap()));
/// assert!(!rule.matches("", "GET", &NormalPath::parse("/devices").unwrap()));
///
/// let rule: ApiRule = "environment.control.*".parse().unwrap();
/// assert!(rule.matches("environment.control.StopEnv", "", &NormalPath::parse("").unwrap()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApiRule {
    Path { method: String, path: String },
    Id(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiRuleError {
    Empty,
    /// Not a method: letters only, or `*`.
    Method(String),
    /// The path must start with `/`.
    NoSlash,
    /// `..`, `.`, an empty segment, an encoded slash or a broken `%` escape at this segment.
    Segment(String),
    /// `**`, `*` and `{name}` must be a whole segment.
    Wildcard(String),
    Character(char),
}

impl ApiRule {
    /// Whether the rule names a call. `operation` is its id, empty if unknown; `method` in upper case.
    pub fn matches(&self, operation: &str, method: &str, path: &NormalPath) -> bool {
        match self {
            _ if self.is_everything() => true,
            ApiRule::Id(pattern) => glob(pattern.as_bytes(), operation.as_bytes()),
            ApiRule::Path { method: own, path: pattern } => {
                (own == "*" || own.eq_ignore_ascii_case(method))
                    && !path.as_str().is_empty()
                    && api_path::matches(pattern, path.as_str(), Against::Whole)
            }
        }
    }

    /// Whether it depends on the path which calls of this method the rule matches.
    pub(crate) fn is_over_paths(&self, method: &str) -> bool {
        match self {
            _ if self.is_everything() => false,
            ApiRule::Id(_) => false,
            ApiRule::Path { method: own, .. } => own == "*" || own.eq_ignore_ascii_case(method),
        }
    }

    /// Whether every call that `other` matches is matched by this rule, as far as the two texts show it: never
    /// true where it is not so, but false for pairs that would need the list of operations (an id and a path)
    /// or a reordering (`/*/**` and `/**/*`).
    pub fn covers(&self, other: &ApiRule) -> bool {
        match (self, other) {
            _ if self.is_everything() => true,
            (ApiRule::Id(own), ApiRule::Id(other)) => glob(own.as_bytes(), other.as_bytes()),
            (ApiRule::Path { method, path }, ApiRule::Path { method: others, path: other_path }) => {
                (method == "*" || method == others)
                    && !other.is_everything()
                    && api_path::matches(path, other_path, Against::Whole)
            }
            _ => false,
        }
    }

    /// Whether the rule matches every call: `*`, or `* /**`.
    pub fn is_everything(&self) -> bool {
        match self {
            ApiRule::Id(pattern) => pattern == "*",
            ApiRule::Path { method, path } => method == "*" && path == "/**",
        }
    }

    /// For [`Precedence::MostSpecific`](crate::Precedence::MostSpecific). From the least to the most specific: the rules
    /// that match everything; id patterns, by literal characters, then by fewer `*`; paths, by literal
    /// segments, then by one-segment wildcards, then by fewer `**`, then a named method over `*`; whole ids. A rule
    /// that covers another is never the more specific one.
    pub fn specificity(&self) -> Specificity {
        match self {
            _ if self.is_everything() => Specificity::default(),
            ApiRule::Id(pattern) => {
                let stars = pattern.bytes().filter(|byte| *byte == b'*').count() as u32;
                let kind = if stars == 0 { 3 } else { 1 };
                Specificity([kind, pattern.len() as u32 - stars, 0, u32::MAX - stars, 0])
            }
            ApiRule::Path { method, path } => {
                let (literals, ones, manies) = api_path::count(path);
                Specificity([2, literals, ones, u32::MAX - manies, u32::from(method != "*")])
            }
        }
    }

    /// Whether the rule names exactly one call or operation, so that it covers nothing but itself.
    pub(crate) fn is_single(&self) -> bool {
        match self {
            ApiRule::Id(pattern) => !pattern.contains('*'),
            ApiRule::Path { method, path } => method != "*" && !path.contains(['*', '{']),
        }
    }
}

impl Rule for ApiRule {
    fn covers(&self, other: &Self) -> bool {
        ApiRule::covers(self, other)
    }

    fn specificity(&self) -> Specificity {
        ApiRule::specificity(self)
    }

    fn is_single(&self) -> bool {
        ApiRule::is_single(self)
    }

    fn fingerprint(&self) -> u64 {
        match self {
            _ if self.is_everything() => 0,
            ApiRule::Id(_) => 1,
            ApiRule::Path { path, .. } => api_path::literal_bits(path) | 2,
        }
    }

    fn all(rules: &[Self]) -> bool {
        rules.iter().any(ApiRule::is_everything)
    }
}

impl FromStr for ApiRule {
    type Err = ApiRuleError;

    fn from_str(text: &str) -> Result<ApiRule, ApiRuleError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ApiRuleError::Empty);
        }
        if let Some(c) = text.chars().find(|c| is_invisible(*c) && !c.is_whitespace()) {
            return Err(ApiRuleError::Character(c));
        }
        match text.split_once(char::is_whitespace) {
            Some((method, path)) => {
                Ok(ApiRule::Path { method: method_of(method)?, path: path_pattern(path.trim_start())? })
            }
            None => id_pattern(text),
        }
    }
}

impl fmt::Display for ApiRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApiRule::Path { method, path } => write!(f, "{method} {path}"),
            ApiRule::Id(pattern) => f.write_str(pattern),
        }
    }
}

/// `*` in `pattern` stands for any run of bytes. A `*` in `text` is matched by `*` only, so that a match of two
/// patterns means that the first covers the second.
pub(crate) fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut again = None;
    loop {
        match (pattern.get(at), text.get(read)) {
            (Some(b'*'), _) => {
                at += 1;
                again = Some((at, read));
            }
            (None, None) => return true,
            (Some(own), Some(other)) if own == other => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((after, from)) = again else { return false };
                if from >= text.len() {
                    return false;
                }
                again = Some((after, from + 1));
                (at, read) = (after, from + 1);
            }
        }
    }
}

fn method_of(text: &str) -> Result<String, ApiRuleError> {
    if text == "*" || text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(ApiRuleError::Method(String::from(text)))
    }
}

fn path_pattern(text: &str) -> Result<String, ApiRuleError> {
    if !text.starts_with('/') {
        return Err(ApiRuleError::NoSlash);
    }
    if let Some(c) = text.chars().find(|c| c.is_whitespace() || matches!(c, '?' | '#' | '\\')) {
        return Err(ApiRuleError::Character(c));
    }
    let mut path = String::with_capacity(text.len());
    let read = each_segment(text, |segment| {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if matches!(segment, "*" | "**") || name.is_some_and(is_name) && !is_many(segment) {
            // Two `**` in a row say no more than one.
            if !(segment == "**" && path.ends_with("/**")) {
                path.push('/');
                path.push_str(segment);
            }
            return true;
        }
        !has_wildcard(segment) && push_literal(segment, &mut path)
    });
    match read {
        Ok(()) => Ok(or_root(path)),
        Err(segment) if has_wildcard(segment) => Err(ApiRuleError::Wildcard(String::from(segment))),
        Err(segment) => Err(ApiRuleError::Segment(String::from(segment))),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !has_wildcard(text)
}

fn has_wildcard(segment: &str) -> bool {
    segment.contains(['*', '{', '}'])
}

fn id_pattern(text: &str) -> Result<ApiRule, ApiRuleError> {
    // A rule without its method, or without the space after it, would be an id that matches nothing: as a block
    // it would silently block nothing.
    if let Some((method, _)) = text.split_once('/') {
        let methods = ["", "*", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        if methods.iter().any(|known| method.eq_ignore_ascii_case(known)) {
            return Err(ApiRuleError::Method(String::from(method)));
        }
    }
    if let Some(c) = text.chars().find(|c| matches!(c, ',' | ';')) {
        return Err(ApiRuleError::Character(c));
    }
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        if !(c == '*' && pattern.ends_with('*')) {
            pattern.push(c);
        }
    }
    Ok(ApiRule::Id(pattern))
}
