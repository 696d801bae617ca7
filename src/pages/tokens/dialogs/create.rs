//! The dialog that creates a token, empty or with the parameters of another.

use super::lost::{LostTokens, follow};
use super::state::use_token_dialogs;
use crate::api::use_api;
use crate::browser::random_key;
use crate::i18n::{I18n, as_value, use_i18n};
use crate::pages::tokens::form::{
    DraftStart, Expiration, FormState, Problem, TokenDraft, TokenForm, local_time,
};
use crate::state::{
    LostRequest, LostSearch, TokenStore, use_notices, use_operations, use_tokens, use_unsaved_work,
};
use latchkey_connector::{Draft, Intent, Outcome};
use latchkey_model::Token;
use latchkey_ui::{Button, ButtonKind, Dialog, DialogFooter, Spacer};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A request to create a token.
#[derive(Clone)]
struct CreateRequest {
    draft: Draft,
    /// The expiration as it was chosen and typed.
    chosen: (Expiration, String),
    idempotency_key: String,
}

impl CreateRequest {
    /// Whether `draft`, made of the form later, is the same intent. "30 days" is another instant each time.
    fn is_same(&self, draft: &Draft, chosen: &(Expiration, String)) -> bool {
        let mut draft = draft.clone();
        draft.access.expiry = self.draft.access.expiry;
        self.chosen == *chosen && self.draft == draft
    }
}

/// One press of the button.
#[derive(Clone)]
struct Attempt {
    request: CreateRequest,
    /// The request before, whose answer got lost: this sends it again.
    retry_of: Option<LostRequest>,
    /// First find out what became of the request before.
    look_first: bool,
}

#[component]
pub fn CreateDialog(start: DraftStart) -> impl IntoView {
    let (api, t, notices, store) = (use_api(), use_i18n(), use_notices(), use_tokens());
    let (dialogs, unsaved) = (use_token_dialogs(), use_unsaved_work());
    let can = api.capabilities();
    let shown = can.create_fields.clone();
    store.lost_name.set(None);
    let draft = TokenDraft::new(start, &can, |token| copy_name(t, store, token));
    let state = FormState::new(api, t, &can.create_fields);
    state.load_choices(use_operations());
    let search = LostSearch::new(api, store);
    spawn_local(search.resume());
    // The same form sent again is the same intent, with the same key: an answer that got lost creates no second token.
    let sent = StoredValue::new(None::<CreateRequest>);

    let create = {
        let can = can.clone();
        Action::new_local(move |attempt: &Attempt| {
            let (can, attempt) = (can.clone(), attempt.clone());
            async move {
                let Attempt { request, retry_of, look_first } = attempt;
                if look_first && !search.run().await {
                    return;
                }
                sent.try_set_value(Some(request.clone()));
                let CreateRequest { draft, idempotency_key, .. } = request;
                let attempt = retry_of.unwrap_or_else(|| LostRequest::new(api, store, &draft));
                attempt.keep();
                let answer = api.call(Intent::Create { draft }, &idempotency_key).await;
                let is_unknown = answer.as_ref().is_err_and(|error| error.outcome_unknown());
                let was_lost = search.lost.try_get_untracked().flatten().is_some();
                if !was_lost && !is_unknown {
                    LostRequest::forget();
                }
                let is_open = state.problems.try_get_untracked().is_some();
                match answer {
                    Ok(Outcome::Issued(issued)) => {
                        store.lost_name.set(None);
                        search.end();
                        dialogs.show_secret(issued);
                    }
                    Ok(_) => {}
                    Err(error) if is_open => {
                        let is_safe = is_unknown && can.idempotent_create;
                        state.refuse_answer(
                            &error,
                            &can.create_fields,
                            is_safe.then_some(Problem::LostButSafe),
                        );
                        if is_unknown {
                            store.lost_name.set(Some(attempt.name().to_owned()));
                            search.lost.set(Some(attempt));
                        }
                        // A name that is taken may be the lost token's own.
                        if !is_safe && (is_unknown || was_lost) {
                            search.run().await;
                        }
                    }
                    // The dialog was closed meanwhile.
                    Err(_) if is_unknown => follow(api, t, notices, store, dialogs, attempt),
                    Err(error) => notices.error(t.explain(&error)),
                }
            }
        })
    };
    let pending = create.pending();
    let submit = {
        let can = can.clone();
        move |()| {
            if pending.get_untracked() || search.has_orphans() {
                return;
            }
            let is_taken = |name: &str| store.has_name(name, None);
            let token = match draft.to_draft(&can, local_time(t), &is_taken) {
                Ok(token) => token,
                Err(problems) => return state.refuse(problems),
            };
            let chosen = (draft.expiration.get_untracked(), draft.date.get_untracked());
            let before = sent.get_value().filter(|sent| sent.is_same(&token, &chosen));
            let lost = search.lost.get_untracked();
            // The same key gets the same answer. Anything else first asks what became of the request before.
            let is_retry = before.is_some()
                && can.idempotent_create
                && lost.as_ref().is_some_and(LostRequest::key_is_known);
            let look_first = lost.is_some() && !is_retry;
            let request = before.filter(|_| !look_first).unwrap_or_else(|| CreateRequest {
                draft: token,
                chosen,
                idempotency_key: random_key(),
            });
            state.clear();
            create.dispatch(Attempt { request, retry_of: lost.filter(|_| is_retry), look_first });
        }
    };
    let close = move || {
        let lost = search.lost.get_untracked();
        dialogs.close();
        if let Some(lost) = lost {
            follow(api, t, notices, store, dialogs, lost);
        }
    };
    let leave = unsaved.guard(t.unsaved(), move || draft.is_changed(), close);
    unsaved.hold();
    view! {
        <Dialog title=t.generate_title() close_label=t.close() on_close=leave on_submit=submit>
            <TokenForm draft state can fields=shown/>
            <LostTokens search state is_busy=pending/>
            <DialogFooter slot:footer>
                <Spacer/>
                <Button label=t.cancel() on_click=leave/>
                <Button
                    label=t.generate()
                    kind=ButtonKind::Primary
                    submit=true
                    disabled=pending
                    wait_seconds=state.hold.signal()
                />
            </DialogFooter>
        </Dialog>
    }
}

/// A free name for a copy.
fn copy_name(t: I18n, store: TokenStore, token: &Token) -> String {
    let mut name = as_value(&t.copy_of(&token.name));
    let mut number = 2;
    while store.has_name(&name, None) {
        name = as_value(&t.copy_number(&token.name, &number.to_string()));
        number += 1;
    }
    name
}
