//! The clean-up views: what somebody who tidies up looks for, each with the number of its tokens.

use crate::api::use_api;
use crate::i18n::{I18n, use_i18n};
use crate::state::{TokenList, TokensRoute, VIEWS, View, use_navigation};
use leptos::prelude::*;

#[component]
pub fn Views(list: TokenList) -> impl IntoView {
    let (t, navigation) = (use_i18n(), use_navigation());
    let can = use_api().capabilities();
    let open = move || navigation.route.with(|route| route.tokens().and_then(|tokens| tokens.view));
    let toggle = move |view: View| {
        let view = (untrack(open) != Some(view)).then_some(view);
        navigation.replace_tokens(TokensRoute { view, ..navigation.tokens_route() });
    };
    let views = VIEWS.into_iter().enumerate().filter(|(_, (view, _))| view.makes_sense(&can));
    let chips: Vec<_> = views
        .map(|(at, (view, _))| {
            let count = move || list.counts.with(|counts| counts.views.get(at).copied().unwrap_or_default());
            view! {
                <button
                    type="button"
                    class="chip"
                    aria-pressed=move || (open() == Some(view)).to_string()
                    on:click=move |_| toggle(view)
                >
                    {label(view, t)}
                    " "
                    <b>{move || t.number(u64::from(count()))}</b>
                </button>
            }
        })
        .collect();
    (!chips.is_empty()).then(|| {
        view! { <div class="chips" role="group" aria-label=t.views()>{chips}</div> }
    })
}

fn label(view: View, t: I18n) -> String {
    match view {
        View::ExpiringSoon => t.view_expiring(),
        View::Expired => t.view_expired(),
        View::NeverExpires => t.view_never_expires(),
        View::NeverUsed => t.view_never_used(),
        View::Unused => t.view_unused(),
        View::Everything => t.view_everything(),
        View::AnyAddress => t.view_any_address(),
    }
}
