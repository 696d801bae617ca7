//! Keeps secrets out of what is printed.
//!
//! A connector that is wrong points at the wrong places, so there are three ways to find a secret:
//!
//! - Values that are known to be secret (what was typed, cookies, what the engine read as a secret) are hidden
//!   wherever they occur, escaped or not.
//! - Members, parameters and headers whose names promise a secret lose their value.
//! - In a response that issues something, whatever looks like a secret is hidden too.
//!
//! Rather one value too many than one too few.

mod detect;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use latchkey_connector::HttpResponse;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use crate::http::SentRequest;
use detect::is_id_name;
pub use detect::{is_secret_name, looks_like_secret};

/// Shorter values are hidden only where they are a whole value: hidden inside every text, they would leave nothing
/// to read.
const MIN_PART: usize = 4;

/// All that RFC 3986, 2.3, does not allow unescaped.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[derive(Default)]
pub struct Mask {
    /// Longest first: a secret inside another must not break it up.
    known: Vec<String>,
    /// Shorter than [`MIN_PART`].
    short: Vec<String>,
    /// Never hidden.
    public: Vec<String>,
}

impl Mask {
    /// Hides this value from now on, as it is and escaped.
    pub fn hide(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.is_empty() || self.public.iter().any(|public| public == secret) {
            return;
        }
        if secret.chars().count() < MIN_PART {
            self.short.push(secret.to_owned());
            return;
        }
        let json = Value::from(secret).to_string();
        let json = json.trim_matches('"').to_owned();
        let percent = utf8_percent_encode(secret, RESERVED).to_string();
        for form in [percent.replace("%20", "+"), percent, json, BASE64.encode(secret), secret.to_owned()] {
            let form = form.trim_end_matches('=').to_owned();
            if !self.known.contains(&form) {
                self.known.push(form);
            }
        }
        self.known.sort_by_key(|known| std::cmp::Reverse(known.len()));
    }

    /// Never hides this value, whatever it looks like.
    pub fn show(&mut self, public: &str) {
        self.public.push(public.to_owned());
    }

    /// Hides a password, also as HTTP basic sends it.
    pub fn hide_password(&mut self, user: &str, password: &str) {
        self.hide(password);
        self.hide(&BASE64.encode(format!("{user}:{password}")));
    }

    /// Hides a secret that was just issued, and the parts of the response body that it is composed of. `public` is what
    /// the token's record shows of it anyway.
    pub fn hide_issued(&mut self, secret: &str, body: &str, public: &[&str]) {
        self.hide(secret);
        let Ok(body) = serde_json::from_str::<Value>(body) else { return };
        let mut parts = Vec::new();
        each_text(&body, &mut |_, text| {
            if text.len() >= MIN_PART
                && secret.contains(text)
                && !public.iter().any(|shown| shown.contains(text))
            {
                parts.push(text.to_owned());
            }
        });
        for part in parts {
            self.hide(&part);
        }
    }

    /// Learns the secrets of an exchange. `issues`: the response may hold a secret under any name.
    pub fn learn(
        &mut self,
        request: &SentRequest,
        response: Option<&HttpResponse>,
        set_cookies: &[&str],
        issues: bool,
    ) {
        for (name, value) in &request.headers {
            self.learn_header(name, value);
        }
        let query = request.url.split_once('?').map_or("", |(_, query)| query);
        self.learn_pairs(query);
        let body = request.body.as_deref().unwrap_or_default();
        match serde_json::from_str::<Value>(body) {
            Ok(body) => self.learn_members(&body, false),
            Err(_) => self.learn_pairs(body),
        }
        for cookie in set_cookies {
            let value =
                cookie.split(';').next().and_then(|pair| pair.split_once('=')).map_or("", |(_, value)| value);
            self.hide(value.trim_matches('"'));
        }
        let Some(response) = response else { return };
        for (name, value) in &response.headers {
            self.learn_header(name, value);
            // A redirect may carry a code or a session.
            self.learn_pairs(value.split_once('?').map_or("", |(_, query)| query));
        }
        match serde_json::from_str::<Value>(&response.body) {
            Ok(body) => self.learn_members(&body, issues),
            // A page: values for its scripts, some of them CSRF values.
            Err(_) => {
                words(&response.body).filter(|word| looks_like_secret(word)).for_each(|word| self.hide(word))
            }
        }
    }

    /// The text without the secrets that are known so far.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for known in &self.known {
            if text.contains(known.as_str()) {
                text = text.replace(known.as_str(), &hidden(known.chars().count()));
            }
        }
        text
    }

    /// A value that stands alone.
    pub fn value(&self, value: &str) -> String {
        if self.short.iter().any(|known| known == value) {
            hidden(value.chars().count())
        } else {
            self.text(value)
        }
    }

    pub fn header(&self, name: &str, value: &str) -> String {
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => match value.split_once(' ') {
                Some((scheme, credentials)) => format!("{scheme} {}", hidden(credentials.chars().count())),
                None => hidden(value.chars().count()),
            },
            "cookie" => {
                let pairs = value.split("; ").filter_map(|pair| pair.split_once('='));
                let pairs = pairs.map(|(name, value)| format!("{name}={}", hidden(value.chars().count())));
                pairs.collect::<Vec<_>>().join("; ")
            }
            "www-authenticate" => self.text(value),
            _ if is_secret_name(name) => hidden(value.chars().count()),
            _ => self.value(value),
        }
    }

    /// A body as JSON, without secrets; `None` if it is not JSON.
    pub fn json(&self, body: &str) -> Option<Value> {
        let mut body = serde_json::from_str(body).ok()?;
        self.clean(&mut body, "");
        Some(body)
    }

    /// A form or query, without secrets.
    pub fn pairs(&self, pairs: &str) -> String {
        let one = |pair: &str| match pair.split_once('=') {
            Some((name, value)) if is_secret_name(name) && !value.is_empty() => {
                format!("{name}={}", hidden(decode_form(value).chars().count()))
            }
            Some((name, value)) if self.short.contains(&decode_form(value)) => {
                format!("{name}={}", hidden(value.len()))
            }
            _ => self.text(pair),
        };
        pairs.split('&').map(one).collect::<Vec<_>>().join("&")
    }

    pub fn url(&self, url: &str) -> String {
        match url.split_once('?') {
            Some((path, query)) => format!("{}?{}", self.text(path), self.pairs(query)),
            None => self.text(url),
        }
    }

    fn learn_header(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            "cookie" => {
                for (_, value) in value.split("; ").filter_map(|pair| pair.split_once('=')) {
                    self.hide(value.trim_matches('"'));
                }
            }
            "authorization" | "proxy-authorization" => {
                self.hide(value.split_once(' ').map_or(value, |(_, credentials)| credentials));
            }
            "www-authenticate" => {}
            _ if is_secret_name(name) => self.hide(value),
            _ => {}
        }
    }

    fn learn_pairs(&mut self, pairs: &str) {
        for (name, value) in pairs.split('&').filter_map(|pair| pair.split_once('=')) {
            if is_secret_name(name) {
                self.hide(&decode_form(value));
            }
        }
    }

    fn learn_members(&mut self, body: &Value, issues: bool) {
        let mut found = Vec::new();
        each_text(body, &mut |name, text| {
            // A key is an id with some backends, and the secret itself with others, in their lists too.
            let is_key = name.eq_ignore_ascii_case("key") && (issues || looks_like_secret(text));
            let is_issued = issues && !is_id_name(name) && looks_like_secret(text);
            if is_secret_name(name) || is_key || is_issued {
                found.push(text.to_owned());
            }
        });
        for text in found {
            self.hide(&text);
        }
    }

    fn clean(&self, value: &mut Value, name: &str) {
        match value {
            Value::String(text) if !text.is_empty() && is_secret_name(name) => {
                *value = hidden(text.chars().count()).into()
            }
            Value::String(text) => *text = self.value(text),
            Value::Number(number) if is_secret_name(name) => *value = hidden(number.to_string().len()).into(),
            Value::Array(list) => list.iter_mut().for_each(|entry| self.clean(entry, name)),
            // A name may be a secret too: `{"tokens": {"THE SECRET": {...}}}`.
            Value::Object(members) => {
                let old = std::mem::take(members);
                for (name, mut member) in old {
                    self.clean(&mut member, &name);
                    members.insert(self.text(&name), member);
                }
            }
            _ => {}
        }
    }
}

/// Stands in place of a secret. The length helps to tell two secrets apart.
fn hidden(length: usize) -> String {
    format!("‹hidden, {length} characters›")
}

/// Every text with the name of the member that it is in; the names of members too.
fn each_text(value: &Value, take: &mut dyn FnMut(&str, &str)) {
    fn walk(value: &Value, name: &str, take: &mut dyn FnMut(&str, &str)) {
        match value {
            Value::String(text) => take(name, text),
            Value::Array(list) => list.iter().for_each(|entry| walk(entry, name, take)),
            Value::Object(members) => {
                for (name, member) in members {
                    take("", name);
                    walk(member, name, take);
                }
            }
            _ => {}
        }
    }
    walk(value, "", take);
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.~+=:|$".contains(c)))
}

fn decode_form(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(url: &str, headers: &[(&str, &str)], body: Option<&str>) -> SentRequest {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        SentRequest { method: "POST".to_owned(), url: url.to_owned(), headers, body: body.map(str::to_owned) }
    }

    fn answer(body: &str) -> HttpResponse {
        HttpResponse { status: 200, headers: Vec::new(), body: body.to_owned() }
    }

    #[test]
    fn a_password_is_hidden_however_it_is_written() {
        let mut mask = Mask::default();
        mask.hide_password("ada", "a b\"c/ü");
        for text in [
            "a b\"c/ü",
            r#"{"password":"a b\"c/ü"}"#,
            "p=a%20b%22c%2F%C3%BC",
            "p=a+b%22c%2F%C3%BC",
            &BASE64.encode("ada:a b\"c/ü"),
            "no such user: a b\"c/ü!",
        ] {
            let masked = mask.text(text);
            assert!(masked.contains("‹hidden"), "{text}: {masked}");
            assert!(!masked.contains("c/ü") && !masked.contains("c%2F"), "{text}: {masked}");
        }
    }

    #[test]
    fn a_short_password_is_hidden_where_it_stands_alone() {
        let mut mask = Mask::default();
        mask.hide_password("alice", "pw");
        assert_eq!(mask.json(r#"{"x": "pw", "note": "pwd"}"#).unwrap()["x"], "‹hidden, 2 characters›");
        assert_eq!(mask.text("a longer word: pwd"), "a longer word: pwd");
        assert_eq!(mask.pairs("x=pw&y=1"), "x=‹hidden, 2 characters›&y=1");
        assert_eq!(mask.text(&BASE64.encode("alice:pw")), "‹hidden, 11 characters›=".replace('=', "") + "=");
    }

    #[test]
    fn what_an_issuing_answer_shows_is_hidden_whatever_it_is_called() {
        let body = r#"{"id":"8f3a8f3a8f3a8f3a8f3a","x":{"value":"q9fJ3kd8Lm2Pq7Rt"},"at":"2026-11-21T10:00:00.000Z"}"#;
        let mut mask = Mask::default();
        mask.learn(&sent("http://h/keys", &[], None), Some(&answer(body)), &[], true);
        let shown = mask.json(body).unwrap().to_string();
        assert!(!shown.contains("q9fJ3kd8Lm2Pq7Rt"), "{shown}");
        assert!(
            shown.contains("8f3a8f3a8f3a8f3a8f3a") && shown.contains("2026-11-21T10:00:00.000Z"),
            "{shown}"
        );
        // Also where it turns up later.
        assert!(!mask.url("http://h/keys/q9fJ3kd8Lm2Pq7Rt").contains("q9fJ"));
    }

    #[test]
    fn the_parts_of_a_composed_secret_are_hidden() {
        let mut mask = Mask::default();
        mask.hide_issued("id7.abcdef", r#"{"v":"abcdef","id":"id7","other":"xyzxyz"}"#, &["id7"]);
        let shown = mask.json(r#"{"v":"abcdef","other":"xyzxyz"}"#).unwrap().to_string();
        assert!(!shown.contains("abcdef") && shown.contains("xyzxyz"), "{shown}");
    }

    #[test]
    fn headers_cookies_queries_and_pages_are_cleaned() {
        let page = r#"<script>window.csrf = "Zx81kdk2k3k4k5k6k7";</script>"#;
        let mut mask = Mask::default();
        let request = sent(
            "http://h/a?access_token=s3cr3tvalue&limit=5",
            &[("Authorization", "Bearer abc.def.ghi"), ("Cookie", "sid=cookievalue; theme=dark")],
            Some("user=ada&password=love%2Flace"),
        );
        mask.learn(&request, Some(&answer(page)), &["sid=freshvalue; Path=/"], false);
        let all = [
            mask.url(&request.url),
            mask.header("Authorization", "Bearer abc.def.ghi"),
            mask.header("Cookie", "sid=cookievalue; theme=dark"),
            mask.pairs("user=ada&password=love%2Flace"),
            mask.text(page),
            mask.text("refused: abc.def.ghi for cookievalue, freshvalue, love/lace"),
        ]
        .join("\n");
        for secret in ["s3cr3tvalue", "abc.def", "cookievalue", "freshvalue", "lace", "Zx81"] {
            assert!(!all.contains(secret), "{secret} in {all}");
        }
        assert!(all.contains("limit=5") && all.contains("user=ada") && all.contains("Bearer "), "{all}");
    }
}
