//! The dialog that changes a token, or gives it a new secret.

use super::calendar::TokenRenewal;
use super::edit_state::{EditState, EditStep};
use super::stale::StaleNote;
use super::state::use_token_dialogs;
use crate::api::use_api;
use crate::browser::random_key;
use crate::i18n::{I18n, use_i18n};
use crate::pages::tokens::form::{DraftStart, TokenForm};
use crate::state::{label, use_notices, use_operations, use_unsaved_work};
use latchkey_connector::{Capabilities, Fields};
use latchkey_model::{Lifecycle, Token};
use latchkey_ui::{Button, ButtonKind, Choice, Dialog, DialogFooter, SelectField, Spacer, icons};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn EditDialog(token: Token) -> impl IntoView {
    let (t, notices, unsaved, dialogs) = (use_i18n(), use_notices(), use_unsaved_work(), use_token_dialogs());
    let can = use_api().capabilities();
    let is_revoked = matches!(token.lifecycle, Lifecycle::Revoked(_));
    let (is_editable, has_regenerate) = (can.edit && !is_revoked, can.regenerate && !is_revoked);
    // A token that cannot be changed is shown with no field: what it may do, and whether a call would pass.
    let fields = if is_editable { can.edit_fields.clone() } else { Fields::default() };
    let name = label(&token);
    let edit = EditState::new(token, &fields);
    edit.form.load_choices(use_operations());
    let step = edit.step;
    // How long the old secret stays good: what the backend offers first, until another is chosen.
    let grace = RwSignal::new(can.regenerate_grace.first().copied());
    // Another grace is another intent.
    let key = Memo::new(move |_| {
        grace.track();
        random_key()
    });

    let save = Action::new_local(move |(): &()| edit.save());
    let regenerate =
        Action::new_local(move |(): &()| edit.regenerate(key.get_untracked(), grace.get_untracked()));
    let (is_saving, is_regenerating) = (save.pending(), regenerate.pending());
    let is_busy = Signal::derive(move || is_saving.get() || is_regenerating.get());
    let submit = move |()| {
        if is_editable && step.get_untracked() == EditStep::Form && !is_busy.get_untracked() {
            save.dispatch(());
        }
    };
    let close = {
        let name = name.clone();
        move || {
            let was_lost = edit.is_lost.get_untracked();
            dialogs.close();
            if was_lost {
                notices.error(t.lost_regenerated(&name));
            }
        }
    };
    let is_dirty = move || is_editable && step.get_untracked() != EditStep::Saved && edit.draft.is_changed();
    let leave = unsaved.guard(t.unsaved(), is_dirty, close);
    unsaved.hold();

    let title = if is_editable || has_regenerate { t.edit_title() } else { t.trial() };
    let on_regenerate = move |()| {
        regenerate.dispatch(());
    };
    view! {
        <Dialog title close_label=t.close() on_close=leave on_submit=submit>
            <EditBody edit name fields can grace/>
            <DialogFooter slot:footer>
                <EditFooter edit is_editable has_regenerate is_busy on_close=leave on_regenerate/>
            </DialogFooter>
        </Dialog>
    }
}

#[component]
fn EditBody(
    edit: EditState,
    /// The token's label.
    name: String,
    /// Those that can be changed.
    fields: Fields,
    can: Arc<Capabilities>,
    grace: RwSignal<Option<u64>>,
) -> impl IntoView {
    let t = use_i18n();
    move || match edit.step.get() {
        EditStep::Form => view! {
            {fields.is_empty().then(|| view! { <p><b translate="no">{name.clone()}</b></p> })}
            <StaleNote merge=edit.merge/>
            <TokenGone edit can_create=can.create/>
            <TokenForm draft=edit.draft state=edit.form can=can.clone() fields=fields.clone()/>
            <TokenRenewal token=edit.before.get_untracked()/>
        }
        .into_any(),
        EditStep::AskRegenerate => view! {
            <p class="note" role="alert">{edit.regenerate_question(&name)}</p>
            <GraceField offered=can.regenerate_grace.clone() grace/>
        }
        .into_any(),
        EditStep::Saved => view! {
            <p class="note good" role="status">{t.saved(&name)}</p>
            {edit.saved_token().map(|token| view! { <TokenRenewal token/> })}
        }
        .into_any(),
    }
}

#[component]
fn EditFooter(
    edit: EditState,
    is_editable: bool,
    has_regenerate: bool,
    is_busy: Signal<bool>,
    on_close: Callback<()>,
    #[prop(into)] on_regenerate: Callback<()>,
) -> impl IntoView {
    let (t, unsaved) = (use_i18n(), use_unsaved_work());
    let (step, hold) = (edit.step, edit.form.hold.signal());
    // What had the focus goes away with its step.
    let focused = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = focused.get() {
            let _ = button.focus();
        }
    });
    // What was typed is not saved by it: asked as if it were left.
    let ask_regenerate = move |()| unsaved.leave(move || step.set(EditStep::AskRegenerate));
    let regenerate = move || {
        view! {
            <Button
                label=t.regenerate()
                kind=ButtonKind::Quiet
                icon=icons::ROTATE_CCW_KEY
                on_click=ask_regenerate
            />
        }
    };
    let save = move || {
        view! {
            <Button
                label=t.save_changes()
                kind=ButtonKind::Primary
                submit=true
                disabled=is_busy
                wait_seconds=hold
            />
        }
    };
    move || match step.get() {
        EditStep::Form => view! {
            {has_regenerate.then(regenerate)}
            <Spacer/>
            <Button label=if is_editable { t.cancel() } else { t.close() } on_click=on_close/>
            {is_editable.then(save)}
        }
        .into_any(),
        EditStep::AskRegenerate => view! {
            <Spacer/>
            <Button label=t.cancel() on_click=move |()| step.set(EditStep::Form) node_ref=focused/>
            <Button
                label=t.regenerate_confirm()
                kind=ButtonKind::Danger
                disabled=is_busy
                wait_seconds=hold
                on_click=on_regenerate
            />
        }
        .into_any(),
        EditStep::Saved => view! {
            <Spacer/>
            <Button label=t.close() kind=ButtonKind::Primary on_click=on_close node_ref=focused/>
        }
        .into_any(),
    }
}

/// What can be done with what was typed for a token that is gone.
#[component]
fn TokenGone(edit: EditState, can_create: bool) -> impl IntoView {
    let (t, dialogs) = (use_i18n(), use_token_dialogs());
    let note = move || {
        edit.is_gone.get().then(|| {
            let create = can_create.then(|| {
                view! {
                    <Button
                        label=t.generate_as_new()
                        kind=ButtonKind::Primary
                        on_click=move |()| dialogs.start_over(DraftStart::Typed(edit.draft.typed()))
                    />
                }
            });
            view! {
                <div class="note bad">
                    <p>{t.token_gone()}</p>
                    {create}
                </div>
            }
        })
    };
    view! { <div class="slot" role="alert">{note}</div> }
}

/// How long the old secret stays good. Nothing where the backend offers no choice.
#[component]
fn GraceField(
    /// In seconds.
    offered: Vec<u64>,
    grace: RwSignal<Option<u64>>,
) -> impl IntoView {
    let t = use_i18n();
    let choices: Vec<Choice> =
        offered.iter().map(|seconds| Choice::new(seconds.to_string(), grace_label(t, *seconds))).collect();
    (!choices.is_empty()).then(|| {
        view! {
            <SelectField
                label=t.grace()
                choices=Signal::stored(choices)
                value=Signal::derive(move || grace.get().map(|seconds| seconds.to_string()).unwrap_or_default())
                on_change=move |chosen: String| grace.set(chosen.parse().ok())
            />
        }
    })
}

fn grace_label(t: I18n, seconds: u64) -> String {
    match seconds {
        0 => t.grace_at_once(),
        days if days % 86_400 == 0 => t.grace_days(days / 86_400),
        hours if hours % 3_600 == 0 => t.grace_hours(hours / 3_600),
        // To the minute, rounded up: no secret is good for longer than was said.
        seconds => t.grace_minutes(seconds.div_ceil(60)),
    }
}
