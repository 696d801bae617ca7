//! The dialog that shows a secret: once.
//!
//! The secret lives in [`TokenDialogs::open`](super::state::TokenDialogs) while this dialog is open, and in the text boxes
//! that show it. It goes nowhere else: not to storage, the address, a log or a message. The forms to paste are made from
//! it when they are drawn. Every way out asks while it was neither copied nor downloaded.

use super::calendar::TokenRenewal;
use super::secret_forms::{SECRET_FORMS, SecretContext, SecretForm};
use super::state::{TokenDialog, use_token_dialogs};
use crate::api::use_api;
use crate::browser::{self, clipboard};
use crate::i18n::use_i18n;
use crate::state::unsaved::use_unsaved_work;
use latchkey_connector::document;
use latchkey_model::{Token, shown};
use latchkey_ui::{Button, ButtonKind, Choice, Dialog, DialogFooter, Segmented, Spacer, fresh_id, icons};
use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// Shows the secret of [`TokenDialog::Secret`]. `token`: whose it is, where the backend said so.
#[component]
pub fn SecretDialog(token: Option<Token>) -> impl IntoView {
    let (api, t, unsaved, dialogs) = (use_api(), use_i18n(), use_unsaved_work(), use_token_dialogs());
    unsaved.hold();
    let name = StoredValue::new(token.as_ref().map(|token| token.name.clone()).unwrap_or_default());
    let is_saved = RwSignal::new(false);
    let status = RwSignal::new(String::new());
    let leave =
        unsaved.guard(t.secret_not_saved(), move || !is_saved.get_untracked(), move || dialogs.close());

    let secret = move || {
        dialogs.open.with(|open| match open {
            TokenDialog::Secret(issued) => issued.secret.clone(),
            _ => String::new(),
        })
    };
    let form = RwSignal::new(SecretForm::default());
    let uses = StoredValue::new(api.secret_forms());
    let text = move || {
        let (secret, name) = (secret(), name.get_value());
        let context = SecretContext {
            uses: api.secret_use(&secret, &name),
            name,
            language: t.language(),
            url: api.api_url("/"),
        };
        form.get().text(&secret, &context)
    };

    let saved = move |words: String| {
        is_saved.try_set(true);
        status.try_set(words);
    };
    let copy = move |field: HtmlInputElement| {
        spawn_local(async move {
            // Emptied first, so that copying twice is announced twice.
            status.try_set(String::new());
            if clipboard::copy(&field).await {
                saved(t.copied());
            } else {
                status.try_set(t.copy_failed());
            }
        });
    };
    let download = move |()| {
        let file = uses.with_value(|uses| form.get_untracked().file_name(&name.get_value(), uses));
        if browser::download(&file, &untrack(text)).is_some() {
            saved(t.downloaded());
        }
    };
    let field = NodeRef::<Input>::new();
    let copy_value = move |()| {
        if let Some(field) = field.get_untracked() {
            copy(field);
        }
    };
    let id = fresh_id();
    view! {
        <Dialog
            title=t.secret_title()
            close_label=t.close()
            on_close=leave
            on_submit=|()| {}
        >
            <DialogFooter slot:footer>
                <span class="dim" translate="no">{name.with_value(|name| shown(name))}</span>
                <Spacer/>
                <Button label=t.done() on_click=leave/>
            </DialogFooter>
            <p class="note">{t.secret_once()}</p>
            <div class="field">
                <label for=id.clone()>{t.access_token()}</label>
                <div class="secret">
                    <input
                        class="input mono"
                        type="text"
                        id=id
                        translate="no"
                        readonly=true
                        autocomplete="off"
                        spellcheck="false"
                        node_ref=field
                        prop:value=secret
                        on:focus:target=|event| event.target().select()
                    />
                    <Button
                        label=t.copy_token()
                        kind=ButtonKind::Primary
                        icon=icons::COPY
                        autofocus=true
                        on_click=copy_value
                    />
                    <Button label=t.download() icon=icons::DOWNLOAD on_click=download/>
                </div>
                <span class="hint" role="status">{status}</span>
            </div>
            <FormsToPaste form uses text copy/>
            {token.map(|token| view! { <TokenRenewal token/> })}
        </Dialog>
    }
}

/// The forms to paste, one at a time. The value itself is above them.
#[component]
fn FormsToPaste(
    form: RwSignal<SecretForm>,
    uses: StoredValue<document::SecretUse>,
    text: impl Fn() -> String + Copy + Send + Sync + 'static,
    copy: impl Fn(HtmlInputElement) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = use_i18n();
    let label_of = move |form: SecretForm| uses.with_value(|uses| form.label(uses, t));
    let value_of = |form: SecretForm| format!("{form:?}");
    let choices =
        SECRET_FORMS.into_iter().filter_map(|form| Some(Choice::new(value_of(form), label_of(form)?)));
    let choices: Vec<Choice> = choices.collect();
    let choose = move |value: String| {
        form.set(SECRET_FORMS.into_iter().find(|form| value_of(*form) == value).unwrap_or_default());
    };
    let area = NodeRef::<Textarea>::new();
    let copy_text = move |()| {
        if let Some(area) = area.get_untracked() {
            copy(area.unchecked_into());
        }
    };
    let shown = move || {
        let form = form.get();
        (form != SecretForm::Value).then(|| {
            view! {
                <textarea
                    class="input mono"
                    translate="no"
                    readonly=true
                    rows=form.lines()
                    spellcheck="false"
                    aria-label=label_of(form)
                    node_ref=area
                    prop:value=text
                />
                <Button label=t.copy_form() small=true icon=icons::COPY on_click=copy_text/>
            }
        })
    };
    view! {
        <Segmented
            label=t.secret_form()
            choices=choices
            value=Signal::derive(move || value_of(form.get()))
            on_change=choose
        >
            {shown}
        </Segmented>
    }
}
