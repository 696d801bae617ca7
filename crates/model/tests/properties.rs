//! What holds for every access and every call, checked against the evaluator in `brute`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

mod brute;

use brute::{Api, Request, World, all_requests, api, instant, ip, policy, request, world};
use latchkey_model::{
    Access, AccessPolicy, ApiRule, DateOrder, Expiry, ExpiryPolicy, Finding, FindingContext, IpRule,
    Lifecycle, NameRules, NormalPath, Operation, Operations, RuleList, TokenName, decide, difference,
    findings, format_date, looks_like_secret, parse_date,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn allowed(access: &Access, lifecycle: Lifecycle, request: &Request, policy: AccessPolicy) -> bool {
    request.with_call(|call| decide(access, lifecycle, call, policy)).allowed
}

fn without(access: &Access, list: RuleList, index: usize) -> Access {
    let mut less = access.clone();
    match list {
        RuleList::AllowedApis => drop(less.allowed_apis.remove(index)),
        RuleList::BlockedApis => drop(less.blocked_apis.remove(index)),
        RuleList::AllowedIps => drop(less.allowed_ips.remove(index)),
        RuleList::BlockedIps => drop(less.blocked_ips.remove(index)),
    }
    less
}

/// An edit of a world: most parts stay, so that what did change decides.
fn edited() -> impl Strategy<Value = (World, World)> {
    (world(), world(), 0_u8..64).prop_map(|(before, other, from_other)| {
        let takes = |bit: u8| from_other & 1 << bit != 0;
        let mut after = before.clone();
        if takes(0) {
            after.allowed = other.allowed;
        }
        if takes(1) {
            after.blocked = other.blocked;
        }
        if takes(2) {
            after.allowed_ips = other.allowed_ips;
        }
        if takes(3) {
            after.blocked_ips = other.blocked_ips;
        }
        if takes(4) {
            after.scopes = other.scopes;
        }
        if takes(5) {
            after.expires = other.expires;
        }
        (before, after)
    })
}

/// One rule more or less in one list: the edits that people make.
fn nudged() -> impl Strategy<Value = (World, World)> {
    (world(), api(), ip(), 0_u8..4, any::<bool>()).prop_map(|(before, api, ip, list, add)| {
        let mut after = before.clone();
        match (list, add) {
            (0, true) => after.allowed.push(api),
            (0, false) => drop(after.allowed.pop()),
            (1, true) => after.blocked.push(api),
            (1, false) => drop(after.blocked.pop()),
            (2, true) => after.allowed_ips.push(ip),
            (2, false) => drop(after.allowed_ips.pop()),
            (_, true) => after.blocked_ips.push(ip),
            (_, false) => drop(after.blocked_ips.pop()),
        }
        (before, after)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decisions_agree_with_the_brute_force_evaluator(world in world(), request in request(), policy in policy()) {
        let access = world.access();
        let decision = request.with_call(|call| decide(&access, world.lifecycle, call, policy));
        prop_assert_eq!(decision.allowed, world.allows(&request, policy), "{:?}", decision);
        prop_assert_eq!(decision.trace.last(), Some(&decision.reason));
        prop_assert_eq!(decision.allowed, decision.trace.len() == 5 && world.allows(&request, policy));
    }

    #[test]
    fn a_rule_that_covers_another_matches_all_that_it_matches(wide in api(), narrow in api(), request in request()) {
        let (wide_rule, narrow_rule) = (wide.rule(), narrow.rule());
        prop_assert_eq!(narrow_rule.to_string().parse::<ApiRule>(), Ok(narrow_rule.clone()));
        prop_assert!(narrow_rule.covers(&narrow_rule));
        if wide_rule.covers(&narrow_rule) {
            prop_assert!(wide.matches(&request) || !narrow.matches(&request));
            // Not so where both say the same.
            prop_assert!(wide_rule.specificity() <= narrow_rule.specificity() || narrow_rule.covers(&wide_rule));
        }
    }

    #[test]
    fn a_block_covers_another_exactly_if_it_holds_all_its_addresses(wide in ip(), narrow in ip()) {
        let (wide, narrow) = (wide.rule(), narrow.rule());
        let holds = wide.contains(narrow.net().network()) && wide.contains(narrow.net().broadcast());
        prop_assert_eq!(wide.covers(&narrow), holds && wide.prefix() <= narrow.prefix());
        prop_assert_eq!(narrow.to_string().parse::<IpRule>(), Ok(narrow));
    }

    #[test]
    fn a_range_becomes_the_fewest_blocks_with_exactly_its_addresses(a in 200_u32..300, b in 200_u32..300, v6: bool) {
        let (start, end) = (a.min(b), a.max(b));
        let address = |n: u32| if v6 { format!("2001:db8::{n:x}") } else { format!("10.0.{}.{}", n / 256, n % 256) };
        let rules = IpRule::parse_list(&format!("{} - {}", address(start), address(end))).unwrap();
        for n in 198..302 {
            let inside = rules.iter().filter(|rule| rule.contains(address(n).parse().unwrap())).count();
            prop_assert_eq!(inside, usize::from((start..=end).contains(&n)), "{} {:?}", n, rules);
        }
        prop_assert_eq!(IpRule::merge(&rules), rules);
    }

    #[test]
    fn merging_keeps_the_addresses_and_leaves_no_two_to_join(rules in vec(ip(), 0..6), request in request()) {
        let rules: Vec<IpRule> = rules.iter().map(|rule| rule.rule()).collect();
        let merged = IpRule::merge(&rules);
        let holds = |rules: &[IpRule]| rules.iter().any(|rule| rule.contains(request.address()));
        prop_assert_eq!(holds(&rules), holds(&merged));
        prop_assert!(merged.len() <= rules.len());
        prop_assert_eq!(IpRule::merge(&merged), merged);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,12}|[GET */.{}%2efF5cab:;,-]{0,14}|[0-9a-f:./ ,-]{0,24}|[0-9./-]{0,11}") {
        if let Ok(rule) = text.parse::<ApiRule>() {
            prop_assert_eq!(rule.to_string().parse::<ApiRule>(), Ok(rule));
        }
        if let Ok(path) = NormalPath::parse(&text) {
            prop_assert_eq!(NormalPath::parse(path.as_str()), Ok(path));
        }
        if let Ok(rule) = text.parse::<IpRule>() {
            prop_assert_eq!(rule.to_string().parse::<IpRule>(), Ok(rule));
        }
        let _ = IpRule::parse_list(&text);
        for order in [DateOrder::YearMonthDay, DateOrder::DayMonthYear, DateOrder::MonthDayYear] {
            if let Ok(date) = parse_date(&text, order) {
                prop_assert_eq!(parse_date(&format_date(date, order), order), Ok(date));
            }
        }
        if let Ok(name) = TokenName::parse(&text, &NameRules::default(), |_| false) {
            prop_assert_eq!(TokenName::parse(name.as_str(), &NameRules::default(), |_| false), Ok(name));
        }
        let _ = looks_like_secret(&text, "a");
    }
}

proptest! {
    // Each case looks at every request of the small world.
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_widens_is_never_left_unmarked((before, after) in prop_oneof![edited(), nudged()], policy in policy()) {
        let (old, new) = (before.access(), after.access());
        let changes = difference(&old, &new, policy);
        if !changes.iter().any(|change| change.widens) {
            for request in all_requests() {
                let (did, does) = [&old, &new].map(|access| allowed(access, Lifecycle::Enabled, &request, policy)).into();
                prop_assert!(did || !does, "{:?} {:?}", request, changes);
                prop_assert!(did == does || !changes.is_empty(), "{:?}", request);
            }
        }
    }

    #[test]
    fn rules_said_to_have_no_effect_have_none(world in world(), policy in policy()) {
        let access = Access { expiry: Expiry::Never, ..world.access() };
        let context = FindingContext {
            operations: &Operations::default(),
            your_address: None,
            now: instant(0),
            policy,
            expiry: &ExpiryPolicy::default(),
        };
        for finding in findings(&access, &context) {
            let (list, index, last) = match finding {
                Finding::Duplicate { list, index, .. } | Finding::Shadowed { list, index, .. } => (list, index, false),
                Finding::Contradicted { list: list @ RuleList::AllowedApis, index, .. } => (list, index, access.allowed_apis.len() == 1),
                Finding::Contradicted { list: list @ RuleList::AllowedIps, index, .. } => (list, index, access.allowed_ips.len() == 1),
                Finding::Contradicted { list, index, .. } => (list, index, false),
                _ => continue,
            };
            // Without its last rule an allow list may mean everything.
            if !last {
                let less = without(&access, list, index);
                for request in all_requests() {
                    let (with, without) =
                        [&access, &less].map(|access| allowed(access, Lifecycle::Enabled, &request, policy)).into();
                    prop_assert_eq!(with, without, "{:?} {:?}", finding, request);
                }
            }
        }
    }

    #[test]
    fn rules_said_to_match_nothing_match_no_operation(rules in vec(api(), 1..5), operations in vec(api(), 1..4)) {
        let operations = Operations::new(operations.iter().filter_map(operation).collect());
        prop_assume!(!operations.is_empty());
        let access = Access { allowed_apis: rules.iter().map(Api::rule).collect(), ..Access::new(Expiry::Never) };
        let context = FindingContext {
            operations: &operations,
            your_address: None,
            now: instant(0),
            policy: AccessPolicy::default(),
            expiry: &ExpiryPolicy::default(),
        };
        let found = findings(&access, &context);
        for (index, rule) in rules.iter().enumerate() {
            let nothing = found.contains(&Finding::MatchesNothing { list: RuleList::AllowedApis, index });
            let of_operation = |request: &Request| operations.iter().any(|operation| {
                let path: ApiRule = format!("{} {}", operation.method, operation.path).parse().unwrap();
                path.matches("", request.method, &NormalPath::parse(&request.wire).unwrap_or_default())
            });
            let requests = all_requests().into_iter().map(|request| Request { id: "", ..request });
            let meant = requests.filter(of_operation).any(|request| rule.matches(&request));
            prop_assert!(!(nothing && meant), "{} {:?}", rule.text(), operations);
        }
    }
}

/// A path rule as an operation's template.
fn operation(api: &Api) -> Option<Operation> {
    let text = api.text();
    let (method, path) = text.split_once(' ')?;
    let (method, path) = (if method == "*" { "GET" } else { method }, path.replace("**", "{*rest}"));
    // `{*rest}` cannot be written as a rule, which the test above needs.
    (!path.contains("{*") && path != "/*").then(|| Operation {
        id: "operation".into(),
        method: method.into(),
        path: path.replace("/*", "/{x}"),
        group: String::new(),
        summary: String::new(),
        docs: String::new(),
        scopes: Vec::new(),
    })
}
