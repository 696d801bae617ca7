//! What the backend made of what it was asked for, by table.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

use latchkey_model::{
    Access, AccessPolicy, Asked, DeviatingField, Deviation, Expiry, Lifecycle, Part, RuleList, Token,
    TokenId, TokenPart, UnreadPart, compare_asked,
};

fn until(text: &str) -> Expiry {
    Expiry::At(text.parse().unwrap())
}

fn asked() -> Asked {
    Asked {
        name: Some("ci".into()),
        description: Some("builds".into()),
        scopes: Some(vec!["read".into()]),
        allowed_apis: Some(Vec::new()),
        blocked_apis: Some(vec!["DELETE /users/**".parse().unwrap()]),
        allowed_ips: Some(vec!["192.0.2.1".parse().unwrap()]),
        blocked_ips: Some(Vec::new()),
        expiry: Some(until("2026-12-31T00:00:00Z")),
    }
}

fn token() -> Token {
    Token {
        id: TokenId("7".into()),
        name: "ci".into(),
        description: "builds".into(),
        hint: String::new(),
        access: Access {
            scopes: vec!["read".into()],
            blocked_apis: vec!["DELETE /users/**".parse().unwrap()],
            allowed_ips: vec!["192.0.2.1".parse().unwrap()],
            ..Access::new(until("2026-12-31T00:00:00Z"))
        },
        lifecycle: Lifecycle::Enabled,
        created: None,
        last_used: None,
        version: None,
        unread: Vec::new(),
    }
}

fn compare(asked: &Asked, change: impl FnOnce(&mut Token)) -> Vec<Deviation> {
    let mut token = token();
    change(&mut token);
    compare_asked(asked, &token, AccessPolicy::default())
}

#[test]
fn what_is_as_it_was_asked_for_deviates_in_nothing() {
    assert_eq!(compare(&asked(), |_| {}), []);
    assert_eq!(compare(&asked(), |t| t.access.expiry = until("2026-12-31T00:01:30Z")), []);
    assert_eq!(compare(&asked(), |t| t.access.scopes.push("read".into())), []);
}

#[test]
fn each_field_is_told_and_the_wider_is_marked() {
    type Change = fn(&mut Token);
    let changes: [(Change, bool); 11] = [
        (|t| t.name = "robot$ci".into(), false),
        (|t| t.description.clear(), false),
        (|t| t.access.expiry = Expiry::Never, true),
        (|t| t.access.expiry = Expiry::Unstated, true),
        (|t| t.access.expiry = until("2027-12-31T00:00:00Z"), true),
        (|t| t.access.expiry = until("2026-12-30T00:00:00Z"), false),
        (|t| t.access.scopes.push("write".into()), true),
        (|t| t.access.scopes.clear(), false),
        (|t| t.access.allowed_ips.clear(), true),
        (|t| t.access.blocked_apis.clear(), true),
        (|t| t.access.blocked_ips = vec!["10.0.0.0/8".parse().unwrap()], false),
    ];
    for (index, (change, wider)) in changes.into_iter().enumerate() {
        let deviations = compare(&asked(), change);
        assert_eq!(deviations.len(), 1, "{index}: {deviations:?}");
        assert_eq!(deviations[0].wider, wider, "{index}: {deviations:?}");
    }
}

#[test]
fn an_edit_that_changed_nothing_is_told() {
    let renamed = Asked { name: Some("cd".into()), ..Asked::default() };
    let deviations = compare(&renamed, |_| {});
    let field = DeviatingField::Name { asked: "cd".into(), found: "ci".into() };
    assert_eq!(deviations, [Deviation { field, wider: false }]);
}

#[test]
fn what_was_not_asked_for_is_not_compared() {
    assert_eq!(
        compare(&Asked::default(), |t| {
            t.access.expiry = Expiry::Never;
            t.access.scopes.push("write".into());
            t.name.clear();
        }),
        []
    );
}

#[test]
fn what_cannot_be_read_is_told_as_such() {
    let unread = |part| UnreadPart { part, at: "/ips/0".into(), problem: String::new(), text: "*".into() };
    let deviations = compare(&asked(), |token| {
        token.access.allowed_ips.clear();
        token.unread = vec![unread(TokenPart::Rules(RuleList::AllowedIps)), unread(TokenPart::Created)];
    });
    let field = DeviatingField::Unread(unread(TokenPart::Rules(RuleList::AllowedIps)));
    assert_eq!(deviations, [Deviation { field, wider: true }]);
}

#[test]
fn the_part_is_named() {
    let deviations = compare(&asked(), |token| token.access.scopes.push("write".into()));
    let DeviatingField::Access(Part::ScopeAdded(scope)) = &deviations[0].field else { panic!() };
    assert_eq!(scope.as_str(), "write");
}
