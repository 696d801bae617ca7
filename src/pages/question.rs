//! Questions that interrupt a request: sign in again, confirm with the password.
//!
//! The request waits for the answer and is then sent again, so that the dialog below and what was typed there stay.
#![cfg_attr(feature = "split", allow(unsafe_code, reason = "`wasm_split` declares what the other file has"))]

use super::later::{Later, later_views};
use crate::api::{ApiError, Question, use_api};
use crate::i18n::use_i18n;
use crate::state::{Hold, use_session};
use latchkey_connector::BackendError;
use latchkey_ui::{Button, ButtonKind, Dialog, DialogFooter, Spacer, TextField};
use leptos::prelude::*;

#[component]
pub fn QuestionDialog() -> impl IntoView {
    let api = use_api();
    move || {
        let question = api.questions.open.get()?;
        Some(view! { <Later load=move || password_dialog(question.clone()) /> })
    }
}

later_views! {
    pub fn password_dialog(question: Question) {
        view! { <PasswordDialog question /> }
    }
}

#[component]
fn PasswordDialog(question: Question) -> impl IntoView {
    let (api, session, t) = (use_api(), use_session(), use_i18n());
    let questions = api.questions;
    let user = RwSignal::new(api.account.name.get_untracked());
    let password = RwSignal::new(String::new());
    let refused = match &question {
        Question::Confirm { error: Some(message) } => Some(t.with_words(&t.password_wrong(), message)),
        _ => None,
    };
    let error = RwSignal::new(refused);
    let hold = Hold::new();
    let signs_in = question == Question::SignIn;
    let goes_along = matches!(question, Question::Confirm { .. });
    let confirm = Action::new_local(move |(name, secret): &(String, String)| {
        let (name, secret) = (name.clone(), secret.clone());
        async move {
            let answer = match signs_in {
                true => session.sign_in(name, secret).await,
                false => session.step_up(secret).await.map(|()| true),
            };
            match answer {
                Ok(true) => questions.answer(Some(String::new())),
                // Somebody else signed in: what waits was another user's.
                Ok(false) => questions.drop_all(),
                // There is no session to confirm. What waits is sent again, and so asks to sign in.
                Err(ApiError::Backend(BackendError::NotSignedIn)) if !signs_in => {
                    questions.answer(Some(String::new()));
                }
                Err(problem) => {
                    hold.after(&problem);
                    error.try_set(Some(t.explain(&problem)));
                }
            }
        }
    });
    let is_busy = confirm.pending();
    let submit = move |()| {
        let secret = password.get_untracked();
        if secret.is_empty() {
            error.set(Some(t.password_missing()));
        } else if goes_along {
            questions.answer(Some(secret));
        } else if !is_busy.get_untracked() {
            confirm.dispatch((user.get_untracked(), secret));
        }
    };
    let cancel = move |()| questions.answer(None);
    let why = move || match api.account.taken_by() {
        Some(other) if signs_in => t.session_taken(&other, &api.account.name.get()),
        _ if signs_in => t.session_over_detail(),
        _ => t.confirm_password_detail(),
    };
    let user_field = move || {
        signs_in.then(|| view! { <TextField label=t.user_name() value=user autocomplete="username" /> })
    };
    view! {
        <Dialog
            title=if signs_in { t.session_over() } else { t.confirm_password() }
            close_label=t.close()
            on_close=cancel
            on_submit=submit
        >
            <DialogFooter slot:footer>
                <Spacer />
                <Button label=t.cancel() on_click=cancel />
                <Button
                    label=if signs_in { t.sign_in() } else { t.confirm() }
                    kind=ButtonKind::Primary
                    disabled=is_busy
                    wait_seconds=hold.signal()
                    submit=true
                />
            </DialogFooter>
            <p class="dim">{why}</p>
            {user_field}
            <TextField
                label=t.password()
                value=password
                kind="password"
                autocomplete="current-password"
                autofocus=true
                error
            />
        </Dialog>
    }
}
