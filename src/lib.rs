//! Latchkey, the console for API access tokens: the app in the browser.
//!
//! `transport` alone sends requests; `explain` alone turns errors into text; `clock` alone knows the time.
//! Pages ask the [`console`] what the backend can do, never which backend it is.

pub mod browser;
pub mod challenge;
pub mod clock;
pub mod connection;
pub mod console;
pub mod date_format;
pub mod dom;
pub mod explain;
pub mod languages;
pub mod later;
pub mod leaving;
pub mod pages;
pub mod route;
pub mod state;
pub mod tabs;
pub mod text;
pub mod tokens;
pub mod transport;
pub mod widgets;

use crate::dom::spawn;
use console::Console;
use dom::El;
use latchkey_connector::{AppConfig, Engine};
use leptos::leptos_dom::helpers::{set_interval, window_event_listener_untyped};
use leptos::reactive::owner::Owner;
use pages::broken::Wrong;
use pages::shell::console_view;
use std::time::Duration;
use tokens::page::TokensPage;
use transport::{boot_asset, stop_page};
use wasm_bindgen::JsCast;

/// Starts the console in the page. The boot script has everything on its way already.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        // The place only: a panic's message may hold what was on the screen.
        let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        stop_page("The console stopped because of an error in it", &place);
    }));
    // Leptos' own mounting would do this; the views here are elements already. It fails only if it was done.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    spawn(async {
        match prepare().await {
            Ok(console) => run(console).await,
            Err(wrong) => match later::without_console().await {
                Some(doors) => show(move || doors.broken(wrong)),
                None => stop_page("The console cannot start", &wrong.in_short()),
            },
        }
    });
}

/// Config, connector and texts; none waits for another.
async fn prepare() -> Result<Console, Wrong> {
    let (config, connector, text) =
        futures::join!(boot_asset("config"), boot_asset("connector"), boot_asset("text"));
    let read = config.is_there().then(|| AppConfig::load(&config.file, &config.text).ok()).flatten();
    let config = read.ok_or(Wrong::Config(config))?;
    let read = connector.is_there().then(|| Engine::load(&connector.file, &connector.text).ok()).flatten();
    let engine = read.ok_or(Wrong::Connector(connector))?;
    if !text.is_there() || !text::install(&text.language, &text.text, None) {
        return Err(Wrong::Text(text));
    }
    languages::apply(&text.language);
    if let Some(accent) = &config.accent
        && let Some(root) = browser::document().and_then(|d| d.document_element())
    {
        let _ = root.unchecked_into::<web_sys::HtmlElement>().style().set_property("--accent", accent);
    }
    Ok(Console::new(config, engine))
}

async fn run(console: Console) {
    follow_address(console);
    console.hold_search_back();
    set_interval(move || console.tick.update(|t| *t = t.wrapping_add(1)), Duration::from_secs(30));
    console.connection.follow(console);
    let page = TokensPage::new(console);
    tabs::follow(console, page);
    match console.start().await {
        Ok(()) => show(move || console_view(page)),
        Err(error) => match console.later.wait().await {
            Some(doors) => show(move || doors.unreachable(page, error)),
            // Nothing can be reached.
            None => stop_page(text::start_failed(), text::error_unreachable()),
        },
    }
}

/// Back, Forward and links: all of them change the part of the address behind `#`.
fn follow_address(console: Console) {
    for event in ["popstate", "hashchange"] {
        let handle =
            window_event_listener_untyped(event, move |_| console.follow_address(event == "popstate"));
        // For the life of the page.
        std::mem::forget(handle);
    }
}

/// Puts the view in the place of the skeleton.
fn show(view: impl FnOnce() -> El + 'static) {
    let Some(document) = browser::document() else { return };
    if let Some(skeleton) = document.get_element_by_id("skeleton") {
        // Out of sight at once, out of the page after the first frame of what follows: what goes while the browser is
        // still noting when it was painted counts as never painted, and its heading is the largest of the first paint.
        skeleton.set_class_name("gone");
        dom::after_frame(move || skeleton.remove());
    }
    let Some(place) = document.get_element_by_id("app") else { return };
    // The root of everything that the page sets up; it lives as long as the page.
    let owner = Owner::new();
    let view = owner.with(view);
    let _ = place.append_child(&view.0);
    std::mem::forget(owner);
}
