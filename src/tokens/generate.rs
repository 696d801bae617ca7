//! The dialog that makes a token, empty or from the parameters of another.

use super::form::{Expiration, Form};
use super::page::TokensPage;
use crate::dom::El;
use crate::dom::spawn;
use crate::explain::outcome_unknown;
use crate::state::State;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::{browser, text};
use latchkey_connector::{Draft, Field, Intent, Outcome};
use latchkey_model::Token;
use std::rc::Rc;

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

pub fn generate_dialog(page: TokensPage, copy_of: Option<&Token>) -> El {
    let can = page.console.can();
    let form = match copy_of {
        Some(token) => copy(token, page),
        None => Form::new(&can),
    };
    form.load_choices(page.console, &can.create_fields);
    // What was sent last, with its key: the same form sent again is the same intent, so that an answer that
    // got lost makes no second token. "30 days" is another instant each time: the first one stays.
    let sent: State<Option<Sent>> = State::new(None);
    let submit_can = can.clone();
    let submit = move || {
        if form.busy.get_untracked() {
            return;
        }
        let draft = match form.draft(&submit_can, page.store) {
            Ok(draft) => draft,
            Err(complaints) => {
                form.complaints.set(complaints);
                return;
            }
        };
        let chosen = (form.expiration.get_untracked(), form.date.get_untracked());
        let known = sent.get_untracked().filter(|sent| sent.is(&draft, &chosen));
        let now = known.unwrap_or_else(|| Sent { draft, chosen, key: browser::fresh_key() });
        sent.set(Some(now.clone()));
        let Sent { draft, key, .. } = now;
        form.complaints.set(Vec::new());
        form.busy.set(true);
        let can = submit_can.clone();
        spawn(async move {
            let answer = page.console.call(Intent::Create { draft }, &key).await;
            form.busy.set(false);
            match answer {
                Ok(Outcome::Issued(issued)) => page.show_secret(issued),
                Ok(_) => {}
                Err(error) => {
                    form.refuse(&error, &can.create_fields);
                    if outcome_unknown(&error) {
                        lost(page, form);
                    }
                }
            }
        });
    };
    Dialog {
        title: text::generate_title().to_owned(),
        alert: false,
        body: form.view(page.console, &can, &can.create_fields),
        footer: footer()
            .child(grow())
            .child(Button::new(text::cancel()).on(move || page.close()))
            .child(Button::new(text::generate()).primary().disabled(move || form.busy.get()).submits()),
        on_close: Rc::new(move || page.close()),
        on_submit: Box::new(submit),
    }
    .view()
}

/// Nobody knows whether the token was made. With an idempotency key, sending again is safe; without, the list
/// is read again, so that a token whose secret got lost is seen and can be revoked.
fn lost(page: TokensPage, form: Form) {
    let advice = if page.console.can().idempotent_create {
        text::lost_retry()
    } else {
        page.store.load(page.console);
        text::lost_check()
    };
    form.complaints.update(|list| list.push((Field::Form, advice.to_owned())));
}

/// The parameters of `token`, with a name that is free.
fn copy(token: &Token, page: TokensPage) -> Form {
    let form = Form::copy(token, &page.console.can());
    let mut name = text::as_value(&text::copy_of(&token.name));
    let mut number = 2;
    while page.store.has_name(&name, None) {
        name = text::as_value(&text::copy_number(&token.name, &number.to_string()));
        number += 1;
    }
    form.name.set(name);
    form
}
