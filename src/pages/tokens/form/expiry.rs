//! The expiration of a token: a length, a date of one's own, never, or as it is.

use super::convert::LocalTime;
use super::draft::{Expiration, TokenDraft};
use super::state::{Controls, local_time};
use super::words::until;
use crate::i18n::{I18n, use_i18n};
use latchkey_model::{Expiry, ExpiryPolicy};
use latchkey_ui::{Choice, SelectField, TextField};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ExpiryField(
    draft: TokenDraft,
    policy: ExpiryPolicy,
    #[prop(into)] error: Signal<Option<String>>,
    controls: Controls,
) -> impl IntoView {
    let t = use_i18n();
    let policy = Arc::new(policy);
    let offered = policy.clone();
    let is_custom = move || draft.expiration.get() == Expiration::Custom;
    // When the choice ends.
    let outcome = Memo::new(move |_| {
        let local: LocalTime<'_> = local_time(t);
        match draft.expiry(&policy, local) {
            Ok(Expiry::At(at)) => Some(until(t, at)),
            _ => None,
        }
    });
    let unless_custom = move |note: Option<String>| note.filter(|_| !is_custom());
    view! {
        <div class="two">
            <SelectField
                label=t.expiration()
                choices=Signal::derive(move || choices(t, draft, &offered))
                value=Signal::derive(move || draft.expiration.get().value())
                on_change=move |value: String| draft.expiration.set(Expiration::from_value(&value))
                hint=Signal::derive(move || unless_custom(outcome.get()))
                error=Signal::derive(move || unless_custom(error.get()))
                node_ref=controls.expiration
            />
            <Show when=is_custom>
                <TextField
                    label=t.expiration_date()
                    value=draft.date
                    required=true
                    hint=Signal::derive(move || outcome.get().or_else(|| Some(t.how_to_type_date())))
                    error
                    node_ref=controls.date
                />
            </Show>
        </div>
    }
}

/// What can be chosen, and how each reads. Tracked.
fn choices(t: I18n, draft: TokenDraft, policy: &ExpiryPolicy) -> Vec<Choice> {
    let choice = |expiration: Expiration, label| Choice::new(expiration.value(), label);
    let mut choices = Vec::new();
    if draft.saved.with(Option::is_some) {
        let label = match draft.current_expiry.get() {
            Expiry::At(at) => t.keep_until(&t.last_day(at)),
            Expiry::Never => t.keep_never(),
            Expiry::Unstated => t.keep(),
        };
        choices.push(choice(Expiration::Keep, label));
    }
    for offer in policy.offers() {
        let label = if offer.days == 365 { t.one_year() } else { t.days(u64::from(offer.days)) };
        let label = if offer.clamped { t.longest_allowed(&label) } else { label };
        choices.push(choice(Expiration::Days(offer.days), label));
    }
    if policy.custom {
        choices.push(choice(Expiration::Custom, t.custom()));
    }
    if policy.never {
        choices.push(choice(Expiration::Never, t.no_expiration()));
    }
    choices
}
