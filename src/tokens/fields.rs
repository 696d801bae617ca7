//! The fields of a token's form, as far as the backend lets one set them.

use super::calendar::until;
use super::form::{Expiration, Form};
use super::rules::remarks::{remarks, remarks_view};
use super::rules::rules_view;
use super::rules::summary::summary_view;
use super::rules::trial::trial_view;
use crate::console::Console;
use crate::dom::{El, after_frame, effect, el, live, slot};
use crate::explain::explain;
use crate::state::{Derived, State};
use crate::widgets::button::Button;
use crate::widgets::field::{TextField, alert, checkbox, group};
use crate::widgets::hold::Hold;
use crate::widgets::select::{Choice, select_field};
use crate::{clock, date_format, text};
use latchkey_connector::{Capabilities, Field, Fields};
use latchkey_model::{Expiry, shown};
use leptos::reactive::graph::untrack;
use std::rc::Rc;
use std::sync::Arc;

impl Form {
    pub fn view(self, console: Console, can: &Arc<Capabilities>, fields: &Fields) -> El {
        let access = {
            let (can, fields) = (can.clone(), fields.clone());
            Derived::new(move || self.access(&can, &fields))
        };
        let remarks = remarks(console, can.clone(), access);
        let on_expiry = fields.has(Field::Expiry).then(|| remarks_view(remarks, Field::Expiry));
        let name = fields.has(Field::Name).then(|| {
            TextField::new(text::token_name(), self.name)
                .required(can.name.required)
                .autofocus()
                .error(self.error(Field::Name))
                .view()
        });
        // Where the backend tells nothing of what tokens may do, the console has nothing to say of it either.
        let told =
            can.scopes || can.operations || fields.has(Field::AllowedApis) || fields.has(Field::AllowedIps);
        let description = fields.has(Field::Description).then(|| {
            let description = TextField::new(text::description(), self.description).kind("textarea");
            description.error(self.error(Field::Description)).view()
        });
        // The half that one comes to last is drawn after the frame that shows the first: so neither keeps the page
        // from answering for long.
        let its_turn = State::new(false);
        after_frame(move || its_turn.set(true));
        let (its_can, its_fields) = (can.clone(), fields.clone());
        let rest = slot(move || {
            let (can, fields) = (&its_can, &its_fields);
            its_turn.get().then(|| {
                el("div")
                    .class("slot")
                    .maybe(rules_view(self, can, fields, console, remarks))
                    .maybe(told.then(|| summary_view(self, console, can.clone(), access)))
                    .maybe(told.then(|| trial_view(self, console, can.clone(), access, fields.is_empty())))
            })
        });
        el("div")
            .class("slot")
            .maybe(name)
            .maybe(description)
            .child(self.choices_failed(console, fields.clone()))
            .maybe(fields.has(Field::Scopes).then(|| self.scope_view()))
            .maybe(fields.has(Field::Expiry).then(|| self.expiry_view(can.clone())))
            .maybe(on_expiry)
            .child(rest)
            .child(alert(self.error(Field::Form)))
    }

    /// What could not be asked for, and the way to ask again. It asks by itself when the connection is back.
    fn choices_failed(self, console: Console, fields: Fields) -> El {
        let error = move || self.scopes_error.get().or_else(|| console.operations.error.get());
        let again = Rc::new(move || self.load_choices(console, &fields));
        let (by_itself, back) = (again.clone(), console.connection.back.get_untracked());
        effect(move || {
            if console.connection.back.get() != back && untrack(error).is_some() {
                by_itself();
            }
        });
        el("div").attr("role", "alert").region(move || {
            let (error, again) = (error()?, again.clone());
            let hold = Hold::new();
            hold.after(&error);
            Some(
                el("div").class("note bad").child(
                    el("div")
                        .child(el("b").text(text::choices_failed()))
                        .child(el("p").text(&explain(&error)))
                        .child(Button::new(text::try_again()).small().waits(hold).on(move || again())),
                ),
            )
        })
    }

    fn scope_view(self) -> El {
        let checks = el("div").class("checks").region(move || {
            let offered = self.offered_scopes.get();
            // A scope that the token holds and nobody may grant any more still shows, so that it can be taken away.
            let held = self.scopes.get_untracked();
            let gone = held.iter().filter(|id| offered.iter().all(|s| s.id != **id));
            let all = offered.iter().map(|s| (&s.id, s.description.as_str())).chain(gone.map(|id| (id, "")));
            let boxes = all.map(|(id, note)| {
                let (id, wanted) = (id.clone(), id.clone());
                let checked = move || self.scopes.with(|s| s.contains(&wanted));
                checkbox(&shown(&id.0), &shown(note), checked, move |on| {
                    self.scopes.update(|scopes| {
                        scopes.retain(|s| *s != id);
                        if on {
                            scopes.push(id.clone());
                        }
                    });
                })
            });
            Some(el("div").class("slot").all(boxes))
        });
        group(text::scope(), checks, self.error(Field::Scopes))
    }

    /// What can be picked as expiration, and how each reads.
    fn expirations(self, can: &Capabilities) -> Vec<Choice> {
        let mut choices = Vec::new();
        if self.saved.with(Option::is_some) {
            let now = match self.current.get() {
                Expiry::At(at) => text::keep_until(&clock::last_day(at)),
                Expiry::Never => text::keep_never().to_owned(),
                Expiry::Unstated => text::keep().to_owned(),
            };
            choices.push((Expiration::Keep.value(), now));
        }
        for offer in can.expiry.offers() {
            let label = if offer.days == 365 {
                text::one_year().to_owned()
            } else {
                text::days(u64::from(offer.days))
            };
            let label = if offer.clamped { text::longest_allowed(&label) } else { label };
            choices.push((Expiration::Days(offer.days).value(), label));
        }
        if can.expiry.custom {
            choices.push((Expiration::Custom.value(), text::custom().to_owned()));
        }
        if can.expiry.never {
            choices.push((Expiration::Never.value(), text::no_expiration().to_owned()));
        }
        choices
    }

    fn expiry_view(self, can: Arc<Capabilities>) -> El {
        let offered = can.clone();
        let custom = move || self.expiration.get() == Expiration::Custom;
        let outcome = live(move || match self.expiry(&can) {
            Ok(Expiry::At(at)) => Some(until(at)),
            _ => None,
        });
        let error = self.error(Field::Expiry);
        let (hint, date_hint, outside) = (outcome.clone(), outcome, error.clone());
        let choice = select_field(
            text::expiration(),
            live(move || self.expirations(&offered)),
            live(move || self.expiration.get().value()),
            move |value| self.expiration.set(Expiration::read(&value)),
            live(move || if custom() { None } else { hint() }),
            live(move || if custom() { None } else { outside() }),
        );
        let date = slot(move || {
            let hint = date_hint.clone();
            custom().then(|| {
                TextField::new(text::expiration_date(), self.date)
                    .required(true)
                    .hint(live(move || hint().or_else(|| Some(date_format::hint()))))
                    .error(error.clone())
                    .view()
            })
        });
        el("div").class("two").child(choice).child(date)
    }
}
