//! The profile page with its two tabs: who one is, and one's tokens.
#![cfg_attr(feature = "split", allow(unsafe_code, reason = "`wasm_split` declares what the other file has"))]

mod details;
mod form;
mod preferences;

use crate::i18n::use_i18n;
use crate::pages::heading::Heading;
use crate::pages::later::later_views;
use crate::pages::tokens::TokensPage;
use crate::state::{Route, TokensRoute, use_navigation};
use details::Details;
use latchkey_ui::{Choice, Tabs};
use leptos::either::Either;
use leptos::prelude::*;
use preferences::PreferencesForm;

const PROFILE: &str = "profile";
const TOKENS: &str = "tokens";

later_views! {
    pub fn profile_page() {
        view! { <ProfilePage/> }
    }
}

#[component]
fn ProfilePage() -> impl IntoView {
    let (t, navigation) = (use_i18n(), use_navigation());
    let tab = Memo::new(move |_| {
        navigation.route.with(|route| if matches!(route, Route::Profile(Some(_))) { TOKENS } else { PROFILE })
    });
    let tabs = vec![Choice::new(PROFILE, t.profile()), Choice::new(TOKENS, t.access_tokens())];
    let go = move |to: String| navigation.go(Route::Profile((to == TOKENS).then(TokensRoute::default)));
    let panel = move || match tab.get() {
        TOKENS => Either::Left(view! { <TokensPage><h2>{t.access_tokens()}</h2></TokensPage> }),
        _ => Either::Right(view! {
            <Details/>
            <PreferencesForm/>
        }),
    };
    view! {
        <div>
            <div class="head">
                <div><Heading label=t.profile()/></div>
            </div>
            <Tabs label=t.profile() tabs value=Signal::derive(move || tab.get().to_owned()) on_change=go>
                {panel}
            </Tabs>
        </div>
    }
    .into_any()
}
