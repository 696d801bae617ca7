//! Rules over operations and over addresses. Here stands what both have in common: which rule wins over which, and what
//! an allow list and a block list say together.

pub mod api_path;
pub mod api_rule;
mod ip_bits;
pub mod ip_rule;
pub mod operation;
pub mod operations;
pub mod reach;

/// Which rule wins when an allow and a block both match. Declared by the backend, never assumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precedence {
    #[default]
    DenyOverrides,
    AllowOverrides,
    MostSpecific,
}

/// What an empty allow list means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyList {
    /// Everything that the scopes allow.
    #[default]
    Everything,
    Nothing,
}

/// How narrowly a rule is drawn; the greater, the more specific. Comparable between rules of one kind only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Specificity(pub(crate) [u32; 5]);

pub(crate) trait Rule: Ord {
    fn covers(&self, other: &Self) -> bool;
    fn specificity(&self) -> Specificity;
    /// Covers nothing but what equals it.
    fn is_single(&self) -> bool;
    /// Bits of which a rule has all that a rule covering it has: tells most pairs apart at once.
    fn fingerprint(&self) -> u64;
    /// Whether the rules together match whatever there is.
    fn all(rules: &[Self]) -> bool
    where
        Self: Sized;
}

/// What an allow list and a block list say together.
pub(crate) enum Verdict<'a, R> {
    Allowed(&'a R),
    Blocked(&'a R),
    /// No rule applies, and the empty allow list means everything.
    Any,
    NotAllowed,
}

/// A list of rules, and which of them apply.
pub(crate) type Applied<'a, 'f, R> = (&'a [R], &'f dyn Fn(&R) -> bool);

pub(crate) fn judge<'a, R: Rule>(
    allowed: Applied<'a, '_, R>,
    blocked: Applied<'a, '_, R>,
    precedence: Precedence,
    empty: EmptyList,
) -> Verdict<'a, R> {
    match (best(allowed), best(blocked)) {
        (Some(allow), Some(block)) if block_wins(allow, block, precedence) => Verdict::Blocked(block),
        (Some(allow), _) => Verdict::Allowed(allow),
        (None, Some(block)) => Verdict::Blocked(block),
        (None, None) if allowed.0.is_empty() && empty == EmptyList::Everything => Verdict::Any,
        (None, None) => Verdict::NotAllowed,
    }
}

/// Of two rules that both match. An undecided contest is blocked.
pub(crate) fn block_wins<R: Rule>(allow: &R, block: &R, precedence: Precedence) -> bool {
    match precedence {
        Precedence::DenyOverrides => true,
        Precedence::AllowOverrides => false,
        Precedence::MostSpecific => block.specificity() >= allow.specificity(),
    }
}

/// The most specific rule that matches, the first of equals: the one that explains most.
fn best<'a, R: Rule>((rules, matches): Applied<'a, '_, R>) -> Option<&'a R> {
    let mut best: Option<&R> = None;
    for rule in rules.iter().filter(|rule| matches(rule)) {
        if best.is_none_or(|so_far| rule.specificity() > so_far.specificity()) {
            best = Some(rule);
        }
    }
    best
}
