//! The profile page with its two tabs: who one is, and one's tokens.

use super::overview::fact;
use super::preferences::preferences;
use super::shell::heading;
use crate::console::{CallError, Console};
use crate::dom::{El, after, el, live, spawn};
use crate::explain::{explain, field_errors, place};
use crate::route::{Route, TokensRoute};
use crate::state::{Derived, State};
use crate::tokens::page::TokensPage;
use crate::widgets::button::Button;
use crate::widgets::field::{Note, TextField, alert, go_to_complaint, no_note};
use crate::widgets::select::{Choice, select_field};
use crate::{browser, clock, languages, text};
use latchkey_connector::{Field, FieldError, Intent, Outcome, Profile};
use latchkey_model::shown;
use std::rc::Rc;

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
                el("div").class("slot").child(details(console)).child(preferences())
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

/// What the form edits: the backend's name of the field, its value there, and as typed.
struct Edited {
    name: &'static str,
    field: Field,
    before: State<String>,
    now: State<String>,
}

fn form(console: Console, read: Profile) -> El {
    let can = console.can();
    let fields = [
        ("user_name", Field::Form, text::user_name(), read.user_name),
        ("full_name", Field::FullName, text::full_name(), read.full_name),
        ("email", Field::Email, text::email(), read.email),
        ("language", Field::Language, text::preferred_language(), read.language),
    ];
    let complaints = State::new(Vec::<FieldError>::new());
    let about = move |field: Field| -> Note {
        live(move || complaints.with(|all| all.iter().find(|c| c.field == field).map(|c| c.message.clone())))
    };
    let mut facts = el("dl").class("facts");
    let mut known = false;
    let mut inputs = Vec::new();
    let mut edited = Vec::new();
    for (name, field, label, value) in fields {
        let is_language = name == "language";
        if can.profile_edit.iter().any(|f| f == name) {
            let (before, now) = (State::new(value.clone()), State::new(value));
            // A complaint about a field that has none of its own is one about the form.
            let error = if field == Field::Form { no_note() } else { about(field) };
            inputs.push(match name {
                "language" => language_field(now, error),
                "email" => TextField::new(label, now).kind("email").autocomplete("email").error(error).view(),
                "full_name" => TextField::new(label, now).autocomplete("name").error(error).view(),
                _ => TextField::new(label, now).error(error).view(),
            });
            edited.push(Edited { name, field, before, now });
        } else if !value.is_empty() {
            let value = if is_language { clock::language_name(&value) } else { shown(&value) };
            facts = fact(facts, label, el("dd").text(&value));
            known = true;
        }
    }
    let facts = known.then_some(facts);
    if inputs.is_empty() {
        return facts.unwrap_or_else(|| el("p").class("dim").text(text::profile_empty()));
    }
    let shown: Vec<Field> = edited.iter().map(|e| e.field).collect();
    let edited = Rc::new(edited);
    let held = edited.clone();
    let differs =
        move |e: &Edited| e.now.with_untracked(|now| e.before.with_untracked(|before| before != now));
    console.leaving.guard(text::unsaved(), move || held.iter().any(differs), || {});
    let busy = State::new(false);
    let complain = move |found: Vec<FieldError>| {
        let said = found.iter().map(|error| error.message.clone()).collect();
        complaints.set(found);
        go_to_complaint(said);
    };
    let save = move || {
        if busy.get_untracked() {
            return;
        }
        let changed: Vec<(State<String>, &'static str, String)> = edited
            .iter()
            .map(|e| (e, e.now.get_untracked()))
            .filter(|(e, now)| e.before.with_untracked(|before| before != now))
            .map(|(e, now)| (e.before, e.name, now))
            .collect();
        if changed.is_empty() {
            let message = text::nothing_changed().to_owned();
            return complain(vec![FieldError { field: Field::Form, message }]);
        }
        busy.set(true);
        complaints.set(Vec::new());
        let shown = shown.clone();
        spawn(async move {
            let changes = changed.iter().map(|(_, name, now)| ((*name).to_owned(), now.clone())).collect();
            let answer = console.call(Intent::EditProfile { changes }, "").await;
            busy.set(false);
            match answer {
                Ok(_) => saved(console, changed).await,
                Err(error) => complain(refused(&error, &shown)),
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
        .child(alert(about(Field::Form)))
        .child(
            el("div")
                .child(Button::new(text::save_changes()).primary().disabled(move || busy.get()).submits()),
        );
    el("div").class("slot").maybe(facts).child(form)
}

/// The console's languages, and the one that the profile has where the console has not.
fn language_field(value: State<String>, error: Note) -> El {
    let before = value.get_untracked();
    let choices = live(move || {
        let mut choices: Vec<Choice> = languages::choices();
        if before.is_empty() {
            choices.insert(0, (String::new(), text::language_empty().to_owned()));
        } else if choices.iter().all(|(tag, _)| *tag != before) {
            choices.insert(0, (before.clone(), clock::language_name(&before)));
        }
        choices
    });
    let shown = live(move || value.get());
    select_field(text::preferred_language(), choices, shown, move |tag| value.set(tag), no_note(), error)
}

/// A complaint stands beside its field, if that is shown; without any, the answer as a whole is one.
fn refused(error: &CallError, shown: &[Field]) -> Vec<FieldError> {
    let complaints = field_errors(error).into_iter();
    let mut complaints: Vec<FieldError> =
        complaints.map(|c| FieldError { field: place(c.field, shown), ..c }).collect();
    if complaints.is_empty() {
        complaints.push(FieldError { field: Field::Form, message: explain(error) });
    }
    complaints
}

async fn saved(console: Console, changed: Vec<(State<String>, &'static str, String)>) {
    for (before, name, now) in changed {
        if name == "full_name" {
            console.user.set(Some(now.clone()));
        }
        if name == "language" && languages::prefer(console, &now).await {
            // The page was drawn anew, and the button that had the focus is gone.
            after(|| browser::focus("page-heading"));
        }
        before.set(now);
    }
    console.notices.good(text::profile_saved());
}
