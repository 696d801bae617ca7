//! The sign-in page. It stands at whatever address was asked for, so that signing in leads there.

use crate::console::Console;
use crate::explain::explain;
use crate::route::Route;
use crate::text;
use crate::widgets::button::Button;
use crate::widgets::field::TextField;
use latchkey_connector::SignInKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub fn sign_in_page(console: Console) -> AnyView {
    let user = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let user_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let with_user = console.can().sign_in == SignInKind::UserAndPassword;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (name, secret) = (user.get_untracked().trim().to_owned(), password.get_untracked());
        user_error.set((with_user && name.is_empty()).then(|| text::user_missing().to_owned()));
        password_error.set(secret.is_empty().then(|| text::password_missing().to_owned()));
        if user_error.with_untracked(Option::is_some) || password_error.with_untracked(Option::is_some) {
            return;
        }
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            let answer = console.sign_in(name, secret).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    if console.route.with_untracked(|r| *r == Route::SignIn) {
                        console.replace(crate::tokens::page::address());
                    }
                }
                Err(problem) => {
                    error.try_set(Some(explain(&problem)));
                }
            }
        });
    };
    view! {
        <main class="signin">
            <form class="card" novalidate on:submit=send>
                <div class="brand"><i>"L"</i><span>{console.name()}</span></div>
                <h1 id="page-heading" tabindex="-1">{text::sign_in()}</h1>
                {with_user.then(|| {
                    TextField::new(text::user_name(), user)
                        .autocomplete("username")
                        .autofocus()
                        .error(user_error.into())
                        .view()
                })}
                {TextField::new(if with_user { text::password() } else { text::access_token() }, password)
                    .kind("password")
                    .autocomplete("current-password")
                    .error(password_error.into())
                    .view()}
                <div role="alert">
                    {move || error.get().map(|message| view! { <p class="note bad">{message}</p> })}
                </div>
                {Button::new(text::sign_in()).class("primary").disabled(busy.into()).submits()}
            </form>
        </main>
    }
    .into_any()
}
