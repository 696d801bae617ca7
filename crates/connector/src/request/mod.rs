//! Intent to request.

pub(crate) mod capabilities;

use crate::codec::escape::{fits_header, is_dot_segment, percent};
use crate::document::{PagingKind, Request, Texts};
use crate::error::PrepareError;
use crate::http::{HttpRequest, Method};
use crate::template::{Variables, fill_json, fill_pairs, fill_text};

pub(crate) fn prepare(variables: &Variables<'_>, request: &Request) -> Result<HttpRequest, PrepareError> {
    let mut headers = Vec::new();
    add_headers(variables, &mut headers, &request.headers)?;
    if !matches!(request.method, Method::Get | Method::Head) {
        add_headers(variables, &mut headers, &variables.connector.headers.changing)?;
    }
    add_headers(variables, &mut headers, &variables.connector.headers.all)?;
    add(&mut headers, "Accept", "application/json");
    let mut body = None;
    if let Some(form) = &request.form {
        add(&mut headers, "Content-Type", "application/x-www-form-urlencoded");
        body = Some(fill_pairs(variables, form)?);
    } else if let Some(template) = &request.body {
        add(&mut headers, "Content-Type", "application/json");
        // Nothing set is an empty object, not an empty body.
        body = Some(fill_json(variables, template)?.map_or_else(|| "{}".to_owned(), |v| v.to_json()));
    }
    Ok(HttpRequest { method: request.method, target: target(variables, request)?, headers, body })
}

/// The path, each value escaped as one segment. An empty value would turn "delete this one" into "delete all",
/// and a dot segment leads elsewhere: both are refused.
pub(crate) fn path(variables: &Variables<'_>, request: &Request) -> Result<String, PrepareError> {
    let unfit = || PrepareError::Unfit { placeholder: request.path.clone() };
    let path = fill_text(variables, &request.path, percent)?.ok_or_else(unfit)?;
    let empty = |path: &str| path.split('/').skip(1).filter(|s| s.is_empty()).count();
    if path.split('/').any(is_dot_segment) || empty(&path) > empty(&request.path) {
        return Err(unfit());
    }
    Ok(path)
}

fn target(variables: &Variables<'_>, request: &Request) -> Result<String, PrepareError> {
    let mut target = path(variables, request)?;
    let link =
        request.paging.as_ref().is_some_and(|p| p.kind == PagingKind::Link) && !variables.page.is_empty();
    let query = if link { variables.page.to_owned() } else { fill_pairs(variables, &request.query)? };
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query);
    }
    Ok(target)
}

fn add_headers(
    variables: &Variables<'_>,
    headers: &mut Vec<(String, String)>,
    texts: &Texts,
) -> Result<(), PrepareError> {
    for (name, template) in &texts.0 {
        if let Some(value) = fill_text(variables, template, str::to_owned)? {
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
