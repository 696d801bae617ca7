//! `config.json`: which backend, which connector.

use crate::document::{self, CapabilityMembers};
use crate::error::ConfigError;
use crate::problem::Problem;
use serde::Deserialize;

/// What the person who hosts the console decides.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppConfig {
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Shown as the console's name; the backend's own if left out.
    pub name: Option<String>,
    /// A path on this host (`/`, `/backend`), or `https://host[/path]`.
    pub backend: String,
    /// The connector's file, relative to the page: `connectors/latchkey.json`.
    pub connector: String,
    /// `#rrggbb`
    pub accent: Option<String>,
    /// Paths below the backend that the boot script asks for while the wasm loads.
    #[serde(default)]
    pub prefetch: Vec<String>,
    /// How long an answer of the backend may take; 30 seconds if left out.
    pub timeout_seconds: Option<u64>,
    /// How this installation differs from what the connector says, in the shape of its `capabilities`.
    #[serde(default)]
    pub capabilities: CapabilityMembers,
    /// Where the users find documentation: `https://host[/path]`, or a path on this host. A link leads there.
    pub docs: Option<String>,
}

impl AppConfig {
    /// `file` is the name shown in errors.
    pub fn load(file: &str, json: &str) -> Result<AppConfig, ConfigError> {
        let config: AppConfig = document::from_json(file, json)?;
        config.check().map_err(|problem| problem.in_file(file))?;
        Ok(config)
    }

    fn check(&self) -> Result<(), Problem> {
        let is_colour = |c: &String| {
            c.len() == 7 && c.strip_prefix('#').is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let is_link = |link: &String| is_web_address(link) || is_path(link);
        let is_timeout = |seconds: &u64| (1..=600).contains(seconds);
        let members = [
            (
                is_backend(&self.backend),
                "/backend",
                "a path such as `/` or an address such as `https://api.example.com`, found another text",
            ),
            (
                is_relative(&self.connector),
                "/connector",
                "a relative path such as `connectors/latchkey.json`, found another text",
            ),
            (
                self.accent.as_ref().is_none_or(is_colour),
                "/accent",
                "a colour such as `#1f6feb`, found another text",
            ),
            (
                self.timeout_seconds.as_ref().is_none_or(is_timeout),
                "/timeout_seconds",
                "1 to 600 seconds, found another number",
            ),
            (
                self.docs.as_ref().is_none_or(is_link),
                "/docs",
                "a link such as `https://docs.example.com`, found another text",
            ),
        ];
        for (is_good, path, what) in members {
            if !is_good {
                return Err(Problem::new(format!("expected {what}")).at(path));
            }
        }
        // With and without a slash before it: both are below the backend.
        match self.prefetch.iter().position(|path| !is_path(path) && !is_relative(path)) {
            Some(index) => {
                let problem = "expected a path such as `/api/v1/session`, found another text";
                Err(Problem::new(problem).at(format!("/prefetch/{index}")))
            }
            None => Ok(()),
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
