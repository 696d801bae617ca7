//! What reading costs: a list of 100,000 tokens, and a connector.
//!
//! `cargo bench -p latchkey-connector`

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use latchkey_connector::{Context, Engine, HttpResponse, Intent, Outcome, Session};
use std::hint::black_box;

const CONNECTOR: &str = include_str!("../../../connectors/latchkey.json");
const TOKENS: usize = 100_000;

/// As the reference backend writes it; one value of each token by its number.
fn list(limit: impl Fn(usize) -> String) -> HttpResponse {
    let token = |n: usize| {
        format!(
            r#"{{"id":"tok_{n:08}","name":"deploy key {n}","description":"made by the pipeline","scopes":["Collection","Device"],
            "allowed_apis":["GET /devices/**"],"blocked_apis":["* /policies/{{id}}"],"allowed_ips":["192.0.2.0/24"],
            "blocked_ips":["2001:db8::/32"],"expires_at":"2026-12-31T23:00:00Z","created_at":"2026-01-01T00:00:00Z",
            "last_used_at":"2026-11-20T10:00:00.123Z","last_used_from":"192.0.2.9","state":"enabled","revoked_at":null,
            "hint":"lk_7Qd2…x81f","etag":"\"v3\"","api_set":null,"limit":{}}}"#,
            limit(n)
        )
    };
    let tokens: Vec<String> = (0..TOKENS).map(token).collect();
    let body = format!(r#"{{"items":[{}],"next_cursor":null,"total":{TOKENS}}}"#, tokens.join(","));
    HttpResponse { status: 200, headers: Vec::new(), body }
}

fn read(criterion: &mut Criterion) {
    let engine = Engine::load("latchkey.json", CONNECTOR).unwrap();
    let session = Session::default();
    let context = Context {
        session: &session,
        now: "2026-12-01T00:00:00Z".parse().unwrap(),
        cookies: &[],
        idempotency_key: "",
        password: None,
    };
    let intent = Intent::List { cursor: None };
    let mut group = criterion.benchmark_group("list of 100,000 tokens");
    group.sample_size(10);
    for (name, answer) in
        [("whole", list(|n| n.to_string())), ("whole, with fractions", list(|n| format!("{n}.50")))]
    {
        // The outcome is dropped outside of the time.
        group.bench_function(name, |bench| {
            bench.iter_batched(
                || (),
                |()| {
                    let outcome = engine.decode(&intent, &context, &answer);
                    assert!(matches!(&outcome, Ok(Outcome::Page(page)) if page.tokens.len() == TOKENS));
                    outcome
                },
                BatchSize::PerIteration,
            );
        });
    }
    let answer = list(|n| n.to_string());
    group.bench_function("until the first 100 tokens are there", |bench| {
        bench.iter(|| {
            let mut decoding = engine.decoding(&intent, &context, &answer).unwrap();
            assert!(decoding.advance(100).unwrap());
            decoding.take_tokens()
        });
    });
    group.finish();
}

fn load(criterion: &mut Criterion) {
    criterion.bench_function("load a connector", |bench| {
        bench.iter(|| Engine::load("latchkey.json", black_box(CONNECTOR)).unwrap());
    });
}

criterion_group!(benches, read, load);
criterion_main!(benches);
