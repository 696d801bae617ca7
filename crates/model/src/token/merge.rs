//! Two edits of one token, made at the same time by two people, put together.

use crate::access::difference::{Change, Part, difference, missing};
use crate::access::{AccessPolicy, RuleList};
use crate::expiry::Expiry;
use crate::rules::Rule;
use crate::rules::api_rule::ApiRule;
use crate::rules::ip_rule::IpRule;
use crate::token::Token;

/// One thing as three people left it: `mine` is what is being edited here, `theirs` what is saved by now, `before`
/// what both began with.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides<T> {
    pub mine: T,
    pub theirs: T,
    pub before: T,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Mine,
    Theirs,
    Before,
}

impl<T> Sides<T> {
    pub fn of(&self, side: Side) -> &T {
        match side {
            Side::Mine => &self.mine,
            Side::Theirs => &self.theirs,
            Side::Before => &self.before,
        }
    }
}

/// Where both edits cannot stand together: somebody has to choose.
#[derive(Clone, Debug, PartialEq)]
pub enum Clash {
    Name(Sides<String>),
    Description(Sides<String>),
    Expiry(Sides<Expiry>),
    /// Of this list only the rules in dispute: those that each side has.
    Apis(RuleList, Sides<Vec<ApiRule>>),
    Ips(RuleList, Sides<Vec<IpRule>>),
}

impl Clash {
    /// Gives `token` what was chosen. All that is not in dispute stays.
    pub fn settle(&self, side: Side, token: &mut Token) {
        match self {
            Clash::Name(sides) => sides.of(side).clone_into(&mut token.name),
            Clash::Description(sides) => sides.of(side).clone_into(&mut token.description),
            Clash::Expiry(sides) => token.access.expiry = *sides.of(side),
            Clash::Apis(list, sides) => settle(sides, side, apis_mut(token, *list)),
            Clash::Ips(list, sides) => settle(sides, side, ips_mut(token, *list)),
        }
    }
}

/// The outcome of [`merge`].
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Theirs with my changes. Where the two clash it has mine.
    pub token: Token,
    /// Empty: everything fits together.
    pub clashes: Vec<Clash>,
}

/// Applies what was changed from `before` to `mine` to `theirs`: scopes and rules one by one, name, description and
/// expiry as a whole. Whatever cannot be edited (version, lifecycle, last use) is theirs.
///
/// A text or expiry clashes if both changed it, differently. A rule clashes if adding it or taking it out lets the token
/// do more than without, while it did not where it was done: two people who each take another of two allowed APIs out
/// would together leave an empty list, which may mean everything. So without a clash no call passes with the outcome that
/// is refused with `theirs`, unless my edit alone widened what the token can do; and the same for the other side.
///
/// ```
/// use latchkey_model::{Access, AccessPolicy, Clash, Expiry, Lifecycle, Token, TokenId, merge};
///
/// let token = |name: &str, apis: &[&str]| Token {
///     id: TokenId("7".into()),
///     name: name.into(),
///     description: String::new(),
///     hint: String::new(),
///     access: Access {
///         allowed_apis: apis.iter().map(|rule| rule.parse().unwrap()).collect(),
///         ..Access::new(Expiry::Never)
///     },
///     lifecycle: Lifecycle::Enabled,
///     created: None,
///     last_used: None,
///     version: None,
///     unread: Vec::new(),
/// };
/// let policy = AccessPolicy::default();
/// let before = token("ci", &["GET /a", "GET /b"]);
///
/// let merged = merge(&before, &token("nightly", &["GET /a"]), &token("ci", &["GET /a", "GET /b", "GET /c"]), policy);
/// assert_eq!(merged.token, token("nightly", &["GET /a", "GET /c"]));
/// assert_eq!(merged.clashes, []);
///
/// let merged = merge(&before, &token("ci", &["GET /a"]), &token("ci", &["GET /b"]), policy);
/// assert!(matches!(&merged.clashes[..], [Clash::Apis(..)]));
/// ```
pub fn merge(before: &Token, mine: &Token, theirs: &Token, policy: AccessPolicy) -> Merged {
    let mut token = theirs.clone();
    let mut clashes = Vec::new();
    if let Some(sides) = pick(&before.name, &mine.name, &theirs.name, &mut token.name) {
        clashes.push(Clash::Name(sides));
    }
    let description = &mut token.description;
    if let Some(sides) = pick(&before.description, &mine.description, &theirs.description, description) {
        clashes.push(Clash::Description(sides));
    }
    let (old, own, new) = (&before.access, &mine.access, &theirs.access);
    if let Some(sides) = pick(&old.expiry, &own.expiry, &new.expiry, &mut token.access.expiry) {
        clashes.push(Clash::Expiry(sides));
    }
    let access = &mut token.access;
    access.scopes.retain(|scope| own.scopes.contains(scope) || !old.scopes.contains(scope));
    let added = own.scopes.iter().filter(|s| !old.scopes.contains(s) && !new.scopes.contains(s));
    access.scopes.extend(added.cloned());
    access.allowed_apis = merge_lists(&old.allowed_apis, &own.allowed_apis, &new.allowed_apis);
    access.blocked_apis = merge_lists(&old.blocked_apis, &own.blocked_apis, &new.blocked_apis);
    access.allowed_ips = merge_lists(&old.allowed_ips, &own.allowed_ips, &new.allowed_ips);
    access.blocked_ips = merge_lists(&old.blocked_ips, &own.blocked_ips, &new.blocked_ips);

    let mut disputed = unintended(&difference(new, access, policy), &difference(old, own, policy));
    disputed.extend(unintended(&difference(own, access, policy), &difference(old, new, policy)));
    for list in LISTS {
        let (mut apis, mut ips) = (Vec::new(), Vec::new());
        for part in &disputed {
            match part {
                Part::ApiAdded { list: of, rule } | Part::ApiRemoved { list: of, rule } if *of == list => {
                    apis.push(rule.clone());
                }
                Part::IpAdded { list: of, rule } | Part::IpRemoved { list: of, rule } if *of == list => {
                    ips.push(*rule);
                }
                _ => {}
            }
        }
        let clash = if !apis.is_empty() {
            let of = |token: &Token| common(apis_of(token, list), &apis);
            Clash::Apis(list, Sides { mine: of(mine), theirs: of(theirs), before: of(before) })
        } else if !ips.is_empty() {
            let of = |token: &Token| common(ips_of(token, list), &ips);
            Clash::Ips(list, Sides { mine: of(mine), theirs: of(theirs), before: of(before) })
        } else {
            continue;
        };
        clash.settle(Side::Mine, &mut token);
        clashes.push(clash);
    }
    Merged { token, clashes }
}

/// Whether an edit would find both the same: name, description and access. The order of rules makes no difference,
/// nor do things that change by themselves, as the last use does.
pub fn reads_the_same(one: &Token, other: &Token) -> bool {
    one.name == other.name
        && one.description == other.description
        && difference(&one.access, &other.access, AccessPolicy::default()).is_empty()
}

const LISTS: [RuleList; 4] =
    [RuleList::AllowedApis, RuleList::BlockedApis, RuleList::AllowedIps, RuleList::BlockedIps];

/// What stands as a whole: the one that was changed. Mine and the sides, where both were and to different things.
fn pick<T: PartialEq + Clone>(before: &T, mine: &T, theirs: &T, to: &mut T) -> Option<Sides<T>> {
    if mine == theirs || mine == before {
        return None;
    }
    mine.clone_into(to);
    (theirs != before).then(|| Sides { mine: mine.clone(), theirs: theirs.clone(), before: before.clone() })
}

/// Theirs without what I took out and with what I added. A list that one side left alone is the other's, in its order.
fn merge_lists<R: Rule + Clone>(before: &[R], mine: &[R], theirs: &[R]) -> Vec<R> {
    let removed = owned(missing(before, mine));
    let added = owned(missing(mine, before));
    if removed.is_empty() && added.is_empty() {
        return theirs.to_vec();
    }
    if missing(before, theirs).is_empty() && missing(theirs, before).is_empty() {
        return mine.to_vec();
    }
    let mut together = owned(missing(theirs, &removed));
    together.extend(owned(missing(&added, theirs)));
    together
}

fn owned<R: Clone>(rules: Vec<&R>) -> Vec<R> {
    rules.into_iter().cloned().collect()
}

/// What widens in the outcome and did not where it was done.
fn unintended(outcome: &[Change], done: &[Change]) -> Vec<Part> {
    let meant = |part: &Part| done.iter().any(|change| change.widens && change.part == *part);
    // A scope always widens where it is added, and an expiry is chosen as a whole: `pick` has seen to it.
    let is_rule =
        |part: &Part| !matches!(part, Part::ScopeAdded(_) | Part::ScopeRemoved(_) | Part::Expiry { .. });
    let wider = outcome.iter().filter(|change| change.widens && is_rule(&change.part));
    wider.map(|change| &change.part).filter(|part| !meant(part)).cloned().collect()
}

/// Those of `rules` that are among `disputed`.
fn common<R: PartialEq + Clone>(rules: &[R], disputed: &[R]) -> Vec<R> {
    disputed.iter().filter(|rule| rules.contains(rule)).cloned().collect()
}

fn settle<R: PartialEq + Clone>(sides: &Sides<Vec<R>>, side: Side, rules: &mut Vec<R>) {
    rules.retain(|rule| [&sides.mine, &sides.theirs, &sides.before].iter().all(|all| !all.contains(rule)));
    rules.extend(sides.of(side).iter().cloned());
}

fn apis_of(token: &Token, list: RuleList) -> &[ApiRule] {
    match list {
        RuleList::AllowedApis => &token.access.allowed_apis,
        RuleList::BlockedApis => &token.access.blocked_apis,
        RuleList::AllowedIps | RuleList::BlockedIps => &[],
    }
}

fn ips_of(token: &Token, list: RuleList) -> &[IpRule] {
    match list {
        RuleList::AllowedIps => &token.access.allowed_ips,
        RuleList::BlockedIps => &token.access.blocked_ips,
        RuleList::AllowedApis | RuleList::BlockedApis => &[],
    }
}

fn apis_mut(token: &mut Token, list: RuleList) -> &mut Vec<ApiRule> {
    match list {
        RuleList::BlockedApis => &mut token.access.blocked_apis,
        _ => &mut token.access.allowed_apis,
    }
}

fn ips_mut(token: &mut Token, list: RuleList) -> &mut Vec<IpRule> {
    match list {
        RuleList::BlockedIps => &mut token.access.blocked_ips,
        _ => &mut token.access.allowed_ips,
    }
}
