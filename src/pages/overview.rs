//! The overview: what installation this is, its counts, and the tokens by state.

use crate::console::Console;
use crate::route::{Route, STATUSES, TokensRoute};
use crate::tokens::page::status_text;
use crate::tokens::store::Store;
use crate::{clock, text};
use leptos::prelude::*;

pub fn overview_page(console: Console, store: Store) -> AnyView {
    let instance = console.instance.get_untracked();
    let counts = instance
        .counts
        .iter()
        .map(|(label, count)| {
            view! { <div class="count"><b class="num">{clock::number(*count)}</b><span>{label.clone()}</span></div> }
        })
        .collect_view();
    let by_state = STATUSES
        .into_iter()
        .map(|(status, _)| {
            let count = move || {
                console.tick.track();
                let now = clock::now();
                store.rows.with(|rows| rows.iter().filter(|r| r.status(now) == status).count() as u64)
            };
            let href = Route::Tokens(TokensRoute { status: Some(status), ..TokensRoute::default() }).href();
            view! {
                <a class="count" href=href>
                    <b class="num">{move || clock::number(count())}</b>
                    <span>{status_text(status)}</span>
                </a>
            }
        })
        .collect_view();
    let fact = |label: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <dt>{label}</dt><dd>{value}</dd> })
    };
    view! {
        <div class="head"><div><h1 id="page-heading" tabindex="-1">{text::overview()}</h1></div></div>
        <section class="card pad">
            <dl class="facts">
                {fact(text::platform(), instance.name.clone())}
                {fact(text::version(), instance.version.clone())}
                {fact(text::location(), instance.location.clone())}
                <dt>{text::time()}</dt>
                <dd>{move || {
                    console.tick.track();
                    clock::moment(clock::now())
                }}</dd>
            </dl>
        </section>
        <section class="card pad"><div class="counts">{counts}</div></section>
        <section class="card pad">
            <h2>{text::access_tokens()}</h2>
            <div class="counts">{by_state}</div>
        </section>
    }
    .into_any()
}
