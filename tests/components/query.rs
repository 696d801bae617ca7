//! Which tokens the list shows, and in which order.

use crate::support::tokens::{at, token};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey::state::query::{self, order};
use latchkey::state::row::LOOK_AHEAD;
use latchkey::state::view::Criteria;
use latchkey::state::{Sort, SortKey, TokenRow, View};
use latchkey_model::{AccessPolicy, Expiry, Lifecycle, ScopeId, Status, Token};
use std::sync::Arc;
use wasm_bindgen_test::wasm_bindgen_test;

fn rows(tokens: impl IntoIterator<Item = Token>) -> Vec<Arc<TokenRow>> {
    tokens.into_iter().map(|token| Arc::new(TokenRow::new(token))).collect()
}

fn now() -> DateTime<Utc> {
    at("2026-11-21T10:00:00Z")
}

fn filter(
    rows: &[Arc<TokenRow>],
    order: &[u32],
    search: &str,
    status: Option<Status>,
    now: DateTime<Utc>,
) -> Vec<u32> {
    query::filter(
        rows,
        order,
        search,
        status,
        None,
        Criteria { now, policy: AccessPolicy::default(), scopes: None },
    )
}

fn names(rows: &[Arc<TokenRow>], positions: &[u32]) -> Vec<String> {
    positions.iter().map(|p| rows[*p as usize].token.name.clone()).collect()
}

/// Many, with many that are equal in whatever one sorts by.
fn many() -> Vec<Arc<TokenRow>> {
    rows((0..10_000_i64).map(|i| {
        let mixed = i.wrapping_mul(7919) % 10_007;
        let mut token =
            token(&i.to_string(), &format!("{} {}", ["Deploy", "ci", "backup"][i as usize % 3], mixed / 100));
        token.access.expiry = match mixed % 4 {
            0 => Expiry::Never,
            1 => Expiry::Unstated,
            _ => Expiry::At(now() + TimeDelta::hours(mixed - 5_000)),
        };
        token.lifecycle = match mixed % 7 {
            0 => Lifecycle::Disabled,
            1 => Lifecycle::Revoked(None),
            _ => Lifecycle::Enabled,
        };
        token.created = Some(now() - TimeDelta::days(mixed % 50));
        token.last_used = (mixed % 5 > 0).then(|| now() - TimeDelta::days(mixed % 30));
        token
    }))
}

#[wasm_bindgen_test]
fn ten_thousand_are_sorted_by_every_column_and_equal_ones_stay_as_they_came() {
    let rows = many();
    let far = DateTime::<Utc>::MAX_UTC;
    let keys: [(SortKey, fn(&TokenRow, DateTime<Utc>) -> (String, i64)); 5] = [
        (SortKey::Name, |row, _| (row.token.name.to_lowercase(), 0)),
        (SortKey::Status, |row, _| (String::new(), row.status(now()) as i64)),
        (SortKey::Created, |row, _| (String::new(), row.token.created.unwrap().timestamp())),
        (SortKey::Expires, |row, far| match row.token.access.expiry {
            Expiry::At(at) => (String::new(), at.timestamp()),
            _ => (String::new(), far.timestamp()),
        }),
        (SortKey::LastUsed, |row, _| {
            (String::new(), row.token.last_used.map_or(i64::MIN, |at| at.timestamp()))
        }),
    ];
    for (key, of) in keys {
        let mut expected: Vec<((String, i64), u32)> =
            (0..rows.len()).map(|i| (of(&rows[i], far), i as u32)).collect();
        expected.sort();
        let expected: Vec<u32> = expected.into_iter().map(|(_, position)| position).collect();
        let up = order(&rows, Sort { key, descending: false }, now());
        assert!(up == expected, "{key:?} upwards");

        let mut expected: Vec<_> =
            (0..rows.len()).map(|i| (std::cmp::Reverse(of(&rows[i], far)), i as u32)).collect();
        expected.sort();
        let expected: Vec<u32> = expected.into_iter().map(|(_, position)| position).collect();
        let down = order(&rows, Sort { key, descending: true }, now());
        assert!(down == expected, "{key:?} downwards");
    }
}

#[wasm_bindgen_test]
fn ten_thousand_are_filtered_in_the_order_they_have() {
    let rows = many();
    let order = order(&rows, Sort { key: SortKey::Name, descending: true }, now());
    let found = filter(&rows, &order, "CI 4", Some(Status::Active), now());
    let expected: Vec<u32> = order
        .iter()
        .copied()
        .filter(|p| {
            let row = &rows[*p as usize];
            row.token.name.contains("ci")
                && row.token.name.contains('4')
                && row.status(now()) == Status::Active
        })
        .collect();
    assert!(expected.len() > 100);
    assert!(found == expected);
    assert!(filter(&rows, &order, " \t", None, now()) == order, "no word asks for nothing");
}

#[wasm_bindgen_test]
fn a_search_finds_every_word_anywhere_in_any_case() {
    let mut deploy = token("1", "Nightly Déploiement");
    deploy.description = "pushes the Release images".to_owned();
    deploy.hint = "lk_7Qd2…x81f".to_owned();
    deploy.access.scopes = vec![ScopeId("devices:write".into())];
    let rows = rows([deploy, token("2", "nightly backup")]);
    let find = |search: &str| names(&rows, &filter(&rows, &[0, 1], search, None, now()));
    assert_eq!(find("nightly"), ["Nightly Déploiement", "nightly backup"]);
    for search in ["DÉPLOI", "release nightly", "7qd2", "X81F", "devices:write", "image  déploiement "] {
        assert_eq!(find(search), ["Nightly Déploiement"], "{search}");
    }
    for search in ["nightly weekly", "deploiementnightly", ".*", "release\nbackup"] {
        assert!(find(search).is_empty(), "{search}");
    }
    // Where one part of a token ends, the next does not go on.
    assert!(find("déploiementpushes").is_empty());
}

#[wasm_bindgen_test]
fn a_status_is_the_one_at_this_moment() {
    let of = |name: &str, expiry: Expiry, lifecycle: Lifecycle| {
        let mut token = token(name, name);
        token.access.expiry = expiry;
        token.lifecycle = lifecycle;
        token
    };
    let ends = |offset: TimeDelta| Expiry::At(now() + offset);
    let second = TimeDelta::seconds(1);
    let rows = rows([
        of("never", Expiry::Never, Lifecycle::Enabled),
        of("later", ends(LOOK_AHEAD + second), Lifecycle::Enabled),
        of("soon", ends(LOOK_AHEAD), Lifecycle::Enabled),
        of("just now", ends(TimeDelta::zero()), Lifecycle::Enabled),
        of("off", ends(-second), Lifecycle::Disabled),
        of("revoked", ends(second), Lifecycle::Revoked(None)),
    ]);
    let all: Vec<u32> = (0..6).collect();
    let with = |status, now| names(&rows, &filter(&rows, &all, "", Some(status), now));
    assert_eq!(with(Status::Active, now()), ["never", "later"]);
    assert_eq!(with(Status::Expiring, now()), ["soon"]);
    assert_eq!(with(Status::Expired, now()), ["just now"]);
    assert_eq!(with(Status::Disabled, now()), ["off"]);
    assert_eq!(with(Status::Revoked, now()), ["revoked"]);
    assert_eq!(with(Status::Expiring, now() + second), ["later", "soon"], "a second later");
}

#[wasm_bindgen_test]
fn a_view_shows_what_wants_tidying_up() {
    let of = |name: &str, change: fn(&mut Token)| {
        let mut token = token(name, name);
        token.created = Some(now() - TimeDelta::days(200));
        token.last_used = Some(now() - TimeDelta::days(1));
        token.access.expiry = Expiry::At(now() + TimeDelta::days(60));
        token.access.allowed_apis = vec!["GET /devices/**".parse().unwrap()];
        token.access.allowed_ips = vec!["10.0.0.0/8".parse().unwrap()];
        change(&mut token);
        token
    };
    let rows = rows([
        of("tidy", |_| ()),
        of("soon", |t| t.access.expiry = Expiry::At(now() + LOOK_AHEAD)),
        of("over", |t| t.access.expiry = Expiry::At(now())),
        of("for ever", |t| t.access.expiry = Expiry::Never),
        of("unused", |t| t.last_used = None),
        of("forgotten", |t| t.last_used = Some(now() - TimeDelta::days(90))),
        of("not forgotten", |t| t.last_used = Some(now() - TimeDelta::days(89))),
        of("anything", |t| t.access.allowed_apis = Vec::new()),
        of("anywhere", |t| t.access.allowed_ips = vec!["0.0.0.0/0".parse().unwrap()]),
        of("revoked", |t| {
            t.lifecycle = Lifecycle::Revoked(None);
            t.access.expiry = Expiry::Never;
            t.last_used = None;
        }),
        of("young", |t| {
            t.last_used = None;
            t.created = Some(now() - TimeDelta::days(3));
        }),
    ]);
    let all: Vec<u32> = (0..rows.len() as u32).collect();
    let read = [ScopeId("read".into())];
    let with = |view| {
        let criteria = Criteria { now: now(), policy: AccessPolicy::default(), scopes: Some(&read) };
        names(&rows, &query::filter(&rows, &all, "", None, Some(view), criteria))
    };
    assert_eq!(with(View::ExpiringSoon), ["soon"]);
    assert_eq!(with(View::Expired), ["over"]);
    assert_eq!(with(View::NeverExpires), ["for ever"]);
    assert_eq!(with(View::NeverUsed), ["unused", "young"]);
    assert_eq!(with(View::Unused), ["unused", "forgotten"]);
    assert_eq!(with(View::Everything), ["anything"]);
    assert_eq!(with(View::AnyAddress), ["anywhere"]);
}
