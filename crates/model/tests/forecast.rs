//! What can be said of a call where it is not known what scopes permit.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

use latchkey_model::{
    Access, AccessPolicy, Call, Expiry, Forecast, Lifecycle, Operation, Operations, Reason, ScopeId,
    ScopeKnowledge, forecast, scopes_decide, scopes_known,
};

use ScopeKnowledge::{Known, Unknown};

fn access(scopes: &[&str], allowed_ips: &[&str], blocked_apis: &[&str]) -> Access {
    Access {
        scopes: scopes.iter().map(|scope| ScopeId::from(*scope)).collect(),
        allowed_ips: allowed_ips.iter().map(|rule| rule.parse().unwrap()).collect(),
        blocked_apis: blocked_apis.iter().map(|rule| rule.parse().unwrap()).collect(),
        ..Access::new(Expiry::Never)
    }
}

fn operation(id: &str, scopes: &[&str]) -> Operation {
    Operation {
        id: id.into(),
        method: "GET".into(),
        path: format!("/{id}"),
        group: String::new(),
        summary: String::new(),
        docs: String::new(),
        scopes: scopes.iter().map(|scope| ScopeId::from(*scope)).collect(),
    }
}

fn ask(access: &Access, needed: &[&str], known: ScopeKnowledge) -> Forecast {
    let scopes: Vec<ScopeId> = needed.iter().map(|scope| ScopeId::from(*scope)).collect();
    let call = Call {
        operation: "",
        scopes: &scopes,
        method: "DELETE",
        path: "/api/v1/users/7",
        address: "192.0.2.1".parse().unwrap(),
        at: "2026-11-21T10:00:00Z".parse().unwrap(),
    };
    forecast(access, Lifecycle::Enabled, &call, AccessPolicy::default(), known)
}

#[test]
fn where_scopes_are_unknown_nothing_passes_for_sure() {
    for scopes in [&["workflow:list"] as &[&str], &["*"], &[]] {
        let said = ask(&access(scopes, &["192.0.2.0/24"], &[]), &[], Unknown);
        let Forecast::ScopesDecide(decision) = said else { panic!("{scopes:?}: {said:?}") };
        // What rules and addresses say stands beside it, and no word of scopes.
        let steps = vec![
            Reason::Enabled,
            Reason::NotExpired,
            Reason::AddressAllowed("192.0.2.0/24".parse().unwrap()),
            Reason::AnyApi,
        ];
        assert_eq!(decision.trace, steps, "{scopes:?}");
    }
}

#[test]
fn what_rules_and_addresses_refuse_is_refused_whatever_scopes_say() {
    for access in [access(&["*"], &["10.0.0.0/8"], &[]), access(&["*"], &[], &["DELETE /api/v1/users/**"])] {
        let said = ask(&access, &[], Unknown);
        assert!(matches!(said, Forecast::Refused(_)), "{said:?}");
    }
}

#[test]
fn known_scopes_decide_by_name() {
    assert!(matches!(ask(&access(&["users"], &[], &[]), &["users"], Known), Forecast::Passes(_)));
    assert!(matches!(ask(&access(&["read"], &[], &[]), &["users"], Known), Forecast::Refused(_)));
    assert!(matches!(ask(&access(&[], &[], &[]), &[], Known), Forecast::Passes(_)));
}

#[test]
fn a_scope_with_a_star_may_stand_for_the_one_that_is_needed() {
    for scope in ["*", "users:*"] {
        let held = access(&[scope], &[], &[]);
        assert!(matches!(ask(&held, &["users:delete"], Known), Forecast::ScopesDecide(_)), "{scope}");
        let both = access(&[scope, "users:delete"], &[], &[]);
        assert!(matches!(ask(&both, &["users:delete"], Known), Forecast::Passes(_)), "{scope}");
    }
}

#[test]
fn no_scope_in_the_list_means_none_is_needed_only_where_others_name_some() {
    let silent = Operations::new(vec![operation("a", &[]), operation("b", &[])]);
    let telling = Operations::new(vec![operation("a", &["read"]), operation("b", &[])]);
    let none = Operations::new(Vec::new());
    for (operations, which, has_scopes, known) in [
        (&silent, Some(0), true, Unknown),
        (&telling, Some(0), true, Known),
        (&telling, Some(1), true, Known),
        (&telling, None, true, Unknown),
        (&none, None, true, Unknown),
        (&none, None, false, Known),
        (&silent, Some(0), false, Known),
    ] {
        let operation = which.and_then(|which: usize| operations.get(which));
        assert_eq!(scopes_known(operations, operation, has_scopes), known, "{which:?} {has_scopes}");
    }
    let plain = access(&["read"], &[], &[]);
    let star = access(&["*"], &[], &[]);
    for (access, operations, has_scopes, decide) in [
        (&plain, &silent, true, true),
        (&plain, &none, true, true),
        (&plain, &none, false, false),
        (&plain, &telling, true, false),
        (&star, &telling, true, true),
        (&star, &telling, false, false),
    ] {
        assert_eq!(scopes_decide(access, operations, has_scopes), decide, "{:?}", access.scopes);
    }
}
