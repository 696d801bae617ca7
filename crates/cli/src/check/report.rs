//! What is printed: sections, exchanges, findings. Every line passes the mask.

use crate::check::mask::Mask;
use crate::cookies::Refused;
use crate::fetch::{Exchange, NetworkError, Sent};
use latchkey_connector::HttpResponse;
use serde_json::Value;
use std::io::Write;

/// An exchange, kept until it is known what in it is secret.
pub struct Kept {
    pub sent: Sent,
    pub answer: Result<HttpResponse, NetworkError>,
    pub cookies: Vec<(String, Result<(), Refused>)>,
}

impl Kept {
    pub fn of(exchange: &Exchange<'_>) -> Self {
        Self {
            sent: exchange.sent.clone(),
            answer: exchange.answer.cloned().map_err(Clone::clone),
            cookies: exchange.cookies.to_vec(),
        }
    }

    /// The answer's body as JSON; null if there is none.
    pub fn json(&self) -> Value {
        self.answer.as_ref().ok().and_then(|a| serde_json::from_str(&a.body).ok()).unwrap_or_default()
    }
}

pub struct Report<'a> {
    out: &'a mut dyn Write,
    pub mask: Mask,
    /// What went wrong, in a line each.
    pub failures: Vec<String>,
    sections: usize,
}

/// Longer texts in a body are cut: a page, a picture as text.
const LONGEST_TEXT: usize = 160;
/// Of longer lists the first entries are shown.
const ENTRIES: usize = 2;
const LONGEST_PAGE: usize = 400;
const WIDTH: usize = 110;

impl<'a> Report<'a> {
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, mask: Mask::default(), failures: Vec::new(), sections: 0 }
    }

    pub fn line(&mut self, text: &str) {
        // Nobody listens any more: no reason to leave a token behind.
        let _ = writeln!(self.out, "{}", self.mask.text(text));
    }

    /// Printed as it is: what is built from masked parts.
    fn masked_line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    pub fn section(&mut self, title: &str) {
        self.sections += 1;
        self.line(&format!("\n{}. {title}", self.sections));
    }

    pub fn ok(&mut self, text: &str) {
        self.line(&format!("   ok    {text}"));
    }

    pub fn fail(&mut self, text: &str) {
        self.line(&format!("   FAIL  {text}"));
        let text = self.mask.text(text);
        self.failures.push(text);
    }

    /// Worth knowing, and perhaps as it should be.
    pub fn note(&mut self, text: &str) {
        self.line(&format!("   note  {text}"));
    }

    pub fn hint(&mut self, text: &str) {
        self.line(&format!("   hint  {text}"));
    }

    /// Label and value, in a column.
    pub fn pair(&mut self, label: &str, value: &str) {
        let value = self.mask.value(value);
        self.line(&format!("         {label:<14} {value}"));
    }

    pub fn exchange(&mut self, kept: &Kept) {
        let sent = &kept.sent;
        let target = sent.url.find("://").and_then(|at| sent.url.get(at + 3..)).unwrap_or(&sent.url);
        let target = target.find('/').and_then(|at| target.get(at..)).unwrap_or("/");
        let target = self.mask.url(target);
        self.masked_line(&format!("   → {} {target}", sent.method));
        for (name, value) in &sent.headers {
            if !EVERY_BROWSER.contains(&name.as_str()) {
                let value = self.mask.header(name, value);
                self.masked_line(&format!("     {name}: {value}"));
            }
        }
        let content = sent.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("content-type"));
        let kind = content.map_or("", |(_, value)| value.as_str());
        self.body(sent.body.as_deref().unwrap_or_default(), kind);
        let answer = match &kept.answer {
            Ok(answer) => answer,
            Err(error) => return self.line(&format!("   ← no answer: {}", network(error))),
        };
        self.line(&format!("   ← {}{}", answer.status, reason(answer.status)));
        for (name, value) in &answer.headers {
            if is_telling(name) {
                let value = self.mask.header(name, value);
                self.masked_line(&format!("     {name}: {value}"));
            }
        }
        for (header, became) in &kept.cookies {
            let (pair, attributes) = header.split_once(';').unwrap_or((header, ""));
            let name = pair.split('=').next().unwrap_or_default();
            let line = format!("     set-cookie: {name}=‹hidden›;{attributes}{}", cookie_fate(*became));
            self.line(&line);
        }
        let kind = answer.header("content-type").unwrap_or_default().to_owned();
        self.body(&answer.body, &kind);
    }

    fn body(&mut self, body: &str, kind: &str) {
        if body.is_empty() {
            return;
        }
        if let Some(mut json) = self.mask.json(body) {
            shorten(&mut json);
            for line in laid_out(&json, 5).lines() {
                self.masked_line(&format!("     {line}"));
            }
        } else if kind.contains("form-urlencoded") {
            let form = self.mask.pairs(body);
            self.masked_line(&format!("     {form}"));
        } else {
            // Masked before it is cut: half a secret is no known one.
            let text = self.mask.text(body);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.masked_line(&format!("     {}", cut(&text, LONGEST_PAGE)));
        }
    }
}

/// Sent with every request, and the same for all.
const EVERY_BROWSER: [&str; 8] = [
    "Accept-Language",
    "Cache-Control",
    "Pragma",
    "User-Agent",
    "Referer",
    "Sec-Fetch-Site",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Dest",
];

/// Headers of an answer that a connector could read, or that tell who answered.
fn is_telling(name: &str) -> bool {
    const TELLING: [&str; 10] = [
        "content-type",
        "etag",
        "link",
        "location",
        "retry-after",
        "www-authenticate",
        "authorization",
        "allow",
        "server",
        "content-range",
    ];
    const HARDENING: [&str; 7] = [
        "x-content-type-options",
        "x-frame-options",
        "x-xss-protection",
        "x-powered-by",
        "x-dns-prefetch-control",
        "x-download-options",
        "x-permitted-cross-domain-policies",
    ];
    TELLING.contains(&name)
        || (name.starts_with("x-") && !HARDENING.contains(&name))
        || name.contains("token")
        || name.contains("csrf")
}

/// Cuts long texts and lists down to what shows their shape.
fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => *text = cut(text, LONGEST_TEXT),
        Value::Array(list) => {
            let more = list.len().saturating_sub(ENTRIES);
            if more > 1 {
                list.truncate(ENTRIES);
                list.push(format!("… and {more} more").into());
            }
            list.iter_mut().for_each(shorten);
        }
        Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
}

/// JSON in as few lines as fit: what is short stands in one.
fn laid_out(value: &Value, indent: usize) -> String {
    let line = value.to_string();
    if line.chars().count() + indent <= WIDTH {
        return line;
    }
    let pad = " ".repeat(indent - 3);
    let inner = |text: String, last: bool| format!("{pad}{text}{}\n", if last { "" } else { "," });
    let end = " ".repeat(indent - 5);
    match value {
        Value::Array(list) => {
            let last = list.len().saturating_sub(1);
            let entries = list.iter().enumerate();
            let entries: String = entries.map(|(n, e)| inner(laid_out(e, indent + 2), n == last)).collect();
            format!("[\n{entries}{end}]")
        }
        Value::Object(members) => {
            let last = members.len().saturating_sub(1);
            let member = |(n, (name, member)): (usize, (&String, &Value))| {
                inner(format!("{}: {}", Value::from(name.as_str()), laid_out(member, indent + 2)), n == last)
            };
            format!("{{\n{}{end}}}", members.iter().enumerate().map(member).collect::<String>())
        }
        _ => line,
    }
}

fn cut(text: &str, longest: usize) -> String {
    let all = text.chars().count();
    if all <= longest {
        return text.to_owned();
    }
    let head: String = text.chars().take(longest).collect();
    format!("{head}… ({all} characters)")
}

fn cookie_fate(became: Result<(), Refused>) -> &'static str {
    match became {
        Ok(()) => "",
        Err(Refused::Insecure) => "   (a browser drops it: `Secure` over plain HTTP)",
        Err(Refused::OtherHost) => "   (a browser drops it: for another host)",
        Err(Refused::BrokenPromise) => "   (a browser drops it: not what its name promises)",
        Err(Refused::NotACookie) => "   (a browser drops it: no name and value)",
    }
}

pub fn network(error: &NetworkError) -> String {
    match error {
        NetworkError::Address(address) => {
            format!("`{address}` is no address such as https://example.com or http://127.0.0.1:8000/api")
        }
        NetworkError::Unreachable(why) => why.clone(),
        NetworkError::TimedOut => "none within 30 seconds; the console gives up then too".to_owned(),
        NetworkError::TooManyRedirects => "the redirects do not end".to_owned(),
        NetworkError::RedirectedAway(to) => {
            format!("redirected to {to}, another origin, where a browser does not let the console follow")
        }
        NetworkError::NotBelow(target) => format!("`{target}` is no path below the backend"),
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => " OK",
        201 => " Created",
        202 => " Accepted",
        204 => " No Content",
        301 => " Moved Permanently",
        302 => " Found",
        303 => " See Other",
        304 => " Not Modified",
        307 => " Temporary Redirect",
        308 => " Permanent Redirect",
        400 => " Bad Request",
        401 => " Unauthorized",
        403 => " Forbidden",
        404 => " Not Found",
        405 => " Method Not Allowed",
        409 => " Conflict",
        412 => " Precondition Failed",
        415 => " Unsupported Media Type",
        422 => " Unprocessable Content",
        428 => " Precondition Required",
        429 => " Too Many Requests",
        500 => " Internal Server Error",
        502 => " Bad Gateway",
        503 => " Service Unavailable",
        504 => " Gateway Timeout",
        _ => "",
    }
}
