//! The dialog that shows a secret: once.
//!
//! The secret lives in the page's dialog signal, which this dialog owns while it is open, and in the
//! text boxes that show it. It goes nowhere else: not to storage, the address, a log or a message; the forms to
//! paste are made from it when they are drawn. Every way out asks (see `leaving`) while it was neither copied nor downloaded.

use super::calendar::renewal_view;
use super::forms::{About, FORMS, Form};
use super::page::{Dialog as Open, TokensPage};
use crate::dom::{El, effect, el, icons, slot, spawn};
use crate::state::State;
use crate::widgets::button::Button;
use crate::widgets::dialog::{Dialog, footer, grow};
use crate::widgets::fresh_id;
use crate::{browser, text};
use latchkey_connector::document;
use leptos::reactive::graph::untrack;
use web_sys::HtmlInputElement;

pub fn secret_dialog(page: TokensPage) -> El {
    let saved = State::new(false);
    let said = State::new(String::new());

    let leave = page.console.leaving.guard(
        text::secret_not_saved(),
        move || !saved.get_untracked(),
        move || page.close(),
    );
    let done = leave.clone();

    let secret = move || {
        page.dialog.with(|open| match open {
            Open::Secret(issued) => issued.secret.clone(),
            _ => String::new(),
        })
    };
    let input = el("input")
        .class("input mono")
        .attr("type", "text")
        .attr("readonly", "")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .show_value(secret);
    let (field, copied) = (input.input(), input.input());
    let input = input.on("focus", move |_| field.select());
    let safe = move |words: &'static str| {
        saved.set(true);
        said.set(words.to_owned());
    };
    let copy = move |field: HtmlInputElement| {
        spawn(async move {
            // Emptied first, so that copying twice is announced twice.
            said.set(String::new());
            if browser::copy(&field).await {
                safe(text::copied());
            } else {
                said.set(text::copy_failed().to_owned());
            }
        });
    };
    let form = State::new(Form::default());
    let uses = page.console.secret_forms();
    let shown = move || {
        let (name, language, url) = (page.secret_name(), text::language(), page.console.api_url("/"));
        let sent = page.console.secret_use(&secret(), &name);
        form.get().of(&secret(), &About { name, language, url, uses: sent })
    };
    let download = move || {
        let text = untrack(shown);
        if browser::download(&form.get_untracked().file(&page.secret_name(), uses), &text).is_some() {
            safe(text::downloaded());
        }
    };
    let row = el("div")
        .class("secret")
        .child(input.clone())
        .child(
            Button::new(text::copy_token())
                .primary()
                .icon(icons::COPY)
                .autofocus()
                .on(move || copy(copied.clone())),
        )
        .child(Button::new(text::download()).icon(icons::DOWNLOAD).on(download));
    let made = page.dialog.with_untracked(|open| match open {
        Open::Secret(issued) => issued.token.clone(),
        _ => None,
    });
    let id = fresh_id();
    let _ = input.attr("id", &id);
    let body = el("div")
        .child(el("p").class("note").text(text::secret_once()))
        .child(
            el("div")
                .class("field")
                .child(el("label").attr("for", &id).text(text::access_token()))
                .child(row)
                .child(el("span").class("hint").attr("role", "status").live(move || said.get())),
        )
        .child(forms(form, uses, shown, copy))
        .maybe(made.and_then(|token| renewal_view(page, &token)));
    Dialog {
        title: text::secret_title().to_owned(),
        alert: false,
        body,
        footer: footer()
            .child(el("span").class("dim").text(&latchkey_model::shown(&page.secret_name())))
            .child(grow())
            .child(Button::new(text::done()).on(move || done())),
        on_close: leave,
        on_submit: Box::new(|| {}),
    }
    .view()
}

/// The forms to paste, one at a time. The value itself stands above them.
fn forms(
    form: State<Form>,
    uses: &'static document::SecretUse,
    shown: impl Fn() -> String + Copy + 'static,
    copy: impl Fn(HtmlInputElement) + Copy + 'static,
) -> El {
    let (label, group) = (fresh_id(), fresh_id());
    let choices = FORMS.into_iter().filter_map(|choice| {
        let label = choice.label(uses)?;
        let tick = el("input").attr("type", "radio").attr("name", &group);
        let field = tick.input();
        effect(move || field.set_checked(form.get() == choice));
        Some(el("label").child(tick.on("change", move |_| form.set(choice))).child(el("span").text(label)))
    });
    let text = slot(move || {
        if form.get() == Form::Value {
            return None;
        }
        let area = el("textarea")
            .class("input mono")
            .attr("readonly", "")
            .attr("rows", if matches!(form.get(), Form::Profile | Form::File) { "7" } else { "3" })
            .attr("spellcheck", "false")
            .attr("aria-label", form.get().label(uses).unwrap_or_default())
            .show_value(shown);
        let field = area.input();
        let button = Button::new(text::copy_form()).small().icon(icons::COPY).on(move || copy(field.clone()));
        Some(el("div").class("slot").child(area).child(button))
    });
    el("div")
        .class("field")
        .child(el("span").class("legend").attr("id", &label).text(text::secret_form()))
        .child(
            el("div")
                .class("segmented")
                .attr("role", "radiogroup")
                .attr("aria-labelledby", &label)
                .all(choices),
        )
        .child(text)
}
