//! The question before tokens are revoked, and what became of each.

use super::state::use_token_dialogs;
use crate::api::{ApiClient, ApiError, use_api};
use crate::i18n::use_i18n;
use crate::state::hold::Hold;
use crate::state::notices::use_notices;
use crate::state::row::label;
use crate::state::tokens::use_tokens;
use latchkey_connector::{BackendError, Intent, Outcome};
use latchkey_model::Token;
use latchkey_ui::{Button, ButtonKind, Dialog, DialogFooter, Spacer};
use leptos::prelude::*;

/// How many names and results are listed before only their number is.
const LISTED: usize = 100;

/// How many tokens go into one request. The reference backend takes 1000; a proxy may take less.
const PER_REQUEST: usize = 200;

type TokenResult = (Token, Result<(), ApiError>);

#[component]
pub fn RevokeDialog(tokens: Vec<Token>) -> impl IntoView {
    let (api, t, notices, store, dialogs) =
        (use_api(), use_i18n(), use_notices(), use_tokens(), use_token_dialogs());
    // What is not revoked yet: after a failure the question is about these alone.
    let left = RwSignal::new(tokens);
    let failed = RwSignal::new(Vec::<String>::new());
    let revoked = RwSignal::new(Vec::<String>::new());
    let hold = Hold::new();

    let finish = move |results: Vec<TokenResult>| {
        let (mut done, mut remaining, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for (token, result) in results {
            match result {
                Ok(()) => done.push(token),
                Err(error) => {
                    hold.after(&error);
                    problems.push(t.revoke_failed(&label(&token), &t.explain(&error)));
                    remaining.push(token);
                }
            }
        }
        match done.as_slice() {
            [] => {}
            [one] => notices.success(t.revoked_one(&label(one))),
            _ => notices.success(t.revoked_many(done.len() as u64)),
        }
        if !remaining.is_empty() {
            left.try_set(remaining);
            failed.try_set(problems);
            revoked.try_update(|all| all.extend(done.iter().map(|token| t.revoked_one(&label(token)))));
        } else if left.try_get_untracked().is_some() {
            // It is still open.
            dialogs.close();
        }
        store.revoked(&done);
    };
    let revoke = Action::new_local(move |tokens: &Vec<Token>| {
        let tokens = tokens.clone();
        async move { finish(revoke_all(api, tokens).await) }
    });
    let pending = revoke.pending();
    let submit = move |()| {
        if !pending.get_untracked() {
            failed.set(Vec::new());
            revoke.dispatch(left.get_untracked());
        }
    };

    let question = move || {
        left.with(|tokens| match tokens.as_slice() {
            [one] => t.revoke_one(&label(one)),
            _ => t.revoke_many(tokens.len() as u64),
        })
    };
    let names = move || {
        left.with(|tokens| {
            (tokens.len() > 1).then(|| {
                let names = tokens.iter().take(LISTED);
                let names = names.map(|token| view! { <li><bdi translate="no">{label(token)}</bdi></li> });
                let more = more_than_listed(tokens.len());
                view! {
                    <ul class="names">
                        {names.collect_view()}
                        {more.map(|more| view! { <li class="dim">{t.and_more(more)}</li> })}
                    </ul>
                }
            })
        })
    };
    view! {
        <Dialog
            title=t.revoke_title()
            alert=true
            close_label=t.close()
            on_close=move |()| dialogs.close()
            on_submit=submit
        >
            <DialogFooter slot:footer>
                <Spacer/>
                <Button label=t.cancel() autofocus=true on_click=move |()| dialogs.close()/>
                <Button
                    label=t.revoke()
                    kind=ButtonKind::Danger
                    submit=true
                    disabled=pending
                    wait_seconds=hold.signal()
                />
            </DialogFooter>
            <p>{question}</p>
            {names}
            <p class="dim">{t.revoke_consequence()}</p>
            // What failed first: that is what there is to do.
            <Results class="note bad" alert=true lines=failed/>
            <Results class="note good" alert=false lines=revoked/>
        </Dialog>
    }
}

/// What became of tokens, a line for each.
#[component]
fn Results(class: &'static str, alert: bool, lines: RwSignal<Vec<String>>) -> impl IntoView {
    let t = use_i18n();
    let list = move || {
        lines.with(|lines| {
            let notes = lines.iter().take(LISTED).map(|line| view! { <p class=class>{line.clone()}</p> });
            let more = more_than_listed(lines.len());
            (!lines.is_empty()).then(|| {
                view! {
                    <div class="notes">
                        {notes.collect_view()}
                        {more.map(|more| view! { <p class="dim">{t.and_more(more)}</p> })}
                    </div>
                }
            })
        })
    };
    view! { <div role=alert.then_some("alert")>{list}</div> }
}

/// How many of `count` are not listed.
fn more_than_listed(count: usize) -> Option<u64> {
    count.checked_sub(LISTED).filter(|more| *more > 0).map(|more| more as u64)
}

/// In requests of many where the backend can, else one after the other. One result for each token.
async fn revoke_all(api: ApiClient, tokens: Vec<Token>) -> Vec<TokenResult> {
    let together = if api.capabilities().revoke_many { PER_REQUEST } else { 1 };
    let mut results: Vec<TokenResult> = Vec::with_capacity(tokens.len());
    let mut is_declined = false;
    for part in tokens.chunks(together) {
        // Declined once, declined for the rest: to be asked again for each would be a trap.
        let part: Vec<TokenResult> = if is_declined {
            part.iter().map(|token| (token.clone(), Err(ApiError::Declined))).collect()
        } else {
            revoke_part(api, part).await
        };
        is_declined |= part.iter().any(|(_, result)| *result == Err(ApiError::Declined));
        results.extend(part);
    }
    results
}

async fn revoke_part(api: ApiClient, part: &[Token]) -> Vec<TokenResult> {
    let intent = match part {
        [token] => Intent::Revoke { token: token.clone() },
        _ => Intent::RevokeMany { tokens: part.to_vec() },
    };
    let answer = api.call(intent, "").await;
    let result = |token: &Token| match &answer {
        Ok(Outcome::Revoked(list)) => match list.iter().find(|revoked| revoked.id == token.id) {
            Some(revoked) => revoked.result.clone().map_err(ApiError::Backend),
            None => Err(ApiError::Backend(BackendError::NotFound)),
        },
        Ok(_) => Ok(()),
        Err(error) => Err(error.clone()),
    };
    part.iter().map(|token| (token.clone(), result(token))).collect()
}
