//! The dialog that changes a token, or gives it a new secret.

use super::calendar::renewal_view;
use super::form::Form;
use super::page::{Beginning, Dialog as Open, TokensPage};
use super::revoke::label;
use super::stale::Stale;
use crate::console::CallError;
use crate::dom::{El, after, el, icons, live, spawn};
use crate::explain::outcome_unknown;
use crate::state::State;
use crate::text;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::widgets::field::no_note;
use crate::widgets::select::select_field;
use crate::{browser, clock};
use latchkey_connector::{BackendError, Capabilities, Changes, Field, Fields, Intent, Outcome, PrepareError};
use latchkey_model::{Expiry, Lifecycle, Token, TokenId, reads_the_same};
use std::sync::Arc;

/// What the dialog shows: one at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Form,
    /// Regenerating makes the old secret invalid: asked before it is done.
    AskRegenerate,
    Saved,
}

/// The token under the dialog, and what was typed over it.
#[derive(Clone, Copy)]
struct Edit {
    page: TokensPage,
    form: Form,
    /// As it was read last.
    before: State<Token>,
    step: State<Step>,
    stale: Stale,
    /// It is not there any more.
    gone: State<bool>,
    /// A regeneration got no answer: the old value may be good no more, and nobody has the new one.
    lost: State<bool>,
}

pub fn edit_dialog(page: TokensPage, token: &Token) -> El {
    let can = page.console.can();
    let form = Form::of(token);
    let revoked = is_revoked(token);
    let (editable, has_regenerate) = (can.edit && !revoked, can.regenerate && !revoked);
    // A token that cannot be changed is shown with no field: what it may do, and whether a call would pass.
    let fields = if editable { can.edit_fields.clone() } else { Fields::default() };
    form.load_choices(page.console, &fields);
    let edit = Edit {
        page,
        form,
        before: State::new(token.clone()),
        step: State::new(Step::Form),
        stale: Stale::new(form),
        gone: State::new(false),
        lost: State::new(false),
    };
    let step = edit.step;
    let key = State::new(browser::fresh_key());
    // How long the old secret stays good: what the backend offers first, until another is chosen.
    let grace = State::new(can.regenerate_grace.first().copied());
    let name = label(token);
    let lost_name = name.clone();
    let close = move || {
        let was_lost = edit.lost.get_untracked();
        page.close();
        if was_lost {
            page.console.notices.bad(text::lost_regenerated(&lost_name));
        }
    };
    let holds = move || editable && step.get_untracked() != Step::Saved && form.is_changed();
    let leave = page.console.leaving.guard(text::unsaved(), holds, close);
    let cancel = leave.clone();
    let regenerate_can = can.clone();
    let regenerate = move || edit.regenerate(&regenerate_can, &key.get_untracked(), grace.get_untracked());
    let body_can = can.clone();
    let body = el("div").region(move || {
        Some(match step.get() {
            Step::Form => {
                let shown = (!editable).then(|| el("p").child(el("b").text(&name)));
                el("div")
                    .class("slot")
                    .maybe(shown)
                    .child(edit.stale.view())
                    .child(edit.gone_view(body_can.create))
                    .child(form.view(page.console, &body_can, &fields))
                    .maybe(edit.before.with_untracked(|token| renewal_view(page, token)))
            }
            Step::AskRegenerate => el("div")
                .class("slot")
                .child(el("p").class("note").attr("role", "alert").text(&edit.regenerate_question(&name)))
                .maybe(grace_view(&body_can.regenerate_grace, grace, key)),
            Step::Saved => {
                let now = page.store.find(&edit.before.with_untracked(|token| token.id.clone()));
                el("div")
                    .class("slot")
                    .child(el("p").class("note good").attr("role", "status").text(&text::saved(&name)))
                    .maybe(now.and_then(|token| renewal_view(page, &token)))
            }
        })
    });
    let buttons = footer().region(move || {
        let row = el("div").class("slot");
        let leave = cancel.clone();
        Some(match step.get() {
            Step::Form => row
                .maybe(has_regenerate.then(|| {
                    // What was typed is not saved by it: asked as if it were left.
                    let ask = move || page.console.leaving.leave(move || step.set(Step::AskRegenerate));
                    Button::new(text::regenerate()).quiet().icon(icons::ROTATE_CCW_KEY).on(ask)
                }))
                .child(grow())
                .child(Button::new(if editable { text::cancel() } else { text::close() }).on(move || leave()))
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
                let close = Button::new(text::close()).primary().on(move || leave());
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
        on_close: leave,
        on_submit: Box::new(move || {
            if editable && step.get_untracked() == Step::Form {
                edit.save(&can);
            }
        }),
    }
    .view()
}

impl Edit {
    fn save(self, can: &Arc<Capabilities>) {
        let form = self.form;
        if form.busy.get_untracked() {
            return;
        }
        let complain = |message: &str| form.complain(vec![(Field::Form, message.to_owned())]);
        if self.stale.is_undecided() {
            return complain(text::clash_choose());
        }
        let changes = match form.changes(can, self.page.store, &self.before.get_untracked()) {
            Ok(changes) => changes,
            Err(complaints) => return form.complain(complaints),
        };
        if changes == Changes::default() {
            return complain(text::nothing_changed());
        }
        form.complaints.set(Vec::new());
        form.busy.set(true);
        let can = can.clone();
        spawn(async move {
            let intent = |before| Intent::Edit { before, changes: changes.clone() };
            let answer = self.send(&can, &intent, "", !can.versions).await;
            form.busy.set(false);
            match answer {
                Ok(Some(outcome)) => {
                    self.page.changed(outcome);
                    self.step.set(Step::Saved);
                }
                Ok(None) if self.stale.is_saved() => self.step.set(Step::Saved),
                Ok(None) => {}
                Err(error) => form.refuse(&error, &can.edit_fields),
            }
        });
    }

    fn regenerate(self, can: &Arc<Capabilities>, key: &str, grace_seconds: Option<u64>) {
        let form = self.form;
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        let (can, key) = (can.clone(), key.to_owned());
        spawn(async move {
            let intent = |before| Intent::Regenerate { before, grace_seconds };
            let answer = self.send(&can, &intent, &key, false).await;
            form.busy.set(false);
            match answer {
                Ok(Some(Outcome::Issued(issued))) => {
                    self.lost.set(false);
                    self.page.show_secret(issued);
                }
                Ok(Some(_)) => {}
                Ok(None) => self.step.set(Step::Form),
                Err(error) => {
                    self.step.set(Step::Form);
                    form.refuse(&error, &can.edit_fields);
                    if outcome_unknown(&error) {
                        self.lost.set(true);
                        super::lost::regeneration(self.page, form);
                        // So that the next try goes out with its version. What cannot be read now is then.
                        if !can.idempotent_regenerate {
                            let _ = self.compare(&can).await;
                        }
                    }
                }
            }
        });
    }

    fn regenerate_question(self, name: &str) -> String {
        let words = text::regenerate_detail(name);
        match self.before.with_untracked(|token| token.access.expiry) {
            // A new value does not make it good again.
            Expiry::At(at)
                if at <= clock::now() && self.page.console.can().edit_fields.has(Field::Expiry) =>
            {
                [&words, " ", text::regenerate_expired()].concat()
            }
            _ => words,
        }
    }

    /// Sends a change of the token as it was read last. `None`: it is another by now and nothing was changed; the form
    /// is put together with what somebody else did.
    ///
    /// `reads_first`: the backend refuses no stale change, so that what is there is compared right before.
    async fn send(
        self,
        can: &Capabilities,
        intent: &dyn Fn(Token) -> Intent,
        key: &str,
        reads_first: bool,
    ) -> Result<Option<Outcome>, CallError> {
        let mut compared = false;
        loop {
            let before = self.before.get_untracked();
            if compared || !reads_first {
                match self.page.console.call(intent(before.clone()), key).await {
                    Err(CallError::Backend(BackendError::Stale | BackendError::VersionRequired))
                        if !compared => {}
                    Err(CallError::Backend(BackendError::NotFound)) => {
                        self.is_gone(None);
                        return Ok(None);
                    }
                    other => return other.map(Some),
                }
            }
            if !self.compare(can).await? {
                return Ok(None);
            }
            compared = true;
        }
    }

    /// Reads the token again. `true`: as it was read before, for all that an edit can touch; a version may change by
    /// itself. Else the form is put together with what somebody else did.
    async fn compare(self, can: &Capabilities) -> Result<bool, CallError> {
        let before = self.before.get_untracked();
        let theirs = match self.read_again(&before.id).await? {
            Some(theirs) if !is_revoked(&theirs) => theirs,
            gone => {
                self.is_gone(gone);
                return Ok(false);
            }
        };
        self.before.set(theirs.clone());
        let same = reads_the_same(&before, &theirs);
        if !same {
            self.page.store.put(theirs.clone());
            self.stale.meet(can, &before, &theirs);
        }
        Ok(same)
    }

    /// The token as it is now; `None` where it is gone. Where no request reads a single one, the list is looked
    /// through.
    async fn read_again(self, id: &TokenId) -> Result<Option<Token>, CallError> {
        let console = self.page.console;
        match console.call(Intent::Get { id: id.clone() }, "").await {
            Ok(Outcome::Token(token)) => return Ok(Some(token)),
            Err(CallError::Backend(BackendError::NotFound)) => return Ok(None),
            Ok(_) | Err(CallError::Prepare(PrepareError::NotSupported)) => {}
            Err(error) => return Err(error),
        }
        let mut cursor = None;
        loop {
            let Outcome::Page(page) = console.call(Intent::List { cursor }, "").await? else {
                return Ok(None);
            };
            if let Some(token) = page.tokens.into_iter().find(|token| token.id == *id) {
                return Ok(Some(token));
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(None);
            }
        }
    }

    /// Revoked or deleted by somebody else. What was typed stays.
    fn is_gone(self, revoked: Option<Token>) {
        match revoked {
            Some(token) => self.page.store.put(token),
            None => self.page.store.remove(&self.before.with_untracked(|token| token.id.clone())),
        }
        self.gone.set(true);
    }

    /// What can be done with what was typed for a token that is gone.
    fn gone_view(self, can_create: bool) -> El {
        let again = move || {
            self.page.dialog.set(Open::Generate(Beginning::Typed(self.form.typed_now())));
        };
        el("div").attr("role", "alert").region(move || {
            let create = can_create.then(|| Button::new(text::generate_as_new()).primary().on(again));
            let note = el("div").class("note bad").child(el("p").text(text::token_gone())).maybe(create);
            self.gone.get().then_some(note)
        })
    }
}

fn is_revoked(token: &Token) -> bool {
    matches!(token.lifecycle, Lifecycle::Revoked(_))
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
