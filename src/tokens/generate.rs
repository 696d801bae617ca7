//! The dialog that makes a token, empty or from the parameters of another.

use super::form::{Expiration, Form};
use super::lost::{Lost, Search};
use super::page::{Beginning, TokensPage};
use crate::dom::{El, el, spawn};
use crate::explain::{explain, outcome_unknown};
use crate::state::State;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::{browser, text};
use latchkey_connector::{Draft, Field, Intent, Outcome};
use latchkey_model::Token;

/// One intent to make a token.
#[derive(Clone)]
struct Sent {
    draft: Draft,
    /// The expiration as it was chosen and typed.
    chosen: (Expiration, String),
    key: String,
}

impl Sent {
    /// Whether `draft`, made of the form later, is the same intent.
    fn is(&self, draft: &Draft, chosen: &(Expiration, String)) -> bool {
        let mut draft = draft.clone();
        draft.access.expiry = self.draft.access.expiry;
        self.chosen == *chosen && self.draft == draft
    }
}

pub fn generate_dialog(page: TokensPage, beginning: &Beginning) -> El {
    let can = page.console.can();
    page.store.lost_name.set(None);
    let form = match beginning {
        Beginning::Nothing => Form::new(&can),
        Beginning::Copy(token) => copy(token, page),
        Beginning::Typed(typed) => Form::again(typed.clone(), &can),
    };
    form.load_choices(page.console, &can.create_fields);
    // What was sent last, with its key: the same form sent again is the same intent, so that an answer that
    // got lost makes no second token. "30 days" is another instant each time: the first one stays.
    let sent: State<Option<Sent>> = State::new(None);
    let search = Search::new();
    search.resume(page);
    let submit_can = can.clone();
    let submit = move || {
        if form.busy.get_untracked() || search.has_orphans(page) {
            return;
        }
        let draft = match form.draft(&submit_can, page.store) {
            Ok(draft) => draft,
            Err(complaints) => return form.complain(complaints),
        };
        let chosen = (form.expiration.get_untracked(), form.date.get_untracked());
        let known = sent.get_untracked().filter(|sent| sent.is(&draft, &chosen));
        let lost = search.lost.get_untracked();
        // The same key gets the same answer. Anything else first asks what became of the request before.
        let is_retry =
            known.is_some() && submit_can.idempotent_create && lost.as_ref().is_some_and(Lost::key_is_known);
        let look_first = lost.is_some() && !is_retry;
        let now = known.filter(|_| !look_first);
        let now = now.unwrap_or_else(|| Sent { draft, chosen, key: browser::fresh_key() });
        form.complaints.set(Vec::new());
        form.busy.set(true);
        let can = submit_can.clone();
        spawn(async move {
            if look_first && !search.run(page).await {
                return form.busy.set(false);
            }
            sent.set(Some(now.clone()));
            let Sent { draft, key, .. } = now;
            let attempt = lost.filter(|_| is_retry).unwrap_or_else(|| Lost::new(page, &draft));
            attempt.keep();
            let answer = page.console.call(Intent::Create { draft }, &key).await;
            if search.lost.try_get_untracked().is_none_or(|lost| lost.is_none())
                && !answer.as_ref().is_err_and(outcome_unknown)
            {
                Lost::forget();
            }
            let is_open = form.busy.try_get_untracked().is_some();
            form.busy.set(false);
            match answer {
                Ok(Outcome::Issued(issued)) => {
                    page.store.lost_name.set(None);
                    search.end();
                    page.show_secret(issued);
                }
                Ok(_) => {}
                Err(error) if is_open => {
                    form.refuse(&error, &can.create_fields);
                    let was_lost = search.lost.with_untracked(Option::is_some);
                    if outcome_unknown(&error) {
                        page.store.lost_name.set(Some(attempt.name().to_owned()));
                        search.lost.set(Some(attempt));
                    }
                    if outcome_unknown(&error) && can.idempotent_create {
                        form.complaints
                            .update(|list| list.push((Field::Form, text::lost_retry().to_owned())));
                    } else if outcome_unknown(&error) || was_lost {
                        // A name that is taken may be the lost token's own.
                        search.run(page).await;
                    }
                }
                // The dialog was closed meanwhile.
                Err(error) if outcome_unknown(&error) => attempt.follow(page),
                Err(error) => page.console.notices.bad(explain(&error)),
            }
        });
    };
    let close = move || {
        let lost = search.lost.get_untracked();
        page.close();
        if let Some(lost) = lost {
            lost.follow(page);
        }
    };
    let leave = page.console.leaving.guard(text::unsaved(), move || form.is_changed(), close);
    let cancel = leave.clone();
    let body = form.view(page.console, &can, &can.create_fields);
    Dialog {
        title: text::generate_title().to_owned(),
        alert: false,
        body: el("div").child(body).child(search.view(page, form)),
        footer: footer().child(grow()).child(Button::new(text::cancel()).on(move || cancel())).child(
            Button::new(text::generate())
                .primary()
                .disabled(move || form.busy.get())
                .waits(form.hold)
                .submits(),
        ),
        on_close: leave,
        on_submit: Box::new(submit),
    }
    .view()
}

/// The parameters of `token`, with a name that is free.
fn copy(token: &Token, page: TokensPage) -> Form {
    let mut name = text::as_value(&text::copy_of(&token.name));
    let mut number = 2;
    while page.store.has_name(&name, None) {
        name = text::as_value(&text::copy_number(&token.name, &number.to_string()));
        number += 1;
    }
    Form::copy(token, name, &page.console.can())
}
