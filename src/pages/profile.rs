//! The profile page with its two tabs: who one is, and one's tokens.

use super::overview::fact;
use super::shell::heading;
use crate::console::Console;
use crate::dom::spawn;
use crate::dom::{El, el};
use crate::explain::explain;
use crate::route::{Route, TokensRoute};
use crate::state::{Derived, State};
use crate::tokens::page::TokensPage;
use crate::widgets::button::Button;
use crate::widgets::field::{TextField, alert, note};
use crate::{browser, text};
use latchkey_connector::{Intent, Outcome, Profile};

const TAB_PROFILE: &str = "tab-profile";
const TAB_TOKENS: &str = "tab-tokens";

pub fn profile_page(page: TokensPage) -> El {
    let console = page.console;
    let on_tokens = Derived::new(move || console.route.with(|r| matches!(r, Route::Profile(Some(_)))));
    let tab_id = |tokens: bool| if tokens { TAB_TOKENS } else { TAB_PROFILE };
    let go = move |tokens: bool| console.go(Route::Profile(tokens.then(TokensRoute::default)));
    let tab = move |label: &str, tokens: bool| {
        el("button")
            .attr("type", "button")
            .attr("role", "tab")
            .attr("id", tab_id(tokens))
            .attr("aria-controls", "tab-panel")
            .bind_bool("aria-selected", move || on_tokens.get() == tokens)
            .bind("tabindex", move || Some(if on_tokens.get() == tokens { "0" } else { "-1" }.to_owned()))
            .click(move || go(tokens))
            .on("keydown", move |event| {
                let to = match browser::key(&event).as_str() {
                    "ArrowLeft" | "ArrowRight" => !tokens,
                    "Home" => false,
                    "End" => true,
                    _ => return,
                };
                event.prevent_default();
                go(to);
                browser::focus(tab_id(to));
            })
            .text(label)
    };
    let panel = el("div")
        .attr("role", "tabpanel")
        .attr("id", "tab-panel")
        .bind("aria-labelledby", move || Some(tab_id(on_tokens.get()).to_owned()))
        .region(move || {
            Some(if on_tokens.get() {
                page.view(el("h2").text(text::access_tokens()))
            } else {
                details(console)
            })
        });
    el("div")
        .child(el("div").class("head").child(el("div").child(heading(text::profile()))))
        .child(
            el("div")
                .class("tabs")
                .attr("role", "tablist")
                .attr("aria-label", text::profile())
                .child(tab(text::profile(), false))
                .child(tab(text::access_tokens(), true)),
        )
        .child(panel)
}

/// The fields of the profile: those the backend lets one change are fields, the others are facts.
fn details(console: Console) -> El {
    let profile = State::new(None::<Result<Profile, String>>);
    let load = move || {
        profile.set(None);
        spawn(async move {
            let answer = match console.call(Intent::Profile, "").await {
                Ok(Outcome::Profile(read)) => Ok(read),
                Ok(_) => return,
                Err(error) => Err(explain(&error)),
            };
            profile.set(Some(answer));
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
    el("section").class("card pad").region(move || {
        Some(match profile.get() {
            None => el("div").class("loading").attr("aria-hidden", "true").child(el("div").class("ghost")),
            Some(Err(message)) => el("div")
                .class("empty")
                .attr("role", "alert")
                .child(el("p").text(&message))
                .child(Button::new(text::try_again()).on(load)),
            Some(Ok(read)) => form(console, read),
        })
    })
}

fn form(console: Console, read: Profile) -> El {
    let can = console.can();
    let fields = [
        ("user_name", text::user_name(), read.user_name),
        ("full_name", text::full_name(), read.full_name),
        ("email", text::email(), read.email),
        ("language", text::preferred_language(), read.language),
    ];
    let mut facts = el("dl").class("facts");
    let mut inputs = Vec::new();
    let mut edited: Vec<(&'static str, String, State<String>)> = Vec::new();
    for (field, label, value) in fields {
        if can.profile_edit.iter().any(|f| f == field) {
            let signal = State::new(value.clone());
            edited.push((field, value, signal));
            inputs.push(TextField::new(label, signal).view());
        } else if !value.is_empty() {
            facts = fact(facts, label, el("dd").text(&value));
        }
    }
    if inputs.is_empty() {
        return facts;
    }
    let busy = State::new(false);
    let error = State::new(None::<String>);
    let before = State::new(edited);
    let save = move || {
        if busy.get_untracked() {
            return;
        }
        let changes: Vec<(String, String)> = before.with_untracked(|fields| {
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
        spawn(async move {
            let answer = console.call(Intent::EditProfile { changes }, "").await;
            busy.set(false);
            match answer {
                Ok(_) => {
                    before.update(|fields| {
                        for (_, old, now) in fields {
                            *old = now.get_untracked();
                        }
                    });
                    console.notices.good(text::profile_saved());
                }
                Err(problem) => {
                    error.set(Some(explain(&problem)));
                }
            }
        });
    };
    let form = el("form")
        .class("fields")
        .flag("novalidate", true)
        .on("submit", move |event| {
            event.prevent_default();
            save();
        })
        .all(inputs)
        .child(alert(note(error)))
        .child(
            el("div")
                .child(Button::new(text::save_changes()).primary().disabled(move || busy.get()).submits()),
        );
    el("div").child(facts).child(form)
}
