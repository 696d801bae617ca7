//! Intent to request.

use crate::document::{PagingKind, Request, Texts};
use crate::error::PrepareError;
use crate::escape::{fits_header, is_dot_segment, percent};
use crate::fill;
use crate::http::{HttpRequest, Method};
use crate::scope::Scope;

pub(crate) fn prepare(scope: &Scope<'_>, request: &Request) -> Result<HttpRequest, PrepareError> {
    let mut headers = Vec::new();
    add_headers(scope, &mut headers, &request.headers)?;
    if !matches!(request.method, Method::Get | Method::Head) {
        add_headers(scope, &mut headers, &scope.connector.headers.changing)?;
    }
    add_headers(scope, &mut headers, &scope.connector.headers.all)?;
    add(&mut headers, "Accept", "application/json");
    let mut body = None;
    if let Some(form) = &request.form {
        add(&mut headers, "Content-Type", "application/x-www-form-urlencoded");
        body = Some(fill::pairs(scope, form)?);
    } else if let Some(template) = &request.body {
        add(&mut headers, "Content-Type", "application/json");
        // Nothing set is an empty object, not an empty body.
        body = Some(fill::json(scope, template)?.map_or_else(|| "{}".to_owned(), |v| v.to_json()));
    }
    Ok(HttpRequest { method: request.method, target: target(scope, request)?, headers, body })
}

fn target(scope: &Scope<'_>, request: &Request) -> Result<String, PrepareError> {
    let mut target = path(scope, request)?;
    let link = request.paging.as_ref().is_some_and(|p| p.kind == PagingKind::Link) && !scope.page.is_empty();
    let query = if link { scope.page.to_owned() } else { fill::pairs(scope, &request.query)? };
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query);
    }
    Ok(target)
}

/// The path, each value escaped as one segment. An empty value would turn "delete this one" into "delete all",
/// and a dot segment leads elsewhere: both are refused.
pub(crate) fn path(scope: &Scope<'_>, request: &Request) -> Result<String, PrepareError> {
    let unfit = || PrepareError::Unfit { placeholder: request.path.clone() };
    let path = fill::text(scope, &request.path, percent)?.ok_or_else(unfit)?;
    let empty = |path: &str| path.split('/').skip(1).filter(|s| s.is_empty()).count();
    if path.split('/').any(is_dot_segment) || empty(&path) > empty(&request.path) {
        return Err(unfit());
    }
    Ok(path)
}

fn add_headers(
    scope: &Scope<'_>,
    headers: &mut Vec<(String, String)>,
    texts: &Texts,
) -> Result<(), PrepareError> {
    for (name, template) in &texts.0 {
        if let Some(value) = fill::text(scope, template, str::to_owned)? {
            if !fits_header(&value) {
                return Err(PrepareError::Unfit { placeholder: template.clone() });
            }
            add(headers, name, &value);
        }
    }
    Ok(())
}

/// The first of a name wins: a request's own before the connector's.
fn add(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    if !headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name)) {
        headers.push((name.to_owned(), value.to_owned()));
    }
}
