/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// What is wrong, one line each, without secrets.
    Failed(Vec<String>),
}
