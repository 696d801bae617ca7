//! Prints sections, exchanges and findings. Every line passes the mask.

mod layout;

use std::io::Write;

use super::mask::Mask;
use super::verdict::Verdict;
use crate::http::{CookieRejection, Exchange};
use layout::{layout, shorten, truncate};

/// Longer bodies that are not JSON are cut.
const MAX_TEXT: usize = 400;

pub struct Report<'a> {
    out: &'a mut dyn Write,
    pub mask: Mask,
    /// What is wrong, one line each.
    failures: Vec<String>,
    sections: usize,
}

impl<'a> Report<'a> {
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, mask: Mask::default(), failures: Vec::new(), sections: 0 }
    }

    pub fn line(&mut self, text: &str) {
        // A closed pipe must not end the check: it would leave a token behind.
        let _ = writeln!(self.out, "{}", self.mask.text(text));
    }

    /// Prints text that is built from masked parts.
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

    /// Worth knowing, and perhaps right.
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

    pub fn exchange(&mut self, exchange: &Exchange) {
        let request = &exchange.request;
        let url = &request.url;
        let target = url.find("://").and_then(|at| url.get(at + 3..)).unwrap_or(url);
        let target = target.find('/').and_then(|at| target.get(at..)).unwrap_or("/");
        let target = self.mask.url(target);
        self.masked_line(&format!("   → {} {target}", request.method));
        for (name, value) in &request.headers {
            if !BROWSER_HEADERS.contains(&name.as_str()) {
                let value = self.mask.header(name, value);
                self.masked_line(&format!("     {name}: {value}"));
            }
        }
        let content_type = request.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.map_or("", |(_, value)| value.as_str());
        self.body(request.body.as_deref().unwrap_or_default(), content_type);
        let response = match &exchange.response {
            Ok(response) => response,
            Err(error) => return self.line(&format!("   ← no answer: {error}")),
        };
        self.line(&format!("   ← {}{}", response.status, reason_phrase(response.status)));
        for (name, value) in &response.headers {
            if is_shown_header(name) {
                let value = self.mask.header(name, value);
                self.masked_line(&format!("     {name}: {value}"));
            }
        }
        for cookie in &exchange.cookies {
            let (pair, attributes) = cookie.header.split_once(';').unwrap_or((&cookie.header, ""));
            let name = pair.split('=').next().unwrap_or_default();
            let rejected = cookie.kept.err().map_or("", rejection);
            self.line(&format!("     set-cookie: {name}=‹hidden›;{attributes}{rejected}"));
        }
        self.body(&response.body, response.header("content-type").unwrap_or_default());
    }

    /// Says what is wrong, all in one place, and gives the verdict.
    pub fn finish(mut self) -> Verdict {
        if self.failures.is_empty() {
            self.line("\nNothing is wrong.");
            return Verdict::Passed;
        }
        let failures = std::mem::take(&mut self.failures);
        let count = failures.len();
        self.line(&format!("\n{count} {} wrong:", if count == 1 { "thing is" } else { "things are" }));
        for failure in &failures {
            self.line(&format!("   {failure}"));
        }
        Verdict::Failed(failures)
    }

    fn body(&mut self, body: &str, content_type: &str) {
        if body.is_empty() {
            return;
        }
        if let Some(mut json) = self.mask.json(body) {
            shorten(&mut json);
            for line in layout(&json, 5).lines() {
                self.masked_line(&format!("     {line}"));
            }
        } else if content_type.contains("form-urlencoded") {
            let form = self.mask.pairs(body);
            self.masked_line(&format!("     {form}"));
        } else {
            // Masked before it is cut: half a secret is not recognised.
            let text = self.mask.text(body);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.masked_line(&format!("     {}", truncate(&text, MAX_TEXT)));
        }
    }
}

/// Headers that a browser sends with every request.
const BROWSER_HEADERS: [&str; 8] = [
    "Accept-Language",
    "Cache-Control",
    "Pragma",
    "User-Agent",
    "Referer",
    "Sec-Fetch-Site",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Dest",
];

/// Headers of a response that a connector could read, or that tell which server sent it.
fn is_shown_header(name: &str) -> bool {
    const SHOWN: [&str; 10] = [
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
    SHOWN.contains(&name)
        || (name.starts_with("x-") && !HARDENING.contains(&name))
        || name.contains("token")
        || name.contains("csrf")
}

fn rejection(rejection: CookieRejection) -> &'static str {
    match rejection {
        CookieRejection::Insecure => "   (a browser drops it: `Secure` over plain HTTP)",
        CookieRejection::OtherHost => "   (a browser drops it: for another host)",
        CookieRejection::BrokenPrefix => "   (a browser drops it: not what its name promises)",
        CookieRejection::NotACookie => "   (a browser drops it: no name and value)",
    }
}

fn reason_phrase(status: u16) -> &'static str {
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
