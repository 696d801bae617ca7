//! `config.json`: which backend, which connector.

use crate::document::CapabilityMembers;
use crate::engine::{config_error, in_words, read_document};
use crate::error::ConfigError;
use crate::json::record;
use crate::problem::Problem;
use crate::rest::WORDS;

record! {
    /// What the person who hosts the console decides.
    pub struct AppConfig {
        pub schema ["$schema"]: Option<String> = default,
        /// Shown as the console's name; the backend's own if left out.
        pub name: Option<String> = default,
        /// A path on this host (`/`, `/backend`), or `https://host[/path]`.
        pub backend: String,
        /// The connector's file, relative to the page: `connectors/latchkey.json`.
        pub connector: String,
        /// `#rrggbb`
        pub accent: Option<String> = default,
        /// Paths below the backend that the boot script asks for while the wasm loads.
        pub prefetch: Vec<String> = default,
        /// How long an answer of the backend may take; 30 seconds if left out.
        pub timeout_seconds: Option<u64> = default,
        /// How this installation differs from what the connector says, in the shape of its `capabilities`.
        pub capabilities: CapabilityMembers = default,
        /// Where the users find documentation: `https://host[/path]`, or a path on this host. A link leads there.
        pub docs: Option<String> = default,
    }
}

impl AppConfig {
    /// `file` is the name shown in errors.
    pub fn load(file: &str, json: &str) -> Result<AppConfig, ConfigError> {
        let mut config = AppConfig::default();
        read_document(file, json, &mut config, Some(&WORDS)).map_err(|error| in_words(file, error))?;
        match config.wrong() {
            Some(wrong) => Err(config_error(file, wrong.problem())),
            None => Ok(config),
        }
    }

    /// As [`AppConfig::load`]. `None`: something is wrong; that says what.
    pub fn load_first(json: &str) -> Option<AppConfig> {
        let mut config = AppConfig::default();
        read_document("", json, &mut config, None).ok()?;
        config.wrong().is_none().then_some(config)
    }

    /// The first member that is not what it must be.
    fn wrong(&self) -> Option<Wrong> {
        let colour = |c: &String| {
            c.len() == 7 && c.strip_prefix('#').is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let waits = |seconds: &u64| (1..=600).contains(seconds);
        let link = |l: &String| is_web_address(l) || is_path(l);
        // With and without a slash before it: both are below the backend.
        let path = |path: &String| is_path(path) || is_relative(path);
        let members = [
            (Wrong::Backend, is_backend(&self.backend)),
            (Wrong::Connector, is_relative(&self.connector)),
            (Wrong::Accent, self.accent.as_ref().is_none_or(colour)),
            (Wrong::Timeout, self.timeout_seconds.as_ref().is_none_or(waits)),
            (Wrong::Docs, self.docs.as_ref().is_none_or(link)),
        ];
        let wrong = members.into_iter().find_map(|(wrong, is_good)| (!is_good).then_some(wrong));
        wrong.or_else(|| self.prefetch.iter().position(|p| !path(p)).map(Wrong::Prefetch))
    }
}

/// Which member is wrong. The words for it are apart: seeing that something is wrong is part of starting.
#[derive(Clone, Copy)]
enum Wrong {
    Backend,
    Connector,
    Accent,
    Timeout,
    Docs,
    /// The entry at this place.
    Prefetch(usize),
}

impl Wrong {
    fn problem(self) -> Problem {
        let another =
            |what: &str, kind: &str| Problem::new(["expected ", what, ", found another ", kind].concat());
        match self {
            Wrong::Backend => {
                another("a path such as `/` or an address such as `https://api.example.com`", "text")
                    .inside("backend")
            }
            Wrong::Connector => {
                another("a relative path such as `connectors/latchkey.json`", "text").inside("connector")
            }
            Wrong::Accent => another("a colour such as `#1f6feb`", "text").inside("accent"),
            Wrong::Timeout => another("1 to 600 seconds", "number").inside("timeout_seconds"),
            Wrong::Docs => another("a link such as `https://docs.example.com`", "text").inside("docs"),
            Wrong::Prefetch(index) => {
                let problem = another("a path such as `/api/v1/session`", "text");
                problem.inside(&index.to_string()).inside("prefetch")
            }
        }
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() && !b"\\\"<>".contains(&b))
}

/// A path that stays on its host: not `//elsewhere`.
fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//") && is_plain(text) && !has_dots(text)
}

fn has_dots(text: &str) -> bool {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    path.split('/')
        .any(|s| matches!(s.to_ascii_lowercase().as_str(), "." | ".." | "%2e" | "%2e%2e" | ".%2e" | "%2e."))
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    // No user name in it: it would be sent nowhere and shown everywhere.
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', ':']) && !rest.contains('@'))
        && is_plain(text)
}

fn is_backend(text: &str) -> bool {
    (is_path(text) || is_web_address(text)) && !text.contains(['?', '#']) && !has_dots(text)
}

fn is_relative(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('/') && !text.contains(':') && is_plain(text) && !has_dots(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(json: &str) -> (String, String) {
        let e = AppConfig::load("config.json", json).unwrap_err();
        assert_eq!(e.file, "config.json");
        (e.path, e.problem)
    }

    #[test]
    fn reads_a_whole_config() {
        let config = AppConfig::load(
            "config.json",
            r##"{ "name": "Acme Cloud", "backend": "https://api.example.com/v1", "connector": "connectors/latchkey.json",
                "accent": "#1f6FEB", "timeout_seconds": 60, "prefetch": ["/api/v1/tokens?limit=100"], "docs": "https://d.example" }"##,
        )
        .unwrap();
        assert_eq!(config.name.as_deref(), Some("Acme Cloud"));
        assert_eq!(config.timeout_seconds, Some(60));
        assert_eq!(config.prefetch, ["/api/v1/tokens?limit=100"]);
        let limited =
            r#"{"backend": "/", "connector": "c.json", "capabilities": {"expiry": {"max_seconds": 60}}}"#;
        let limited = AppConfig::load("c", limited).unwrap().capabilities;
        assert_eq!(limited.expiry.unwrap().max_seconds, Some(60));
        let smallest = AppConfig::load("c", r#"{"backend": "/", "connector": "c.json"}"#).unwrap();
        assert_eq!((smallest.accent, smallest.prefetch), (None, vec![]));
    }

    #[test]
    fn says_which_member_is_wrong() {
        for (member, value, path) in [
            ("backend", "\"api.example.com\"", "/backend"),
            ("backend", "\"//evil.example\"", "/backend"),
            ("backend", "\"/a/../b\"", "/backend"),
            ("backend", "\"/a/%2E%2e/b\"", "/backend"),
            ("backend", "\"https://u:p@h\"", "/backend"),
            ("backend", "\"javascript:alert(1)\"", "/backend"),
            ("backend", "\"https://\"", "/backend"),
            ("backend", "\"/a?b\"", "/backend"),
            ("connector", "\"/c.json\"", "/connector"),
            ("connector", "\"../c.json\"", "/connector"),
            ("connector", "\"https://x/c.json\"", "/connector"),
            ("connector", "\"\"", "/connector"),
            ("accent", "\"red\"", "/accent"),
            ("accent", "\"#12345é\"", "/accent"),
            ("docs", "\"javascript:alert(1)\"", "/docs"),
            ("docs", "\"data:text/html,x\"", "/docs"),
            ("docs", "\"//evil.example\"", "/docs"),
            ("docs", "\"https://u:p@h\"", "/docs"),
            ("docs", "\"\"", "/docs"),
            ("timeout_seconds", "0", "/timeout_seconds"),
            ("timeout_seconds", "601", "/timeout_seconds"),
            (
                "capabilities",
                "{\"expiry\": {\"max_seconds\": \"1 day\"}}",
                "/capabilities/expiry/max_seconds",
            ),
            ("prefetch", "[\"/a\", \"https://x\"]", "/prefetch/1"),
        ] {
            let mut members = vec![("backend", "\"/\""), ("connector", "\"c.json\"")];
            members.retain(|(m, _)| *m != member);
            members.push((member, value));
            let json = members.iter().map(|(m, v)| format!("\"{m}\": {v}")).collect::<Vec<_>>().join(", ");
            let (at, problem) = error(&format!("{{{json}}}"));
            assert_eq!(at, path, "{value}: {problem}");
            assert!(problem.starts_with("expected "), "{problem}");
        }
    }

    #[test]
    fn says_where_json_breaks_off() {
        let (path, problem) = error("{\n  \"name\": \"x\",\n}");
        assert_eq!(
            (path.as_str(), problem.as_str()),
            ("", "not JSON: expected a name in `\"` at line 3 column 1")
        );
        assert_eq!(
            error("{\"backend\": 1, \"connector\": \"c\"}"),
            ("/backend".into(), "expected a string, found a number".into())
        );
        assert_eq!(
            error("{\"backend\": \"/\", \"conector\": \"c\"}"),
            ("/conector".into(), "unknown member `conector`: did you mean `connector`?".into())
        );
    }
}
