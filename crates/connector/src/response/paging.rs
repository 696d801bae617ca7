//! How a list goes on.

use super::reader::{self, Reader};
use crate::document::{Paging, PagingKind, Request};
use crate::error::ReadError;
use crate::intent::{Intent, PageCursor};
use crate::request;
use crate::template::Variables;
use crate::value::Value;

/// The next page, and how many entries there are in all. `count`: how many this page has.
pub(crate) fn next_page(
    variables: &Variables<'_>,
    request: &Request,
    count: usize,
) -> Result<(Option<PageCursor>, Option<u64>), ReadError> {
    let Some(paging) = &request.paging else { return Ok((None, None)) };
    let mut reader = Reader::new(variables);
    let total = paging.total.as_ref().and_then(|at| reader.count(&at.0));
    let read = match variables.intent {
        Intent::List { cursor: Some(cursor) } => cursor.read,
        _ => 0,
    };
    let read = read.saturating_add(count as u64);
    let next = next(&mut reader, request, paging, &Counted { page: count as u64, read, total });
    reader.finish((next.map(|at| PageCursor { at, read }), total))
}

/// How many entries there are on this page, on all pages so far, and in all as the backend says.
struct Counted {
    page: u64,
    read: u64,
    total: Option<u64>,
}

fn next(reader: &mut Reader<'_>, request: &Request, paging: &Paging, counted: &Counted) -> Option<String> {
    let variables = reader.variables;
    let says_no = |value: &Value| matches!(value.plain_text().as_deref(), Some("" | "false"));
    let stated = paging.more.as_ref().map(|at| !says_no(&reader.find(&at.0)));
    if stated == Some(false) {
        return None;
    }
    // Where the backend says nothing, only an empty page is the end: one that is not full may be all that it gives at a
    // time, whatever it was asked for.
    let more = counted.page > 0
        && match counted.total {
            Some(total) if stated.is_none() => counted.read < total,
            _ => true,
        };
    let current = |default: u64| variables.page.parse().unwrap_or(default);
    let at = paging.next.as_ref().map_or("", |n| n.0.as_str());
    let next = match paging.kind {
        PagingKind::Page => {
            let page = current(variables.connector.first_page());
            more.then(|| page.saturating_add(1).to_string())
        }
        PagingKind::Offset => more.then(|| current(0).saturating_add(counted.page).to_string()),
        PagingKind::Cursor => given(reader, at),
        PagingKind::Link => {
            let link = given(reader, at)?;
            let link = if at.starts_with("$response.header") { next_link(&link)? } else { &link };
            let query = query_of(variables, request, link);
            if query.is_none() {
                let problem = "expected a link to the next page of the same list, found another".to_owned();
                reader.fail(reader::place(variables, at, &[]), problem);
            }
            query
        }
    };
    if next.as_deref() == Some(variables.page) {
        let problem = "expected the next page, found this one again".to_owned();
        reader.fail(reader::place(variables, at, &[]), problem);
    }
    next
}

/// What the answer says of the next page; `None` at the end.
fn given(reader: &mut Reader<'_>, at: &str) -> Option<String> {
    let value = reader.find(at);
    let text = value.plain_text();
    if text.is_none() {
        reader.unexpected(at, "a text", &value);
    }
    text.filter(|t| !t.is_empty())
}

/// The target of `rel="next"` in a `Link` header (RFC 8288).
fn next_link(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        // Parameters go on to the comma before the next target.
        let (parameters, next) = after.split_at(after.find('<').unwrap_or(after.len()));
        let is_next = parameters.split([';', ',']).any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else { return false };
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split(' ').any(|rel| rel.eq_ignore_ascii_case("next"))
        });
        // Some name a next page on the last one too, and say beside it that it is empty.
        if is_next && !parameters.replace(['"', ' '], "").contains(";results=false") {
            return Some(target);
        }
        rest = next;
    }
    None
}

/// The query of a link to the same list. Host and path of it are not followed: they are what a proxy made of
/// them, or where an attacker wants the next request, with its credentials, to go.
fn query_of(variables: &Variables<'_>, request: &Request, link: &str) -> Option<String> {
    let own = request::path(&Variables { answer: None, ..*variables }, request).ok()?;
    let link = link.split('#').next()?;
    let (path, query) = link.split_once('?')?;
    let plain = !query.is_empty() && query.bytes().all(|b| b.is_ascii_graphic());
    (plain && (path.is_empty() || path.ends_with(&own))).then(|| query.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_next_link() {
        for (header, next) in [
            (
                "<https://api.example.com/items?page=2>; rel=\"next\", <https://api.example.com/items?page=9>; rel=\"last\"",
                Some("https://api.example.com/items?page=2"),
            ),
            ("</a?x=1,2>; rel=prev, </a?x=3>; title=\"a\"; rel=\"foo next\"", Some("/a?x=3")),
            ("</a>; rel=\"prev\"", None),
            (
                "</a?x=1>; rel=\"previous\"; results=\"false\", </a?x=2>; rel=\"next\"; results=\"true\"",
                Some("/a?x=2"),
            ),
            ("</a?x=1>; rel=\"next\"; results=\"false\"; cursor=\"0:2:0\"", None),
            ("", None),
            ("<", None),
        ] {
            assert_eq!(next_link(header), next, "{header}");
        }
    }
}
