//! API rules: what is read, what is refused, what matches what.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

mod support;

use latchkey_model::{ApiRule, ApiRuleError, NormalPath, Reach, UnsafePath};
use support::operation;

fn rule(text: &str) -> ApiRule {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

#[test]
fn rules_are_kept_in_one_spelling() {
    for (typed, kept) in [
        ("GET /devices", "GET /devices"),
        (" get \t /devices/ ", "GET /devices"),
        ("* /", "* /"),
        ("* /**", "* /**"),
        ("* /**/**/**", "* /**"),
        ("GET /a/**/b/**/", "GET /a/**/b/**"),
        ("PATCH /policies/{policy_id}", "PATCH /policies/{policy_id}"),
        ("GET /a/%7Eann/caf%c3%a9", "GET /a/~ann/café"),
        ("GET /100%25/%2A/%7bx%7D", "GET /100%25/%2A/%7Bx%7D"),
        ("GET /a%20b", "GET /a%20b"),
        ("GET /a%E2%80%AEb", "GET /a%E2%80%AEb"),
        ("GET /.well-known/a.b..c", "GET /.well-known/a.b..c"),
        ("GET /books:archive,all;v=1", "GET /books:archive,all;v=1"),
        ("environment.control.*", "environment.control.*"),
        ("**.get**", "*.get*"),
        ("repos/list-commits", "repos/list-commits"),
        ("api::article.find", "api::article.find"),
        ("*", "*"),
    ] {
        let read = rule(typed);
        assert_eq!(read.to_string(), kept, "{typed}");
        assert_eq!(rule(kept), read, "{typed}");
    }
}

#[test]
fn what_cannot_be_a_rule_is_refused_with_its_reason() {
    use ApiRuleError::{Character, Empty, Method, NoSlash, Segment, Wildcard};
    let segment = |text: &str| Segment(text.into());
    let wildcard = |text: &str| Wildcard(text.into());
    for (text, error) in [
        ("", Empty),
        (" \n ", Empty),
        ("G3T /a", Method("G3T".into())),
        ("GET,POST /a", Method("GET,POST".into())),
        ("** /a", Method("**".into())),
        ("/devices/**", Method("".into())),
        ("GET/devices", Method("GET".into())),
        ("*/devices", Method("*".into())),
        ("GET devices", NoSlash),
        ("GET https://api.example.com/a", NoSlash),
        ("GET /a/../b", segment("..")),
        ("GET /a/./b", segment(".")),
        ("GET /a/%2e%2E/b", segment("%2e%2E")),
        ("GET /a/..;x/b", segment("..;x")),
        ("GET /a//b", segment("")),
        ("GET //", segment("")),
        ("GET /a//", segment("")),
        ("GET /a%2Fb", segment("a%2Fb")),
        ("GET /a%5cb", segment("a%5cb")),
        ("GET /a%252Fb", segment("a%252Fb")),
        ("GET /a%0Ab", segment("a%0Ab")),
        ("GET /a%2", segment("a%2")),
        ("GET /a%zz", segment("a%zz")),
        ("GET /a%+1", segment("a%+1")),
        ("GET /%C0%AF", segment("%C0%AF")),
        ("GET /a*", wildcard("a*")),
        ("GET /***", wildcard("***")),
        ("GET /{}", wildcard("{}")),
        ("GET /{a", wildcard("{a")),
        ("GET /a}", wildcard("a}")),
        ("GET /{id}.json", wildcard("{id}.json")),
        ("GET /{a}{b}", wildcard("{a}{b}")),
        ("GET /{rest+}", wildcard("{rest+}")),
        ("GET /a b", Character(' ')),
        ("GET /a?x=1", Character('?')),
        ("GET /a#x", Character('#')),
        ("GET /a\\b", Character('\\')),
        ("GET /a\u{202e}b", Character('\u{202e}')),
        ("get\u{200b}Device", Character('\u{200b}')),
        ("getDevice,listDevices", Character(',')),
        ("getDevice;", Character(';')),
    ] {
        assert_eq!(text.parse::<ApiRule>(), Err(error), "{text}");
    }
}

#[test]
fn paths_on_the_wire_have_one_spelling_or_none() {
    for (wire, normal) in [
        ("/", "/"),
        ("/?page=2", "/"),
        ("", ""),
        ("/devices/", "/devices"),
        ("/devices?next=/../a%2Fb", "/devices"),
        ("/%64evices", "/devices"),
        ("/a/...", "/a/..."),
        ("/a/.b", "/a/.b"),
        ("/a/*/{x}/**", "/a/%2A/%7Bx%7D/%2A%2A"),
        ("/a/%25", "/a/%25"),
        ("/a/;x", "/a/;x"),
    ] {
        assert_eq!(
            NormalPath::parse(wire).map(|path| path.as_str().to_string()),
            Ok(normal.into()),
            "{wire}"
        );
    }
    for (wire, segment) in [
        ("//", ""),
        ("//devices", ""),
        ("/devices//", ""),
        ("/devices/%2e", "%2e"),
        ("/a/..", ".."),
        ("/a/..;/b", "..;"),
        ("/a/%2e%2e%3bx/b", "%2e%2e%3bx"),
        ("/a%2fb", "a%2fb"),
        ("/a%5Cb", "a%5Cb"),
        ("/a\\b", "a\\b"),
        ("/a/%252e%252E", "%252e%252E"),
        ("/a/%255c", "%255c"),
        ("/a%00", "a%00"),
        ("/a%", "a%"),
        ("/a%4", "a%4"),
        ("/%ff", "%ff"),
        ("/a#b", "a#b"),
        ("*", "*"),
        ("?a", ""),
        ("http://host/a", "http://host/a"),
    ] {
        assert_eq!(NormalPath::parse(wire), Err(UnsafePath { segment: segment.into() }), "{wire}");
    }
}

#[test]
fn rules_match_calls() {
    for (text, call, expected) in [
        ("GET /devices", "GET /devices", true),
        ("GET /devices", "GET /devices/", true),
        ("GET /devices", "POST /devices", false),
        ("GET /devices", "GET /Devices", false),
        ("GET /devices", "GET /devices/7", false),
        ("* /devices", "DELETE /devices", true),
        ("GET /devices/*", "GET /devices/7", true),
        ("GET /devices/*", "GET /devices", false),
        ("GET /devices/*", "GET /devices/7/logs", false),
        ("GET /devices/{id}", "GET /devices/%7Bid%7D", true),
        ("GET /devices/{id}/logs", "GET /devices/7/logs", true),
        ("GET /devices/**", "GET /devices", true),
        ("GET /devices/**", "GET /devices/7/logs/x", true),
        ("GET /devices/**", "GET /devicesx", false),
        ("GET /**/logs", "GET /logs", true),
        ("GET /**/logs", "GET /a/logs/b/logs", true),
        ("GET /**/logs", "GET /a/logs/b", false),
        ("GET /**/a/*/b/**", "GET /a/a/b/a/x/b", true),
        ("GET /**/a/*/b/**", "GET /a/b/b/b", true),
        ("GET /**/a/*/b/**", "GET /a/b", false),
        ("GET /**/**/a", "GET /a", true),
        ("GET /%2A", "GET /anything", false),
        ("GET /%2A", "GET /*", true),
        ("GET /", "GET /", true),
        ("GET /", "GET /a", false),
        ("GET /caf%C3%A9", "GET /café", true),
        ("* /**", "GET ", true),
        ("GET /**", "GET ", false),
        ("GET /", "GET ", false),
    ] {
        let (method, path) = call.split_once(' ').unwrap();
        assert_eq!(
            rule(text).matches("", method, &NormalPath::parse(path).unwrap()),
            expected,
            "{text}: {call}"
        );
    }
    for (text, id, expected) in [
        ("getDevice", "getDevice", true),
        ("getDevice", "getdevice", false),
        ("getDevice", "getDevices", false),
        ("get*", "getDevice", true),
        ("get*", "get", true),
        ("*.control.*", "environment.control.StopEnv", true),
        ("*.control.*", "environment.control", false),
        ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "a-c-b", false),
        ("*aab", "aaaab", true),
        ("*", "", true),
        ("a*", "", false),
    ] {
        assert_eq!(rule(text).matches(id, "GET", &NormalPath::default()), expected, "{text}: {id}");
    }
}

#[test]
fn rules_reach_operations_wholly_in_part_or_not() {
    use Reach::{None, Part, Whole};
    for (text, method, path, expected) in [
        ("GET /devices/{id}", "GET", "/devices/{device_id}", Whole),
        ("GET /devices/7", "GET", "/devices/{id}", Part),
        ("* /devices/**", "GET", "/devices/{id}/", Whole),
        ("GET /devices/{id}", "GET", "/devices", None),
        ("POST /devices/{id}", "GET", "/devices/{id}", None),
        ("GET /devices/{id}", "", "/devices/{id}", Part),
        ("* /devices/{id}", "", "/devices/{id}", Whole),
        ("GET /files/*", "GET", "/files/{name}.json", Whole),
        ("GET /files/a.json", "GET", "/files/{name}.json", Part),
        ("GET /files/**", "GET", "/files/{*rest}", Whole),
        ("GET /files/*", "GET", "/files/{*rest}", Part),
        ("GET /files/a/b", "GET", "/files/{rest:path}", Part),
        ("GET /files", "GET", "/files/{rest+}", Part),
        ("GET /other", "GET", "/files/{rest*}", None),
        ("GET /users/*", "GET", "/users/{id:[0-9]+}", Whole),
        ("* /a", "", "", None),
        ("* /**", "", "", Whole),
    ] {
        assert_eq!(rule(text).reach(&operation("x", method, path)), expected, "{text}: {method} {path}");
    }
    assert_eq!(rule("read*").reach(&operation("readDevice", "GET", "/devices")), Whole);
    assert_eq!(rule("write*").reach(&operation("readDevice", "GET", "/devices")), None);
}

#[test]
fn a_rule_covers_what_is_narrower() {
    for (wide, narrow, expected) in [
        ("GET /a/**", "GET /a/*/b", true),
        ("GET /a/**", "GET /a", true),
        ("* /a/**", "GET /a/**", true),
        ("GET /a/**", "* /a/**", false),
        ("GET /a/*", "GET /a/{id}", true),
        ("GET /a/{id}", "GET /a/*", true),
        ("GET /a/{id}", "GET /a/7", true),
        ("GET /a/7", "GET /a/{id}", false),
        ("GET /a/*", "GET /a/**", false),
        ("GET /**/b", "GET /a/**/b", true),
        ("GET /a/**/b", "GET /**/b", false),
        ("* /**", "getDevice", true),
        ("*", "GET /a", true),
        ("GET /**", "*", false),
        ("* /**", "*", true),
        ("*", "* /**", true),
        ("get*", "getDevice*", true),
        ("getDevice*", "get*", false),
        ("get*", "*", false),
        ("* /a/**", "* /**", false),
    ] {
        assert_eq!(rule(wide).covers(&rule(narrow)), expected, "{wide} > {narrow}");
    }
}

#[test]
fn specificity_has_one_order() {
    let order = [
        "* /**",
        "*e*",
        "get*",
        "getDevice*",
        "GET /**",
        "GET /*/**",
        "* /*",
        "* /a/**",
        "GET /a/**",
        "GET /a/*",
        "GET /a/*/*",
        "GET /a/b",
        "getDevice",
    ];
    for pair in order.windows(2) {
        assert!(rule(pair[0]).specificity() < rule(pair[1]).specificity(), "{pair:?}");
    }
    assert_eq!(rule("*").specificity(), rule("* /**").specificity());
}
