//! The profile page with its two tabs: who one is, and one's tokens.

use crate::console::Console;
use crate::explain::explain;
use crate::route::{Route, TokensRoute};
use crate::text;
use crate::tokens::page::TokensPage;
use crate::tokens::store::Store;
use crate::widgets::button::Button;
use crate::widgets::field::TextField;
use latchkey_connector::{Intent, Outcome, Profile};
use leptos::prelude::*;
use leptos::task::spawn_local;

pub fn profile_page(console: Console, store: Store) -> AnyView {
    let on_tokens = Memo::new(move |_| console.route.with(|r| matches!(r, Route::Profile(Some(_)))));
    let tab = move |label: &'static str, tokens: bool| {
        let route = Route::Profile(tokens.then(TokensRoute::default));
        view! {
            <button
                type="button"
                role="tab"
                id=if tokens { "tab-tokens" } else { "tab-profile" }
                aria-controls="tab-panel"
                aria-selected=move || (on_tokens.get() == tokens).to_string()
                tabindex=move || if on_tokens.get() == tokens { "0" } else { "-1" }
                on:click=move |_| console.go(route.clone())
                on:keydown=move |event| {
                    if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
                        event.prevent_default();
                        let to_tokens = match event.key().as_str() {
                            "Home" => false,
                            "End" => true,
                            _ => !tokens,
                        };
                        console.go(Route::Profile(to_tokens.then(TokensRoute::default)));
                        crate::browser::focus(if to_tokens { "tab-tokens" } else { "tab-profile" });
                    }
                }
            >
                {label}
            </button>
        }
    };
    let heading = move |label: &'static str| view! { <h2>{label}</h2> }.into_any();
    view! {
        <div class="head"><div><h1 id="page-heading" tabindex="-1">{text::profile()}</h1></div></div>
        <div class="tabs" role="tablist" aria-label=text::profile()>
            {tab(text::profile(), false)}
            {tab(text::access_tokens(), true)}
        </div>
        <div
            role="tabpanel"
            id="tab-panel"
            aria-labelledby=move || if on_tokens.get() { "tab-tokens" } else { "tab-profile" }
        >
            {move || {
                if on_tokens.get() {
                    TokensPage::new(console, store).view(heading(text::access_tokens()))
                } else {
                    details(console)
                }
            }}
        </div>
    }
    .into_any()
}

/// The fields of the profile: those the backend lets one change are fields, the others are facts.
fn details(console: Console) -> AnyView {
    let profile = RwSignal::new(None::<Result<Profile, String>>);
    let load = move || {
        profile.set(None);
        spawn_local(async move {
            let answer = match console.call(Intent::Profile, "").await {
                Ok(Outcome::Profile(read)) => Ok(read),
                Ok(_) => return,
                Err(error) => Err(explain(&error)),
            };
            profile.try_set(Some(answer));
        });
    };
    if console.can().profile {
        load();
    } else {
        profile.set(Some(Ok(Profile {
            user_name: console.session_value("user_name").unwrap_or_default(),
            full_name: console.session_value("full_name").unwrap_or_default(),
            ..Profile::default()
        })));
    }
    let content = move || match profile.get() {
        None => view! { <div class="loading" aria-hidden="true"><div class="ghost"></div></div> }.into_any(),
        Some(Err(message)) => view! {
            <div class="empty" role="alert"><p>{message}</p>{Button::new(text::try_again()).on(Box::new(load))}</div>
        }
        .into_any(),
        Some(Ok(read)) => form(console, read),
    };
    view! { <section class="card pad">{content}</section> }.into_any()
}

fn form(console: Console, read: Profile) -> AnyView {
    let can = console.can();
    let fields: Vec<(&'static str, &'static str, String)> = vec![
        ("user_name", text::user_name(), read.user_name),
        ("full_name", text::full_name(), read.full_name),
        ("email", text::email(), read.email),
        ("language", text::preferred_language(), read.language),
    ];
    let mut facts = Vec::new();
    let mut inputs = Vec::new();
    let mut edited: Vec<(&'static str, String, RwSignal<String>)> = Vec::new();
    for (field, label, value) in fields {
        if can.profile_edit.iter().any(|f| f == field) {
            let signal = RwSignal::new(value.clone());
            edited.push((field, value, signal));
            inputs.push(TextField::new(label, signal).view());
        } else if !value.is_empty() {
            facts.push(view! { <dt>{label}</dt><dd>{value}</dd> });
        }
    }
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let before = StoredValue::new(edited);
    let has_fields = !inputs.is_empty();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let changes: Vec<(String, String)> = before.with_value(|fields| {
            fields
                .iter()
                .map(|(field, old, now)| (field, old, now.get_untracked()))
                .filter(|(_, old, now)| *old != now)
                .map(|(field, _, now)| ((*field).to_owned(), now))
                .collect()
        });
        if changes.is_empty() {
            error.set(Some(text::nothing_changed().to_owned()));
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = console.call(Intent::EditProfile { changes }, "").await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    before.try_update_value(|fields| {
                        for (_, old, now) in fields {
                            *old = now.get_untracked();
                        }
                    });
                    console.notices.good(text::profile_saved());
                }
                Err(problem) => {
                    error.try_set(Some(explain(&problem)));
                }
            }
        });
    };
    view! {
        <dl class="facts">{facts}</dl>
        {has_fields.then(|| {
            view! {
                <form class="fields" novalidate on:submit=save>
                    {inputs}
                    <div role="alert">
                        {move || error.get().map(|message| view! { <p class="note bad">{message}</p> })}
                    </div>
                    <div>{Button::new(text::save_changes()).class("primary").disabled(busy.into()).submits()}</div>
                </form>
            }
        })}
    }
    .into_any()
}
