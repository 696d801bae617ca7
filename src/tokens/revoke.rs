//! The question before tokens are revoked, and what became of each.

use super::page::TokensPage;
use crate::console::CallError;
use crate::dom::{El, el, slot, spawn};
use crate::explain::explain;
use crate::state::State;
use crate::text;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::widgets::hold::Hold;
use latchkey_connector::{BackendError, Intent, Outcome};
use latchkey_model::{Token, shown};
use std::rc::Rc;

/// How many names and results are listed before only their number is.
const LISTED: usize = 100;

/// How many tokens go into one request. The reference backend takes 1000; a proxy may take less.
const AT_ONCE: usize = 200;

pub fn revoke_dialog(page: TokensPage, tokens: Vec<Token>) -> El {
    // What is not revoked yet: after a failure the question is about these alone.
    let left = State::new(tokens);
    let question = move || {
        left.with(|tokens| match tokens.as_slice() {
            [one] => text::revoke_one(&label(one)),
            _ => text::revoke_many(tokens.len() as u64),
        })
    };
    let names = slot(move || {
        left.with(|tokens| {
            let items = tokens.iter().map(|token| el("li").child(el("bdi").text(&label(token))));
            (tokens.len() > 1).then(|| el("ul").class("names").all(shortened("li", items)))
        })
    });
    let busy = State::new(false);
    let hold = Hold::new();
    // What became of each, once not all of them are revoked.
    let (failed, gone) = (State::new(Vec::<String>::new()), State::new(Vec::<String>::new()));
    let revoke = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(Vec::new());
        spawn(async move {
            let answers = revoke_all(page, left.get_untracked()).await;
            busy.set(false);
            let mut problems = Vec::new();
            let mut remaining = Vec::new();
            let mut done = Vec::new();
            for (token, result) in answers {
                match result {
                    Ok(()) => done.push(token),
                    Err(error) => {
                        hold.after(&error);
                        problems.push(text::revoke_failed(&label(&token), &explain(&error)));
                        remaining.push(token);
                    }
                }
            }
            page.revoked(&done);
            if !done.is_empty() {
                page.console.notices.good(match done.as_slice() {
                    [one] => text::revoked_one(&label(one)),
                    _ => text::revoked_many(done.len() as u64),
                });
            }
            if remaining.is_empty() {
                page.close();
            } else {
                left.set(remaining);
                failed.set(problems);
                gone.update(|gone| gone.extend(done.iter().map(|token| text::revoked_one(&label(token)))));
            }
        });
    };
    let body = el("div")
        .child(el("p").live(question))
        .child(names)
        .child(el("p").class("dim").text(text::revoke_consequence()))
        // What failed first: that is what there is to do.
        .child(notes("note bad", failed).attr("role", "alert"))
        .child(notes("note good", gone));
    Dialog {
        title: text::revoke_title().to_owned(),
        alert: true,
        body,
        footer: footer()
            .child(grow())
            .child(Button::new(text::cancel()).autofocus().on(move || page.close()))
            .child(Button::new(text::revoke()).danger().disabled(move || busy.get()).waits(hold).submits()),
        on_close: Rc::new(move || page.close()),
        on_submit: Box::new(revoke),
    }
    .view()
}

fn notes(class: &'static str, words: State<Vec<String>>) -> El {
    el("div").region(move || {
        words.with(|words| {
            let notes = words.iter().map(|words| el("p").class(class).text(words));
            (!words.is_empty()).then(|| el("div").class("notes").all(shortened("p", notes)))
        })
    })
}

/// The first of many, and how many more there are.
fn shortened(tag: &str, items: impl ExactSizeIterator<Item = El>) -> Vec<El> {
    let more = items.len().saturating_sub(LISTED);
    let mut shown: Vec<El> = items.take(LISTED).collect();
    if more > 0 {
        shown.push(el(tag).class("dim").text(&text::and_more(more as u64)));
    }
    shown
}

/// What a person calls the token, harmless to show.
pub fn label(token: &Token) -> String {
    let texts = [&token.name, &token.description, &token.hint];
    shown(texts.into_iter().find(|text| !text.is_empty()).map_or(&token.id.0, |text| text.as_str()))
}

/// In requests of many where the backend can, else one after the other. One result for each token.
async fn revoke_all(page: TokensPage, tokens: Vec<Token>) -> Vec<(Token, Result<(), CallError>)> {
    let can = page.console.can();
    let together = if can.revoke_many && tokens.len() > 1 { AT_ONCE } else { 1 };
    let mut results = Vec::with_capacity(tokens.len());
    let mut declined = false;
    for part in tokens.chunks(together) {
        // Declined once, declined for the rest: to be asked again for each would be a trap.
        let part = if declined {
            part.iter().map(|token| (token.clone(), Err(CallError::Declined))).collect()
        } else {
            revoke_part(page, part).await
        };
        declined |= part.iter().any(|(_, result)| *result == Err(CallError::Declined));
        results.extend(part);
    }
    results
}

async fn revoke_part(page: TokensPage, part: &[Token]) -> Vec<(Token, Result<(), CallError>)> {
    let intent = match part {
        [token] => Intent::Revoke { token: token.clone() },
        _ => Intent::RevokeMany { tokens: part.to_vec() },
    };
    let answer = page.console.call(intent, "").await;
    let result = |token: &Token| match &answer {
        Ok(Outcome::Revoked(list)) => match list.iter().find(|r| r.id == token.id) {
            Some(r) => r.result.clone().map_err(CallError::Backend),
            None => Err(CallError::Backend(BackendError::NotFound)),
        },
        Ok(_) => Ok(()),
        Err(error) => Err(error.clone()),
    };
    part.iter().map(|token| (token.clone(), result(token))).collect()
}
