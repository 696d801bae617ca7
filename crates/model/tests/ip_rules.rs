//! IP rules: what is read, what is refused, ranges and lists.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests")]

use latchkey_model::{IpListError, IpRule, IpRuleError};
use std::net::IpAddr;

fn rule(text: &str) -> IpRule {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn list(text: &str) -> Result<Vec<String>, Vec<IpListError>> {
    IpRule::parse_list(text).map(|rules| rules.iter().map(IpRule::to_string).collect())
}

#[test]
fn addresses_and_blocks_are_kept_in_one_spelling() {
    for (typed, kept) in [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1/32 ", "192.0.2.1"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.0.0.0/255.0.0.0", "10.0.0.0/8"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("2001:db8::1/128", "2001:db8::1"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::/0", "::/0"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:0201/128", "192.0.2.1"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        ("::/64", "::/64"),
    ] {
        assert_eq!(rule(typed).to_string(), kept, "{typed}");
        assert_eq!(rule(kept), rule(typed), "{typed}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    assert_eq!("  ".parse::<IpRule>(), Err(IpRuleError::Empty));
    for text in [
        "example.com",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/-1",
        "10.0.0.0/255.0.255.0",
        "10.0.0.0/8/8",
        "10.0.*.*",
        "fe80::1%eth0",
        "fe80::%1/64",
        "[::1]",
        "::1/129",
        "::/ffff::",
        "1.2.3.4:80",
        "1.2.3.4-1.2.3.5",
        "0x7f.1",
        "2130706433",
    ] {
        assert_eq!(text.parse::<IpRule>(), Err(IpRuleError::Unreadable(text.into())), "{text}");
    }
}

#[test]
fn host_bits_are_an_error_that_offers_the_block() {
    for (given, offered) in [
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("10.1.2.3/0", "0.0.0.0/0"),
        ("192.0.2.255/31", "192.0.2.254/31"),
        ("10.1.2.3/255.255.0.0", "10.1.0.0/16"),
        ("2001:db8::1/64", "2001:db8::/64"),
        ("ffff::1/0", "::/0"),
        ("::ffff:10.1.2.3/104", "10.0.0.0/8"),
        ("::ffff:10.1.2.3/95", "::fffe:0:0/95"),
    ] {
        let error = IpRuleError::HostBits { given: given.into(), offered: rule(offered) };
        assert_eq!(given.parse::<IpRule>(), Err(error), "{given}");
    }
}

#[test]
fn blocks_contain_addresses_in_every_spelling() {
    for (block, asked, expected) in [
        ("10.0.0.0/8", "10.255.255.255", true),
        ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/8", "::ffff:10.0.0.1", true),
        ("::ffff:10.0.0.0/104", "10.0.0.1", true),
        ("0.0.0.0/0", "255.255.255.255", true),
        ("0.0.0.0/0", "::1", false),
        ("::/0", "10.0.0.1", false),
        ("::/0", "::ffff:10.0.0.1", false),
        ("::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false),
        ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false),
        // IPv4-compatible (deprecated, RFC 4291) is not IPv4-mapped.
        ("10.0.0.0/8", "::10.0.0.1", false),
    ] {
        assert_eq!(rule(block).contains(address(asked)), expected, "{block} {asked}");
    }
}

#[test]
fn a_block_covers_the_blocks_inside() {
    for (wide, narrow, expected) in [
        ("10.0.0.0/8", "10.1.0.0/16", true),
        ("10.0.0.0/8", "10.0.0.0/8", true),
        ("10.1.0.0/16", "10.0.0.0/8", false),
        ("10.0.0.0/8", "11.0.0.0/16", false),
        ("0.0.0.0/0", "::/1", false),
        ("::/0", "0.0.0.0/0", false),
        ("::/0", "2001:db8::/32", true),
    ] {
        assert_eq!(rule(wide).covers(&rule(narrow)), expected, "{wide} {narrow}");
    }
}

#[test]
fn pasted_lists_are_read_whatever_separates_them() {
    for (text, expected) in [
        ("", &[] as &[&str]),
        (" ,;\n\t", &[]),
        (
            "10.0.0.1,10.0.0.2;10.0.0.3 10.0.0.4\r\n10.0.0.5",
            &["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"],
        ),
        ("10.0.0.2 10.0.0.1 10.0.0.2/32", &["10.0.0.2", "10.0.0.1"]),
        ("10.0.0.0-10.0.0.255", &["10.0.0.0/24"]),
        ("10.0.0.1 - 10.0.0.4, ::1", &["10.0.0.1", "10.0.0.2/31", "10.0.0.4", "::1"]),
        ("10.0.0.1 -10.0.0.2", &["10.0.0.1", "10.0.0.2"]),
        ("10.0.0.1- 10.0.0.2 10.0.0.9", &["10.0.0.1", "10.0.0.2", "10.0.0.9"]),
        ("10.0.0.0\u{2013}10.0.0.3", &["10.0.0.0/30"]),
        ("- 10.0.0.1\n- 10.0.0.5\n", &["10.0.0.1", "10.0.0.5"]),
        ("10.0.0.1\n- 10.0.0.5", &["10.0.0.1", "10.0.0.5"]),
        ("[\"10.0.0.1\", '::1']", &["10.0.0.1", "::1"]),
        ("10.0.0.7-10.0.0.7", &["10.0.0.7"]),
        ("0.0.0.0-255.255.255.255", &["0.0.0.0/0"]),
        ("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", &["::/0"]),
        ("2001:db8::-2001:db8::ffff", &["2001:db8::/112"]),
        ("::ffff:10.0.0.0-10.0.0.1", &["10.0.0.0/31"]),
        ("255.255.255.254-255.255.255.255", &["255.255.255.254/31"]),
    ] {
        assert_eq!(
            list(text).as_deref(),
            Ok(expected.iter().map(ToString::to_string).collect::<Vec<_>>().as_slice()),
            "{text}"
        );
    }
}

#[test]
fn every_item_that_cannot_be_read_is_named() {
    let errors = list("10.0.0.1, 10.0.0.9/8, nonsense, 10.0.0.5 - 10.0.0.1, 10.0.0.1-::1, 10.0.0.1-20, -, 10.0.0.1-\n10.0.0.4").unwrap_err();
    let range = |given: &str| IpRuleError::Range { given: given.into() };
    let unreadable = |given: &str| IpRuleError::Unreadable(given.into());
    let expected = [
        ("10.0.0.9/8", IpRuleError::HostBits { given: "10.0.0.9/8".into(), offered: rule("10.0.0.0/8") }),
        ("nonsense", unreadable("nonsense")),
        ("10.0.0.5-10.0.0.1", range("10.0.0.5-10.0.0.1")),
        ("10.0.0.1-::1", range("10.0.0.1-::1")),
        ("10.0.0.1-20", unreadable("10.0.0.1-20")),
        ("-", unreadable("-")),
        ("10.0.0.1-", unreadable("10.0.0.1-")),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(item, error)| IpListError { item: item.into(), error }).collect();
    assert_eq!(errors, expected);
}

#[test]
fn merging_leaves_the_fewest_blocks() {
    for (text, merged) in [
        ("", &[] as &[&str]),
        ("10.0.0.1 10.0.0.0", &["10.0.0.0/31"]),
        ("10.0.0.1 10.0.0.2", &["10.0.0.1", "10.0.0.2"]),
        ("10.0.0.0/26 10.0.0.192/26 10.0.0.64/26 10.0.0.128/26 10.0.0.7", &["10.0.0.0/24"]),
        ("0.0.0.0/1 128.0.0.0/1 ::/1 8000::/1", &["0.0.0.0/0", "::/0"]),
        ("255.255.255.255 ::", &["255.255.255.255", "::"]),
    ] {
        let rules = IpRule::parse_list(text).unwrap();
        let text: Vec<String> = IpRule::merge(&rules).iter().map(IpRule::to_string).collect();
        assert_eq!(text, merged);
    }
}
