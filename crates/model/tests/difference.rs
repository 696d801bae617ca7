//! Differences by table: what changed, and what of it widens.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

use chrono::DateTime;
use latchkey_model::{
    Access, AccessPolicy, ApiRule, Change, EmptyList, Expiry, IpRule, Part, Precedence, RuleList, ScopeId,
    difference,
};

use Precedence::{AllowOverrides, DenyOverrides, MostSpecific};

fn apis(texts: &[&str]) -> Vec<ApiRule> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn with_apis(allowed: &[&str], blocked: &[&str]) -> Access {
    Access { allowed_apis: apis(allowed), blocked_apis: apis(blocked), ..Access::new(Expiry::Never) }
}

fn with_ips(allowed: &str, blocked: &str) -> Access {
    let rules = |text: &str| IpRule::parse_list(text).unwrap();
    Access { allowed_ips: rules(allowed), blocked_ips: rules(blocked), ..Access::new(Expiry::Never) }
}

fn policy(precedence: Precedence) -> AccessPolicy {
    AccessPolicy { precedence, ..AccessPolicy::default() }
}

fn widens(before: &Access, after: &Access, policy: AccessPolicy) -> Vec<bool> {
    difference(before, after, policy).into_iter().map(|change| change.widens).collect()
}

#[test]
fn order_and_repetition_make_no_difference() {
    let before =
        Access { scopes: vec!["a".into(), "b".into()], ..with_apis(&["GET /a", "GET /b"], &["x", "x"]) };
    let after =
        Access { scopes: vec!["b".into(), "a".into()], ..with_apis(&["GET /b", "GET /a", "GET /b"], &["x"]) };
    assert_eq!(difference(&before, &after, AccessPolicy::default()), []);
}

#[test]
fn every_part_is_named_in_order() {
    let before = Access {
        scopes: vec![ScopeId::from("read"), ScopeId::from("keep")],
        blocked_ips: vec!["10.0.0.1".parse().unwrap()],
        ..with_apis(&["GET /a"], &[])
    };
    let at = DateTime::from_timestamp(1, 0).unwrap();
    let after = Access {
        scopes: vec![ScopeId::from("keep"), ScopeId::from("write")],
        allowed_ips: vec!["10.0.0.2".parse().unwrap()],
        expiry: Expiry::At(at),
        ..with_apis(&["GET /b", "GET /a"], &["GET /c"])
    };
    let rule = |text: &str| -> ApiRule { text.parse().unwrap() };
    let ip = |text: &str| -> IpRule { text.parse().unwrap() };
    let expected = [
        (Part::ScopeAdded("write".into()), true),
        (Part::ScopeRemoved("read".into()), false),
        (Part::ApiAdded { list: RuleList::AllowedApis, rule: rule("GET /b") }, true),
        (Part::ApiAdded { list: RuleList::BlockedApis, rule: rule("GET /c") }, false),
        (Part::IpAdded { list: RuleList::AllowedIps, rule: ip("10.0.0.2") }, false),
        (Part::IpRemoved { list: RuleList::BlockedIps, rule: ip("10.0.0.1") }, true),
        (Part::Expiry { before: Expiry::Never, after: Expiry::At(at) }, false),
    ];
    let expected: Vec<Change> = expected.into_iter().map(|(part, widens)| Change { part, widens }).collect();
    assert_eq!(difference(&before, &after, AccessPolicy::default()), expected);
}

#[test]
fn allowing_more_widens_unless_it_was_allowed_already() {
    for (before, after, precedence, expected) in [
        ((&["GET /a"] as &[&str], &[] as &[&str]), &["GET /a", "GET /b"] as &[&str], DenyOverrides, true),
        ((&["GET /a/**"], &[]), &["GET /a/**", "GET /a/7"], DenyOverrides, false),
        // A narrower allow may beat a block that the wider one does not.
        ((&["GET /a/**"], &["GET /a/*"]), &["GET /a/**", "GET /a/7"], MostSpecific, true),
        ((&["GET /a/**"], &["GET /a/*"]), &["GET /a/**", "GET /a/7"], DenyOverrides, false),
        ((&["GET /a/**"], &["GET /a/*"]), &["GET /a/**", "GET /a/7"], AllowOverrides, false),
        // The first rule of a list that meant everything narrows, unless it overrides a block.
        ((&[], &[]), &["GET /a"], DenyOverrides, false),
        ((&[], &["GET /a"]), &["GET /a"], DenyOverrides, false),
        ((&[], &["GET /a"]), &["GET /a"], AllowOverrides, true),
        ((&[], &["GET /**"]), &["GET /a"], MostSpecific, true),
        ((&[], &[]), &["GET /a"], AllowOverrides, false),
    ] {
        let after = with_apis(after, before.1);
        let before = with_apis(before.0, before.1);
        assert_eq!(widens(&before, &after, policy(precedence)), [expected], "{before:?} {after:?}");
    }
    let nothing = AccessPolicy { empty_apis: EmptyList::Nothing, ..AccessPolicy::default() };
    assert_eq!(widens(&with_apis(&[], &[]), &with_apis(&["GET /a"], &[]), nothing), [true]);
}

#[test]
fn removing_the_last_allow_widens_where_empty_means_everything() {
    let two = with_apis(&["GET /a", "GET /b"], &[]);
    let none = with_apis(&[], &[]);
    let nothing = AccessPolicy { empty_apis: EmptyList::Nothing, ..AccessPolicy::default() };
    assert_eq!(widens(&two, &none, AccessPolicy::default()), [true, true]);
    assert_eq!(widens(&two, &none, nothing), [false, false]);
    assert_eq!(widens(&two, &with_apis(&["GET /a"], &[]), AccessPolicy::default()), [false]);
    assert_eq!(widens(&with_apis(&["* /**"], &[]), &none, AccessPolicy::default()), [false]);
    let open = AccessPolicy { empty_ips: EmptyList::Nothing, ..AccessPolicy::default() };
    assert_eq!(widens(&with_ips("10.0.0.1", ""), &with_ips("", ""), AccessPolicy::default()), [true]);
    assert_eq!(widens(&with_ips("10.0.0.1", ""), &with_ips("", ""), open), [false]);
    assert_eq!(widens(&with_ips("0.0.0.0/0", ""), &with_ips("", ""), AccessPolicy::default()), [true]);
    assert_eq!(
        widens(&with_ips("0.0.0.0/0 ::/0", ""), &with_ips("", ""), AccessPolicy::default()),
        [false, false]
    );
}

#[test]
fn unblocking_widens_unless_another_block_holds() {
    let before = with_ips("10.0.0.0/16", "10.0.0.0/8 10.0.1.0/24");
    for (after, precedence, expected) in [
        ("10.0.0.0/8", DenyOverrides, false),
        ("10.0.0.0/8", AllowOverrides, false),
        // 10.0.0.0/16 is more specific than the block that is left.
        ("10.0.0.0/8", MostSpecific, true),
        ("10.0.1.0/24", DenyOverrides, true),
    ] {
        let after = with_ips("10.0.0.0/16", after);
        assert_eq!(widens(&before, &after, policy(precedence)), [expected], "{after:?} {precedence:?}");
    }
    let before = with_ips("", "10.0.0.0/8 10.0.1.0/24");
    assert_eq!(widens(&before, &with_ips("", "10.0.0.0/8"), policy(MostSpecific)), [false]);
}

#[test]
fn a_later_expiry_widens() {
    let at = |seconds| Expiry::At(DateTime::from_timestamp(seconds, 0).unwrap());
    for (before, after, expected) in [
        (at(1), at(2), true),
        (at(2), at(1), false),
        (at(1), Expiry::Never, true),
        (Expiry::Never, at(1), false),
        (Expiry::Never, Expiry::Unstated, false),
        (Expiry::Unstated, at(1), true),
        (at(1), Expiry::Unstated, true),
    ] {
        let found = widens(&Access::new(before), &Access::new(after), AccessPolicy::default());
        assert_eq!(found, [expected], "{before:?} {after:?}");
    }
}
