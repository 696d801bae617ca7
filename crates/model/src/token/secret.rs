//! Notices a secret that was pasted where it does not belong, and cleans one that was pasted where it does.

use crate::text::is_invisible;

/// Prefixes that vendors give their secrets, so that leaked ones can be found.
const KNOWN: &[&str] = &[
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "gldt-",
    "glrt-",
    "glsa_",
    "glc_",
    "nbt_",
    "xoxa-",
    "xoxb-",
    "xoxe-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "sk-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "npm_",
    "pypi-",
    "hf_",
    "AKIA",
    "ASIA",
    "AIza",
    "SG.",
    "hvs.",
    "dop_v1_",
    "shpat_",
    "cfut_",
    "lk_",
];

/// Shorter tails are names that people give ("ghp_ci"), not secrets.
const SHORTEST: usize = 16;

/// Whether a text holds what looks like a secret, so that a form can refuse to send or store it.
///
/// Looks for `prefix` (the backend's own, may be empty) and the prefixes of well-known vendors, each followed
/// by at least 16 random-looking characters, for JSON web tokens, and for private keys in PEM. A prefix followed by words
/// (`lk_nightly-deploy-2026`) is a name and passes. Bare hexadecimal passes too: ids and commit hashes
/// look the same, and people search for those.
///
/// ```
/// use latchkey_model::looks_like_secret;
///
/// assert!(looks_like_secret("curl -H 'Bearer lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f'", "lk_"));
/// assert!(!looks_like_secret("lk_ token of the nightly build", "lk_"));
/// ```
pub fn looks_like_secret(text: &str, prefix: &str) -> bool {
    if text.contains("PRIVATE KEY-----") {
        return true;
    }
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // A prefix counts only where a word starts: `risk-…` holds no `sk-`.
        let starts_word = !before.is_ascii_alphanumeric();
        before = c;
        let Some(rest) = text.get(at..).filter(|_| starts_word) else { continue };
        let own = if prefix.is_empty() { None } else { rest.strip_prefix(prefix) };
        let tails = own.into_iter().chain(KNOWN.iter().filter_map(|known| rest.strip_prefix(known)));
        if tails.map(leading_word).any(|tail| is_random(tail) || tail.split(['-', '_', '.']).any(is_random)) {
            return true;
        }
        if rest.starts_with("eyJ") && is_web_token(leading_word(rest)) {
            return true;
        }
    }
    false
}

/// The token in what was pasted where one is asked for: without blanks, line breaks and invisible characters, quotes, and
/// the words that stand before it in a header (`Authorization: Bearer`).
///
/// ```
/// use latchkey_model::clean_pasted_token;
///
/// assert_eq!(clean_pasted_token(" Authorization: Bearer lk_7Qd2vXk0\n"), "lk_7Qd2vXk0");
/// assert_eq!(clean_pasted_token("lk_7Qd2vXk0"), "lk_7Qd2vXk0");
/// ```
pub fn clean_pasted_token(pasted: &str) -> String {
    let is_around = |c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '"' | '\'' | '`');
    let mut rest = pasted.trim_matches(is_around);
    for word in ["Authorization:", "Bearer", "Token"] {
        let Some((head, tail)) = rest.split_at_checked(word.len()) else { continue };
        // A scheme is a word of its own; a token may begin with its letters.
        let ends = word.ends_with(':') || tail.starts_with(|c: char| c.is_whitespace());
        let left = tail.trim_matches(is_around);
        if head.eq_ignore_ascii_case(word) && ends && !left.is_empty() {
            rest = left;
        }
    }
    // No token has a blank in it: a terminal or a mail broke the line.
    rest.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

/// Fewer known characters tell nobody's token from another's.
const ENOUGH: usize = 4;

/// Whether `hint`, the part of a secret that a backend keeps to recognise it by, can be that of `secret`.
///
/// A hint has the beginning and the end with dots, stars or an ellipsis between (`lk_7Qd2…x81f`), or only one of
/// them. One of fewer than four characters fits nothing: it would fit too much.
///
/// ```
/// use latchkey_model::hint_fits;
///
/// assert!(hint_fits("lk_7Qd2…x81f", "lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f"));
/// assert!(!hint_fits("lk_7Qd2…x81f", "lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81e"));
/// ```
pub fn hint_fits(hint: &str, secret: &str) -> bool {
    let left_out = |c: char| matches!(c, '…' | '.' | '*' | '•');
    let head = hint.split(left_out).next().unwrap_or_default();
    let tail = hint.rsplit(left_out).next().unwrap_or_default();
    if head.len() == hint.len() {
        // Without a gap it is one end: which one, backends differ in.
        return is_part(hint.len(), secret) && (secret.starts_with(hint) || secret.ends_with(hint));
    }
    is_part(head.len() + tail.len(), secret) && secret.starts_with(head) && secret.ends_with(tail)
}

/// Enough of a secret to know it by, and not all of it.
fn is_part(known: usize, secret: &str) -> bool {
    (ENOUGH..secret.len()).contains(&known)
}

/// The run of characters that secrets are made of, at the start.
fn leading_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Words change between lower case, upper case and digits rarely (once in six characters at most, a capital
/// at the start of a word not counted); random base 62 or hexadecimal text does every other character.
fn is_random(text: &str) -> bool {
    let mut changes = 0;
    let mut last = 0;
    for b in text.bytes() {
        let class = match b {
            b'0'..=b'9' => 1,
            b'a'..=b'z' => 2,
            b'A'..=b'Z' => 3,
            _ => 0,
        };
        if last != 0 && class != 0 && class != last && !(last == 3 && class == 2) {
            changes += 1;
        }
        last = class;
    }
    text.len() >= SHORTEST && changes * 6 > text.len()
}

/// Three parts with dots between, the first two JSON objects in base64url (RFC 7519); the last may be empty.
fn is_web_token(word: &str) -> bool {
    let mut parts = word.split('.');
    let mut long = || parts.next().is_some_and(|part| part.len() >= 8);
    long() && long() && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_token_is_the_token_alone() {
        for (pasted, token) in [
            ("abc", "abc"),
            ("  abc\t\r\n", "abc"),
            ("\u{feff}abc\u{200b}", "abc"),
            ("\u{a0}abc\u{a0}", "abc"),
            ("Bearer abc", "abc"),
            ("bearer\tabc", "abc"),
            ("BEARER  abc ", "abc"),
            ("token abc", "abc"),
            ("Authorization: Bearer abc", "abc"),
            ("authorization:Bearer abc", "abc"),
            ("\"abc\"", "abc"),
            ("'Bearer abc'", "abc"),
            ("`abc`", "abc"),
            ("abc\n  def", "abcdef"),
            ("", ""),
            (" \n", ""),
            // No scheme, but tokens that begin like one.
            ("Bearerabc", "Bearerabc"),
            ("token-abc", "token-abc"),
            ("Bearer", "Bearer"),
            ("ab", "ab"),
            ("äöüäöüäöü", "äöüäöüäöü"),
        ] {
            assert_eq!(clean_pasted_token(pasted), token, "{pasted:?}");
        }
    }

    #[test]
    fn secrets_are_noticed_wherever_they_stand() {
        for text in [
            "lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f",
            "  ghp_16C7e42F292c6912E7710c838347Ae178B4a ",
            "token=ghp_16C7e42F292c6912E7710c838347Ae178B4a&x=1",
            "github_pat_11ABCDEFG0aZ9kLmN3pQrS_b7Vx2YtR8wQ1zXcVbNm4LkJhGfDsA",
            "glpat-9fK2_xQz7LmN-4pRsT1v",
            "glsa_HOruNAb7SOiCdshU9algkrq7FDsNSLAa_55e2f8be",
            "\"nbt_8fKq2LmZ.x7RtP0aWv3YcB9nEjH5sD1uG4iOo6kQ2\"",
            "xoxb-123456789012-1234567890123-4mT9qLx2Zp7Kv0WcR8sYbN3d",
            "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
            "AKIAIOSF0DNN7EX4MPLE",
            "-----BEGIN OPENSSH PRIVATE KEY-----",
        ] {
            assert!(looks_like_secret(text, ""), "{text}");
        }
        assert!(looks_like_secret("acme.Zk39fLq8PxW2vR7tYb1N", "acme."));
        assert!(!looks_like_secret("acme.Zk39fLq8PxW2vR7tYb1N", ""));
    }

    #[test]
    fn names_ids_and_sentences_pass() {
        for text in [
            "",
            "ghp_ci",
            "lk_nightly-deploy-2026-production",
            "lk_ProductionDeployTokenOfTheTeam",
            "npm_publish_token_for_frontend_packages",
            "risk-9fK2xQz7LmN4pRsT1vAA",
            "sk-learn pipeline, nightly 2026-11-21",
            "0b1f2c3d-4e5f-6789-abcd-ef0123456789",
            "5f188de3a1b2c3d4e5f60718293a4b5c6d7e8f90",
            "eyJ is how web tokens start",
            "日本語の名前 ghp_",
        ] {
            assert!(!looks_like_secret(text, "lk_"), "{text}");
        }
    }

    #[test]
    fn a_hint_is_compared_by_the_ends_that_it_has() {
        let secret = "lk_7Qd2vXk09aLmPq4Rt8sW1yZb3x81f";
        for (hint, expected) in [
            ("lk_7Qd2…x81f", true),
            ("lk_7Qd2...x81f", true),
            ("lk_7Qd2****x81f", true),
            ("lk_7Qd3…x81f", false),
            ("lk_7Qd2…x81e", false),
            ("lk_7Qd2", true),
            ("x81f", true),
            ("…x81f", true),
            ("x81e", false),
            ("", false),
            ("…", false),
            ("lk_", false),
            ("81f", false),
            // The whole secret is no hint.
            (secret, false),
        ] {
            assert_eq!(hint_fits(hint, secret), expected, "{hint}");
        }
    }
}
