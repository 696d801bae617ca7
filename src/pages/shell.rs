//! The frame: navigation, who is signed in, theme and language, and the page itself.

use super::sign_in::sign_in_page;
use crate::console::Console;
use crate::dom::icons::Icon;
use crate::dom::{El, after, effect, el, icons, live, slot, spawn, svg_icon};
use crate::explain::explain;
use crate::route::{Route, TokensRoute};
use crate::state::{Derived, State};
use crate::tokens::page::TokensPage;
use crate::tokens::store::Loading;
use crate::widgets::button::Button;
use crate::widgets::select::select;
use crate::{browser, text};
use latchkey_model::shown;
use leptos::reactive::graph::untrack;
use std::cell::{Cell, RefCell};

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

pub fn console_view(page: TokensPage) -> El {
    let (console, store) = (page.console, page.store);
    let signed_in = Derived::new(move || console.user.with(Option::is_some));
    let whose = Derived::new(move || signed_in.get().then(|| console.account.get()));
    let before = RefCell::new(None);
    // Signing out drops what was loaded, and so does another user; signing in loads.
    effect(move || {
        let now = whose.get();
        if before.replace(now.clone()).is_some() {
            untrack(|| page.forget());
        }
        if now.is_some() {
            store.load(console);
        }
    });
    // What could not be read while the backend was away is read when it is back.
    let failures = Cell::new(console.connection.back.get_untracked());
    effect(move || {
        let back = console.connection.back.get();
        if failures.replace(back) != back {
            store.load_if_signed_in(console);
        }
    });
    // With the first rows here, the way is free for what comes after them.
    effect(move || {
        if signed_in.get() && !store.loading.with(Loading::is_first) {
            untrack(|| console.later.fetch());
        }
    });
    let content = slot(move || {
        // Another language: every text is read anew.
        console.language.track();
        Some(if signed_in.get() { frame(page) } else { sign_in_page(console) })
    });
    el("div")
        .class("slot")
        .child(console.connection.view(store.as_of))
        .child(content)
        .child(console.later.view())
        .child(console.notices.view())
        .child(console.challenges.view(console))
        .child(console.leaving.view(console.later))
}

fn frame(tokens: TokensPage) -> El {
    let console = tokens.console;
    let place = Derived::new(move || console.route.with(Place::of));
    let page = el("main").region(move || {
        Some(match place.get() {
            Place::Overview => console.later.page(text::overview(), move |doors| doors.overview(tokens)),
            Place::Profile => console.later.page(text::profile(), move |doors| doors.profile(tokens)),
            Place::Tokens => tokens.view(heading(text::access_tokens())),
        })
    });
    let before = Cell::new(None);
    effect(move || {
        let now = place.get();
        title(console, now);
        // A screen reader hears that the page changed; not on the first one, which it reads anyway.
        if before.replace(Some(now)).is_some_and(|b| b != now) {
            after(|| browser::focus(HEADING));
        }
    });
    let link = move |route: Route, icon: Icon, label: &str| {
        let here = Place::of(&route);
        el("a")
            .attr("href", &route.href())
            .bind("aria-current", move || (place.get() == here).then(|| "page".to_owned()))
            .child(svg_icon(icon))
            .child(el("span").text(label))
    };
    let skip =
        el("a").class("skip").attr("href", "#page-heading").text(text::skip()).on_now("click", |event| {
            event.prevent_default();
            browser::focus(HEADING);
        });
    let links = el("div")
        .class("links")
        .child(link(Route::Overview, icons::LAYOUT_DASHBOARD, text::overview()))
        .child(link(Route::Tokens(TokensRoute::default()), icons::KEY, text::access_tokens()))
        .child(link(Route::Profile(None), icons::USER, text::profile()))
        .maybe(console.docs().map(docs_link));
    let foot = el("div")
        .class("foot")
        .child(el("span").class("who").live(move || shown(&console.user.get().unwrap_or_default())))
        .child(language_select(console))
        .child(el("div").class("tools").child(theme_button()).maybe(sign_out_button(console)));
    let nav = el("nav")
        .class("side")
        .attr("aria-label", text::navigation())
        .child(brand(console))
        .child(links)
        .child(foot);
    el("div").class("shell").child(skip).child(nav).child(page)
}

/// Leads away from the console, so in a tab of its own.
fn docs_link(href: &str) -> El {
    el("a")
        .attr("href", href)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .child(svg_icon(icons::EXTERNAL_LINK))
        .child(el("span").text(text::docs()))
}

/// The mark and the name of the installation.
pub fn brand(console: Console) -> El {
    el("div")
        .class("brand")
        .child(el("i").child(svg_icon(icons::KEY)))
        .child(el("span").text(&console.name()))
}

/// The id of the page's heading.
pub const HEADING: &str = "page-heading";

/// A page's heading; it takes the focus when the page changes.
pub fn heading(label: &str) -> El {
    el("h1").attr("id", HEADING).attr("tabindex", "-1").text(label)
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

fn sign_out_button(console: Console) -> Option<El> {
    console.can().sign_out.then(|| {
        let sign_out = move || {
            spawn(async move {
                if let Err(error) = console.sign_out().await {
                    console.notices.bad(explain(&error));
                }
            });
        };
        Button::new(text::sign_out()).quiet().icon(icons::LOG_OUT).on(move || console.leaving.leave(sign_out))
    })
}

/// Goes round: as the system, light, dark.
fn theme_button() -> El {
    let theme = State::new(browser::remembered("theme").unwrap_or_default());
    let icon = move || {
        theme.with(|theme| match theme.as_str() {
            "light" => icons::SUN,
            "dark" => icons::MOON,
            _ => icons::MONITOR,
        })
    };
    let now = move || {
        theme.with(|theme| match theme.as_str() {
            "light" => text::theme_light(),
            "dark" => text::theme_dark(),
            _ => text::theme_system(),
        })
    };
    let next = move || {
        let chosen = theme.with_untracked(|theme| match theme.as_str() {
            "light" => "dark",
            "dark" => "",
            _ => "light",
        });
        browser::remember("theme", Some(chosen).filter(|c| !c.is_empty()));
        if let Some(root) = browser::document().and_then(|d| d.document_element()) {
            let _ = match chosen {
                "" => root.remove_attribute("data-theme"),
                chosen => root.set_attribute("data-theme", chosen),
            };
        }
        theme.set(chosen.to_owned());
    };
    el("button")
        .attr("type", "button")
        .class("icon")
        .attr("aria-label", text::theme())
        .bind("aria-description", move || Some(now().to_owned()))
        .bind("title", move || Some(now().to_owned()))
        .click(next)
        .region(move || Some(svg_icon(icon())))
}

fn language_select(console: Console) -> El {
    let choices = live(crate::languages::choices);
    const ID: &str = "language";
    let switch = move |tag: String| {
        // The page is drawn anew, and what is typed in it is gone.
        console.leaving.leave(move || {
            let tag = tag.clone();
            spawn(async move {
                if crate::languages::switch(console, &tag).await {
                    // The list that had the focus is gone, too.
                    after(|| browser::focus(ID));
                } else {
                    console.notices.bad(text::language_failed());
                }
            });
        });
    };
    let list = select(text::language_label(), choices, live(move || console.language.get()), switch);
    let field = list.input();
    // Until it is so, and if it is not to be: the language in use.
    list.attr("id", ID).on("change", move |_| field.set_value(&console.language.get_untracked()))
}
