//! Would this call pass? Any call, from any address, at any time, against an access as it stands in a form.
//!
//! The judgement is the model's own, which the reference backend enforces with.

use super::words;
use crate::api::use_api;
use crate::browser::clock;
use crate::i18n::{I18n, use_i18n};
use crate::state::use_operations;
use chrono::{DateTime, NaiveTime, Timelike, Utc};
use latchkey_model::{
    Access, AccessPolicy, Call, DateOrder, Lifecycle, WrittenCall, decide, format_date, parse_date,
};
use latchkey_ui::{Button, Field, TextField, fresh_id, icons};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::net::IpAddr;

/// How many APIs are suggested at once.
const SUGGESTED: usize = 40;

/// The button, and the panel that it opens.
#[component]
pub fn AccessTrial(
    access: Memo<Access>,
    #[prop(into)] lifecycle: Signal<Lifecycle>,
    policy: AccessPolicy,
    has_scopes: bool,
    /// There is nothing else to do: the panel stands open, without the button.
    is_alone: bool,
) -> impl IntoView {
    let (api, t) = (use_api(), use_i18n());
    let trial = Trial {
        access,
        lifecycle,
        policy,
        has_scopes,
        call: RwSignal::new(String::new()),
        address: RwSignal::new(api.backend.instance.with_untracked(|instance| instance.your_address.clone())),
        time: RwSignal::new(write_time(clock::now(), t.typed_date_order())),
    };
    let is_open = RwSignal::new(is_alone);
    let button = (!is_alone).then(|| {
        view! {
            <Button
                label=t.trial()
                small=true
                icon=icons::SHIELD
                on_click=move |()| is_open.update(|open| *open = !*open)
                {..}
                aria-expanded=move || is_open.get().to_string()
            />
        }
    });
    view! {
        {button}
        <Show when=move || is_open.get()>
            <TrialPanel trial/>
        </Show>
    }
}

/// What is being tried.
#[derive(Clone, Copy)]
struct Trial {
    access: Memo<Access>,
    lifecycle: Signal<Lifecycle>,
    policy: AccessPolicy,
    has_scopes: bool,
    call: RwSignal<String>,
    address: RwSignal<String>,
    time: RwSignal<String>,
}

#[component]
fn TrialPanel(trial: Trial) -> impl IntoView {
    let (t, store) = (use_i18n(), use_operations());
    let Trial { call, address, time, .. } = trial;
    let order = t.typed_date_order();
    let list = fresh_id();
    let call_error = Signal::derive(move || {
        let is_unreadable = call.with(|typed| {
            !typed.trim().is_empty() && store.all.with(|all| WrittenCall::read(typed, all).is_none())
        });
        is_unreadable.then(|| t.trial_operation_missing())
    });
    let address_error = Signal::derive(move || {
        let is_unreadable = address.with(|typed| read_address(typed).is_none());
        is_unreadable.then(|| t.trial_address_unreadable())
    });
    let time_error = Signal::derive(move || {
        let is_unreadable = time.with(|typed| read_time(typed, order).is_none());
        is_unreadable.then(|| t.trial_time_unreadable(&write_time(clock::now(), order)))
    });
    let suggestions = move || {
        let typed = call.with(|typed| typed.to_lowercase());
        store.choices.with(|choices| {
            let fitting = choices.iter().filter(|choice| choice.has(&typed)).take(SUGGESTED);
            fitting.map(|choice| view! { <option value=choice.label.clone()></option> }).collect_view()
        })
    };
    // Enter asks; it does not send the form around.
    let on_keydown = |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
        }
    };
    let (call_hint, time_hint) = (t.trial_operation_hint(), t.trial_time_hint(&clock::zone_name()));
    let listed = list.clone();
    view! {
        <div class="card pad" role="group" aria-label=t.trial()>
            <Field label=t.trial_operation() hint=Signal::stored(Some(call_hint)) error=call_error let:control>
                <input
                    class="input mono"
                    type="text"
                    id=control.id()
                    aria-describedby=control.note_id()
                    aria-invalid=move || control.invalid()
                    list=listed
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=call
                    on:input:target=move |event| call.set(event.target().value())
                    on:keydown=on_keydown
                />
            </Field>
            <datalist id=list>{suggestions}</datalist>
            <div class="two">
                <TextField label=t.trial_address() value=address error=address_error/>
                <TextField
                    label=t.trial_time()
                    value=time
                    hint=Signal::stored(Some(time_hint))
                    error=time_error
                />
            </div>
            <div class="slot" role="status">{move || verdict(t, trial)}</div>
        </div>
    }
}

/// Nothing until all three can be read.
fn verdict(t: I18n, trial: Trial) -> Option<impl IntoView + use<>> {
    let typed = trial.call.get();
    let operations = use_operations().all.get();
    let written = WrittenCall::read(&typed, &operations)?;
    let call = Call {
        operation: written.operation.map_or("", |operation| &operation.id),
        scopes: written.operation.map_or(&[], |operation| &operation.scopes),
        method: &written.method,
        path: &written.path,
        address: trial.address.with(|typed| read_address(typed))?,
        at: trial.time.with(|typed| read_time(typed, t.typed_date_order()))?,
    };
    let decision = trial.access.with(|access| decide(access, trial.lifecycle.get(), &call, trial.policy));
    let (class, word) =
        if decision.allowed { ("status good", t.passes()) } else { ("status bad", t.refused()) };
    let (_, before) = decision.trace.split_last()?;
    let steps = before.iter().map(|step| view! { <li>{words::reason(t, step)}</li> }).collect_view();
    let is_unlisted = written.operation.is_none() && trial.has_scopes;
    Some(view! {
        <div>
            <p>
                <b class=class>{word}</b>
            </p>
            <p>{words::reason(t, &decision.reason)}</p>
            <ol class="sub steps">{steps}</ol>
            {is_unlisted.then(|| view! { <p class="hint">{t.trial_unlisted()}</p> })}
        </div>
    })
}

fn read_address(typed: &str) -> Option<IpAddr> {
    typed.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// Date and time of day in the visitor's zone, as they are typed here.
fn write_time(at: DateTime<Utc>, order: DateOrder) -> String {
    let (day, time) = clock::local(at);
    format!("{} {:02}:{:02}", format_date(day, order), time.hour(), time.minute())
}

/// Nothing typed means now.
fn read_time(typed: &str, order: DateOrder) -> Option<DateTime<Utc>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(clock::now());
    }
    let (day, time) = typed.rsplit_once(char::is_whitespace)?;
    let (hour, minute) = time.split_once(':')?;
    let time = NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)?;
    clock::instant_at(parse_date(day.trim_end(), order).ok()?, time)
}
