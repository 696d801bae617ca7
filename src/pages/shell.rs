//! The frame: navigation, who is signed in, theme and language, and the page itself.

use super::overview::overview_page;
use super::profile::profile_page;
use super::sign_in::sign_in_page;
use crate::console::Console;
use crate::explain::explain;
use crate::route::{Route, TokensRoute};
use crate::tokens::page::TokensPage;
use crate::tokens::store::Store;
use crate::widgets::button::Button;
use crate::widgets::icon::icon;
use crate::widgets::select::{Choice, select};
use crate::{browser, clock, text};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The part of an address that says which page stands; filters and dialogs do not draw the page anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Overview,
    Tokens,
    Profile,
}

impl Place {
    fn of(route: &Route) -> Self {
        match route {
            Route::Overview => Place::Overview,
            Route::Tokens(_) | Route::SignIn => Place::Tokens,
            Route::Profile(_) => Place::Profile,
        }
    }
}

pub fn console_view(console: Console, store: Store) -> AnyView {
    let signed_in = Memo::new(move |_| console.user.with(Option::is_some));
    // Signing out drops what was loaded; signing in loads.
    Effect::new(move |_| if signed_in.get() { store.load(console) } else { store.clear() });
    view! {
        {move || {
            // Another language: every text is read anew.
            console.language.track();
            if signed_in.get() { frame(console, store) } else { sign_in_page(console) }
        }}
        {console.notices.view()}
        {console.challenges.view(console)}
    }
    .into_any()
}

fn frame(console: Console, store: Store) -> AnyView {
    let place = Memo::new(move |_| console.route.with(Place::of));
    let page = move || match place.get() {
        Place::Overview => overview_page(console, store),
        Place::Profile => profile_page(console, store),
        Place::Tokens => TokensPage::new(console, store)
            .view(view! { <h1 id="page-heading" tabindex="-1">{text::access_tokens()}</h1> }.into_any()),
    };
    Effect::new(move |before: Option<Place>| {
        let now = place.get();
        title(console, now);
        // A screen reader hears that the page changed; not on the first one, which it reads anyway.
        if before.is_some_and(|b| b != now) {
            request_animation_frame(|| browser::focus("page-heading"));
        }
        now
    });
    let link = move |route: Route, name: &'static str, label: &'static str| {
        let here = Place::of(&route);
        view! {
            <a href=route.href() aria-current=move || (place.get() == here).then_some("page")>
                {icon(name)}<span>{label}</span>
            </a>
        }
    };
    view! {
        <div class="shell">
            <a class="skip" href="#page-heading" on:click=|event| {
                event.prevent_default();
                browser::focus("page-heading");
            }>{text::skip()}</a>
            <nav class="side" aria-label=text::navigation()>
                <div class="brand"><i aria-hidden="true">"L"</i><span>{console.name()}</span></div>
                <div class="links">
                    {link(Route::Overview, "layout-dashboard", text::overview())}
                    {link(Route::Tokens(TokensRoute::default()), "key", text::access_tokens())}
                    {link(Route::Profile(None), "user", text::profile())}
                </div>
                <div class="foot">
                    <span class="who">{move || console.user.get()}</span>
                    {language_select(console)}
                    <div class="tools">{theme_button()}{sign_out_button(console)}</div>
                </div>
            </nav>
            <main>{page}</main>
        </div>
    }
    .into_any()
}

fn title(console: Console, place: Place) {
    let page = match place {
        Place::Overview => text::overview(),
        Place::Tokens => text::access_tokens(),
        Place::Profile => text::profile(),
    };
    if let Some(document) = browser::document() {
        document.set_title(&[page, " \u{b7} ", &console.name()].concat());
    }
}

fn sign_out_button(console: Console) -> AnyView {
    console
        .can()
        .sign_out
        .then(|| {
            Button::new(text::sign_out()).class("quiet").icon("log-out").on(Box::new(move || {
                spawn_local(async move {
                    if let Err(error) = console.sign_out().await {
                        console.notices.bad(explain(&error));
                    }
                });
            }))
        })
        .into_any()
}

/// Goes round: as the system, light, dark.
fn theme_button() -> AnyView {
    let theme = RwSignal::new(browser::remembered("theme"));
    let name = move || match theme.get().as_deref() {
        Some("light") => "sun",
        Some("dark") => "moon",
        _ => "monitor",
    };
    let now = move || match theme.get().as_deref() {
        Some("light") => text::theme_light(),
        Some("dark") => text::theme_dark(),
        _ => text::theme_system(),
    };
    let next = move |_| {
        let chosen = match theme.get_untracked().as_deref() {
            Some("light") => Some("dark"),
            Some("dark") => None,
            _ => Some("light"),
        };
        browser::remember("theme", chosen);
        if let Some(root) = browser::document().and_then(|d| d.document_element()) {
            let _ = match chosen {
                Some(chosen) => root.set_attribute("data-theme", chosen),
                None => root.remove_attribute("data-theme"),
            };
        }
        theme.set(chosen.map(str::to_owned));
    };
    view! {
        <button type="button" class="icon" aria-label=text::theme() aria-description=now title=now on:click=next>
            {move || icon(name())}
        </button>
    }
    .into_any()
}

fn language_select(console: Console) -> AnyView {
    let choices = Signal::derive(|| {
        text::LANGUAGES.iter().map(|tag| Choice::new(*tag, clock::language_name(tag))).collect()
    });
    select(text::language_label(), choices, console.language.into(), move |tag| {
        spawn_local(async move {
            if !crate::languages::switch(console, &tag).await {
                console.notices.bad(text::language_failed());
            }
        });
    })
}
