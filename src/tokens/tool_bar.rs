//! The tool bar above the list: what it shows, and what is done with the selected tokens.

use super::listing::{Listing, is_revoked, picked_tokens};
use super::page::{TokensPage, status_text};
use super::pasted::{Pasted, pasted_place};
use super::revoke::label;
use crate::console::CallError;
use crate::dom::{El, el, icons, live, slot, spawn};
use crate::explain::explain;
use crate::route::{DialogRoute, STATUSES, TokensRoute, value, word};
use crate::state::State;
use crate::text;
use crate::widgets::button::Button;
use crate::widgets::field::search;
use crate::widgets::select::select;
use latchkey_connector::{BackendError, Intent, Outcome};
use latchkey_model::Lifecycle;

pub fn tool_bar(page: TokensPage, list: Listing) -> El {
    let console = page.console;
    let can = console.can();
    let change = move |edit: &dyn Fn(&mut TokensRoute)| {
        let mut tokens = page.route();
        edit(&mut tokens);
        console.show(console.route.with_untracked(|r| r.with_tokens(tokens)));
    };
    let typed = move || console.route.with(|r| r.tokens().map(|t| t.search.clone())).unwrap_or_default();
    let chosen = move || console.route.with(|r| r.tokens().and_then(|t| t.status));
    let status = live(move || chosen().map_or("", |s| word(&STATUSES, &s)).to_owned());
    let choices = live(move || {
        let mut choices = vec![(String::new(), text::any_status().to_owned())];
        let chosen = chosen();
        choices.extend(
            STATUSES
                .iter()
                .filter(|(status, _)| chosen == Some(*status) || page.has_state(*status))
                .map(|(status, word)| ((*word).to_owned(), status_text(*status).to_owned())),
        );
        choices
    });
    let picked = list.picked;
    let not_one = move || picked.with(|p| p.all != 1);
    let first = move || picked_tokens(page, |_| true).into_iter().next().map(|token| token.id);
    let edit = can.edit.then(|| {
        let open = move || first().into_iter().for_each(|id| page.open(DialogRoute::Edit(id)));
        Button::new(text::edit())
            .icon(icons::PENCIL)
            .disabled(move || picked.with(|p| p.all != 1 || p.live != 1))
            .on(open)
    });
    let copy = can.create.then(|| {
        let open = move || page.open(DialogRoute::Create { copy_of: first() });
        Button::new(text::copy()).icon(icons::COPY).disabled(not_one).on(open)
    });
    let revoke = can.revoke.then(|| {
        let open = move || page.open_revoke(picked_tokens(page, |row| !is_revoked(row)));
        Button::new(text::revoke())
            .danger()
            .icon(icons::TRASH)
            .disabled(move || picked.with(|p| p.live == 0))
            .on(open)
    });
    let pasted = State::new(Pasted::Nothing);
    let bar = el("div")
        .class("bar")
        .child(search(text::search_tokens(), typed, move |typed| {
            // A secret goes nowhere: not into the address, and out of the box.
            let found = Pasted::read(page, &typed);
            let harmless = found == Pasted::Nothing;
            pasted.set(found);
            change(&|tokens| tokens.search = if harmless { typed.clone() } else { String::new() });
        }))
        .child(select(text::status(), choices, status, move |chosen| {
            change(&|tokens| tokens.status = value(&STATUSES, &chosen));
        }))
        .child(el("span").class("sep"))
        .maybe(edit)
        .maybe(copy)
        .maybe(can.enable_disable.then(|| slot(move || Some(switch_button(page, list)))))
        .maybe(revoke)
        .child(
            Button::new(text::refresh()).quiet().icon(icons::REFRESH_CW).on(move || page.store.load(console)),
        );
    el("div").class("slot").child(bar).child(pasted_place(page, pasted))
}

/// Switches the selected tokens off; where all of them are off, on again.
fn switch_button(page: TokensPage, list: Listing) -> El {
    let on = list.picked.with(|p| p.live > 0 && p.enabled == 0);
    let none = list.picked.with(|p| p.live == 0);
    let (label, icon) = if on { (text::enable(), icons::CHECK) } else { (text::disable(), icons::BAN) };
    Button::new(label).icon(icon).disabled(move || none || page.switching.get()).on(move || switch(page, on))
}

/// No question before it: unlike revoking it can be taken back.
fn switch(page: TokensPage, on: bool) {
    let tokens = picked_tokens(page, |row| !is_revoked(row));
    page.switching.set(true);
    spawn(async move {
        let (mut done, mut unseen) = (0, false);
        for before in tokens {
            if on == (before.lifecycle == Lifecycle::Enabled) {
                continue;
            }
            let name = label(&before);
            let intent = if on { Intent::Enable { before } } else { Intent::Disable { before } };
            match page.console.call(intent, "").await {
                Ok(outcome) => {
                    match outcome {
                        Outcome::Token(token) => page.store.put(token),
                        _ => unseen = true,
                    }
                    done += 1;
                }
                // Declined once, declined for all: asking for each would be a trap.
                Err(CallError::Declined) => break,
                Err(error) => {
                    // Somebody else's change, or the work of a request that went astray: the list is old.
                    unseen |= error == CallError::Backend(BackendError::Stale);
                    page.console.notices.bad(text::revoke_failed(&name, &explain(&error)));
                }
            }
        }
        if done > 0 {
            page.console.notices.good(if on { text::enabled_many(done) } else { text::disabled_many(done) });
        }
        // Nothing is switched again before that is read: it would be the old version, and reading would begin anew.
        if page.console.doubt.take() | unseen {
            let _ = page.store.reload(page.console).await;
        }
        page.switching.set(false);
    });
}
