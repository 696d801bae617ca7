//! Requests and responses as plain data.

use serde::Deserialize;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    #[default]
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// A request to send below the configured backend URL.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpRequest {
    pub method: Method,
    /// Path and query, starting with `/`, already escaped; never an absolute URL.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
}

/// A response, read to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpResponse {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl HttpResponse {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Whether a page for people (HTML) came where JSON is due: something in front of the backend answered, or a wrong
    /// address did.
    pub fn is_page(&self) -> bool {
        self.body.trim_start_matches('\u{feff}').trim_start().starts_with('<')
    }

    /// The title of a page, to say what answered: `Attention Required! | Cloudflare`. Empty if it has none; `None` if the
    /// body is no page. At most 120 characters.
    ///
    /// ```
    /// use latchkey_connector::HttpResponse;
    ///
    /// let body = "<!DOCTYPE html><html><head><title>Just a\n moment&hellip;</title>".to_owned();
    /// let response = HttpResponse { status: 503, headers: Vec::new(), body };
    /// assert_eq!(response.page_title().as_deref(), Some("Just a moment…"));
    /// ```
    pub fn page_title(&self) -> Option<String> {
        self.is_page().then(|| title(&self.body))
    }
}

fn title(page: &str) -> String {
    // Only ASCII changes, so that places stay the same.
    let lower = page.to_ascii_lowercase();
    let text = lower.find("<title").and_then(|at| {
        let start = at + lower.get(at..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find("</title")?;
        page.get(start..end)
    });
    let mut title = text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    // `&amp;` last: what it stands before is text.
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&hellip;", "…"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&middot;", "·"),
        ("&amp;", "&"),
    ] {
        title = title.replace(entity, character);
    }
    title.chars().filter(|c| !c.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pages_title_says_what_answered() {
        for (body, title) in [
            ("<html><head><TITLE lang=en> 403  Forbidden\n</TITLE></head>", Some("403 Forbidden")),
            (
                "\u{feff} <!DOCTYPE html><title>Access denied | example &amp; co</title>",
                Some("Access denied | example & co"),
            ),
            ("<title>&amp;lt;</title>", Some("&lt;")),
            ("<html><body>nothing</body>", Some("")),
            ("<title>broken", Some("")),
            ("<title", Some("")),
            ("<p>ÄÖÜ</p><title>Übersicht</title>", Some("Übersicht")),
            ("{\"title\": \"<title>x</title>\"}", None),
            ("", None),
            ("404 page not found", None),
        ] {
            let response = HttpResponse { status: 403, headers: Vec::new(), body: body.to_owned() };
            assert_eq!(response.page_title().as_deref(), title, "{body}");
        }
        let body = format!("<title>{}</title>", "x".repeat(5_000));
        let response = HttpResponse { status: 403, headers: Vec::new(), body };
        assert_eq!(response.page_title().unwrap().len(), 120);
    }
}
