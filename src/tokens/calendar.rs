//! Until when a token is good, and a calendar file that reminds of renewing it.

use super::page::TokensPage;
use super::revoke::label;
use crate::dom::{El, el, icons};
use crate::route::{DialogRoute, Route, TokensRoute};
use crate::state::State;
use crate::widgets::button::Button;
use crate::{browser, clock, text};
use chrono::{DateTime, TimeDelta, Utc};
use latchkey_model::{Expiry, Lifecycle, Renewal, Token, calendar, file_name};

/// How far off the end of a token is, with the file for it; `None` where there is nothing to renew in time.
pub fn renewal_view(page: TokensPage, token: &Token) -> Option<El> {
    let Expiry::At(at) = token.access.expiry else { return None };
    if at <= clock::now() || matches!(token.lifecycle, Lifecycle::Revoked(_)) {
        return None;
    }
    let left = move || {
        page.console.tick.track();
        clock::relative(at, clock::now())
    };
    let token = token.clone();
    let file = move || {
        let renewals = [renewal(page, &token, at)];
        (file_name(&token.name, "access-token"), renewals.to_vec())
    };
    Some(
        el("div")
            .class("field")
            .child(el("span").class("legend").text(text::expires()))
            .child(el("p").text(&until(at)).text(" ").child(el("span").class("sub").live(left)))
            .child(save_view(file)),
    )
}

/// The button that saves a calendar file, which is made when it is pressed: its name, and what is in it.
pub fn save_view(file: impl Fn() -> (String, Vec<Renewal>) + 'static) -> El {
    let said = State::new(String::new());
    let save = move || {
        // Emptied first, so that saving twice is announced twice.
        said.set(String::new());
        let (name, renewals) = file();
        if browser::download(&[&name, ".ics"].concat(), &calendar(&renewals, clock::now())).is_some() {
            said.set(text::downloaded().to_owned());
        }
    };
    el("div")
        .child(Button::new(text::calendar_file()).small().icon(icons::DOWNLOAD).on(save))
        .text(" ")
        .child(el("span").class("hint").attr("role", "status").live(move || said.get()))
}

/// The entry of a token, with the way back to it. It holds nothing of the secret, not even its hint.
pub fn renewal(page: TokensPage, token: &Token, at: DateTime<Utc>) -> Renewal {
    let console = page.console;
    let place = TokensRoute { dialog: Some(DialogRoute::Edit(token.id.clone())), ..TokensRoute::default() };
    let url = [&browser::page_address(), &*Route::Tokens(place).href()].concat();
    Renewal {
        key: [&console.api_url("/"), " ", &*token.id.0].concat(),
        expires: at,
        title: text::calendar_title(&label(token), &console.name()),
        note: [&until(at), "\n", &url].concat(),
        url,
    }
}

/// The last second of it: "end of 19 February", not "20 February, 0:00".
pub fn until(at: DateTime<Utc>) -> String {
    let last = at - TimeDelta::seconds(1);
    let zone = clock::zone_name();
    if zone == "UTC" {
        return text::until_utc(&clock::moment(last));
    }
    text::until(&clock::moment(last), &clock::utc(last), &zone)
}
