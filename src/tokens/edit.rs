//! The dialog that changes a token, or gives it a new secret.

use super::form::Form;
use super::page::TokensPage;
use super::revoke::label;
use crate::console::CallError;
use crate::dom::spawn;
use crate::dom::{El, after, el, live, slot};
use crate::explain::outcome_unknown;
use crate::state::State;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::widgets::field::no_note;
use crate::widgets::select::select_field;
use crate::{browser, text};
use latchkey_connector::{BackendError, Changes, Field, Fields, Intent, Outcome};
use latchkey_model::{Lifecycle, Token};
use std::rc::Rc;

/// What the dialog shows: one at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Form,
    /// Regenerating makes the old secret invalid: asked before it is done.
    AskRegenerate,
    Saved,
}

pub fn edit_dialog(page: TokensPage, token: &Token) -> El {
    let can = page.console.can();
    let form = Form::of(token);
    let gone = matches!(token.lifecycle, Lifecycle::Revoked(_));
    let (editable, has_regenerate) = (can.edit && !gone, can.regenerate && !gone);
    // A token that cannot be changed is shown with no field: what it may do, and whether a call would pass.
    let fields = if editable { can.edit_fields.clone() } else { Fields::default() };
    form.load_choices(page.console, &fields);
    let before = State::new(token.clone());
    let step = State::new(Step::Form);
    // Somebody else's version, once a save was refused for it.
    let stale = State::new(false);
    let key = State::new(browser::fresh_key());
    // A regeneration got no answer: the old value may be good no more, and nobody has the new one.
    let lost = State::new(false);
    // How long the old secret stays good: what the backend offers first, until another is chosen.
    let grace = State::new(can.regenerate_grace.first().copied());

    let save_can = can.clone();
    let save = move || {
        if form.busy.get_untracked() {
            return;
        }
        let token = before.get_untracked();
        let changes = match form.changes(&save_can, page.store, &token) {
            Ok(changes) => changes,
            Err(complaints) => {
                form.complaints.set(complaints);
                return;
            }
        };
        if changes == Changes::default() {
            form.complaints.set(vec![(Field::Form, text::nothing_changed().to_owned())]);
            return;
        }
        form.complaints.set(Vec::new());
        form.busy.set(true);
        let can = save_can.clone();
        spawn(async move {
            let answer = page.console.call(Intent::Edit { before: token, changes }, "").await;
            form.busy.set(false);
            match answer {
                Ok(outcome) => {
                    page.changed(outcome);
                    step.set(Step::Saved);
                }
                Err(error) => {
                    stale.set(error == CallError::Backend(BackendError::Stale));
                    form.refuse(&error, &can.edit_fields);
                }
            }
        });
    };

    // Reads the token again and keeps what this person changed: fields they did not touch take the new value.
    let reload_can = can.clone();
    let reload = move || {
        let can = reload_can.clone();
        let id = before.with_untracked(|t| t.id.clone());
        form.busy.set(true);
        spawn(async move {
            let answer = page.console.call(Intent::Get { id }, "").await;
            form.busy.set(false);
            match answer {
                Ok(Outcome::Token(theirs)) => {
                    before.with_untracked(|base| rebase(form, base, &theirs));
                    before.set(theirs.clone());
                    form.saved.set(Some(theirs.clone()));
                    page.store.put(theirs);
                    form.complaints.set(Vec::new());
                    stale.set(false);
                }
                Ok(_) => {}
                Err(error) => form.refuse(&error, &can.edit_fields),
            }
        });
    };

    let regenerate_can = can.clone();
    let regenerate = move || {
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        let can = regenerate_can.clone();
        let intent =
            Intent::Regenerate { before: before.get_untracked(), grace_seconds: grace.get_untracked() };
        spawn(async move {
            let answer = page.console.call(intent, &key.get_untracked()).await;
            form.busy.set(false);
            match answer {
                Ok(Outcome::Issued(issued)) => {
                    lost.set(false);
                    page.show_secret(issued);
                }
                Ok(_) => {}
                Err(error) => {
                    step.set(Step::Form);
                    stale.set(error == CallError::Backend(BackendError::Stale));
                    form.refuse(&error, &can.edit_fields);
                    if outcome_unknown(&error) {
                        lost.set(true);
                        super::lost::regeneration(page, form, before).await;
                    }
                }
            }
        });
    };

    let name = label(token);
    let lost_name = name.clone();
    let close = move || {
        let was_lost = lost.get_untracked();
        page.close();
        if was_lost {
            page.console.notices.bad(text::lost_regenerated(&lost_name));
        }
    };
    let leave = close.clone();
    let body_can = can.clone();
    let body = el("div").region(move || {
        Some(match step.get() {
            Step::Form => {
                let reload = reload.clone();
                let again = slot(move || {
                    let reload = reload.clone();
                    stale.get().then(|| Button::new(text::reload_keep()).icon("refresh-cw").on(reload))
                });
                let shown = (!editable).then(|| el("p").child(el("b").text(&name)));
                let fields = form.view(page.console, &body_can, &fields);
                el("div").class("slot").maybe(shown).child(fields).child(again)
            }
            Step::AskRegenerate => el("div")
                .class("slot")
                .child(el("p").class("note").attr("role", "alert").text(&text::regenerate_detail(&name)))
                .maybe(grace_view(&body_can.regenerate_grace, grace, key)),
            Step::Saved => el("p").class("note good").attr("role", "status").text(&text::saved(&name)),
        })
    });
    let buttons = footer().region(move || {
        let row = el("div").class("slot");
        Some(match step.get() {
            Step::Form => row
                .maybe(has_regenerate.then(|| {
                    let ask = move || step.set(Step::AskRegenerate);
                    Button::new(text::regenerate()).quiet().icon("rotate-ccw-key").on(ask)
                }))
                .child(grow())
                .child(Button::new(if editable { text::cancel() } else { text::close() }).on(close.clone()))
                .maybe(editable.then(|| {
                    let save = Button::new(text::save_changes()).primary();
                    save.disabled(move || form.busy.get()).waits(form.hold).submits()
                })),
            Step::AskRegenerate => {
                let keep = Button::new(text::cancel()).on(move || step.set(Step::Form));
                let focus = keep.clone();
                after(move || focus.focus());
                let regenerate = regenerate.clone();
                row.child(grow()).child(keep).child(
                    Button::new(text::regenerate_confirm())
                        .danger()
                        .disabled(move || form.busy.get())
                        .waits(form.hold)
                        .on(regenerate),
                )
            }
            Step::Saved => {
                let close = Button::new(text::close()).primary().on(move || page.close());
                let focus = close.clone();
                after(move || focus.focus());
                row.child(grow()).child(close)
            }
        })
    });
    Dialog {
        title: if editable || has_regenerate { text::edit_title() } else { text::trial() }.to_owned(),
        alert: false,
        body,
        footer: buttons,
        on_close: Rc::new(leave),
        on_submit: Box::new(move || {
            if editable && step.get_untracked() == Step::Form {
                save();
            }
        }),
    }
    .view()
}

/// The choice of a grace for the old secret; nothing where the backend leaves none.
fn grace_view(offered: &[u64], grace: State<Option<u64>>, key: State<String>) -> Option<El> {
    let label = |seconds: &u64| match *seconds {
        0 => text::grace_at_once().to_owned(),
        days if days % 86_400 == 0 => text::grace_days(days / 86_400),
        hours if hours % 3_600 == 0 => text::grace_hours(hours / 3_600),
        // To the minute, rounded up: no secret is good for longer than was said.
        seconds => text::grace_minutes(seconds.div_ceil(60)),
    };
    let choices: Vec<(String, String)> = offered.iter().map(|s| (s.to_string(), label(s))).collect();
    (!choices.is_empty()).then(|| {
        select_field(
            text::grace(),
            live(move || choices.clone()),
            live(move || grace.get().map(|seconds| seconds.to_string()).unwrap_or_default()),
            move |chosen| {
                grace.set(chosen.parse().ok());
                // Another grace is another intent.
                key.set(browser::fresh_key());
            },
            no_note(),
            no_note(),
        )
    })
}

/// Gives the fields that still stand as in `base` the values of `theirs`.
fn rebase(form: Form, base: &Token, theirs: &Token) {
    fn take<T: PartialEq + Clone + Send + Sync + 'static>(field: State<T>, base: &T, theirs: &T) {
        if field.with_untracked(|now| now == base) {
            field.set(theirs.clone());
        }
    }
    take(form.name, &base.name, &theirs.name);
    take(form.description, &base.description, &theirs.description);
    take(form.scopes, &base.access.scopes, &theirs.access.scopes);
    take(form.allowed_apis, &base.access.allowed_apis, &theirs.access.allowed_apis);
    take(form.blocked_apis, &base.access.blocked_apis, &theirs.access.blocked_apis);
    take(form.allowed_ips, &base.access.allowed_ips, &theirs.access.allowed_ips);
    take(form.blocked_ips, &base.access.blocked_ips, &theirs.access.blocked_ips);
}
