//! Lists, page by page.

use crate::document::{Connector, Paging, PagingKind, Request};
use crate::entries;
use crate::error::BackendError;
use crate::fill;
use crate::intent::PageCursor;
use crate::outcome::{Outcome, Page};
use crate::portion::Portion;
use crate::prepare;
use crate::read::{self, Reader};
use crate::scope::Scope;
use crate::value::Value;
use latchkey_model::has;

const PAGE_SIZE: u64 = 100;

impl Connector {
    fn paging(&self) -> Option<&Paging> {
        self.requests.list.as_ref()?.paging.as_ref()
    }
    pub(crate) fn page_size(&self) -> u64 {
        self.paging().and_then(|p| p.size).unwrap_or(PAGE_SIZE)
    }
    pub(crate) fn first_page(&self) -> u64 {
        self.paging().and_then(|p| p.start).unwrap_or(1)
    }
}

/// One page. An entry that cannot be read is kept as unreadable; the others are shown.
pub(crate) fn page(
    scope: &Scope<'_>,
    request: &Request,
    portion: &mut Portion,
) -> Result<Page, BackendError> {
    let mut page = match portion.before.take() {
        Some(Outcome::Page(page)) => page,
        _ => Page { tokens: Vec::new(), unreadable: Vec::new(), next: None, total: None },
    };
    let items = request.items.as_ref().map_or("#", |i| i.0.as_str());
    let count = portion.each(scope, items, request, &mut |entry| {
        if let Some(reads) = &scope.connector.token {
            match entries::token(entry, reads) {
                Ok(token) => page.tokens.push(token),
                Err(unreadable) => page.unreadable.push(unreadable),
            }
        }
        Ok(())
    })?;
    if let Some(paging) = &request.paging {
        let mut reader = Reader::new(scope);
        page.total = paging.total.as_ref().and_then(|at| reader.count(&at.0));
        page.next = next(&mut reader, request, paging, count as u64, page.total).map(PageCursor);
        page = reader.finish(page)?;
    }
    Ok(page)
}

fn next(
    reader: &mut Reader<'_>,
    request: &Request,
    paging: &Paging,
    count: u64,
    total: Option<u64>,
) -> Option<String> {
    let scope = reader.scope;
    let size = scope.connector.page_size();
    let says_no = |value: &Value| matches!(fill::plain(value).as_deref(), Some("" | "false"));
    let stated = paging.more.as_ref().map(|at| !says_no(&reader.find(&at.0)));
    if stated == Some(false) {
        return None;
    }
    // A backend may give fewer than it was asked for: its total says more than a page that is not full.
    let more = |before: u64| match total {
        _ if stated == Some(true) => count > 0,
        Some(total) => count > 0 && before + count < total,
        None => count >= size,
    };
    let current = |default: u64| scope.page.parse().unwrap_or(default);
    let at = paging.next.as_ref().map_or("", |n| n.0.as_str());
    let next = match paging.kind {
        PagingKind::Page => {
            let start = scope.connector.first_page();
            let page = current(start);
            more(page.saturating_sub(start).saturating_mul(size)).then(|| page.saturating_add(1).to_string())
        }
        PagingKind::Offset => {
            let offset = current(0);
            more(offset).then(|| offset.saturating_add(count).to_string())
        }
        PagingKind::Cursor => given(reader, at),
        PagingKind::Link => {
            let link = given(reader, at)?;
            let link = if at.starts_with("$response.header") { next_link(&link)? } else { &link };
            let query = query_of(scope, request, link);
            if query.is_none() {
                let problem = "expected a link to the next page of the same list, found another".to_owned();
                reader.fail(read::place(scope, at, &[]), problem);
            }
            query
        }
    };
    if next.as_deref() == Some(scope.page) {
        let problem = "expected the next page, found this one again".to_owned();
        reader.fail(read::place(scope, at, &[]), problem);
    }
    next
}

/// What the answer says of the next page; `None` at the end.
fn given(reader: &mut Reader<'_>, at: &str) -> Option<String> {
    let value = reader.find(at);
    let text = fill::plain(&value);
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
        if is_next && !has(&parameters.replace(['"', ' '], ""), ";results=false") {
            return Some(target);
        }
        rest = next;
    }
    None
}

/// The query of a link to the same list. Host and path of it are not followed: they are what a proxy made of
/// them, or where an attacker wants the next request, with its credentials, to go.
fn query_of(scope: &Scope<'_>, request: &Request, link: &str) -> Option<String> {
    let own = prepare::path(&Scope { answer: None, ..*scope }, request).ok()?;
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
