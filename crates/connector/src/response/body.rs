//! The body of an answer as JSON.

use crate::document::{Request, Success};
use crate::error::ReadError;
use crate::expression::{self, Expression};
use crate::http::HttpResponse;
use crate::intent::Intent;
use crate::template::Variables;
use crate::value::{Entry, JsonError, SplitText, Value};

/// A body as JSON: null if it is empty.
#[derive(Default)]
pub(crate) struct Body<'r> {
    pub value: Value,
    /// The entries of the list that was asked for, which is empty in the value then.
    pub entries: Option<Vec<Entry<'r>>>,
    /// What is wrong if it is no JSON; the value is null then.
    pub broken: Option<ReadError>,
}

impl<'r> Body<'r> {
    pub fn whole(response: &HttpResponse) -> Self {
        let text = text(response);
        if text.is_empty() {
            return Self::default();
        }
        match Value::parse(text) {
            Ok(value) => Self { value, ..Self::default() },
            Err(error) => Self { broken: Some(broken(response, text, error)), ..Self::default() },
        }
    }

    /// Of an answer that means an empty list by its status.
    pub fn empty_list() -> Self {
        Self { entries: Some(Vec::new()), ..Self::default() }
    }

    /// With the entries of a list still to be read. `place`: the names of the members that lead to it.
    pub fn with_list(response: &'r HttpResponse, place: &[String]) -> Self {
        match SplitText::read(text(response), place) {
            Some(SplitText { value, entries }) => Self { value, entries, broken: None },
            None => Self::whole(response),
        }
    }
}

/// Where the list of an answer is, if its entries can be read one after the other: nothing else that is read from the
/// answer may look into it.
pub(crate) fn list_place(
    variables: &Variables<'_>,
    request: &Request,
    rule: Option<&Success>,
) -> Option<Vec<String>> {
    let connector = variables.connector;
    let reads_body = match variables.intent {
        Intent::List { .. } => connector.token.as_ref().is_some_and(|t| t.all().any(|r| r.reads_body())),
        Intent::Scopes => connector.scope.as_ref().is_some_and(|s| s.all().any(|r| r.reads_body())),
        Intent::Operations => connector.operation.as_ref().is_some_and(|o| o.all().any(|r| r.reads_body())),
        Intent::Presets => connector.preset.as_ref().is_some_and(|p| p.all().any(|r| r.reads_body())),
        _ => return None,
    };
    let (Expression::Body(pointer) | Expression::Entry(pointer)) =
        expression::parse(&request.items.as_ref()?.0).ok()?
    else {
        return None;
    };
    let place = expression::names(pointer)?;
    let paging = request.paging.iter().flat_map(|p| [&p.next, &p.more, &p.total]).flatten();
    let equals = rule.iter().flat_map(|rule| &rule.equals.0).map(|(at, _)| at.as_str());
    let mut others = paging.map(|at| at.0.as_str()).chain(equals);
    let only_reads_body = request.only.0.iter().any(|(at, _)| at.starts_with("$response.body#"));
    (!reads_body && !only_reads_body && !others.any(|at| touches(at, &place))).then_some(place)
}

/// Whether an expression reads a value that holds the list or is in it.
fn touches(at: &str, place: &[String]) -> bool {
    match expression::parse(at) {
        Ok(Expression::Body(pointer) | Expression::Entry(pointer)) => match expression::names(pointer) {
            Some(names) => names.iter().zip(place).all(|(a, b)| a == b),
            None => true,
        },
        Ok(Expression::Text | Expression::Header(_) | Expression::Key(_)) => false,
        Err(_) => true,
    }
}

fn text(response: &HttpResponse) -> &str {
    response.body.trim_start_matches('\u{feff}').trim()
}

fn broken(response: &HttpResponse, text: &str, error: JsonError) -> ReadError {
    let kind = response.header("content-type").unwrap_or_default();
    let kind = match kind.split(';').next().unwrap_or_default().trim() {
        "" => "without a content type",
        kind => kind,
    };
    let found = if text.starts_with('<') {
        "HTML".to_owned()
    } else {
        format!("a text that is none at line {} column {}", error.line, error.column)
    };
    ReadError { at: String::new(), problem: format!("expected JSON, found {found} ({kind})") }
}
