//! Two edits put together: what always holds, and the cases that made the rules.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

#[expect(dead_code, reason = "the evaluator itself is for `properties`")]
mod brute;

use brute::{World, all_requests, api, ip, policy, world};
use latchkey_model::{
    Access, AccessPolicy, Clash, EmptyList, Expiry, Lifecycle, Side, Sides, Token, TokenId, Version, decide,
    difference, merge, reads_the_same,
};
use proptest::prelude::*;

fn token(access: Access) -> Token {
    Token {
        id: TokenId("7".into()),
        name: "ci".into(),
        description: String::new(),
        hint: String::new(),
        access,
        lifecycle: Lifecycle::Enabled,
        created: None,
        last_used: None,
        version: None,
        unread: Vec::new(),
    }
}

fn with_apis(allowed: &[&str], blocked: &[&str]) -> Token {
    let rules = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    token(Access { allowed_apis: rules(allowed), blocked_apis: rules(blocked), ..Access::new(Expiry::Never) })
}

/// What is in dispute, as `mine / theirs / before`.
fn disputes(clashes: &[Clash]) -> Vec<String> {
    let text = |rules: &[String]| rules.join(" ");
    let all = clashes.iter().map(|clash| match clash {
        Clash::Name(sides) | Clash::Description(sides) => {
            [&sides.mine, &sides.theirs, &sides.before].map(String::clone)
        }
        Clash::Expiry(sides) => [&sides.mine, &sides.theirs, &sides.before].map(|e| format!("{e:?}")),
        Clash::Apis(_, sides) => [&sides.mine, &sides.theirs, &sides.before]
            .map(|rules| text(&rules.iter().map(ToString::to_string).collect::<Vec<_>>())),
        Clash::Ips(_, sides) => [&sides.mine, &sides.theirs, &sides.before]
            .map(|rules| text(&rules.iter().map(ToString::to_string).collect::<Vec<_>>())),
    });
    all.map(|sides| sides.join(" / ")).collect()
}

/// An edit of a world: rules come and go one by one, as people make them.
fn edit(before: World) -> impl Strategy<Value = World> {
    let changes = proptest::collection::vec((api(), ip(), 0_u8..5, any::<bool>(), 0_usize..4), 0..3);
    (changes, world()).prop_map(move |(changes, other)| {
        fn take<T>(rules: &mut Vec<T>, at: usize) {
            if at < rules.len() {
                rules.remove(at);
            }
        }
        let mut after = before.clone();
        for (api, ip, list, add, at) in changes {
            match (list, add) {
                (0, true) => after.allowed.push(api),
                (0, false) => take(&mut after.allowed, at),
                (1, true) => after.blocked.push(api),
                (1, false) => take(&mut after.blocked, at),
                (2, true) => after.allowed_ips.push(ip),
                (2, false) => take(&mut after.allowed_ips, at),
                (3, true) => after.blocked_ips.push(ip),
                (3, false) => take(&mut after.blocked_ips, at),
                _ => after.scopes.clone_from(&other.scopes),
            }
        }
        after
    })
}

fn three() -> impl Strategy<Value = (Token, Token, Token)> {
    world().prop_flat_map(|before| (Just(before.clone()), edit(before.clone()), edit(before))).prop_map(
        |(before, mine, theirs)| (token(before.access()), token(mine.access()), token(theirs.access())),
    )
}

/// Whether some call passes with `one` that does not with `other`.
fn lets_more_pass(one: &Token, other: &Token, policy: AccessPolicy) -> bool {
    let passes = |token: &Token, request: &brute::Request| {
        request.with_call(|call| decide(&token.access, Lifecycle::Enabled, call, policy)).allowed
    };
    all_requests().iter().any(|request| passes(one, request) && !passes(other, request))
}

fn widens(before: &Token, after: &Token, policy: AccessPolicy) -> bool {
    difference(&before.access, &after.access, policy).iter().any(|change| change.widens)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_that_nobody_crossed_is_taken_as_it_is((before, mine, theirs) in three(), policy in policy()) {
        for (a, b, expected) in [(&mine, &before, &mine), (&before, &theirs, &theirs), (&mine, &mine, &mine)] {
            let merged = merge(&before, a, b, policy);
            prop_assert_eq!(merged.clashes, []);
            prop_assert!(reads_the_same(&merged.token, expected), "{:?}", merged.token);
        }
    }

    #[test]
    fn it_does_not_matter_who_saved_first((before, mine, theirs) in three(), policy in policy()) {
        let (one, other) = (merge(&before, &mine, &theirs, policy), merge(&before, &theirs, &mine, policy));
        prop_assert_eq!(one.clashes.len(), other.clashes.len());
        if one.clashes.is_empty() {
            prop_assert!(reads_the_same(&one.token, &other.token));
        }
    }

    #[test]
    fn what_does_not_clash_widens_only_what_one_of_them_widened((before, mine, theirs) in three(), policy in policy()) {
        let merged = merge(&before, &mine, &theirs, policy);
        if merged.clashes.is_empty() {
            if !widens(&before, &mine, policy) {
                prop_assert!(!lets_more_pass(&merged.token, &theirs, policy), "{:?}", merged.token);
            }
            if !widens(&before, &theirs, policy) {
                prop_assert!(!lets_more_pass(&merged.token, &mine, policy), "{:?}", merged.token);
            }
        }
    }

    #[test]
    fn a_choice_gives_each_rule_in_dispute_what_that_side_has((before, mine, theirs) in three(), policy in policy()) {
        let merged = merge(&before, &mine, &theirs, policy);
        for (side, chosen) in [(Side::Mine, &mine), (Side::Theirs, &theirs), (Side::Before, &before)] {
            let mut settled = merged.token.clone();
            for clash in &merged.clashes {
                clash.settle(side, &mut settled);
                if let Clash::Apis(list, Sides { mine, theirs, before }) = clash {
                    let of = |token: &Token| match list {
                        latchkey_model::RuleList::AllowedApis => token.access.allowed_apis.clone(),
                        _ => token.access.blocked_apis.clone(),
                    };
                    for rule in [mine, theirs, before].into_iter().flatten() {
                        prop_assert_eq!(of(&settled).contains(rule), of(chosen).contains(rule));
                    }
                }
            }
            // Choosing again comes to the same as choosing once.
            let once = settled.clone();
            for clash in &merged.clashes {
                clash.settle(Side::Before, &mut settled);
                clash.settle(side, &mut settled);
            }
            prop_assert!(reads_the_same(&once, &settled));
        }
    }
}

#[test]
fn scopes_and_rules_are_merged_one_by_one() {
    let scopes = |names: &[&str]| names.iter().map(|name| (*name).into()).collect::<Vec<_>>();
    let before = {
        let mut token = with_apis(&["GET /a", "GET /b"], &["GET /x"]);
        token.access.scopes = scopes(&["one", "two"]);
        token
    };
    let mut mine = before.clone();
    mine.access.scopes = scopes(&["two", "three"]);
    mine.access.allowed_apis.push("GET /c".parse().unwrap());
    let mut theirs = before.clone();
    theirs.version = Some(Version("2".into()));
    theirs.access.scopes = scopes(&["one", "two", "four"]);
    theirs.access.allowed_apis.remove(0);
    theirs.access.blocked_apis.push("GET /c".parse().unwrap());

    let merged = merge(&before, &mine, &theirs, AccessPolicy::default());
    assert_eq!(merged.clashes, []);
    let mut expected = with_apis(&["GET /b", "GET /c"], &["GET /x", "GET /c"]);
    expected.access.scopes = scopes(&["two", "four", "three"]);
    expected.version = Some(Version("2".into()));
    assert_eq!(merged.token, expected);
}

#[test]
fn texts_and_expiry_clash_only_where_both_changed_them_differently() {
    let named = |name: &str, description: &str, expiry: Expiry| Token {
        name: name.into(),
        description: description.into(),
        ..token(Access::new(expiry))
    };
    let at = |text: &str| Expiry::At(text.parse().unwrap());
    let before = named("ci", "builds", Expiry::Never);
    let mine = named("nightly", "builds", at("2027-01-01T00:00:00Z"));
    let theirs = named("release", "builds and ships", at("2028-01-01T00:00:00Z"));
    let merged = merge(&before, &mine, &theirs, AccessPolicy::default());
    assert_eq!(
        disputes(&merged.clashes),
        ["nightly / release / ci", "At(2027-01-01T00:00:00Z) / At(2028-01-01T00:00:00Z) / Never"]
    );
    // Mine until somebody chooses.
    assert_eq!(merged.token, named("nightly", "builds and ships", at("2027-01-01T00:00:00Z")));
    let mut settled = merged.token;
    merged.clashes[0].settle(Side::Theirs, &mut settled);
    merged.clashes[1].settle(Side::Before, &mut settled);
    assert_eq!(settled, named("release", "builds and ships", Expiry::Never));

    let same = named("both", "builds", Expiry::Never);
    assert_eq!(merge(&before, &same, &same, AccessPolicy::default()).clashes, []);
}

#[test]
fn two_edits_that_narrow_and_together_would_widen_are_a_choice() {
    for (before, mine, theirs, expected) in [
        // An empty list means everything.
        (
            with_apis(&["GET /a", "GET /b"], &[]),
            with_apis(&["GET /a"], &[]),
            with_apis(&["GET /b"], &[]),
            "GET /a / GET /b / GET /b GET /a",
        ),
        // Each made the list that means everything into one of its own.
        (with_apis(&[], &[]), with_apis(&["GET /a"], &[]), with_apis(&["GET /b"], &[]), "GET /a / GET /b / "),
        // Mine only spelled out what a pattern allowed that they took away.
        (
            with_apis(&["GET /**"], &[]),
            with_apis(&["GET /**", "GET /a"], &[]),
            with_apis(&["GET /b"], &[]),
            "GET /a /  / ",
        ),
        // Each took the blocks out that the one left by the other made needless.
        (
            with_apis(&[], &["GET /a", "GET /a/**", "GET /**"]),
            with_apis(&[], &["GET /**"]),
            with_apis(&[], &["GET /a", "GET /a/**"]),
            " / GET /a GET /a/** / GET /a GET /a/**",
        ),
    ] {
        let merged = merge(&before, &mine, &theirs, AccessPolicy::default());
        assert_eq!(disputes(&merged.clashes), [expected]);
    }
    // Where an empty list allows nothing, leaving it empty widens nothing.
    let nothing = AccessPolicy { empty_apis: EmptyList::Nothing, ..AccessPolicy::default() };
    let merged = merge(
        &with_apis(&["GET /a", "GET /b"], &[]),
        &with_apis(&["GET /a"], &[]),
        &with_apis(&["GET /b"], &[]),
        nothing,
    );
    assert_eq!(merged.clashes, []);
    assert_eq!(merged.token.access.allowed_apis, []);
}

#[test]
fn what_changes_by_itself_is_no_edit() {
    let before = with_apis(&["GET /a", "GET /b"], &[]);
    let mut used = with_apis(&["GET /b", "GET /a"], &[]);
    used.last_used = Some("2026-11-21T10:00:00Z".parse().unwrap());
    used.version = Some(Version("2".into()));
    assert!(reads_the_same(&before, &used));
    assert!(!reads_the_same(&before, &with_apis(&["GET /a"], &[])));
}
