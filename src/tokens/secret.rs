//! The dialog that shows a secret: once.
//!
//! The secret lives in the page's dialog signal, which this dialog owns while it is open, and in the one
//! text box that shows it. It goes nowhere else: not to storage, the address, a log or a message. Every way
//! out asks while it was neither copied nor downloaded.

use super::page::{Dialog as Open, TokensPage};
use crate::widgets::button::Button;
use crate::widgets::dialog::Dialog;
use crate::widgets::fresh_id;
use crate::{browser, text};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub fn secret_dialog(page: TokensPage) -> AnyView {
    let saved = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let said = RwSignal::new(None::<&'static str>);
    let input = NodeRef::<html::Input>::new();
    let id = fresh_id();

    // A reload or a closed tab loses the secret as surely as a closed dialog.
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        if !saved.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());

    let close = move || {
        if saved.get_untracked() || asking.get_untracked() {
            page.close();
        } else {
            asking.set(true);
        }
    };
    // Esc while the question is open takes the question back, not the secret.
    let dismiss = move || if asking.get_untracked() { asking.set(false) } else { close() };
    page.guard(move || !saved.get_untracked(), move || asking.set(true));

    let copy = move || {
        let Some(input) = input.get_untracked() else { return };
        spawn_local(async move {
            let copied = browser::copy(&input).await;
            if copied {
                saved.try_set(true);
                asking.try_set(false);
            }
            // Set anew each time, so that copying twice is announced twice.
            said.try_set(None);
            said.try_set(Some(if copied { text::copied() } else { text::copy_failed() }));
        });
    };
    let download = move || {
        let Some(input) = input.get_untracked() else { return };
        let name = page.secret_name();
        let file = [if name.is_empty() { "access-token" } else { &name }, ".txt"].concat();
        if browser::download(&file.replace(['/', '\\', ':'], "-"), &input.value()).is_some() {
            saved.set(true);
            asking.set(false);
            said.set(Some(text::downloaded()));
        }
    };

    let secret = move || {
        page.dialog.with(|open| match open {
            Open::Secret(issued) => issued.secret.clone(),
            _ => String::new(),
        })
    };
    let body = view! {
        <p class="note">{text::secret_once()}</p>
        <div class="field">
            <label for=id.clone()>{text::access_token()}</label>
            <div class="secret">
                <input
                    node_ref=input
                    class="input mono"
                    id=id
                    type="text"
                    readonly
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=secret
                    on:focus=move |_| {
                        if let Some(input) = input.get_untracked() {
                            input.select();
                        }
                    }
                />
                {Button::new(text::copy_token()).class("primary").icon("copy").autofocus().on(Box::new(copy))}
                {Button::new(text::download()).icon("download").on(Box::new(download))}
            </div>
            <span class="hint" role="status">{move || said.get()}</span>
        </div>
        <div role="alert">
            {move || asking.get().then(|| view! { <p class="note bad">{text::secret_not_saved()}</p> })}
        </div>
    };
    let footer = view! {
        <span class="dim">{page.secret_name()}</span>
        <span class="grow"></span>
        {move || {
            if asking.get() {
                view! {
                    {Button::new(text::keep_open()).autofocus().on(Box::new(move || asking.set(false)))}
                    {Button::new(text::close_anyway()).class("danger").on(Box::new(move || page.close()))}
                }
                .into_any()
            } else {
                Button::new(text::done()).on(Box::new(close))
            }
        }}
    };
    Dialog {
        title: text::secret_title().to_owned(),
        alert: false,
        size: "",
        body: body.into_any(),
        footer: footer.into_any(),
        on_close: Box::new(dismiss),
        on_submit: Box::new(|| {}),
    }
    .view()
}
