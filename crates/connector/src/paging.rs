//! Lists, page by page.

use crate::document::{Connector, Paging, PagingKind, Request};
use crate::entries;
use crate::error::{BackendError, ReadError};
use crate::intent::PageCursor;
use crate::outcome::Page;
use crate::prepare;
use crate::read;
use crate::scope::Scope;

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
pub(crate) fn page(scope: &Scope<'_>, request: &Request) -> Result<Page, BackendError> {
    let mut page = Page { tokens: Vec::new(), unreadable: Vec::new(), next: None, total: None };
    let items = request.items.as_deref().unwrap_or("#");
    let count = entries::each(scope, items, Some(request), |entry| {
        if let Some(reads) = &scope.connector.token {
            match entries::token(entry, reads) {
                Ok(token) => page.tokens.push(token),
                Err(unreadable) => page.unreadable.push(unreadable),
            }
        }
        Ok(())
    })?;
    if let Some(paging) = &request.paging {
        page.total = paging.total.as_ref().map_or(Ok(None), |at| read::count(scope, at))?;
        page.next = next(scope, request, paging, count as u64, page.total)?.map(PageCursor);
    }
    Ok(page)
}

fn next(
    scope: &Scope<'_>,
    request: &Request,
    paging: &Paging,
    count: u64,
    total: Option<u64>,
) -> Result<Option<String>, ReadError> {
    let size = scope.connector.page_size();
    // A backend may give fewer than it was asked for: its total says more than a page that is not full.
    let more = |before: u64| match total {
        Some(total) => count > 0 && before + count < total,
        None => count >= size,
    };
    let current = |default: u64| scope.page.parse().unwrap_or(default);
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
        PagingKind::Cursor => given(scope, paging)?,
        PagingKind::Link => match given(scope, paging)? {
            Some(link) => Some(query_of(scope, request, paging, &link)?),
            None => None,
        },
    };
    match next {
        Some(next) if next == scope.page => {
            let at = paging.next.as_deref().unwrap_or_default();
            let problem = "expected the next page, found this one again".to_owned();
            Err(ReadError { at: read::place(scope, at, &[]), problem })
        }
        next => Ok(next),
    }
}

/// What the answer says of the next page; `None` at the end.
fn given(scope: &Scope<'_>, paging: &Paging) -> Result<Option<String>, ReadError> {
    let at = paging.next.as_deref().unwrap_or_default();
    let spots = read::spots(scope, at)?;
    let Some(value) = spots.first().map(|s| s.value.as_ref()).filter(|v| !v.is_null()) else {
        return Ok(None);
    };
    let Some(text) = crate::fill::plain(value) else {
        let problem = ["expected a text, found ", crate::json::kind(value)].concat();
        return Err(ReadError { at: read::place(scope, at, &[]), problem });
    };
    let link = paging.kind == PagingKind::Link && at.starts_with("$response.header");
    let text = if link { next_link(&text).unwrap_or_default() } else { &text };
    Ok(Some(text.to_owned()).filter(|t| !t.is_empty()))
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
        if is_next {
            return Some(target);
        }
        rest = next;
    }
    None
}

/// The query of a link to the same list. Host and path of it are not followed: they are what a proxy made of
/// them, or where an attacker wants the next request, with its credentials, to go.
fn query_of(scope: &Scope<'_>, request: &Request, paging: &Paging, link: &str) -> Result<String, ReadError> {
    let own = prepare::path(&Scope { answer: None, ..*scope }, request).unwrap_or_default();
    let link = link.split('#').next().unwrap_or_default();
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let plain = query.bytes().all(|b| b.is_ascii_graphic());
    if (path.is_empty() || path.ends_with(&own)) && plain && !query.is_empty() {
        return Ok(query.to_owned());
    }
    let at = paging.next.as_deref().unwrap_or_default();
    let problem = "expected a link to the next page of the same list, found another".to_owned();
    Err(ReadError { at: read::place(scope, at, &[]), problem })
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
            ("", None),
            ("<", None),
        ] {
            assert_eq!(next_link(header), next, "{header}");
        }
    }
}
