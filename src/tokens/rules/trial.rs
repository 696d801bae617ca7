//! Would this call pass? Any call, from any address, at any time, against what the form holds.
//!
//! The judgement is the model's own, which the reference backend enforces with.

use super::words;
use crate::console::Console;
use crate::dom::{El, el, icons, live, slot};
use crate::state::{Derived, State};
use crate::tokens::form::Form;
use crate::widgets::button::Button;
use crate::widgets::field::{TextField, labelled};
use crate::widgets::fresh_id;
use crate::{clock, date_format, text};
use chrono::{DateTime, NaiveTime, Timelike, Utc};
use latchkey_connector::Capabilities;
use latchkey_model::{Access, Call, WrittenCall, decide, format_date, parse_date};
use std::net::IpAddr;
use std::sync::Arc;

/// How many APIs are suggested at once.
const SUGGESTED: usize = 40;

/// What is being tried.
#[derive(Clone, Copy)]
struct Trial {
    form: Form,
    console: Console,
    access: Derived<Access>,
    call: State<String>,
    address: State<String>,
    time: State<String>,
}

/// The button, and the panel that it opens; only the panel where there is nothing else to do (`alone`).
pub fn trial_view(
    form: Form,
    console: Console,
    can: Arc<Capabilities>,
    access: Derived<Access>,
    alone: bool,
) -> El {
    let trial = Trial {
        form,
        console,
        access,
        call: State::new(String::new()),
        address: State::new(console.instance.with_untracked(|i| i.your_address.clone())),
        time: State::new(written(clock::now())),
    };
    if alone {
        return trial.panel(can);
    }
    let open = State::new(false);
    let button = Button::new(text::trial())
        .small()
        .icon(icons::SHIELD)
        .on(move || open.update(|open| *open = !*open))
        .bind_bool("aria-expanded", move || open.get());
    let panel = slot(move || open.get().then(|| trial.panel(can.clone())));
    el("div").class("slot").child(button).child(panel)
}

/// Date and time of day in the visitor's zone, as they are typed here.
fn written(at: DateTime<Utc>) -> String {
    let (day, time) = clock::local(at);
    let two = |number: u32| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    [&format_date(day, date_format::typed()), " ", &two(time.hour()), ":", &two(time.minute())].concat()
}

fn read_time(typed: &str) -> Option<DateTime<Utc>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(clock::now());
    }
    let (day, time) = typed.rsplit_once(char::is_whitespace)?;
    let (hour, minute) = time.split_once(':')?;
    let time = NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)?;
    clock::instant_at(parse_date(day.trim_end(), date_format::typed()).ok()?, time)
}

impl Trial {
    fn panel(self, can: Arc<Capabilities>) -> El {
        let all = self.console.operations.all;
        let unread = move || {
            self.call.with(|typed| {
                let missing =
                    !typed.trim().is_empty() && all.with(|all| WrittenCall::read(typed, all).is_none());
                missing.then(|| text::trial_operation_missing().to_owned())
            })
        };
        let time_error = move || {
            let unread = self.time.with(|typed| read_time(typed).is_none());
            unread.then(|| text::trial_time_unreadable(&written(clock::now())))
        };
        let zone_hint = text::trial_time_hint(&clock::zone_name());
        let time = TextField::new(text::trial_time(), self.time)
            .hint(live(move || Some(zone_hint.clone())))
            .error(live(time_error));
        let address = TextField::new(text::trial_address(), self.address).error(live(move || {
            let unread = self.address.with(|typed| typed.trim().parse::<IpAddr>().is_err());
            unread.then(|| text::trial_address_unreadable().to_owned())
        }));
        let list = fresh_id();
        let suggestions = el("datalist").attr("id", &list).region(move || {
            let typed = self.call.with(|typed| typed.to_lowercase());
            self.console.operations.list.with(|choices| {
                let fitting = choices.iter().filter(|choice| choice.has(&typed)).take(SUGGESTED);
                Some(el("div").all(fitting.map(|choice| el("option").attr("value", &choice.label))))
            })
        });
        let call = el("input")
            .class("input mono")
            .attr("type", "text")
            .attr("list", &list)
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .value(self.call)
            // Enter asks; it does not send the form around.
            .on("keydown", |event| {
                if crate::browser::key(&event) == "Enter" {
                    event.prevent_default();
                }
            });
        let hint = live(|| Some(text::trial_operation_hint().to_owned()));
        let verdict = el("div").attr("role", "status").class("slot").region(move || self.verdict(&can));
        el("div")
            .class("card pad")
            .attr("role", "group")
            .attr("aria-label", text::trial())
            .child(labelled(text::trial_operation(), call, hint, live(unread)))
            .child(suggestions)
            .child(el("div").class("two").child(address.view()).child(time.view()))
            .child(verdict)
    }

    /// Nothing until all three can be read.
    fn verdict(self, can: &Capabilities) -> Option<El> {
        let typed = self.call.get();
        let all = self.console.operations.all.get();
        let written = WrittenCall::read(&typed, &all)?;
        let address: IpAddr = self.address.with(|typed| typed.trim().parse().ok())?;
        let call = Call {
            operation: written.operation.map_or("", |operation| &operation.id),
            scopes: written.operation.map_or(&[], |operation| &operation.scopes),
            method: &written.method,
            path: &written.path,
            address: address.to_canonical(),
            at: self.time.with(|typed| read_time(typed))?,
        };
        let lifecycle = self.form.saved.with(|saved| saved.as_ref().map(|t| t.lifecycle).unwrap_or_default());
        let decision = self.access.with(|access| decide(access, lifecycle, &call, can.access));
        let (class, word) =
            if decision.allowed { ("status good", text::passes()) } else { ("status bad", text::refused()) };
        let (_, before) = decision.trace.split_last()?;
        let unlisted = (written.operation.is_none() && can.scopes)
            .then(|| el("p").class("hint").text(text::trial_unlisted()));
        Some(
            el("div")
                .child(el("p").child(el("b").class(class).text(word)))
                .child(el("p").text(&words::reason(&decision.reason)))
                .child(
                    el("ol")
                        .class("sub steps")
                        .all(before.iter().map(|step| el("li").text(&words::reason(step)))),
                )
                .maybe(unlisted),
        )
    }
}
