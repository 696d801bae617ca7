//! Patterns over operations.

/// Which operations a rule names: `METHOD /path/pattern`, or an operation id with `*`.
///
/// In paths `*` and `{name}` stand for one segment and `**` for any number of them (also none); the method
/// may be `*`. In ids `*` stands for any run of characters. Text round-trips through `FromStr` and `Display`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// `**` or `*` must be a whole segment.
    Wildcard(String),
    Character(char),
}
