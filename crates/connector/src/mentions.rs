//! Which placeholders a request is filled from.

use crate::document::{Headers, Request, Texts};
use crate::problem::pointer_token;
use crate::template::{self, Part};
use crate::value::Value;

/// Whether any of a request's templates has this source.
pub(crate) fn mentions(request: &Request, source: &str) -> bool {
    let mut found = false;
    each_template(request, &mut |_, template| {
        found |= holds(template, source);
    });
    found || request.first.iter().any(|first| mentions(first, source))
}

fn holds(template: &str, source: &str) -> bool {
    let parts = template::parse(template).unwrap_or_default();
    parts.iter().any(|part| matches!(part, Part::Value(p) if p.source == source))
}

/// Whether the password goes along with a request, by its own templates or by the headers of every request.
pub(crate) fn takes_password(headers: &Headers, request: &Request) -> bool {
    let mut found = mentions(request, CONFIRMATION);
    for texts in [&headers.all, &headers.changing] {
        each_text("", texts, &mut |_, template| found |= holds(template, CONFIRMATION));
    }
    found
}

const CONFIRMATION: &str = "confirmation";

/// Every template that makes the request, with its JSON pointer in the request.
pub(crate) fn each_template(request: &Request, visit: &mut dyn FnMut(&str, &str)) {
    visit("/path", &request.path);
    each_text("/query", &request.query, visit);
    each_text("/headers", &request.headers, visit);
    if let Some(form) = &request.form {
        each_text("/form", form, visit);
    }
    if let Some(body) = &request.body {
        each_in_json("/body", body, visit);
    }
}

pub(crate) fn each_text(base: &str, texts: &Texts, visit: &mut dyn FnMut(&str, &str)) {
    for (name, template) in &texts.0 {
        visit(&[base, &pointer_token(name)].concat(), template);
    }
}

pub(crate) fn each_in_json(base: &str, value: &Value, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(template) => visit(base, template),
        Value::Array(list) => {
            for (index, entry) in list.iter().enumerate() {
                each_in_json(&[base, "/", &index.to_string()].concat(), entry, visit);
            }
        }
        Value::Object(members) => {
            for (name, member) in &members.0 {
                each_in_json(&[base, &pointer_token(name)].concat(), member, visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
