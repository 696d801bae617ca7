//! What a token can call, by the count, against what `decide` says of single calls.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests are tests")]

mod support;

use latchkey_model::{
    Access, AccessPolicy, ApiRule, Call, EmptyList, Expiry, Extent, Lifecycle, Mark, Operation, Operations,
    Precedence, WrittenCall, decide, extents, marks,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn operation(id: &str, method: &str, path: &str, scope: Option<&str>) -> Operation {
    Operation { scopes: scope.map(Into::into).into_iter().collect(), ..support::operation(id, method, path) }
}

fn operations() -> Operations {
    Operations::new(vec![
        operation("listDevices", "GET", "/devices", Some("Device")),
        operation("makeDevice", "POST", "/devices", Some("Device")),
        operation("readDevice", "GET", "/devices/{id}", Some("Device")),
        operation("dropDevice", "DELETE", "/devices/{id}", Some("Device")),
        operation("readKeys", "GET", "/devices/{id}/keys", None),
        operation("listSites", "GET", "/sites", None),
        operation("env.Stop", "", "", None),
    ])
}

const RULES: [&str; 16] = [
    "GET /devices",
    "GET /devices/{id}",
    "GET /devices/7",
    "* /devices/7/**",
    "GET /devices/**",
    "DELETE /devices/*",
    "DELETE /devices/7",
    "* /**",
    "listDevices",
    "read*",
    "readKeys",
    "env.*",
    "GET /sites",
    "* /sites/9",
    "POST /**",
    "*Device",
];

/// Two calls of each operation: one that narrow rules single out, one that they do not.
fn calls(operation: &Operation) -> [String; 2] {
    ["7", "8"].map(|id| operation.path.replace("{id}", id))
}

fn rules() -> impl Strategy<Value = Vec<ApiRule>> {
    subsequence(RULES.to_vec(), 0..5)
        .prop_map(|texts| texts.into_iter().map(|text| text.parse().unwrap()).collect())
}

fn policies() -> impl Strategy<Value = AccessPolicy> {
    let precedence =
        select(vec![Precedence::DenyOverrides, Precedence::AllowOverrides, Precedence::MostSpecific]);
    let empty = select(vec![EmptyList::Everything, EmptyList::Nothing]);
    (precedence, empty).prop_map(|(precedence, empty_apis)| AccessPolicy {
        precedence,
        empty_apis,
        ..AccessPolicy::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_extent_of_an_operation_is_what_its_calls_may(
        allowed in rules(), blocked in rules(), scope in any::<bool>(), policy in policies()
    ) {
        let access = Access {
            scopes: scope.then(|| "Device".into()).into_iter().collect(),
            allowed_apis: allowed,
            blocked_apis: blocked,
            ..Access::new(Expiry::Never)
        };
        let operations = operations();
        for (operation, extent) in operations.iter().zip(extents(&access, &operations, policy)) {
            let passed = calls(operation).map(|path| {
                let call = Call {
                    operation: &operation.id,
                    scopes: &operation.scopes,
                    method: &operation.method,
                    path: &path,
                    address: "192.0.2.1".parse().unwrap(),
                    at: "2026-11-21T10:00:00Z".parse().unwrap(),
                };
                decide(&access, Lifecycle::Enabled, &call, policy).allowed
            });
            match extent {
                Extent::Whole => prop_assert_eq!(passed, [true, true], "{:?}", operation.id),
                Extent::None => prop_assert_eq!(passed, [false, false], "{:?}", operation.id),
                Extent::Part => {}
            }
            // Where the two differ, only "in part" is true; and without rules that single calls out, nothing is.
            if passed[0] != passed[1] {
                prop_assert_eq!(extent, Extent::Part);
            }
            let single = |rule: &ApiRule| rule.to_string().contains(['7', '9']);
            if !access.allowed_apis.iter().chain(&access.blocked_apis).any(single) {
                prop_assert_ne!(extent, Extent::Part);
            }
        }
    }
}

#[test]
fn an_operation_is_marked_by_its_own_rule_in_either_spelling() {
    let operations = operations();
    let rules: Vec<ApiRule> =
        ["GET /devices/7", "listDevices", "GET /devices/{id}", "env.Stop", "POST /dev*"]
            .into_iter()
            .filter_map(|text| text.parse().ok())
            .collect();
    let found = marks(&rules, &operations);
    let expected = [Mark::On, Mark::Off, Mark::On, Mark::Off, Mark::Off, Mark::Off, Mark::On];
    assert_eq!(found.operations, expected);
    // `/dev*` is no rule.
    assert_eq!(found.own, [false, true, true, true]);
}

#[test]
fn both_spellings_of_an_operation_are_its_own() {
    let rules = ["GET /sites", "listSites", "listSites", "list*"].map(|text| text.parse().unwrap());
    let found = marks(&rules, &operations());
    assert_eq!(found.operations[5], Mark::On);
    assert_eq!(found.own, [true, true, true, false]);
}

#[test]
fn two_thousand_operations_under_as_many_rules_are_marked_at_once() {
    let operations = (0..2000)
        .map(|n| operation(&format!("op{n}"), "GET", &format!("/things{}/{n}/{{id}}", n % 40), None))
        .collect();
    let operations = Operations::new(operations);
    let rules = operations.rules();
    assert!(marks(rules, &operations).operations.iter().all(|mark| *mark == Mark::On));
    let half = marks(&rules[..1000], &operations);
    assert_eq!(half.operations.iter().filter(|mark| **mark == Mark::On).count(), 1000);
}

#[test]
fn a_written_call_comes_to_its_operation() {
    let operations = operations();
    let read = |text: &str| {
        WrittenCall::read(text, &operations)
            .map(|call| (call.operation.map(|o| o.id.clone()), [call.method, call.path].join(" ")))
    };
    let at = |id: &str, call: &str| Some((Some(id.to_owned()), call.to_owned()));
    assert_eq!(read("readDevice"), at("readDevice", "GET /devices/{id}"));
    assert_eq!(read("GET /devices/{id}"), at("readDevice", "GET /devices/{id}"));
    assert_eq!(read(" get  /devices/7?page=2 "), at("readDevice", "GET /devices/7"));
    assert_eq!(read("HEAD /devices"), at("listDevices", "GET /devices"));
    assert_eq!(read("env.Stop"), at("env.Stop", " "));
    assert_eq!(read("GET /%64evices"), Some((None, "GET /%64evices".to_owned())));
    assert_eq!(read("PATCH /devices/7"), Some((None, "PATCH /devices/7".to_owned())));
    for unread in ["", "GET", "/devices", "GET devices", "G3T /devices", "GET /a b", "noSuchId"] {
        assert_eq!(read(unread), None, "{unread:?}");
    }
    let narrow = [operation("any", "GET", "/a/{id}", None), operation("one", "GET", "/a/b", None)];
    let call = WrittenCall::read("GET /a/b", &narrow).unwrap();
    assert_eq!(call.operation.unwrap().id, "one");
}
