//! The overview: which installation this is and what it counts, the tokens by state, what expires when, and
//! where the sites are. What a backend does not tell has no place here.

mod map;
mod timeline;

use super::shell::heading;
use crate::console::{CallError, Console};
use crate::dom::{El, effect, el, icons, slot, spawn};
use crate::explain::explain;
use crate::route::{Route, STATUSES, TokensRoute};
use crate::state::State;
use crate::tokens::page::{TokensPage, status_text};
use crate::tokens::row::tone;
use crate::tokens::store::{Loading, Store};
use crate::widgets::button::Button;
use crate::widgets::hold::Hold;
use crate::{clock, text};
use chrono::TimeDelta;
use latchkey_connector::Instance;
use latchkey_model::shown;
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::reactive::owner::on_cleanup;
use std::rc::Rc;
use std::time::Duration;

/// What the installation says of itself is asked for again when it is older than this.
const STALE: TimeDelta = TimeDelta::minutes(1);

pub fn overview_page(page: TokensPage) -> El {
    let (console, store) = (page.console, page.store);
    let error = State::new(None);
    if clock::now() - console.described.get_untracked() > STALE {
        describe(console, error);
    }
    let refresh = Button::new(text::refresh()).icon(icons::REFRESH_CW).on(move || {
        store.load(console);
        describe(console, error);
    });
    // The connection is back: what could not be read then can be read now.
    let back = console.connection.back.get_untracked();
    effect(move || {
        if console.connection.back.get() != back && error.with_untracked(Option::is_some) {
            describe(console, error);
        }
    });
    let outdated = el("div").attr("role", "alert").region(move || {
        error
            .get()
            .map(|error_now| failed(text::describe_failed(), &error_now, move || describe(console, error)))
    });
    let installation = slot(move || Some(console.instance.with(|instance| platform(console, instance))));
    let sites = slot(move || console.instance.with(|instance| map::sites(&instance.sites)));
    let mut parts = el("div").class("split").child(installation);
    if console.can().list {
        parts = parts.child(by_state(page)).child(timeline::expiries(page));
    }
    el("div")
        .child(el("div").class("head").child(el("div").child(heading(text::overview()))).child(refresh))
        .child(outdated)
        .child(parts.child(sites))
}

/// Asks the installation anew. What it said before stands until it answers, and if it does not.
fn describe(console: Console, error: State<Option<CallError>>) {
    if console.can().describe {
        spawn(async move {
            error.set(console.describe_again().await.err());
        });
    }
}

/// Name, version, place and clock, and the counts.
fn platform(console: Console, instance: &Instance) -> El {
    let second = State::new(());
    if let Ok(interval) = set_interval_with_handle(move || second.set(()), Duration::from_secs(1)) {
        on_cleanup(move || interval.clear());
    }
    // Theirs less ours: nothing where the backend does not say what time it is.
    let ahead = clock::read(&instance.time)
        .map_or(TimeDelta::zero(), |theirs| theirs - console.described.get_untracked());
    let place = clock::PlaceClock::new(&instance.time_zone);
    let zone = el("bdi").class("sub").text(&place.zone);
    let place = Rc::new(place);
    let now = move || {
        second.track();
        clock::now() + ahead
    };
    let facts = [
        (text::platform(), &instance.name),
        (text::version(), &instance.version),
        (text::location(), &instance.location),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .fold(el("dl").class("facts"), |list, (name, value)| {
            fact(list, name, el("dd").child(el("bdi").text(&shown(value))))
        });
    let day = place.clone();
    let facts = fact(facts, text::date(), el("dd").live(move || day.date(now())));
    let time = el("dd").class("num").live(move || place.time(now())).text(" ").child(zone);
    let counts = instance.counts.iter().map(|(label, count)| {
        tally(el("div"), el("b").text(&clock::number(*count)), el("span").child(el("bdi").text(label)))
    });
    el("section")
        .class("card pad")
        .child(fact(facts, text::time(), time))
        .maybe((!instance.counts.is_empty()).then(|| el("div").class("counts").all(counts)))
}

fn by_state(page: TokensPage) -> El {
    let (console, store) = (page.console, page.store);
    let tile = move |status| {
        let count = move || {
            console.tick.track();
            if store.loading.with(Loading::is_first) {
                return "\u{2013}".to_owned();
            }
            let now = clock::now();
            clock::number(
                store.rows.with(|rows| rows.iter().filter(|r| r.status(now) == status).count() as u64),
            )
        };
        let href = Route::Tokens(TokensRoute { status: Some(status), ..TokensRoute::default() }).href();
        let label = el("span").child(el("i").class(tone(status))).text(status_text(status));
        tally(el("a").attr("href", &href), el("b").live(count), label)
    };
    let tiles =
        STATUSES.into_iter().map(|(status, _)| slot(move || page.has_state(status).then(|| tile(status))));
    let title = el("div").child(el("h2").text(text::access_tokens())).child(progress(console, store));
    el("section").class("card pad").child(title).child(el("div").class("counts").all(tiles))
}

/// How much of the list the numbers are about, and the way on where it could not be loaded.
fn progress(console: Console, store: Store) -> El {
    el("div").attr("role", "status").region(move || {
        let so_far = store.rows.with(|rows| rows.len() as u64);
        let line = |words: &str| el("p").class("sub").text(words);
        Some(match store.loading.get() {
            Loading::First => line(text::loading()),
            Loading::More { total: Some(total) } => {
                line(&text::loaded_of(&clock::number(so_far), &clock::number(total)))
            }
            Loading::More { total: None } => line(&text::loaded(&clock::number(so_far))),
            Loading::Done => line(&text::tokens(so_far)),
            Loading::Failed { error } => failed(text::list_failed(), &error, move || store.load(console)),
        })
    })
}

/// What could not be read, why, and the way to try again.
fn failed(what: &str, error: &CallError, retry: impl FnMut() + 'static) -> El {
    let hold = Hold::new();
    hold.after(error);
    el("div").class("note bad").child(
        el("div")
            .child(el("b").text(what))
            .child(el("p").text(&explain(error)))
            .child(Button::new(text::try_again()).small().waits(hold).on(retry)),
    )
}

fn tally(place: El, count: El, label: El) -> El {
    place.class("count").child(count).child(label)
}

pub fn fact(list: El, name: &str, value: El) -> El {
    list.child(el("dt").text(name)).child(value)
}
