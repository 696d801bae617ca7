//! The sign-in page. It stands at whatever address was asked for, so that signing in leads there.

use super::heading::Heading;
use super::shell::Brand;
use crate::api::use_api;
use crate::browser::focus::focus_first;
use crate::i18n::use_i18n;
use crate::state::{Hold, Route, TokensRoute, use_navigation, use_session};
use latchkey_connector::SignInKind;
use latchkey_ui::{Button, ButtonKind, FormAlert, TextField};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

#[component]
pub fn SignInPage() -> impl IntoView {
    let (api, navigation, session, t) = (use_api(), use_navigation(), use_session(), use_i18n());
    let (user, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (user_error, password_error) = (RwSignal::new(None), RwSignal::new(None));
    let hold = Hold::new();
    let has_user = api.capabilities().sign_in == SignInKind::UserAndPassword;
    let sign_in = Action::new_local(move |(name, secret): &(String, String)| {
        let (name, secret) = (name.clone(), secret.clone());
        async move {
            let answer = session.sign_in(name, secret).await;
            match &answer {
                Ok(_) if navigation.route.with_untracked(|route| *route == Route::SignIn) => {
                    navigation.replace(Route::Tokens(TokensRoute::default()));
                }
                Ok(_) => {}
                Err(error) => hold.after(error),
            }
            answer.map(|_| ())
        }
    });
    let (is_busy, answer) = (sign_in.pending(), sign_in.value());
    let error = Signal::derive(move || {
        if is_busy.get() {
            return None;
        }
        answer.with(|answer| answer.as_ref()?.as_ref().err().map(|error| t.explain(error)))
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let (name, secret) = (user.get_untracked().trim().to_owned(), password.get_untracked());
        user_error.set((has_user && name.is_empty()).then(|| t.user_missing()));
        password_error.set(secret.is_empty().then(|| t.password_missing()));
        if user_error.with_untracked(Option::is_some) || password_error.with_untracked(Option::is_some) {
            spawn_local(async {
                tick().await;
                focus_first("[aria-invalid='true']");
            });
            return;
        }
        sign_in.dispatch((name, secret));
    };
    let user_field = has_user.then(|| {
        view! {
            <TextField label=t.user_name() value=user autocomplete="username" autofocus=true error=user_error />
        }
    });
    view! {
        <main class="signin">
            <form class="card" novalidate=true on:submit=submit>
                <Brand />
                <Heading label=t.sign_in() />
                {user_field}
                <TextField
                    label=if has_user { t.password() } else { t.access_token() }
                    value=password
                    kind="password"
                    autocomplete="current-password"
                    error=password_error
                />
                <FormAlert message=error />
                <Button
                    label=t.sign_in()
                    kind=ButtonKind::Primary
                    disabled=is_busy
                    wait_seconds=hold.signal()
                    submit=true
                />
            </form>
        </main>
    }
}
