//! The sign-in page. It stands at whatever address was asked for, so that signing in leads there.

use super::shell::brand;
use crate::console::Console;
use crate::dom::{El, after, el, spawn};
use crate::route::Route;
use crate::state::State;
use crate::widgets::button::Button;
use crate::widgets::field::{TextField, alert, note};
use crate::widgets::hold::Hold;
use crate::{browser, text};
use latchkey_connector::SignInKind;

pub fn sign_in_page(console: Console) -> El {
    let user = State::new(String::new());
    let password = State::new(String::new());
    let user_error = State::new(None);
    let password_error = State::new(None);
    let error = State::new(None::<String>);
    let busy = State::new(false);
    let hold = Hold::new();
    let with_user = console.can().sign_in == SignInKind::UserAndPassword;
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        let (name, secret) = (user.get_untracked().trim().to_owned(), password.get_untracked());
        user_error.set((with_user && name.is_empty()).then(|| text::user_missing().to_owned()));
        password_error.set(secret.is_empty().then(|| text::password_missing().to_owned()));
        if user_error.with_untracked(Option::is_some) || password_error.with_untracked(Option::is_some) {
            after(|| {
                browser::focus_first("[aria-invalid='true']");
            });
            return;
        }
        error.set(None);
        busy.set(true);
        spawn(async move {
            let answer = console.sign_in(name, secret).await;
            busy.set(false);
            match answer {
                Ok(_) => {
                    if console.route.with_untracked(|r| *r == Route::SignIn) {
                        console.replace(crate::tokens::page::address());
                    }
                }
                Err(problem) => error.set(Some(match console.later.wait().await {
                    Some(doors) => doors.told(&problem, hold),
                    // Nothing can be reached.
                    None => text::error_unreachable().to_owned(),
                })),
            }
        });
    };
    let form = el("form")
        .class("card")
        .flag("novalidate", true)
        .on_now("submit", move |event| {
            event.prevent_default();
            send();
        })
        .child(brand(console))
        .child(el("h1").attr("id", "page-heading").attr("tabindex", "-1").text(text::sign_in()))
        .maybe(with_user.then(|| {
            TextField::new(text::user_name(), user)
                .autocomplete("username")
                .autofocus()
                .error(note(user_error))
                .view()
        }))
        .child(
            TextField::new(if with_user { text::password() } else { text::access_token() }, password)
                .kind("password")
                .autocomplete("current-password")
                .error(note(password_error))
                .view(),
        )
        .child(alert(note(error)))
        .child(Button::new(text::sign_in()).primary().disabled(move || busy.get()).waits(hold).submits());
    el("main").class("signin").child(form)
}
