//! The templates of a request, and what they are filled from.

use super::syntax::template;
use super::{Headers, Request, Texts};
use crate::problem::pointer_token;
use crate::value::Value;

impl Request {
    /// Whether any of its templates, or of the requests before it, has this placeholder.
    pub(crate) fn uses(&self, source: &str) -> bool {
        let mut uses = false;
        each_template(self, &mut |_, template| uses |= has_placeholder(template, source));
        uses || self.first.iter().any(|first| first.uses(source))
    }

    /// Whether the password goes along, by its own templates or by the headers of every request.
    pub(crate) fn takes_password(&self, headers: &Headers) -> bool {
        let mut texts = [&headers.all, &headers.changing].into_iter().flat_map(|texts| &texts.0);
        self.uses(CONFIRMATION) || texts.any(|(_, template)| has_placeholder(template, CONFIRMATION))
    }
}

const CONFIRMATION: &str = "confirmation";

/// Calls `visit` with every template that makes the request, and its JSON pointer in the request.
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
        visit(&format!("{base}{}", pointer_token(name)), template);
    }
}

pub(crate) fn each_in_json(base: &str, value: &Value, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(template) => visit(base, template),
        Value::Array(list) => {
            for (index, entry) in list.iter().enumerate() {
                each_in_json(&format!("{base}/{index}"), entry, visit);
            }
        }
        Value::Object(members) => {
            for (name, member) in &members.0 {
                each_in_json(&format!("{base}{}", pointer_token(name)), member, visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn has_placeholder(template: &str, source: &str) -> bool {
    template::placeholders(template).is_ok_and(|all| all.iter().any(|p| p.source == source))
}
