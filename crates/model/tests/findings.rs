//! What findings are made, and that they are made quickly.

#![expect(clippy::disallowed_types, reason = "prints how long it took")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::{
    Access, AccessPolicy, EmptyList, Expiry, ExpiryPolicy, Finding, FindingContext, IpRule, Operation,
    Operations, Precedence, RuleList, findings,
};
use std::time::Instant;
use support::operation;

use Finding::{Contradicted, Duplicate, MatchesNothing, Shadowed, VeryBroad};
use RuleList::{AllowedApis, AllowedIps, BlockedApis, BlockedIps};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn access(allowed: &[&str], blocked: &[&str]) -> Access {
    let rules = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    Access { allowed_apis: rules(allowed), blocked_apis: rules(blocked), ..Access::new(Expiry::At(now())) }
}

fn ip_access(allowed: &str, blocked: &str) -> Access {
    let rules =
        |text: &str| -> Vec<IpRule> { text.split_whitespace().map(|item| item.parse().unwrap()).collect() };
    Access { allowed_ips: rules(allowed), blocked_ips: rules(blocked), ..Access::new(Expiry::At(now())) }
}

fn found(access: &Access, precedence: Precedence, operations: &[Operation]) -> Vec<Finding> {
    found_among(access, precedence, &Operations::new(operations.to_vec()))
}

fn found_among(access: &Access, precedence: Precedence, operations: &Operations) -> Vec<Finding> {
    let context = FindingContext {
        operations,
        your_address: None,
        now: now(),
        policy: AccessPolicy { precedence, ..AccessPolicy::default() },
        expiry: &ExpiryPolicy::default(),
    };
    findings(access, &context)
}

#[test]
fn rules_that_say_nothing_new_are_found() {
    let deny = Precedence::DenyOverrides;
    let two = access(&["GET /a", "GET /b", "GET /a"], &[]);
    assert_eq!(found(&two, deny, &[]), [Duplicate { list: AllowedApis, index: 2, of: 0 }]);
    let wide = access(&["GET /a/7", "GET /a/**", "get*", "getDevice"], &[]);
    assert_eq!(
        found(&wide, deny, &[]),
        [Shadowed { list: AllowedApis, index: 0, by: 1 }, Shadowed { list: AllowedApis, index: 3, by: 2 }]
    );
    let same = access(&[], &["GET /a/{id}", "GET /a/*"]);
    assert_eq!(found(&same, deny, &[]), [Shadowed { list: BlockedApis, index: 1, by: 0 }]);
    let ips = ip_access("10.0.0.7 10.0.0.0/8 10.0.0.7", "");
    assert_eq!(
        found(&ips, deny, &[]),
        [Shadowed { list: AllowedIps, index: 0, by: 1 }, Duplicate { list: AllowedIps, index: 2, of: 0 }]
    );
}

#[test]
fn a_narrow_rule_is_not_shadowed_where_a_block_stands_between() {
    let access = access(&["GET /a/**", "GET /a/b/c"], &["GET /a/b/*"]);
    assert_eq!(found(&access, Precedence::MostSpecific, &[]), []);
    assert_eq!(
        found(&access, Precedence::DenyOverrides, &[]),
        [Contradicted { list: AllowedApis, index: 1, by: 0 }]
    );
    let ips = ip_access("10.0.0.0/8 10.1.1.1", "10.1.0.0/16");
    assert_eq!(found(&ips, Precedence::MostSpecific, &[]), []);
    let far = ip_access("10.0.0.0/8 10.1.1.0/24", "192.0.2.1");
    assert_eq!(found(&far, Precedence::MostSpecific, &[]), [Shadowed { list: AllowedIps, index: 1, by: 0 }]);
}

#[test]
fn rules_that_are_wholly_beaten_are_found() {
    let deny = access(&["GET /a/7", "GET /b"], &["* /c", "* /a/**"]);
    assert_eq!(
        found(&deny, Precedence::DenyOverrides, &[]),
        [Contradicted { list: AllowedApis, index: 0, by: 1 }]
    );
    let allow = access(&["* /a/**"], &["GET /a/7", "GET /b"]);
    assert_eq!(
        found(&allow, Precedence::AllowOverrides, &[]),
        [Contradicted { list: BlockedApis, index: 0, by: 0 }]
    );
    let tie = access(&["GET /a", "* /a/**"], &["GET /a"]);
    assert_eq!(
        found(&tie, Precedence::MostSpecific, &[]),
        [Contradicted { list: AllowedApis, index: 0, by: 0 }]
    );
    let ips = ip_access("10.1.0.0/16 192.0.2.1", "10.0.0.0/8");
    assert_eq!(
        found(&ips, Precedence::DenyOverrides, &[]),
        [Contradicted { list: AllowedIps, index: 0, by: 0 }]
    );
    assert_eq!(found(&ips, Precedence::MostSpecific, &[]), []);
}

#[test]
fn rules_that_match_no_operation_are_found_where_operations_are_known() {
    let operations = [operation("readDevice", "GET", "/devices/{id}"), operation("stop", "", "")];
    let access = access(
        &[
            "readDevice",
            "read*",
            "GET /devices/{x}",
            "GET /devices/7",
            "GET /device",
            "POST /devices/*",
            "readDevices",
        ],
        &["stop", "halt*"],
    );
    let nothing: Vec<Finding> = found(&access, Precedence::AllowOverrides, &operations)
        .into_iter()
        .filter(|finding| matches!(finding, MatchesNothing { .. }))
        .collect();
    let expected = [(AllowedApis, 4), (AllowedApis, 5), (AllowedApis, 6), (BlockedApis, 1)];
    assert_eq!(nothing, expected.map(|(list, index)| MatchesNothing { list, index }));
    assert!(
        !found(&access, Precedence::AllowOverrides, &[]).iter().any(|f| matches!(f, MatchesNothing { .. }))
    );
}

#[test]
fn very_broad_rules_are_found() {
    for text in ["*", "* /**", "GET /**"] {
        let broad = [VeryBroad { list: AllowedApis, index: 0 }];
        assert_eq!(found(&access(&[text], &[]), Precedence::DenyOverrides, &[]), broad, "{text}");
    }
    assert_eq!(found(&access(&["* /*/**", "a*"], &[]), Precedence::DenyOverrides, &[]), []);
    let ips = ip_access("0.0.0.0/0 ::/0", "8.0.0.0/7 2000::/11 9.0.0.0/8 2000::/12");
    let broad: Vec<Finding> = found(&ips, Precedence::AllowOverrides, &[])
        .into_iter()
        .filter(|finding| matches!(finding, VeryBroad { .. }))
        .collect();
    let expected = [(AllowedIps, 0), (AllowedIps, 1), (BlockedIps, 0), (BlockedIps, 1)];
    assert_eq!(broad, expected.map(|(list, index)| VeryBroad { list, index }));
}

#[test]
fn shutting_oneself_out_is_found() {
    let judge = |access: &Access, address: &str, policy| {
        let context = FindingContext {
            operations: &Operations::default(),
            your_address: Some(address.parse().unwrap()),
            now: now(),
            policy,
            expiry: &ExpiryPolicy::default(),
        };
        findings(access, &context)
    };
    let policy = AccessPolicy::default();
    let blocked = ip_access("", "192.0.2.0/24");
    let rule = blocked.blocked_ips[0];
    assert_eq!(judge(&blocked, "::ffff:192.0.2.9", policy), [Finding::BlocksYourAddress { rule }]);
    assert_eq!(judge(&blocked, "192.0.3.9", policy), []);
    let allowed = ip_access("192.0.2.0/24", "");
    assert_eq!(judge(&allowed, "2001:db8::1", policy), [Finding::YourAddressNotAllowed]);
    assert_eq!(judge(&allowed, "192.0.2.1", policy), []);
    let nothing = AccessPolicy { empty_ips: EmptyList::Nothing, ..policy };
    assert_eq!(judge(&ip_access("", ""), "192.0.2.1", nothing), [Finding::YourAddressNotAllowed]);
}

#[test]
fn expiries_without_end_or_past_the_maximum_are_found() {
    let judge = |expiry, never, max: Option<i64>| {
        let policy = ExpiryPolicy { never, max: max.map(TimeDelta::days), ..ExpiryPolicy::default() };
        let context = FindingContext {
            operations: &Operations::default(),
            your_address: None,
            now: now(),
            policy: AccessPolicy::default(),
            expiry: &policy,
        };
        findings(&Access::new(expiry), &context)
    };
    let latest = now() + TimeDelta::days(30);
    let second = TimeDelta::seconds(1);
    assert_eq!(judge(Expiry::Never, true, Some(30)), [Finding::NeverExpires]);
    assert_eq!(
        judge(Expiry::Never, false, Some(30)),
        [Finding::NeverExpires, Finding::PastMaximum { latest }]
    );
    assert_eq!(judge(Expiry::At(latest), false, Some(30)), []);
    assert_eq!(judge(Expiry::At(latest + second), false, Some(30)), [Finding::PastMaximum { latest }]);
    assert_eq!(judge(Expiry::At(latest + second), false, None), []);
    assert_eq!(judge(Expiry::Unstated, false, Some(30)), []);
}

/// Not measurements (a busy machine would fail them): they print the time, and a findings function that grows with the
/// square makes them stand out.
fn timed(access: &Access, operations: &Operations) -> Vec<Finding> {
    let started = Instant::now();
    let found = found_among(access, Precedence::DenyOverrides, operations);
    println!("{} findings in {:?}", found.len(), started.elapsed());
    found
}

fn two_thousand_operations() -> Operations {
    let path = |n| format!("/group{}/thing{n}/{{id}}", n % 40);
    Operations::new((0..2_000).map(|n| operation(&format!("op{n}"), "GET", &path(n))).collect())
}

#[test]
fn fifty_patterns_are_held_against_two_thousand_operations() {
    let texts: Vec<String> = (0..50).map(|n| format!("GET /group{}/**/x{n}", n + 10)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (allowed, blocked) = texts.split_at(25);
    // The last segment of an operation is a parameter, so that a rule whose group exists means some of its calls.
    let found = timed(&access(allowed, blocked), &two_thousand_operations());
    let expected: Vec<Finding> = (5..25).map(|index| MatchesNothing { list: BlockedApis, index }).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_preset_of_two_thousand_operations_is_no_burden() {
    let mut access = access(&["* /group1/**", "GET /group2/*/7", "op19*", "none*", "GET /none/**"], &[]);
    let operations = two_thousand_operations();
    for operation in operations.iter() {
        access.allowed_apis.push(operation.id.parse().unwrap());
        access.blocked_apis.push(format!("GET {}", operation.path).parse().unwrap());
    }
    let found = timed(&access, &operations);
    let nothing: Vec<&Finding> =
        found.iter().filter(|finding| matches!(finding, MatchesNothing { .. })).collect();
    assert_eq!(
        nothing,
        [3, 4].map(|index| MatchesNothing { list: AllowedApis, index }).iter().collect::<Vec<_>>()
    );
}
