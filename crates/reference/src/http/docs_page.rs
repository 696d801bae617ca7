//! `/docs/api`: what the `docs` links of the operations and the `type` links of the problems lead to.

use crate::foundation::problem::Code;
use crate::state::Shared;
use axum::extract::State;
use axum::response::Html;
use std::fmt::Write;

pub async fn page(State(state): State<Shared>) -> Html<String> {
    let mut text = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>API documentation</title><h1>API documentation</h1>\
         <p>Send the access token as <code>Authorization: Bearer SECRET</code>. Paths are below <code>/v1</code>.</p>",
    );
    let mut group = "";
    for operation in &state.catalogue.operations {
        if operation.group != group {
            group = &operation.group;
            let _ = write!(text, "<h2>{group}</h2>");
        }
        let scopes =
            if operation.scopes.is_empty() { String::from("none") } else { operation.scopes.join(" or ") };
        // Nothing here comes from a user: ids, paths and summaries are the catalogue's own.
        let _ = write!(
            text,
            "<section id=\"{id}\"><h3>{id}</h3><p><code>{method} {path}</code></p><p>{summary}. Scope: {scopes}.</p></section>",
            id = operation.id,
            method = operation.method,
            path = operation.path,
            summary = operation.summary,
        );
    }
    text.push_str("<h2>Problems</h2><dl>");
    for code in Code::ALL {
        let (name, status, title) = (code.as_str(), code.status().as_u16(), code.title());
        let _ =
            write!(text, "<dt id=\"problem-{name}\"><code>{name}</code> ({status})</dt><dd>{title}.</dd>");
    }
    text.push_str("</dl></html>");
    Html(text)
}
