//! The overview: what installation this is, its counts, and the tokens by state.

use super::shell::heading;
use crate::dom::{El, el};
use crate::route::{Route, STATUSES, TokensRoute};
use crate::tokens::page::{TokensPage, status_text};
use crate::{clock, text};

pub fn overview_page(page: TokensPage) -> El {
    let (console, store) = (page.console, page.store);
    let instance = console.instance.get_untracked();
    let counts = instance
        .counts
        .iter()
        .map(|(label, count)| tally(el("div"), el("b").text(&clock::number(*count)), label));
    let by_state = STATUSES.into_iter().map(|(status, _)| {
        let count = move || {
            console.tick.track();
            let now = clock::now();
            store.rows.with(|rows| rows.iter().filter(|r| r.status(now) == status).count() as u64)
        };
        let href = Route::Tokens(TokensRoute { status: Some(status), ..TokensRoute::default() }).href();
        tally(el("a").attr("href", &href), el("b").live(move || clock::number(count())), status_text(status))
    });
    let facts = [
        (text::platform(), &instance.name),
        (text::version(), &instance.version),
        (text::location(), &instance.location),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .fold(el("dl").class("facts"), |list, (name, value)| fact(list, name, el("dd").text(value)));
    let time = el("dd").live(move || {
        console.tick.track();
        clock::moment(clock::now())
    });
    el("div")
        .child(el("div").class("head").child(el("div").child(heading(text::overview()))))
        .child(el("section").class("card pad").child(fact(facts, text::time(), time)))
        .child(el("section").class("card pad").child(el("div").class("counts").all(counts)))
        .child(
            el("section")
                .class("card pad")
                .child(el("h2").text(text::access_tokens()))
                .child(el("div").class("counts").all(by_state)),
        )
}

fn tally(place: El, count: El, label: &str) -> El {
    place.class("count").child(count).child(el("span").text(label))
}

pub fn fact(list: El, name: &str, value: El) -> El {
    list.child(el("dt").text(name)).child(value)
}
