//! What the console previews is what happens: on generated tokens and calls, the console's judgement (the model, from
//! what the backend tells it), the backend's preview and the protected API say the same.

use crate::client::{Client, path_of};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::{
    Access, AccessPolicy, ApiRule, Call, Decision, EmptyList, Expiry, Extent, IpRule, Lifecycle, Operation,
    Operations, WrittenCall, decide, extents,
};
use latchkey_reference::{Options, Profile};
use serde_json::{Value, json};
use std::str::FromStr;

const TOKENS: usize = 40;
const CALLS: usize = 25;

/// Always the same sequence, so that a failure can be seen again (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }

    fn some<'a>(&mut self, of: &[&'a str], most: usize) -> Vec<&'a str> {
        (0..self.roll(most + 1)).map(|_| self.one(of)).collect()
    }
}

const SCOPES: [&str; 4] = ["Collection", "Device", "Policy", "Site"];
const API_RULES: [&str; 16] = [
    "listDevices",
    "getPolicy",
    "delete*",
    "*Device*",
    "*",
    "GET /**",
    "* /devices/**",
    "GET /devices/{id}",
    "* /devices/7",
    "DELETE /**",
    "* /policies",
    "POST /*",
    "* /sites/*",
    "* /**",
    "GET /collections/**",
    "PUT /policies/{id}",
];
const IP_RULES: [&str; 8] = [
    "127.0.0.0/8",
    "127.0.0.9",
    "192.0.2.0/24",
    "192.0.2.7",
    "0.0.0.0/0",
    "2001:db8::/32",
    "2001:db8::7",
    "::/0",
];
const ADDRESSES: [&str; 6] =
    ["127.0.0.1", "127.0.0.9", "192.0.2.7", "198.51.100.3", "2001:db8::7", "::ffff:192.0.2.1"];
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"];
const PATHS: [&str; 12] = [
    "/devices",
    "/devices/7",
    "/devices/8",
    "/policies",
    "/policies/7",
    "/sites",
    "/sites/3",
    "/collections",
    "/devices/",
    "/%64evices",
    "/devices/..%2Fpolicies",
    "/devices/7/keys",
];

fn rules<T: FromStr<Err: std::fmt::Debug>>(token: &Value, list: &str) -> Vec<T> {
    token[list].as_array().unwrap().iter().map(|rule| rule.as_str().unwrap().parse().unwrap()).collect()
}

/// The token as the console reads it.
fn access(token: &Value) -> Access {
    Access {
        scopes: token["scopes"].as_array().unwrap().iter().map(|s| s.as_str().unwrap().into()).collect(),
        allowed_apis: rules::<ApiRule>(token, "allowed_apis"),
        blocked_apis: rules::<ApiRule>(token, "blocked_apis"),
        allowed_ips: rules::<IpRule>(token, "allowed_ips"),
        blocked_ips: rules::<IpRule>(token, "blocked_ips"),
        expiry: token["expires_at"].as_str().map_or(Expiry::Never, |at| Expiry::At(at.parse().unwrap())),
    }
}

fn operations(listed: &Value) -> Operations {
    let text = |of: &Value| of.as_str().unwrap().to_owned();
    let one = |o: &Value| Operation {
        id: text(&o["id"]),
        method: text(&o["method"]),
        path: text(&o["path"]),
        group: text(&o["group"]),
        summary: text(&o["summary"]),
        docs: text(&o["docs"]),
        scopes: o["scopes"].as_array().unwrap().iter().map(|s| s.as_str().unwrap().into()).collect(),
    };
    Operations::new(listed["items"].as_array().unwrap().iter().map(one).collect())
}

/// As `src/tokens/rules/trial.rs` does it.
fn preview(
    access: &Access,
    typed: &str,
    operations: &[Operation],
    address: &str,
    at: DateTime<Utc>,
    policy: AccessPolicy,
) -> Decision {
    let written = WrittenCall::read(typed, operations).unwrap();
    let call = Call {
        operation: written.operation.map_or("", |o| &o.id),
        scopes: written.operation.map_or(&[], |o| &o.scopes),
        method: &written.method,
        path: &written.path,
        address: address.parse::<std::net::IpAddr>().unwrap().to_canonical(),
        at,
    };
    decide(access, Lifecycle::Enabled, &call, policy)
}

/// The name that the backend gives a reason, from the model's.
fn snake(name: &str) -> String {
    let name = name.split(['(', ' ', '{']).next().unwrap();
    name.chars().fold(String::new(), |mut out, c| {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
        out
    })
}

async fn agree(profile: Profile, policy: AccessPolicy) {
    let client = Client::signed_in(Options { profile, ..Options::default() }).await;
    let full = profile == Profile::Full;
    let operations = operations(&client.get("/api/v1/operations").await.expect(200).body);
    let mut dice = Dice(7);
    let (mut passed, mut refused, mut partly) = (0, 0, 0);
    for number in 0..TOKENS {
        let expires = (client.time.now() + TimeDelta::hours(1)).to_rfc3339();
        let mut body = json!({ "allowed_apis": dice.some(&API_RULES, 3), "expires_at": expires });
        if full {
            body["name"] = json!(format!("token {number}"));
            body["scopes"] = json!(dice.some(&SCOPES, 6));
            body["blocked_apis"] = json!(dice.some(&API_RULES, 2));
            // Addresses in a third of them, else hardly a call would come to the APIs.
            if number % 3 == 0 {
                body["allowed_ips"] = json!(dice.some(&IP_RULES, 3));
                body["blocked_ips"] = json!(dice.some(&IP_RULES, 1));
            }
        }
        let password = [("x-confirm-password", "lovelace-1843")];
        let made = client.send_with("POST", "/api/v1/tokens", body, &password).await.expect(201).body;
        let (token, secret) = (&made["token"], made["secret"].as_str().unwrap());
        let access = access(token);
        let extents = extents(&access, &operations, policy);
        partly += extents.iter().filter(|extent| **extent == Extent::Part).count();
        for _ in 0..CALLS {
            let (method, path, address) = (dice.one(&METHODS), dice.one(&PATHS), dice.one(&ADDRESSES));
            let typed = format!("{method} {path}");
            let what = format!("{typed} from {address} with {token}");
            let now = client.time.now();
            let ours = preview(&access, &typed, &operations, address, now, policy);
            let asked = json!({ "method": method, "path": path, "address": address });
            let decide = format!("{}/decide", path_of(token));
            let theirs = client.send("POST", &decide, asked.clone()).await.expect(200).body;
            assert_eq!(theirs["allowed"], ours.allowed, "{what}: {theirs}");
            let trace: Vec<String> = ours.trace.iter().map(|reason| snake(&format!("{reason:?}"))).collect();
            let their_trace: Vec<&str> =
                theirs["trace"].as_array().unwrap().iter().map(|r| r["kind"].as_str().unwrap()).collect();
            assert_eq!(trace, their_trace, "{what}");

            let caller = Client { address: address.parse().unwrap(), ..client.clone() };
            let done = caller.with_token(method, &format!("/v1{path}"), secret).await;
            let operation = WrittenCall::read(&typed, &operations).unwrap().operation;
            let through = !matches!(done.status.as_u16(), 401 | 403);
            if operation.is_none() {
                // No such API: whatever the rules say, nothing is there to be called.
                assert!(matches!(done.status.as_u16(), 401 | 403 | 404 | 405), "{what}: {}", done.text);
                continue;
            }
            assert_eq!(through, ours.allowed, "{what}: {}", done.text);
            if !through && method != "HEAD" {
                assert_eq!(done.body["reason"], theirs["reason"], "{what}");
            }
            if through {
                passed += 1
            } else {
                refused += 1
            }

            // The count of what a token can call never says none where a call passes.
            if let Some(place) = operation.and_then(|o| operations.iter().position(|other| other == o)) {
                assert!(!through || extents[place] != Extent::None, "{what}");
            }

            // After it has expired every call is refused, and the preview of then says so now.
            let later = now + TimeDelta::hours(2);
            assert!(!preview(&access, &typed, &operations, address, later, policy).allowed);
            let mut asked = asked;
            asked["at"] = json!(later.to_rfc3339());
            assert_eq!(client.send("POST", &decide, asked).await.expect(200).body["allowed"], false);
        }
    }
    // The cases are worth something only if both outcomes are common.
    let cases = TOKENS * CALLS;
    assert!(passed > cases / 20 && refused > cases / 4, "{passed} passed, {refused} were refused");
    assert!(partly > 0, "no token can call an operation in part");
}

#[tokio::test]
async fn the_console_the_preview_and_the_protected_api_agree() {
    agree(Profile::Full, AccessPolicy::default()).await;
}

#[tokio::test]
async fn they_agree_where_an_empty_list_means_nothing() {
    let policy = AccessPolicy { empty_apis: EmptyList::Nothing, ..AccessPolicy::default() };
    agree(Profile::Virtuozzo, policy).await;
}
