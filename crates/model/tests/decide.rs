//! Decisions by table: which reason decides, and the steps up to it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

use chrono::{DateTime, Utc};
use latchkey_model::{
    Access, AccessPolicy, Call, Decision, EmptyList, Expiry, Lifecycle, Precedence, Reason, ScopeId, decide,
};

use Precedence::{AllowOverrides, DenyOverrides, MostSpecific};

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn access(allowed: &[&str], blocked: &[&str]) -> Access {
    let rules = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    Access { allowed_apis: rules(allowed), blocked_apis: rules(blocked), ..Access::new(Expiry::Never) }
}

fn call<'a>(scopes: &'a [ScopeId], path: &'a str) -> Call<'a> {
    Call {
        operation: "readDevice",
        scopes,
        method: "GET",
        path,
        address: "192.0.2.1".parse().unwrap(),
        at: instant("2026-11-21T10:00:00Z"),
    }
}

fn policy(precedence: Precedence) -> AccessPolicy {
    AccessPolicy { precedence, ..AccessPolicy::default() }
}

fn api(text: &str, allowed: bool) -> Reason {
    let rule = text.parse().unwrap();
    if allowed { Reason::ApiAllowed(rule) } else { Reason::ApiBlocked(rule) }
}

#[test]
fn the_trace_holds_every_step_and_ends_with_the_one_that_decided() {
    let scopes = [ScopeId::from("write"), ScopeId::from("read")];
    let call = call(&scopes, "/devices/7");
    let judge = |access: &Access, lifecycle| decide(access, lifecycle, &call, AccessPolicy::default());
    let refused =
        |trace: Vec<Reason>| Decision { allowed: false, reason: trace.last().unwrap().clone(), trace };

    let mut access = access(&["GET /devices/*"], &[]);
    access.allowed_ips = vec!["192.0.2.0/24".parse().unwrap(), "192.0.2.1".parse().unwrap()];
    access.scopes = vec![ScopeId::from("read")];
    let address = Reason::AddressAllowed("192.0.2.1".parse().unwrap());
    let held = Reason::ScopeHeld(ScopeId::from("read"));
    let reason = api("GET /devices/*", true);
    let trace = vec![Reason::Enabled, Reason::NotExpired, address.clone(), held.clone(), reason.clone()];
    assert_eq!(judge(&access, Lifecycle::Enabled), Decision { allowed: true, reason, trace });

    access.allowed_apis = vec!["POST /devices/*".parse().unwrap()];
    let steps = vec![Reason::Enabled, Reason::NotExpired, address.clone(), held, Reason::ApiNotAllowed];
    assert_eq!(judge(&access, Lifecycle::Enabled), refused(steps));

    access.scopes = vec![ScopeId::from("Read")];
    let missing = Reason::ScopeMissing { needed: scopes.to_vec() };
    assert_eq!(
        judge(&access, Lifecycle::Enabled),
        refused(vec![Reason::Enabled, Reason::NotExpired, address, missing])
    );

    access.blocked_ips = vec!["192.0.2.0/31".parse().unwrap()];
    let blocked = Reason::AddressBlocked("192.0.2.0/31".parse().unwrap());
    assert_eq!(
        judge(&access, Lifecycle::Enabled),
        refused(vec![Reason::Enabled, Reason::NotExpired, blocked])
    );

    let at = instant("2026-11-21T10:00:00Z");
    access.expiry = Expiry::At(at);
    assert_eq!(judge(&access, Lifecycle::Enabled), refused(vec![Reason::Enabled, Reason::Expired { at }]));
    assert_eq!(judge(&access, Lifecycle::Disabled), refused(vec![Reason::Disabled]));
    assert_eq!(judge(&access, Lifecycle::Revoked(None)), refused(vec![Reason::Revoked]));
}

#[test]
fn a_token_without_rules_may_what_the_policy_says() {
    let access = access(&[], &[]);
    let call = call(&[], "/devices");
    let judge = |empty_apis, empty_ips| {
        let policy = AccessPolicy { empty_apis, empty_ips, ..AccessPolicy::default() };
        decide(&access, Lifecycle::Enabled, &call, policy).trace
    };
    let (everything, nothing) = (EmptyList::Everything, EmptyList::Nothing);
    let start = [Reason::Enabled, Reason::NotExpired];
    let rest = |steps: &[Reason]| [&start, steps].concat();
    assert_eq!(
        judge(everything, everything),
        rest(&[Reason::AnyAddress, Reason::NoScopeNeeded, Reason::AnyApi])
    );
    assert_eq!(
        judge(nothing, everything),
        rest(&[Reason::AnyAddress, Reason::NoScopeNeeded, Reason::ApiNotAllowed])
    );
    assert_eq!(judge(everything, nothing), rest(&[Reason::AddressNotAllowed]));
}

#[test]
fn precedence_decides_where_an_allow_and_a_block_both_match() {
    for (allowed, blocked, precedence, expected) in [
        (
            &["GET /devices/*"] as &[&str],
            &["* /devices/7"] as &[&str],
            DenyOverrides,
            api("* /devices/7", false),
        ),
        (&["GET /devices/*"], &["* /devices/7"], AllowOverrides, api("GET /devices/*", true)),
        (&["GET /devices/*"], &["* /devices/7"], MostSpecific, api("* /devices/7", false)),
        (&["GET /devices/7"], &["* /devices/7"], MostSpecific, api("GET /devices/7", true)),
        (&["GET /devices/7"], &["GET /devices/7"], MostSpecific, api("GET /devices/7", false)),
        (&["GET /devices/*"], &["GET /devices/{id}"], MostSpecific, api("GET /devices/{id}", false)),
        (&["* /**", "GET /devices/7"], &["GET /devices/*"], MostSpecific, api("GET /devices/7", true)),
        (&["* /**"], &["*"], MostSpecific, api("*", false)),
        (&["readDevice"], &["GET /devices/7"], MostSpecific, api("readDevice", true)),
        (&["read*"], &["GET /**"], MostSpecific, api("GET /**", false)),
        // Nobody allowed it by name, so the block stands.
        (&[], &["GET /**"], AllowOverrides, api("GET /**", false)),
        (&["POST /**"], &["GET /**"], AllowOverrides, api("GET /**", false)),
        (&["POST /**"], &["DELETE /**"], AllowOverrides, Reason::ApiNotAllowed),
    ] {
        let decision = decide(
            &access(allowed, blocked),
            Lifecycle::Enabled,
            &call(&[], "/devices/7"),
            policy(precedence),
        );
        assert_eq!(decision.reason, expected, "{allowed:?} {blocked:?} {precedence:?}");
    }
}

#[test]
fn addresses_follow_the_same_precedence() {
    let mut access = access(&[], &[]);
    access.allowed_ips = vec!["192.0.2.1".parse().unwrap()];
    access.blocked_ips = vec!["192.0.0.0/16".parse().unwrap()];
    for (precedence, expected) in [(DenyOverrides, false), (AllowOverrides, true), (MostSpecific, true)] {
        let decision = decide(&access, Lifecycle::Enabled, &call(&[], "/"), policy(precedence));
        assert_eq!(decision.allowed, expected, "{precedence:?}");
    }
}

#[test]
fn another_spelling_of_a_path_dodges_no_block() {
    let access = access(&["GET /**"], &["* /admin/**"]);
    for (path, expected) in [
        ("/admin/users", api("* /admin/**", false)),
        ("/%61dmin/users", api("* /admin/**", false)),
        ("/admin/", api("* /admin/**", false)),
        ("/admin?x", api("* /admin/**", false)),
        ("/devices/..%2fadmin", Reason::PathUnsafe),
        ("/devices/../admin", Reason::PathUnsafe),
        ("/devices/%2E%2e/admin", Reason::PathUnsafe),
        ("/devices/..;/admin", Reason::PathUnsafe),
        ("//admin", Reason::PathUnsafe),
        ("/devices%5c..%5cadmin", Reason::PathUnsafe),
        ("/devices/%252e%252e/admin", Reason::PathUnsafe),
        ("/devices%", Reason::PathUnsafe),
        ("/devices", api("GET /**", true)),
    ] {
        let decision = decide(&access, Lifecycle::Enabled, &call(&[], path), AccessPolicy::default());
        assert_eq!(decision.reason, expected, "{path}");
    }
}

#[test]
fn an_unsafe_path_is_any_path_to_a_block_and_none_to_an_allow() {
    for (allowed, blocked, precedence, expected) in [
        (&[] as &[&str], &[] as &[&str], DenyOverrides, Reason::AnyApi),
        (&["readDevice"], &[], DenyOverrides, api("readDevice", true)),
        (&["* /**"], &[], DenyOverrides, api("* /**", true)),
        (&["GET /**"], &[], DenyOverrides, Reason::PathUnsafe),
        (&["POST /**"], &[], DenyOverrides, Reason::ApiNotAllowed),
        (&[], &["GET /admin"], DenyOverrides, Reason::PathUnsafe),
        (&[], &["POST /admin"], DenyOverrides, Reason::AnyApi),
        (&["readDevice"], &["* /admin"], DenyOverrides, Reason::PathUnsafe),
        (&["readDevice"], &["* /admin"], AllowOverrides, api("readDevice", true)),
        (&["readDevice"], &["* /admin"], MostSpecific, api("readDevice", true)),
        (&["read*"], &["* /admin"], MostSpecific, Reason::PathUnsafe),
        (&[], &["* /**"], DenyOverrides, api("* /**", false)),
    ] {
        let decision =
            decide(&access(allowed, blocked), Lifecycle::Enabled, &call(&[], "/a%2Fb"), policy(precedence));
        assert_eq!(decision.reason, expected, "{allowed:?} {blocked:?} {precedence:?}");
    }
}
