//! Keeps secrets out of what is printed.
//!
//! Three nets, because a connector that is wrong points at the wrong places: values known to be secret (what was
//! typed, cookies, what the engine read as a secret) are taken out wherever they turn up, also escaped; members,
//! parameters and headers whose names speak of secrets lose their value; and in an answer that issues something,
//! whatever looks like a secret goes too. Rather one value too many than one too few.

use crate::fetch::Sent;
use latchkey_connector::HttpResponse;
use serde_json::Value;

/// Shorter values are hidden where they are the whole of a value only: taken out of every text, they would leave
/// nothing to read.
const SHORTEST_PART: usize = 4;
/// No secret worth its name is shorter.
const SHORTEST_LOOK: usize = 16;

#[derive(Default)]
pub struct Mask {
    /// Longest first: a secret inside another must not break it up.
    known: Vec<String>,
    whole: Vec<String>,
    /// What the check itself made up.
    public: Vec<String>,
}

/// What takes a secret's place. Its length helps to tell two apart, and tells nobody else anything.
fn hidden(length: usize) -> String {
    format!("‹hidden, {length} characters›")
}

impl Mask {
    /// From now on this is hidden, as it is and as it is escaped.
    pub fn hide(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.is_empty() || self.public.iter().any(|public| public == secret) {
            return;
        }
        if secret.chars().count() < SHORTEST_PART {
            self.whole.push(secret.to_owned());
            return;
        }
        let json = Value::from(secret).to_string();
        let json = json.trim_matches('"').to_owned();
        let percent = percent(secret);
        for form in [percent.replace("%20", "+"), percent, json, base64(secret.as_bytes()), secret.to_owned()]
        {
            let form = form.trim_end_matches('=').to_owned();
            if !self.known.contains(&form) {
                self.known.push(form);
            }
        }
        self.known.sort_by_key(|known| std::cmp::Reverse(known.len()));
    }

    /// This is no secret, whatever it looks like.
    pub fn show(&mut self, public: &str) {
        self.public.push(public.to_owned());
    }

    /// A name and a password, also as HTTP basic sends them.
    pub fn hide_password(&mut self, user: &str, password: &str) {
        self.hide(password);
        self.hide(&base64(format!("{user}:{password}").as_bytes()));
    }

    /// A secret just issued, and the parts of the answer that it was put together from. `public` is what the
    /// token's record shows of it anyway.
    pub fn hide_issued(&mut self, secret: &str, answer: &str, public: &[&str]) {
        self.hide(secret);
        let Ok(body) = serde_json::from_str::<Value>(answer) else { return };
        let mut parts = Vec::new();
        each_text(&body, &mut |_, text| {
            if text.len() >= SHORTEST_PART
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

    /// Learns the secrets of an exchange. `issues`: its answer may hold one that no name betrays.
    pub fn learn(&mut self, sent: &Sent, answer: Option<&HttpResponse>, set_cookies: &[&str], issues: bool) {
        for (name, value) in &sent.headers {
            self.learn_header(name, value);
        }
        let query = sent.url.split_once('?').map_or("", |(_, query)| query);
        self.learn_pairs(query);
        let body = sent.body.as_deref().unwrap_or_default();
        match serde_json::from_str::<Value>(body) {
            Ok(body) => self.learn_members(&body, false),
            Err(_) => self.learn_pairs(body),
        }
        for cookie in set_cookies {
            let value =
                cookie.split(';').next().and_then(|pair| pair.split_once('=')).map_or("", |(_, value)| value);
            self.hide(value.trim_matches('"'));
        }
        let Some(answer) = answer else { return };
        for (name, value) in &answer.headers {
            self.learn_header(name, value);
            // A redirect may carry a code or a session.
            self.learn_pairs(value.split_once('?').map_or("", |(_, query)| query));
        }
        match serde_json::from_str::<Value>(&answer.body) {
            Ok(body) => self.learn_members(&body, issues),
            // A page: values for its scripts, some of them CSRF values.
            Err(_) => {
                for word in words(&answer.body).map(str::to_owned).collect::<Vec<_>>() {
                    if looks_secret(&word) {
                        self.hide(&word);
                    }
                }
            }
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
            _ if says_secret(name) => self.hide(value),
            _ => {}
        }
    }

    fn learn_pairs(&mut self, pairs: &str) {
        for (name, value) in pairs.split('&').filter_map(|pair| pair.split_once('=')) {
            if says_secret(name) {
                self.hide(&decode(value));
            }
        }
    }

    fn learn_members(&mut self, body: &Value, issues: bool) {
        let mut found = Vec::new();
        each_text(body, &mut |name, text| {
            // With some a key is an id, with others the secret itself, in their lists too.
            let key = name.eq_ignore_ascii_case("key") && (issues || looks_secret(text));
            let says = says_secret(name) || key;
            let looks = issues && !is_id(name) && looks_secret(text);
            if says || looks {
                found.push(text.to_owned());
            }
        });
        for text in found {
            self.hide(&text);
        }
    }

    /// The text without the secrets known so far.
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
        if self.whole.iter().any(|known| known == value) {
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
            _ if says_secret(name) => hidden(value.chars().count()),
            _ => self.value(value),
        }
    }

    /// A body as JSON with every secret taken out; `None` if it is no JSON.
    pub fn json(&self, body: &str) -> Option<Value> {
        let mut body = serde_json::from_str(body).ok()?;
        self.clean(&mut body, "");
        Some(body)
    }

    fn clean(&self, value: &mut Value, name: &str) {
        match value {
            Value::String(text) if !text.is_empty() && says_secret(name) => {
                *value = hidden(text.chars().count()).into()
            }
            Value::String(text) => *text = self.value(text),
            Value::Number(number) if says_secret(name) => *value = hidden(number.to_string().len()).into(),
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

    /// A form or query with every secret taken out.
    pub fn pairs(&self, pairs: &str) -> String {
        let one = |pair: &str| match pair.split_once('=') {
            Some((name, value)) if says_secret(name) && !value.is_empty() => {
                format!("{name}={}", hidden(decode(value).chars().count()))
            }
            Some((name, value)) if self.whole.contains(&decode(value)) => {
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
}

/// Whether the name of a member, parameter or header promises a secret.
pub fn says_secret(name: &str) -> bool {
    let name: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    const SAYS: [&str; 19] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "apikey",
        "accesskey",
        "privatekey",
        "authkey",
        "jwt",
        "csrf",
        "xsrf",
        "cookie",
        "session",
        "credential",
        "bearer",
        "authorization",
        "otp",
        "pincode",
    ];
    // `token_type`, `token_id`, `secret_prefix`, `token_expires_at` are about a secret and none.
    const ABOUT: [&str; 18] = [
        "type",
        "name",
        "prefix",
        "hint",
        "count",
        "at",
        "url",
        "uri",
        "expires",
        "expiry",
        "expiration",
        "in",
        "ttl",
        "description",
        "status",
        "scope",
        "scopes",
        "policies",
    ];
    let about_id = name.ends_with("id") && !name.contains("secret") && !name.contains("session");
    SAYS.iter().any(|says| name.contains(says))
        && !about_id
        && !ABOUT.iter().any(|about| name.ends_with(about))
}

fn is_id(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "id" || name.ends_with("_id") || name == "uuid"
}

/// Long, of the alphabet of keys, with digits and letters; no UUID, date, address or path.
pub fn looks_secret(text: &str) -> bool {
    let text = text.trim();
    let alphabet = |b: u8| b.is_ascii_alphanumeric() || b"-_.~+/=:|$".contains(&b);
    text.len() >= SHORTEST_LOOK
        && text.bytes().all(alphabet)
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_alphabetic())
        && !text.starts_with('/')
        && !text.contains("://")
        && !is_uuid(text)
        && !is_date(text)
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

fn is_date(text: &str) -> bool {
    let digits = |range| text.get(range).is_some_and(|part: &str| part.bytes().all(|b| b.is_ascii_digit()));
    digits(0..4) && text.get(4..5) == Some("-") && digits(5..7) && text.get(7..8) == Some("-")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.~+=:|$".contains(c)))
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

fn percent(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Takes percent-encoding and `+` back.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                if let (Some(high), Some(low)) = (hex(ahead.next()), hex(ahead.next())) {
                    bytes.push((high * 16 + low) as u8);
                    rest = ahead;
                } else {
                    bytes.push(byte);
                }
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * place) & 63) as usize).filter(|_| place <= group.len());
            text.push(digit.map_or('=', |d| char::from(*d)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(url: &str, headers: &[(&str, &str)], body: Option<&str>) -> Sent {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Sent { method: "POST".to_owned(), url: url.to_owned(), headers, body: body.map(str::to_owned) }
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
            &base64("ada:a b\"c/ü".as_bytes()),
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
        assert_eq!(mask.text(&base64(b"alice:pw")), "‹hidden, 11 characters›=".replace('=', "") + "=");
    }

    #[test]
    fn names_that_promise_a_secret() {
        for name in [
            "password",
            "accessKey",
            "access_token",
            "X-Subject-Token",
            "client_secret",
            "sessionid",
            "_csrf",
        ] {
            assert!(says_secret(name), "{name}");
        }
        for name in
            ["token_type", "token_id", "expires_in", "apiTokens_count", "name", "key", "scopes", "tokenName"]
        {
            assert!(!says_secret(name), "{name}");
        }
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
