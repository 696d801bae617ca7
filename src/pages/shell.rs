//! The frame: navigation, who is signed in, theme and language, and the page itself.

use super::heading::HEADING;
use crate::api::use_api;
use crate::browser::{document, focus};
use crate::i18n::{language_choices, use_i18n};
use crate::state::{
    Route, Theme, TokensRoute, use_navigation, use_notices, use_preferences, use_session, use_unsaved_work,
};
use latchkey_model::shown;
use latchkey_ui::{Button, ButtonKind, Choice, Icon, IconShape, Select, icons};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

/// The part of an address that says which page stands; filters and dialogs do not draw the page anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Overview,
    Tokens,
    Profile,
}

impl Place {
    pub fn of(route: &Route) -> Self {
        match route {
            Route::Overview => Place::Overview,
            Route::Tokens(_) | Route::SignIn => Place::Tokens,
            Route::Profile(_) => Place::Profile,
        }
    }
}

/// The id of the list of languages.
const LANGUAGE: &str = "language";

#[component]
pub fn Shell<V>(
    /// The page; it follows the address itself.
    children: TypedChildren<V>,
) -> impl IntoView
where
    V: IntoView + 'static,
{
    let (api, navigation, t) = (use_api(), use_navigation(), use_i18n());
    let place = Memo::new(move |_| navigation.route.with(Place::of));
    follow_place(place);
    let who = move || api.account.user.with(|user| shown(user.as_deref().unwrap_or_default()));
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        focus::focus(HEADING);
    };
    let children = children.into_inner();
    view! {
        <div class="shell">
            <a class="skip" href=format!("#{HEADING}") on:click=skip>{t.skip()}</a>
            <nav class="side" aria-label=t.navigation()>
                <Brand />
                <div class="links">
                    <PageLink place route=Route::Overview icon=icons::LAYOUT_DASHBOARD label=t.overview() />
                    <PageLink
                        place
                        route=Route::Tokens(TokensRoute::default())
                        icon=icons::KEY
                        label=t.access_tokens()
                    />
                    <PageLink place route=Route::Profile(None) icon=icons::USER label=t.profile() />
                    {api.docs().map(|href| view! { <DocsLink href /> })}
                </div>
                <div class="foot">
                    <span class="who" translate="no">{who}</span>
                    <LanguageSelect />
                    <div class="tools">
                        <ThemeButton />
                        {api.capabilities().sign_out.then(|| view! { <SignOutButton /> })}
                    </div>
                </div>
            </nav>
            <main>{children()}</main>
        </div>
    }
}

/// The mark and the name of the installation.
#[component]
pub fn Brand() -> impl IntoView {
    let session = use_session();
    view! {
        <div class="brand">
            <i><Icon icon=icons::KEY /></i>
            <span translate="no">{move || session.installation()}</span>
        </div>
    }
}

#[component]
fn PageLink(place: Memo<Place>, route: Route, icon: IconShape, label: String) -> impl IntoView {
    let here = Place::of(&route);
    view! {
        <a href=route.href() aria-current=move || (place.get() == here).then_some("page")>
            <Icon icon />
            <span>{label}</span>
        </a>
    }
}

/// Leads away from the console, so in a tab of its own.
#[component]
fn DocsLink(href: String) -> impl IntoView {
    let t = use_i18n();
    view! {
        <a href=href target="_blank" rel="noopener noreferrer">
            <Icon icon=icons::EXTERNAL_LINK />
            <span>{t.docs()}</span>
        </a>
    }
}

#[component]
fn SignOutButton() -> impl IntoView {
    let (session, notices, unsaved, t) = (use_session(), use_notices(), use_unsaved_work(), use_i18n());
    let sign_out = Action::new_local(move |(): &()| async move {
        if let Err(error) = session.sign_out().await {
            notices.error(t.explain(&error));
        }
    });
    let ask = move |()| {
        unsaved.leave(move || {
            sign_out.dispatch(());
        });
    };
    view! { <Button label=t.sign_out() kind=ButtonKind::Quiet icon=icons::LOG_OUT on_click=ask /> }
}

/// Goes round: as the system, light, dark.
#[component]
fn ThemeButton() -> impl IntoView {
    let (preferences, t) = (use_preferences(), use_i18n());
    let theme = preferences.theme;
    let name = move || match theme.get() {
        Theme::System => t.theme_system(),
        Theme::Light => t.theme_light(),
        Theme::Dark => t.theme_dark(),
    };
    let icon = move || {
        let icon = match theme.get() {
            Theme::System => icons::MONITOR,
            Theme::Light => icons::SUN,
            Theme::Dark => icons::MOON,
        };
        view! { <Icon icon /> }
    };
    let next = move |_| preferences.choose_theme(theme.get_untracked().next());
    view! {
        <button
            type="button"
            class="icon"
            aria-label=t.theme()
            aria-description=name
            title=name
            on:click=next
        >
            {icon}
        </button>
    }
}

#[component]
fn LanguageSelect() -> impl IntoView {
    let (preferences, notices, unsaved, t) =
        (use_preferences(), use_notices(), use_unsaved_work(), use_i18n());
    let choices: Vec<Choice> =
        language_choices().into_iter().map(|(tag, name)| Choice::new(tag, name)).collect();
    let choose = move |tag: String| {
        // The page is drawn anew, and what is typed in it is gone.
        unsaved.leave(move || {
            let tag = tag.clone();
            spawn_local(async move {
                if preferences.choose_language(&tag).await {
                    // The list that had the focus is gone, too.
                    tick().await;
                    focus::focus(LANGUAGE);
                } else {
                    notices.error(t.language_failed());
                }
            });
        });
    };
    view! {
        <Select
            label=t.language_label()
            choices=Signal::stored(choices)
            value=t.language_signal()
            on_change=choose
            attr:id=LANGUAGE
        />
    }
}

/// What changes with the page: the document's title, where the focus is, and which messages are over.
fn follow_place(place: Memo<Place>) {
    let (session, notices, t) = (use_session(), use_notices(), use_i18n());
    Effect::new(move |_| {
        let page = match place.get() {
            Place::Overview => t.overview(),
            Place::Tokens => t.access_tokens(),
            Place::Profile => t.profile(),
        };
        if let Some(document) = document() {
            document.set_title(&format!("{page} \u{b7} {}", session.installation()));
        }
    });
    Effect::new(move |before: Option<Place>| {
        let now = place.get();
        // A screen reader hears that the page changed; not on the first one, which it reads anyway.
        if before.is_some_and(|before| before != now) {
            notices.clear_successes();
            spawn_local(async {
                tick().await;
                focus::focus(HEADING);
            });
        }
        now
    });
}
