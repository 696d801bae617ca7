//! The cookies of one host, kept as a browser keeps them (RFC 6265, and what browsers add to it).
//!
//! Not the HTTP client's cookie jar: scripts read cookies by `HttpOnly` and by the path of their page, and some
//! backends fail a console exactly there.

use chrono::{DateTime, Utc};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    pub name: String,
    pub value: String,
    pub path: String,
    pub http_only: bool,
    pub secure: bool,
}

#[derive(Clone, Debug, Default)]
pub struct CookieJar {
    cookies: Vec<Cookie>,
}

/// Why a browser would not keep a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieRejection {
    NotACookie,
    /// `Secure`, and the page came over plain HTTP.
    Insecure,
    /// For another host.
    OtherHost,
    /// A `__Host-` or `__Secure-` name without the attributes that the prefix demands.
    BrokenPrefix,
}

/// Where a response came from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    pub host: &'a str,
    /// HTTPS, or this machine.
    pub is_trustworthy: bool,
}

impl CookieJar {
    /// Takes a `Set-Cookie` header of a response from `path`.
    pub fn set(
        &mut self,
        header: &str,
        path: &str,
        origin: Origin<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), CookieRejection> {
        let mut parts = header.split(';').map(str::trim);
        let (name, value) =
            parts.next().and_then(|p| p.split_once('=')).ok_or(CookieRejection::NotACookie)?;
        let mut cookie = Cookie {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            path: default_path(path).to_owned(),
            http_only: false,
            secure: false,
        };
        let (mut is_expired, mut max_age, mut has_domain) = (false, None, false);
        for attribute in parts {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "path" if value.starts_with('/') => cookie.path = value.to_owned(),
                "httponly" => cookie.http_only = true,
                "secure" => cookie.secure = true,
                "max-age" => max_age = value.parse::<i64>().ok(),
                "expires" => is_expired = parse_date(value).is_some_and(|at| at <= now),
                "domain" if !value.is_empty() => {
                    has_domain = true;
                    if !is_within(origin.host, value.trim_start_matches('.')) {
                        return Err(CookieRejection::OtherHost);
                    }
                }
                _ => {}
            }
        }
        if cookie.secure && !origin.is_trustworthy {
            return Err(CookieRejection::Insecure);
        }
        let host_only = cookie.secure && cookie.path == "/" && !has_domain;
        if (cookie.name.starts_with("__Secure-") && !cookie.secure)
            || (cookie.name.starts_with("__Host-") && !host_only)
        {
            return Err(CookieRejection::BrokenPrefix);
        }
        // `Max-Age` wins over `Expires` (RFC 6265, 5.3).
        is_expired = max_age.map_or(is_expired, |seconds| seconds <= 0);
        self.cookies.retain(|c| (&c.name, &c.path) != (&cookie.name, &cookie.path));
        if !is_expired {
            self.cookies.push(cookie);
        }
        Ok(())
    }

    /// The `Cookie` header of a request to `path`; `None` if there is none to send.
    pub fn header(&self, path: &str) -> Option<String> {
        let mut sent: Vec<&Cookie> = self.cookies.iter().filter(|c| path_matches(path, &c.path)).collect();
        // Longer paths first (RFC 6265, 5.4).
        sent.sort_by_key(|c| std::cmp::Reverse(c.path.len()));
        let sent: Vec<String> = sent.iter().map(|c| format!("{}={}", c.name, c.value)).collect();
        (!sent.is_empty()).then(|| sent.join("; "))
    }

    /// What `document.cookie` holds on a page at `path`.
    pub fn readable(&self, path: &str) -> Vec<(String, String)> {
        let readable = self.cookies.iter().filter(|c| !c.http_only && path_matches(path, &c.path));
        readable.map(|c| (c.name.clone(), c.value.clone())).collect()
    }

    pub fn cookies(&self) -> &[Cookie] {
        &self.cookies
    }
}

/// The folder of the request path (RFC 6265, 5.1.4).
fn default_path(path: &str) -> &str {
    match path.rfind('/') {
        Some(end) if end > 0 => path.get(..end).unwrap_or("/"),
        _ => "/",
    }
}

fn path_matches(path: &str, cookie: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

fn is_within(host: &str, domain: &str) -> bool {
    host.eq_ignore_ascii_case(domain)
        || host.to_ascii_lowercase().ends_with(&format!(".{}", domain.to_ascii_lowercase()))
}

/// `Thu, 01 Jan 1970 00:00:00 GMT`; some servers write dashes.
fn parse_date(text: &str) -> Option<DateTime<Utc>> {
    let (day, rest) = text.split_once(',')?;
    let text = format!("{day},{}", rest.replace('-', " "));
    DateTime::parse_from_rfc2822(&text).ok().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Origin<'_> = Origin { host: "127.0.0.1", is_trustworthy: true };

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn jar(headers: &[(&str, &str)]) -> CookieJar {
        let mut jar = CookieJar::default();
        for (path, header) in headers {
            jar.set(header, path, HERE, now()).unwrap();
        }
        jar
    }

    #[test]
    fn a_script_reads_by_the_path_of_its_page() {
        let jar = jar(&[
            ("/hub/login", "_xsrf=a; Path=/hub/"),
            ("/hub/login", "session=b; Path=/; HttpOnly"),
            ("/a/b/c", "here=c"),
        ]);
        assert_eq!(jar.readable("/hub/console/"), [("_xsrf".to_owned(), "a".to_owned())]);
        assert_eq!(jar.readable("/"), []);
        assert_eq!(jar.readable("/hubris"), []);
        assert_eq!(jar.header("/hub/api").as_deref(), Some("_xsrf=a; session=b"));
        assert_eq!(jar.header("/a/b").as_deref(), Some("here=c; session=b"));
        assert_eq!(jar.header("/a/bc").as_deref(), Some("session=b"));
    }

    #[test]
    fn a_cookie_ends_when_it_is_told_to() {
        for header in [
            "s=; Max-Age=0; Path=/",
            "s=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
            "s=; expires=Thu, 01-Jan-1970 00:00:00 GMT; Path=/",
        ] {
            assert_eq!(jar(&[("/", "s=a; Path=/"), ("/", header)]).header("/"), None, "{header}");
        }
        let kept = jar(&[("/", "s=a; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60")]);
        assert_eq!(kept.header("/").as_deref(), Some("s=a"));
    }

    #[test]
    fn says_what_a_browser_would_not_keep() {
        let plain = Origin { host: "console.example.com", is_trustworthy: false };
        for (header, from, refused) in [
            ("s=a; Secure", plain, CookieRejection::Insecure),
            ("s=a; Domain=example.org", plain, CookieRejection::OtherHost),
            ("__Host-s=a; Secure; Path=/a", HERE, CookieRejection::BrokenPrefix),
            ("nothing", HERE, CookieRejection::NotACookie),
        ] {
            assert_eq!(CookieJar::default().set(header, "/", from, now()), Err(refused), "{header}");
        }
        assert_eq!(CookieJar::default().set("s=a; Domain=.example.com", "/", plain, now()), Ok(()));
        assert_eq!(CookieJar::default().set("s=a; Secure", "/", HERE, now()), Ok(()));
    }
}
