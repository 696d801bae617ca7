//! The question before tokens are revoked, and what became of each.

use super::page::TokensPage;
use crate::console::CallError;
use crate::dom::spawn;
use crate::dom::{El, el};
use crate::explain::explain;
use crate::state::State;
use crate::text;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use latchkey_connector::{BackendError, Intent, Outcome};
use latchkey_model::Token;
use std::rc::Rc;

pub fn revoke_dialog(page: TokensPage, tokens: Vec<Token>) -> El {
    let count = tokens.len() as u64;
    let question = match tokens.as_slice() {
        [one] => text::revoke_one(&label(one)),
        _ => text::revoke_many(count),
    };
    let names = (tokens.len() > 1).then(|| {
        let items = tokens.iter().map(|token| el("li").child(el("bdi").text(&label(token))));
        el("ul").class("names").all(items)
    });
    let left = State::new(tokens);
    let busy = State::new(false);
    let failed = State::new(Vec::<String>::new());
    let revoke = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(Vec::new());
        spawn(async move {
            let results = revoke_all(page, left.get_untracked()).await;
            busy.set(false);
            let mut problems = Vec::new();
            let mut remaining = Vec::new();
            let mut done = Vec::new();
            for (token, result) in results {
                match result {
                    Ok(()) => done.push(token),
                    Err(error) => {
                        problems.push(text::revoke_failed(&label(&token), &explain(&error)));
                        remaining.push(token);
                    }
                }
            }
            page.revoked(&done);
            if remaining.is_empty() {
                page.console.notices.good(match done.as_slice() {
                    [one] => text::revoked_one(&label(one)),
                    _ => text::revoked_many(done.len() as u64),
                });
                page.close();
            } else {
                left.set(remaining);
                failed.set(problems);
            }
        });
    };
    let body = el("div")
        .child(el("p").text(&question))
        .maybe(names)
        .child(el("p").class("dim").text(text::revoke_consequence()))
        .child(el("div").attr("role", "alert").region(move || {
            failed.with(|problems| {
                let notes = problems.iter().map(|problem| el("p").class("note bad").text(problem));
                (!problems.is_empty()).then(|| el("div").class("notes").all(notes))
            })
        }));
    Dialog {
        title: text::revoke_title().to_owned(),
        alert: true,
        body,
        footer: footer()
            .child(grow())
            .child(Button::new(text::cancel()).autofocus().on(move || page.close()))
            .child(Button::new(text::revoke()).danger().disabled(move || busy.get()).submits()),
        on_close: Rc::new(move || page.close()),
        on_submit: Box::new(revoke),
    }
    .view()
}

/// What a person calls the token.
pub fn label(token: &Token) -> String {
    [&token.name, &token.description, &token.hint]
        .into_iter()
        .find(|text| !text.is_empty())
        .cloned()
        .unwrap_or_else(|| token.id.0.to_string())
}

/// In one request where the backend can, else one after the other. One result for each token.
async fn revoke_all(page: TokensPage, tokens: Vec<Token>) -> Vec<(Token, Result<(), CallError>)> {
    let console = page.console;
    if tokens.len() > 1 && console.can().revoke_many {
        let answer = console.call(Intent::RevokeMany { tokens: tokens.clone() }, "").await;
        return tokens
            .into_iter()
            .map(|token| {
                let result = match &answer {
                    Ok(Outcome::Revoked(list)) => match list.iter().find(|r| r.id == token.id) {
                        Some(r) => r.result.clone().map_err(CallError::Backend),
                        None => Err(CallError::Backend(BackendError::NotFound)),
                    },
                    Ok(_) => Ok(()),
                    Err(error) => Err(error.clone()),
                };
                (token, result)
            })
            .collect();
    }
    let mut results = Vec::with_capacity(tokens.len());
    for token in tokens {
        let answer = console.call(Intent::Revoke { token: token.clone() }, "").await;
        results.push((token, answer.map(|_| ())));
    }
    results
}
