//! The headers that a host sends with the files: those of `hosting/headers.txt`, or what a `_headers` file says.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// What every file of `hosting/` sets, one `Name: value` a line.
pub const STRICT: &str = include_str!("../../../hosting/headers.txt");

/// One header of a line.
fn header(line: &str) -> (HeaderName, HeaderValue) {
    let (name, value) = line.trim().split_once(':').unwrap_or_else(|| panic!("{line:?} is no header"));
    let name = HeaderName::try_from(name.trim()).unwrap_or_else(|error| panic!("{line:?}: {error}"));
    let value = HeaderValue::try_from(value.trim()).unwrap_or_else(|error| panic!("{line:?}: {error}"));
    (name, value)
}

/// The strict headers, as pairs; with another origin in the policy, as the hosting guide says to add it.
pub fn strict(connects_to: Option<&str>) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let origin = connects_to.map(|origin| format!(" {origin}")).unwrap_or_default();
    STRICT
        .lines()
        .map(move |line| header(&line.replace("connect-src 'self'", &format!("connect-src 'self'{origin}"))))
}

/// A `_headers` file, read as Cloudflare Pages and Netlify document it: a line with a path, then indented
/// headers; `*` at the end stands for anything; every rule that fits counts, and values of the same header are
/// joined by a comma.
pub struct Rules(Vec<(String, HeaderName, HeaderValue)>);

impl Rules {
    pub fn read(file: &str) -> Self {
        let mut path = None;
        let mut rules = Vec::new();
        for line in file.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            if line.starts_with('/') {
                path = Some(line.trim().to_owned());
                continue;
            }
            let (name, value) = header(line);
            rules.push((
                path.clone().unwrap_or_else(|| panic!("{line:?} stands before any path")),
                name,
                value,
            ));
        }
        Self(rules)
    }

    pub fn of(&self, path: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (rule, name, value) in &self.0 {
            let fits = match rule.split_once('*') {
                Some((start, rest)) => {
                    assert_eq!(rest, "", "hosts do not agree what {rule} means");
                    path.starts_with(start)
                }
                None => rule == path,
            };
            if !fits {
                continue;
            }
            let joined = match headers.get(name) {
                Some(before) => [before.as_bytes(), b", ", value.as_bytes()].concat(),
                None => value.as_bytes().to_vec(),
            };
            headers.insert(name, HeaderValue::from_bytes(&joined).expect("it was made of headers"));
        }
        // As both send where no rule says otherwise.
        let default = HeaderValue::from_static("public, max-age=0, must-revalidate");
        headers.entry("cache-control").or_insert(default);
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;

    #[test]
    fn rules_that_fit_are_joined_and_others_are_not_there() {
        let rules =
            Rules::read("# why\n/*\n  A: 1\n\n/x\n  A: 2\n  Cache-Control: no-cache\n\n/y/*\n  B: 3\n");
        let text = |path: &str, name: &str| {
            rules.of(path).get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        assert_eq!(
            (text("/", "a"), text("/x", "a"), text("/xy", "a")),
            ("1".into(), "1, 2".into(), "1".into())
        );
        assert_eq!((text("/y/z", "b"), text("/y", "b")), ("3".into(), String::new()));
        assert_eq!(text("/x", "cache-control"), "no-cache");
        assert_eq!(text("/", "cache-control"), "public, max-age=0, must-revalidate");
    }
}
