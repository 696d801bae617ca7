//! The rules for hosts that read `_headers`.

use std::fmt::Write;

/// What never changes, since its name does.
const KEPT: &str = "public, max-age=31536000, immutable";

/// The rules with one more for each file that has a hash in its name. By their whole names, because such hosts
/// do not agree what an asterisk inside a name means.
pub fn with_hashed<'a>(rules: &str, names: impl Iterator<Item = &'a str>) -> String {
    let mut rules = rules.to_owned();
    for name in names.filter(|name| is_hashed(name)) {
        let _ = write!(rules, "\n/{name}\n  Cache-Control: {KEPT}\n");
    }
    rules
}

/// `boot-0123456789abcdef.js`, `latchkey-0123456789abcdef_bg.wasm`: as Trunk names what it hashes. Of 16 digits, without
/// zeros before them; `hosting/` has the same rule for nginx and Caddy.
pub fn is_hashed(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let Some((_, end)) = stem.rsplit_once('-') else { return false };
    let hash = end.split('_').next().unwrap_or_default();
    (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hashed_file_gets_a_rule_of_its_own() {
        let names = ["boot-0123456789abcdef.js", "config.json", "x-0123456789abcdef_bg.wasm"];
        let rules = with_hashed("/*\n  A: b\n", names.into_iter());
        let expected = "/*\n  A: b\n\n/boot-0123456789abcdef.js\n  Cache-Control: public, max-age=31536000, \
                        immutable\n\n/x-0123456789abcdef_bg.wasm\n  Cache-Control: public, max-age=31536000, \
                        immutable\n";
        assert_eq!(rules, expected);
    }

    #[test]
    fn only_trunks_hashes_are_hashes() {
        assert!(is_hashed("latchkey-f3c04c2fae226b2.css"), "one whose first digit was a zero");
        for name in [
            "index.html",
            "lucide-license.txt",
            "a-0123456789a.js",
            "a-0123456789abcdef0.js",
            "a-0123456789abcdeg.js",
            "zh-Hans.json",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
