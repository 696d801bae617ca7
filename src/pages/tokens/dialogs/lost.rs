//! A token that was created by a request whose answer got lost: nobody has its secret.

use crate::api::use_api;
use crate::i18n::{I18n, use_i18n};
use crate::pages::tokens::form::FormState;
use crate::state::{LostFinding, LostRequest, LostSearch, label, use_tokens};
use latchkey_connector::Intent;
use latchkey_model::Token;
use latchkey_ui::{Button, ButtonKind, FormAlert};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What was found, with the way to revoke it in place: what was typed stays for the next try.
#[component]
pub fn LostTokens(search: LostSearch, form: FormState, #[prop(into)] is_busy: Signal<bool>) -> impl IntoView {
    let (api, t, store) = (use_api(), use_i18n(), use_tokens());
    // What could not be found out is, as soon as the backend is back.
    let back = api.connection.back.get_untracked();
    Effect::new(move |_| {
        if api.connection.back.get() != back
            && search.finding.with_untracked(|finding| *finding == Some(LostFinding::Unknown))
        {
            spawn_local(async move {
                search.run().await;
            });
        }
    });
    let revoke = Action::new_local(move |token: &Token| {
        let token = token.clone();
        async move {
            let finding = match api.call(Intent::Revoke { token: token.clone() }, "").await {
                Ok(_) => {
                    LostRequest::forget();
                    store.revoked(std::slice::from_ref(&token));
                    search.orphans.try_update(|orphans| orphans.retain(|orphan| orphan.id != token.id));
                    form.problems.try_set(Vec::new());
                    LostFinding::Revoked(label(&token))
                }
                Err(error) => LostFinding::RevokeFailed(error),
            };
            search.finding.try_set(Some(finding));
        }
    });
    let pending = revoke.pending();
    let is_off = Signal::derive(move || pending.get() || is_busy.get());
    let first = Memo::new(move |_| search.orphans.with(|orphans| orphans.first().cloned()));
    let orphan = move || {
        first.get().map(|token| {
            let words = t.lost_made(&label(&token));
            let button = api.capabilities().revoke.then(|| {
                view! {
                    <Button
                        label=t.revoke_it()
                        kind=ButtonKind::Danger
                        small=true
                        disabled=is_off
                        on_click=move |()| {
                            revoke.dispatch(token.clone());
                        }
                    />
                }
            });
            view! {
                <div class="note bad" role="alert">
                    <div>
                        <p>{words}</p>
                        {button}
                    </div>
                </div>
            }
        })
    };
    let finding = Signal::derive(move || search.finding.get().map(|finding| explain(t, &finding)));
    view! {
        {orphan}
        <FormAlert message=finding/>
    }
}

fn explain(t: I18n, finding: &LostFinding) -> String {
    match finding {
        LostFinding::Unlisted => t.lost_unlisted(),
        LostFinding::Nothing => t.lost_none(),
        LostFinding::Unknown => t.lost_check(),
        LostFinding::Revoked(label) => t.revoked_one(label),
        LostFinding::RevokeFailed(error) => t.explain(error),
    }
}
