//! Token names and the rules a backend has for them.

/// What the backend accepts as a token's name. Lengths are in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRules {
    pub required: bool,
    pub unique: bool,
    pub min_length: usize,
    pub max_length: usize,
}

impl Default for NameRules {
    fn default() -> Self {
        Self { required: true, unique: false, min_length: 1, max_length: 255 }
    }
}

/// A name that keeps its backend's rules, without surrounding space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    Missing,
    TooShort { min: usize },
    TooLong { max: usize, length: usize },
    /// Control or direction-changing characters, which would hide what the name is.
    Invisible { character: char },
    /// Another of the user's tokens has it (only where the backend wants names unique).
    Taken,
}
